/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room should hear. The first client to get an event writes it down,
 * all others must get the same bytes in the same order, and the values in it
 * must count up without a gap: so each got each event once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gsize start;
  guint32 length;
  guint32 n_arrived;
  gint64 number;      /* of the command whose change it tells, or -1 */
} WireLine;

typedef struct
{
  guint n_clients;
  const char *run;    /* what the values of this run end with */
  GByteArray *bytes;
  GArray *lines;      /* WireLine */
  GArray *change_us;  /* gint64 a command: when the last client had its change, 0 before */
  gint64 first;       /* number of the command that is the first in these */
  guint64 n_complete; /* events that all have */
  guint64 n_arrived;
} WireScript;

void wire_script_init  (WireScript *self,
                        guint       n_clients,
                        const char *run);
void wire_script_reset (WireScript *self);
void wire_script_clear (WireScript *self);
void wire_script_take  (WireScript *self,
                        guint64     index,
                        const char *text,
                        gsize       length);

G_END_DECLS
