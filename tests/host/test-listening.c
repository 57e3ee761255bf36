/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that listens only while somebody wants it to. */
#include "base/talus-error.h"
#include "host/talus-host.h"
#include "rooms-fixture.h"

static const TalusHostOptions silent = { .no_listen = TRUE };

static void
set_up (HostFixture   *fixture,
        gconstpointer  data)
{
  fixture->host = talus_test_host_new (&silent);
  fixture->project = talus_test_project_new (fixture->host, "restomod", "Bronco");
}

static void
tear_down (HostFixture   *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->project, talus_test_project_free);
  g_clear_pointer (&fixture->host, talus_test_host_free);
}

/* What is asked of the host's thread, and what it said. */
typedef struct
{
  TalusHostOptions options;
  GError *error;
  char *url;
  char *fingerprint;
  guint16 port;
  const char *session_id;
  guint n_clients;
  gboolean is_loaded;
} Errand;

static void
clear_errand (Errand *errand)
{
  g_clear_error (&errand->error);
  g_clear_pointer (&errand->url, g_free);
  g_clear_pointer (&errand->fingerprint, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Errand, clear_errand)

static void
look (TalusHost *host,
      gpointer   user_data)
{
  Errand *errand = user_data;
  TalusSession *session = NULL;
  TalusId id;

  g_clear_pointer (&errand->url, g_free);
  errand->url = g_strdup (talus_host_get_url (host));
  errand->port = talus_host_get_port (host);
  if (errand->session_id == NULL)
    return;

  g_assert_true (talus_id_parse (errand->session_id, -1, &id));
  session = talus_registry_get_session (talus_host_get_registry (host), &id);
  errand->is_loaded = session != NULL && !talus_session_is_closed (session);
  errand->n_clients = session != NULL ? talus_session_get_n_clients (session) : 0;
}

static void
start (TalusHost *host,
       gpointer   user_data)
{
  Errand *errand = user_data;

  talus_host_start_listening (host, &errand->options, &errand->error);
  look (host, errand);
}

static guint16
start_listening (HostFixture *fixture)
{
  g_auto(Errand) errand = { { .address = "127.0.0.1" } };

  talus_test_host_run (fixture->host, start, &errand);
  g_assert_no_error (errand.error);
  g_assert_nonnull (errand.url);
  g_assert_cmpuint (errand.port, >, 0);

  return errand.port;
}

/* What somebody else is told who wants the project's file. */
static void
want_file (TalusHost *host,
           gpointer   user_data)
{
  Errand *errand = user_data;
  TalusLibrary *library = talus_registry_get_library (talus_host_get_registry (host));
  TalusLibraryEntry *entry = NULL;
  TalusId id;

  g_clear_error (&errand->error);
  look (host, errand);
  g_assert_true (talus_id_parse (errand->session_id, -1, &id));
  entry = talus_library_find_session (library, &id);
  g_assert_null (talus_document_open (entry->path, &errand->error));
  talus_library_entry_free (entry);
}

static const char *
get_detail (GError     *error,
            const char *name)
{
  return json_object_get_string_member_with_default (talus_error_get_details (error), name, NULL);
}

static gint n_stopped; /* atomic */

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  talus_host_stop_listening_finish (TALUS_HOST (object), result, &error);
  g_assert_no_error (error);
  g_atomic_int_inc (&n_stopped);
}

static void
stop (TalusHost *host,
      gpointer   user_data)
{
  talus_host_stop_listening_async (host, stopped_cb, NULL);
  g_assert_null (talus_host_get_url (host));
}

static gboolean
has_stopped (gpointer user_data)
{
  return g_atomic_int_get (&n_stopped) >= GPOINTER_TO_INT (user_data);
}

static void
begin_stop (HostFixture *fixture)
{
  g_atomic_int_set (&n_stopped, 0);
  talus_test_host_run (fixture->host, stop, NULL);
}

/* Each client goes when it is told to. */
static void
end_stop (TalusTestSocket **sockets)
{
  for (; *sockets != NULL; sockets++)
    {
      talus_test_socket_wait_closed (*sockets);
      talus_test_socket_free (*sockets);
    }
  talus_test_wait_until (has_stopped, GINT_TO_POINTER (1));
}

static gboolean
can_connect (guint16 port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

  return connection != NULL;
}

