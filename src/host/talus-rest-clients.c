/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a session just now. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-rest.h"
#include "host/talus-session-json.h"

static void
list_clients (TalusCall *call)
{
  g_autoptr(GPtrArray) clients = talus_session_list_clients (call->session);
  GString *out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "clients");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < clients->len; i++)
    talus_client_write_json (clients->pdata[i], &writer);
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);

  talus_call_reply (call, 200, out);
}

const TalusRoute talus_rest_clients_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/clients", TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER,
    list_clients },
  { NULL, NULL, 0, NULL },
};
