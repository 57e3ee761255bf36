/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common beginnings of the tests of the rooms. */
#include "rooms-fixture.h"

TalusTestSocket *
rooms_connect (HostFixture *fixture,
               const char  *namespace_name,
               const char  *auth)
{
  return talus_test_socket_new_in ("127.0.0.1", talus_test_host_get_port (fixture->host),
                                   namespace_name, auth);
}

TalusTestEvent *
rooms_ask_join (HostFixture     *fixture,
                TalusTestSocket *socket,
                const char      *options)
{
  return talus_test_socket_call (socket, "join_session", "{'session_id':'%s'%s}",
                                 fixture->project->session_id, options);
}

TalusTestSocket *
rooms_join (HostFixture *fixture,
            const char  *namespace_name,
            const char  *options)
{
  TalusTestSocket *socket = rooms_connect (fixture, namespace_name, NULL);
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options);

  if (!talus_test_event_has (ack, "client_id"))
    g_error ("Not joined: %s", ack->json);
  talus_test_socket_settle (socket);
  talus_test_socket_forget (socket);

  return socket;
}

char *
rooms_take_names (TalusTestSocket *socket)
{
  g_autoptr(GString) names = g_string_new (NULL);

  while (talus_test_socket_count (socket, NULL) > 0)
    {
      g_autoptr(TalusTestEvent) event = talus_test_socket_next (socket);

      if (g_str_equal (event->name, "session:connected") ||
          g_str_equal (event->name, "session:disconnected"))
        continue;
      if (names->len > 0)
        g_string_append_c (names, ' ');
      g_string_append (names, event->name);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

char *
rooms_settle (TalusTestSocket *socket)
{
  talus_test_socket_settle (socket);

  return rooms_take_names (socket);
}

void
rooms_set (HostFixture *fixture,
           const char  *property,
           const char  *value)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = host_fixture_execute (fixture, "UpdateProperty",
                                "{'node_id':'%s','property_id':'%s','value':%s}",
                                fixture->project->root_id, property, value);
}