static TalusTestSocket *
join (HostFixture *fixture,
      guint16      port)
{
  TalusTestSocket *socket = talus_test_socket_new_in ("127.0.0.1", port, "/", NULL);
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, "");

  g_assert_true (talus_test_event_has (ack, "client_id"));

  return socket;
}

static void
test_not_before_it_is_told (HostFixture   *fixture,
                            gconstpointer  data)
{
  g_auto(Errand) errand = { { .address = NULL } };
  g_autoptr(TalusTestSocket) socket = NULL;
  guint16 port;

  talus_test_host_run (fixture->host, look, &errand);
  g_assert_null (errand.url);
  g_assert_cmpuint (errand.port, ==, 0);

  port = start_listening (fixture);
  socket = join (fixture, port);
}

static void
test_puts_others_out_when_it_ends (HostFixture   *fixture,
                                   gconstpointer  data)
{
  g_auto(Errand) errand = { { .address = NULL } };
  TalusTestSocket *socket = NULL;
  TalusTestSocket *stranger = NULL;
  g_autoptr(TalusTestEvent) closed = NULL;
  g_autoptr(TalusTestEvent) goodbye = NULL;
  guint16 port = start_listening (fixture);

  socket = join (fixture, port);
  stranger = talus_test_socket_new ("127.0.0.1", port);
  begin_stop (fixture);

  closed = talus_test_socket_wait (socket, "session:closed");
  g_assert_cmpstr (talus_test_event_string (closed, "reason"), ==, "sharing ended");
  goodbye = talus_test_socket_wait (socket, "disconnect");
  end_stop ((TalusTestSocket *[]) { socket, stranger, NULL });
  g_assert_false (can_connect (port));

  errand.session_id = fixture->project->session_id;
  talus_test_host_run (fixture->host, look, &errand);
  g_assert_null (errand.url);
  g_assert_true (errand.is_loaded);
  g_assert_cmpuint (errand.n_clients, ==, 0);
}

static void
test_begins_and_ends_any_number_of_times (HostFixture   *fixture,
                                          gconstpointer  data)
{
  for (guint i = 0; i < 5; i++)
    {
      guint16 port = start_listening (fixture);
      TalusTestSocket *socket = join (fixture, port);
      g_autoptr(TalusTestEvent) ack = NULL;

      ack = talus_test_socket_call (socket, "command", "{'command_type':'UpdateProperty','data':{"
                                    "'node_id':'%s','property_id':'name','value':'Bronco %u'}}",
                                    fixture->project->root_id, i);
      g_assert_true (talus_test_event_boolean (ack, "success"));
      begin_stop (fixture);
      end_stop ((TalusTestSocket *[]) { socket, NULL });
    }
}

static void
test_begins_again_while_others_leave (HostFixture   *fixture,
                                      gconstpointer  data)
{
  TalusTestSocket *before = NULL;
  g_autoptr(TalusTestSocket) after = NULL;
  guint16 port = start_listening (fixture);

  before = join (fixture, port);
  begin_stop (fixture);
  port = start_listening (fixture);
  after = join (fixture, port);

  end_stop ((TalusTestSocket *[]) { before, NULL });
  talus_test_socket_settle (after);
  g_assert_false (talus_test_socket_is_closed (after));
}

