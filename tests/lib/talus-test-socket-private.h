/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the test's socket share. */
#pragma once

#include "lib/talus-test-socket.h"

G_BEGIN_DECLS

struct _TalusTestSocket
{
  GSocketConnection *connection;
  GDataInputStream *in;
  char *host;
  char *sid;
  char *namespace_name;
  gint64 last_ack;
  GPtrArray *inbox; /* of TalusTestEvent */
  gboolean is_closed;
};

void     talus_test_socket_write_frame  (TalusTestSocket *self,
                                         guint8           opcode,
                                         const char      *payload,
                                         gsize            length);
/* (transfer full) (nullable): the next message, or NULL at the end, or when
 * nothing came in time. */
GString *talus_test_socket_read_message (TalusTestSocket *self);

G_END_DECLS
