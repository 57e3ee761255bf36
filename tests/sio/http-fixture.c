/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handler does what the first segment of a path says, and notes all that
 * happens. */
#define G_LOG_DOMAIN "http-fixture"

#include "http-fixture.h"

#include <string.h>
#include <unistd.h>

static void
note (HttpFixture *fixture,
      const char  *format,
      ...) G_GNUC_PRINTF (2, 3);

static void
note (HttpFixture *fixture,
      const char  *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (fixture->events, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
gone_cb (SioHttpRequest *request,
         gpointer        user_data)
{
  note (user_data, "gone %s", sio_http_request_get_path (request));
}

static void
finished_cb (SioHttpRequest *request,
             gpointer        user_data)
{
  note (user_data, "finished %s", sio_http_request_get_path (request));
}

static void
respond_text (SioHttpRequest *request,
              guint           status,
              const char     *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  sio_http_request_respond (request, status, "text/plain", body);
}

static void
body_cb (SioHttpRequest *request,
         GBytes         *body,
         const GError   *error,
         gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);

  if (error != NULL)
    {
      g_assert_null (body);
      g_assert_true (error->domain == SIO_HTTP_ERROR);
      note (fixture, "error %s %d", path, error->code);
      return;
    }

  note (fixture, "body %s %" G_GSIZE_FORMAT, path, g_bytes_get_size (body));
  if (!sio_http_request_is_answered (request))
    sio_http_request_respond (request, 200, "application/octet-stream", body);
}

static void
spool_cb (SioHttpRequest *request,
          int             fd,
          guint64         size,
          const GError   *error,
          gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);

  if (error != NULL)
    {
      g_assert_cmpint (fd, ==, -1);
      note (fixture, "error %s %d", path, error->code);
      return;
    }

  fixture->spool_fd = fd;
  fixture->spool_size = size;
  note (fixture, "body %s %" G_GUINT64_FORMAT, path, size);
  respond_text (request, 201, "stored");
}

/* What the address says: "127.0.0.1 PORT". */
static char *
describe_address (GSocketAddress *address)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autofree char *text = g_inet_address_to_string (g_inet_socket_address_get_address (inet));

  return g_strdup_printf ("%s %u", text, g_inet_socket_address_get_port (inet));
}

static void
handle_cb (SioHttpServer  *server,
           SioHttpRequest *request,
           gpointer        user_data)
{
  HttpFixture *fixture = user_data;
  const char *path = sio_http_request_get_path (request);
  const char *verb = sio_http_request_get_segments (request)[0];

  g_ptr_array_add (fixture->requests, g_object_ref (request));
  g_signal_connect (request, "gone", G_CALLBACK (gone_cb), fixture);
  g_signal_connect (request, "finished", G_CALLBACK (finished_cb), fixture);

  if (g_strcmp0 (verb, "keep") == 0)
    {
      g_ptr_array_add (fixture->kept, g_object_ref (request));
    }
  else if (g_strcmp0 (verb, "body") == 0)
    {
      sio_http_request_read_body (request, fixture->max_body, body_cb, fixture);
      /* Never from inside the call. */
      g_assert_false (sio_http_request_is_answered (request));
    }
  else if (g_strcmp0 (verb, "spool") == 0)
    {
      sio_http_request_spool_body (request, fixture->max_body, fixture->spool_dir, spool_cb,
                                   fixture);
    }
  else if (g_strcmp0 (verb, "addresses") == 0)
    {
      g_autofree char *remote = describe_address (sio_http_request_get_remote_address (request));
      g_autofree char *local = describe_address (sio_http_request_get_local_address (request));
      g_autofree char *text = g_strdup_printf ("%s %s %s", remote, local, path);

      respond_text (request, 200, text);
    }
  else
    {
      const char *method = sio_http_request_get_method (request);
      g_autofree char *text = g_strdup_printf ("%s %s", method, path);

      respond_text (request, 200, text);
    }
}

static GBytes *
make_error (guint        status,
            const char  *message,
            const char **content_type,
            gpointer     user_data)
{
  char *text = g_strdup_printf ("{\"status\":%u}", status);

  g_assert_cmpstr (*content_type, ==, "text/plain");
  g_assert_false (g_str_has_suffix (message, "."));
  *content_type = "application/json";
  return g_bytes_new_take (text, strlen (text));
}