static void
test_takes_the_next_port_where_one_is_taken (HostFixture   *fixture,
                                             gconstpointer  data)
{
  g_autoptr(TalusTestHost) other = talus_test_host_new (NULL);
  guint16 taken = talus_test_host_get_port (other);
  g_auto(Errand) errand = { { .address = "127.0.0.1", .port = taken } };
  g_auto(Errand) further = { { .address = "127.0.0.1", .port = taken, .n_more_ports = 20 } };

  talus_test_host_run (fixture->host, start, &errand);
  g_assert_error (errand.error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_null (errand.url);

  talus_test_host_run (fixture->host, start, &further);
  g_assert_no_error (further.error);
  g_assert_cmpuint (further.port, >, taken);
  g_assert_cmpuint (further.port, <=, taken + 20);
  g_assert_true (can_connect (further.port));
}

static void
test_others_are_not_served_in_the_clear_by_accident (HostFixture   *fixture,
                                                     gconstpointer  data)
{
  g_auto(Errand) errand = { { .address = "0.0.0.0" } };

  talus_test_host_run (fixture->host, start, &errand);
  g_assert_error (errand.error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN);
  g_assert_null (errand.url);
}

static void
test_who_wants_a_file_is_told_where_it_is (HostFixture   *fixture,
                                           gconstpointer  data)
{
  g_auto(Errand) errand = { .session_id = fixture->project->session_id };
  g_autoptr(TalusTestProject) later = NULL;

  talus_test_host_run (fixture->host, want_file, &errand);
  g_assert_error (errand.error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_null (get_detail (errand.error, "url"));

  start_listening (fixture);
  talus_test_host_run (fixture->host, want_file, &errand);
  g_assert_cmpstr (get_detail (errand.error, "url"), ==, errand.url);
  g_assert_cmpstr (get_detail (errand.error, "session_id"), ==, fixture->project->session_id);
  later = talus_test_project_new (fixture->host, "restomod", "Later");
  errand.session_id = later->session_id;
  talus_test_host_run (fixture->host, want_file, &errand);
  g_assert_cmpstr (get_detail (errand.error, "url"), ==, errand.url);
  g_assert_cmpstr (get_detail (errand.error, "session_id"), ==, later->session_id);

  begin_stop (fixture);
  end_stop ((TalusTestSocket *[]) { NULL });
  talus_test_host_run (fixture->host, want_file, &errand);
  g_assert_null (get_detail (errand.error, "url"));
}

static void
find_fingerprint (TalusHost *host,
                  gpointer   user_data)
{
  Errand *errand = user_data;

  errand->fingerprint = talus_host_dup_own_fingerprint (host, &errand->error);
}

static void
start_secure (TalusHost *host,
              gpointer   user_data)
{
  Errand *errand = user_data;

  start (host, errand);
  errand->fingerprint = g_strdup (talus_host_get_fingerprint (host));
}

static void
test_fingerprint_is_known_beforehand (HostFixture   *fixture,
                                      gconstpointer  data)
{
  g_auto(Errand) before = { { .address = NULL } };
  g_auto(Errand) after = { { .address = "127.0.0.1", .tls_self_signed = TRUE } };
  g_autofree guchar *bytes = NULL;
  g_autofree char *padded = NULL;
  g_autoptr(GString) shown = g_string_new (NULL);
  gsize length = 0;

  talus_test_host_run (fixture->host, find_fingerprint, &before);
  g_assert_no_error (before.error);
  talus_test_host_run (fixture->host, start_secure, &after);
  g_assert_no_error (after.error);
  g_assert_true (g_str_has_prefix (after.url, "https://"));

  padded = g_strconcat (g_strdelimit (g_strdelimit (after.fingerprint, "-", '+'), "_", '/'), "=",
                        NULL);
  bytes = g_base64_decode (padded, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (shown, i > 0 ? ":%02X" : "%02X", bytes[i]);
  g_assert_cmpstr (shown->str, ==, before.fingerprint);
}

static void
test_shuts_down_while_others_leave (HostFixture   *fixture,
                                    gconstpointer  data)
{
  g_autoptr(TalusTestSocket) socket = join (fixture, start_listening (fixture));

  begin_stop (fixture);
  talus_test_host_stop (fixture->host);
  g_assert_cmpint (g_atomic_int_get (&n_stopped), ==, 1);
}

#define add(path, test) g_test_add (path, HostFixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/listening/not-before-it-is-told", test_not_before_it_is_told);
  add ("/listening/puts-others-out-when-it-ends", test_puts_others_out_when_it_ends);
  add ("/listening/begins-and-ends-any-number-of-times", test_begins_and_ends_any_number_of_times);
  add ("/listening/begins-again-while-others-leave", test_begins_again_while_others_leave);
  add ("/listening/takes-the-next-port-where-one-is-taken",
       test_takes_the_next_port_where_one_is_taken);
  add ("/listening/others-are-not-served-in-the-clear-by-accident",
       test_others_are_not_served_in_the_clear_by_accident);
  add ("/listening/who-wants-a-file-is-told-where-it-is",
       test_who_wants_a_file_is_told_where_it_is);
  add ("/listening/fingerprint-is-known-beforehand", test_fingerprint_is_known_beforehand);
  add ("/listening/shuts-down-while-others-leave", test_shuts_down_while_others_leave);

  return g_test_run ();
}
