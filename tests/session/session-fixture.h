/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of one root over a test journal, and short ways to ask of it. */
#pragma once

#include "session/talus-session.h"
#include "test-journal.h"

G_BEGIN_DECLS

typedef struct
{
  TalusSession *session;
  TestJournal *journal;
  TalusAuthor *author;
  TalusAuthor *other;
  char *root_id;
  gint64 now;
} SessionFixture;

void          session_fixture_set_up    (SessionFixture *fixture);
void          session_fixture_tear_down (SessionFixture *fixture);
TalusCommand *session_fixture_command   (const char     *json);
/* Waits until @done says so, for ten seconds at most. */
void          session_fixture_wait      (gboolean      (*done) (gpointer user_data),
                                         gpointer        user_data);

G_END_DECLS
