/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The border to libsoup, the HTTP engine: the one file that knows it, so that
 * it can be replaced. It must not know sockets or bodies.
 *
 * SoupServer has no listener and never sees a socket: each request is an
 * exchange over a stream in memory. Its head there is ours, because libsoup
 * merges two Host fields, takes Content-Length with Transfer-Encoding, does
 * not cap chunks, answers Range by copying and matches paths by bare prefix;
 * what it is not given it cannot get wrong. Its method there is always HEAD:
 * libsoup then writes the complete head of an answer, whatever its fields
 * say, and leaves the body alone, whose chunks it would end from a thread.
 *
 * Without a listener SoupServer drops a connection after one request, and
 * that is wanted here: what it keeps of an idle one it leaks with its
 * descriptor (3.2) and polls with a source each. Keeping alive is ours. */
#define G_LOG_DOMAIN "sio-http-soup"

#include "sio/sio-http-soup-private.h"

#include <libsoup/soup.h>
#include <string.h>

#include "sio/sio-stream.h"

/* Exchanges at a time whose keys are kept for those that come after them. */
#define MAX_SPARE_KEYS 64

struct _SioHttpSoup
{
  SoupServer     *server;
  GBytes         *heads[2]; /* by minor version */
  GSocketAddress *local;
  GPtrArray      *keys;     /* GSocketAddress, that no exchange uses */
};

struct _SioHttpExchange
{
  GPtrArray                  *keys;  /* of the engine, which it may outlive */
  const SioHttpExchangeFuncs *funcs;
  gpointer                    owner; /* NULL: abandoned */
  GSocketAddress             *key;
  SoupServerMessage          *message;
  gboolean                    answered;
  gboolean                    paused;
};

static G_DEFINE_QUARK (sio-http-exchange, exchange)

/* Those that libsoup has no phrase for. */
static const char *
get_phrase (guint status)
{
  switch (status)
    {
    case 421: return "Misdirected Request";
    case 425: return "Too Early";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 451: return "Unavailable For Legal Reasons";
    default: return NULL;
    }
}

static void
handle_message_cb (SoupServer        *server,
                   SoupServerMessage *message,
                   const char        *path,
                   GHashTable        *query,
                   gpointer           user_data)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  SioHttpExchange *exchange = g_object_get_qdata (G_OBJECT (remote), exchange_quark ());

  exchange->message = g_object_ref (message);
  /* A message must have a status before it is paused: without one libsoup goes
   * on looking for who else might serve it. */
  soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);

  exchange->funcs->requested (exchange->owner, exchange);

  if (!exchange->answered)
    {
      exchange->paused = TRUE;
      soup_server_message_pause (message);
    }
}

static void
stream_closed_cb (SioStream  *stream,
                  const char *written,
                  gsize       length,
                  gpointer    user_data)
{
  SioHttpExchange *exchange = user_data;

  g_autoptr (GSocketAddress) key = g_steal_pointer (&exchange->key);

  g_object_set_qdata (G_OBJECT (key), exchange_quark (), NULL);
  if (exchange->keys->len < MAX_SPARE_KEYS)
    g_ptr_array_add (exchange->keys, g_steal_pointer (&key));
  if (exchange->owner != NULL)
    exchange->funcs->answered (exchange->owner, written, length);

  g_clear_object (&exchange->message);
  g_ptr_array_unref (exchange->keys);
  g_free (exchange);
}

/* One that says nothing: who asks where a connection comes from asks its channel. */
static GSocketAddress *
make_address (void)
{
  g_autoptr (GInetAddress) any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);

  return g_inet_socket_address_new (any, 0);
}

static GSocketAddress *
take_key (SioHttpSoup *self)
{
  if (self->keys->len > 0)
    return g_ptr_array_steal_index_fast (self->keys, self->keys->len - 1);
  return make_address ();
}

/**
 * sio_http_soup_new:
 *
 * Makes an engine on the thread-default main context.
 *
 * Returns: (transfer full): the engine
 */
