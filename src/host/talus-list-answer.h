/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that list things, some of which are sessions that must settle
 * first: `{"sessions":[…],"total":N}`. */
#pragma once

#include "base/talus-json-writer.h"
#include "host/talus-call.h"

G_BEGIN_DECLS

typedef struct _TalusListAnswer TalusListAnswer;

/**
 * TalusListFunc:
 * @item: what was added
 * @session: (nullable): its session, settled
 * @writer: where a value is expected next
 *
 * Writes a thing of the list.
 */
typedef void (*TalusListFunc) (gpointer         item,
                               TalusSession    *session,
                               TalusJsonWriter *writer);

TalusListAnswer *talus_list_answer_new (TalusCall       *call,
                                        const char      *member,
                                        TalusListFunc    write,
                                        GDestroyNotify   free_item);
/* @session: (nullable): written when it is settled, else at once. */
void             talus_list_answer_add (TalusListAnswer *self,
                                        gpointer         item,    /* (transfer full) */
                                        TalusSession    *session);
/* (transfer full): answers when everything is written. */
void             talus_list_answer_end (TalusListAnswer *self);

G_END_DECLS
