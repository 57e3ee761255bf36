/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a session just now. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-rest.h"

static void
write_client (TalusJsonWriter   *writer,
              const TalusClient *client)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "client_id");
  talus_json_writer_string (writer, client->id);
  talus_json_writer_name (writer, "author_id");
  talus_json_writer_id (writer, &client->author->id);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, client->author->name);
  talus_json_writer_name (writer, "colour");
  talus_json_writer_string (writer, client->author->colour);
  talus_json_writer_name (writer, "role");
  talus_json_writer_string (writer, talus_role_get_name (client->role));
  talus_json_writer_name (writer, "joined_at");
  talus_json_writer_time (writer, client->joined_at);
  talus_json_writer_name (writer, "presence");
  if (client->presence != NULL)
    talus_json_writer_raw (writer, client->presence, -1);
  else
    talus_json_writer_null (writer);
  talus_json_writer_end_object (writer);
}

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
    write_client (&writer, clients->pdata[i]);
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);

  talus_call_reply (call, 200, out);
}

const TalusRoute talus_rest_clients_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/clients", TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER,
    list_clients },
  { NULL, NULL, 0, NULL },
};