SioHttpSoup *
sio_http_soup_new (void)
{
  SioHttpSoup *self = g_new0 (SioHttpSoup, 1);

  self->local = make_address ();
  self->keys = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (self->server, NULL, handle_message_cb, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    {
      char *head = g_strdup_printf ("HEAD / HTTP/1.%u\r\nHost: sio\r\n\r\n", i);

      self->heads[i] = g_bytes_new_take (head, strlen (head));
    }

  return self;
}

/**
 * sio_http_soup_free:
 * @self: (transfer full): the engine; its exchanges are over or abandoned
 *
 * Frees the engine.
 */
void
sio_http_soup_free (SioHttpSoup *self)
{
  g_return_if_fail (self != NULL);

  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->keys);
  g_object_unref (self->local);
  for (guint i = 0; i < G_N_ELEMENTS (self->heads); i++)
    g_bytes_unref (self->heads[i]);
  g_free (self);
}

/**
 * sio_http_soup_begin:
 * @self: the engine
 * @minor_version: the HTTP/1 minor version the answer is for
 * @funcs: what to tell the owner
 * @owner: the owner
 *
 * Begins an exchange. @requested is called before this returns, @answered too if the request is
 * answered inside it.
 */
void
sio_http_soup_begin (SioHttpSoup                *self,
                     guint                       minor_version,
                     const SioHttpExchangeFuncs *funcs,
                     gpointer                    owner)
{
  g_autoptr (SioStream) stream = NULL;
  SioHttpExchange *exchange;

  g_return_if_fail (minor_version < G_N_ELEMENTS (self->heads));

  exchange = g_new0 (SioHttpExchange, 1);
  exchange->keys = g_ptr_array_ref (self->keys);
  exchange->funcs = funcs;
  exchange->owner = owner;
  /* A message that came by a stream has no socket to be known by; it does have
   * this very address object as its client's. */
  exchange->key = take_key (self);
  g_object_set_qdata (G_OBJECT (exchange->key), exchange_quark (), exchange);

  stream = sio_stream_new (self->heads[minor_version], stream_closed_cb, exchange);
  soup_server_accept_iostream (self->server, G_IO_STREAM (stream), self->local, exchange->key,
                               NULL);
}

/**
 * sio_http_exchange_answer:
 * @self: the exchange
 * @status: the status
 * @fields: (array length=n_fields): header fields to set
 * @n_fields: how many
 * @connection: (nullable): the Connection field
 * @length: the body's length, or what follows in its place
 *
 * Answers, once.
 */
void
sio_http_exchange_answer (SioHttpExchange   *self,
                          guint              status,
                          const SioHttpPair *fields,
                          guint              n_fields,
                          const char        *connection,
                          gint64             length)
{
  SoupMessageHeaders *headers;

  g_return_if_fail (self->message != NULL);
  g_return_if_fail (!self->answered);

  self->answered = TRUE;
  soup_server_message_set_status (self->message, status, get_phrase (status));

  headers = soup_server_message_get_response_headers (self->message);
  if (length >= 0)
    soup_message_headers_set_content_length (headers, length);
  else if (length == SIO_HTTP_LENGTH_CHUNKED)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  else
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_EOF);
  for (guint i = 0; i < n_fields; i++)
    soup_message_headers_append (headers, fields[i].name, fields[i].value);
  if (connection != NULL)
    soup_message_headers_append (headers, "Connection", connection);

  if (self->paused)
    soup_server_message_unpause (self->message);
}

/**
 * sio_http_exchange_abandon:
 * @self: (transfer full): the exchange
 *
 * Lets the engine end the exchange by itself; its owner is not told anything any more.
 */
void
sio_http_exchange_abandon (SioHttpExchange *self)
{
  self->owner = NULL;
  if (self->answered)
    return;

  self->answered = TRUE;
  if (self->paused)
    soup_server_message_unpause (self->message);
}