/**
 * http_fixture_set_up:
 * @fixture: the fixture
 * @data: unused
 *
 * Makes a server that does not listen yet, so that a test can set its limits.
 */
void
http_fixture_set_up (HttpFixture   *fixture,
                     gconstpointer  data)
{
  fixture->server = sio_http_server_new ();
  fixture->requests = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->kept = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->max_body = 1024 * 1024;
  fixture->spool_dir = g_dir_make_tmp ("http-XXXXXX", NULL);
  fixture->spool_fd = -1;
  sio_http_server_set_handler (fixture->server, handle_cb, fixture, NULL);
  sio_http_server_set_error_func (fixture->server, make_error, NULL, NULL);
}

/**
 * http_fixture_listen:
 * @fixture: the fixture
 *
 * Has the server listen.
 */
void
http_fixture_listen (HttpFixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  GPtrArray *addresses;

  sio_http_server_listen (fixture->server, address, &error);
  g_assert_no_error (error);
  addresses = sio_http_server_get_addresses (fixture->server);
  g_assert_cmpuint (addresses->len, ==, 1);
  fixture->port = g_inet_socket_address_get_port (addresses->pdata[0]);
  g_assert_cmpuint (fixture->port, !=, 0);
}

/**
 * http_fixture_tear_down:
 * @fixture: the fixture
 * @data: unused
 *
 * Frees everything, and sees to it that nothing holds the server or a request.
 */
void
http_fixture_tear_down (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_assert_finalize_object (fixture->server);
  g_ptr_array_unref (fixture->kept);
  while (fixture->requests->len > 0)
    {
      SioHttpRequest *request = g_ptr_array_steal_index (fixture->requests, 0);

      g_assert_true (sio_http_request_is_finished (request));
      g_assert_finalize_object (request);
    }
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->events);
  if (fixture->spool_fd >= 0)
    close (fixture->spool_fd);
  g_assert_no_errno (rmdir (fixture->spool_dir));
  g_free (fixture->spool_dir);
}

/**
 * http_fixture_count:
 * @fixture: the fixture
 * @event: an event
 *
 * Returns: how often it has happened
 */
guint
http_fixture_count (HttpFixture *fixture,
                    const char  *event)
{
  guint count = 0;

  for (guint i = 0; i < fixture->events->len; i++)
    count += g_str_equal (fixture->events->pdata[i], event);
  return count;
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("What the test waits for did not happen");
  return G_SOURCE_REMOVE;
}

/**
 * http_start_deadline:
 *
 * Returns: the id of a source that fails the test unless it is removed in time
 */
guint
http_start_deadline (void)
{
  return g_timeout_add_seconds (HTTP_DEADLINE_SECONDS, deadline_cb, NULL);
}

/**
 * http_wait_until:
 * @condition: what is waited for
 * @data: what to give it
 *
 * Runs the context until @condition holds; not holding for too long fails the test.
 */
void
http_wait_until (HttpCondition condition,
                 gpointer      data)
{
  guint deadline = http_start_deadline ();

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

typedef struct
{
  HttpFixture *fixture;
  const char  *event;
  guint        count;
} Wanted;

static gboolean
has_events (gpointer data)
{
  Wanted *wanted = data;

  return http_fixture_count (wanted->fixture, wanted->event) >= wanted->count;
}

/**
 * http_wait_for_events:
 * @fixture: the fixture
 * @event: an event
 * @count: how often
 *
 * Waits until it has happened that often.
 */
void
http_wait_for_events (HttpFixture *fixture,
                      const char  *event,
                      guint        count)
{
  Wanted wanted = { fixture, event, count };

  http_wait_until (has_events, &wanted);
}

static gboolean
has_connections (gpointer data)
{
  Wanted *wanted = data;

  return sio_http_server_get_n_connections (wanted->fixture->server) == wanted->count;
}

/**
 * http_wait_for_connections:
 * @fixture: the fixture
 * @count: how many
 *
 * Waits until the server has that many connections.
 */
void
http_wait_for_connections (HttpFixture *fixture,
                           guint        count)
{
  Wanted wanted = { fixture, NULL, count };

  http_wait_until (has_connections, &wanted);
}

/**
 * http_settle:
 *
 * Runs the context until nothing is left to do at once.
 */
void
http_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
