/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that sends exact bytes to a fixture's server, on the default main
 * context too, and what it is answered. */
#pragma once

#include "http-fixture.h"

typedef struct
{
  GSocket    *socket;
  GSource    *source;
  GByteArray *in;       /* what came and was not taken by http_client_read_answer */
  gboolean    eof;
  gboolean    reset;
  guint64     received;
} HttpClient;

typedef struct
{
  guint    status;
  char    *head;
  GBytes  *body;
} HttpAnswer;

HttpClient  *http_client_new          (HttpFixture    *fixture);
HttpClient  *http_client_new_small    (HttpFixture    *fixture);
void         http_client_free         (HttpClient     *self);
void         http_client_send         (HttpClient     *self,
                                       const char     *text);
void         http_client_send_bytes   (HttpClient     *self,
                                       const void     *data,
                                       gsize           length);
void         http_client_finish       (HttpClient     *self);
void         http_client_reset        (HttpClient     *self);
void         http_client_stop_reading (HttpClient     *self);
void         http_client_go_on_reading (HttpClient    *self);
void         http_client_wait_for_end (HttpClient     *self);
HttpAnswer  *http_client_read_answer  (HttpClient     *self);
HttpAnswer  *http_client_read_head_answer (HttpClient *self);
guint        http_client_ask          (HttpClient     *self,
                                       const char     *text,
                                       char          **body);
guint16      http_client_get_port     (HttpClient     *self);

const char  *http_answer_get_text     (HttpAnswer     *self);
char        *http_answer_get_field    (HttpAnswer     *self,
                                       const char     *name);
void         http_answer_free         (HttpAnswer     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpClient, http_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAnswer, http_answer_free)
