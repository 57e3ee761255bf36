/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The opening of a WebSocket by RFC 6455 section 4.2, as a pure codec: a
 * request's head in; a judgement and the answer's head out. It must not know
 * sockets, nor who may come. No extension and no subprotocol is ever agreed. */
#define G_LOG_DOMAIN "sio-ws-handshake"

#include "sio/sio-ws-handshake.h"

#include <string.h>

#define KEY_BYTES  16
#define KEY_LENGTH 24

/* What the RFC appends to a key. */
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* Whether one of the comma-separated values of all fields of that name is this, in any case. */
static gboolean
has_token (const SioHttpHead *head,
           const char        *name,
           const char        *token)
{
  for (guint i = 0; i < head->n_fields; i++)
    {
      g_auto (GStrv) values = NULL;

      if (g_ascii_strcasecmp (head->fields[i].name, name) != 0)
        continue;
      values = g_strsplit (head->fields[i].value, ",", -1);
      for (guint j = 0; values[j] != NULL; j++)
        if (g_ascii_strcasecmp (g_strstrip (values[j]), token) == 0)
          return TRUE;
    }

  return FALSE;
}

/* 16 bytes as base64 are 22 characters and two signs of padding. What the last
 * character says beyond the bytes is not looked at: the RFC does not either. */
static gboolean
is_key (const char *key)
{
  if (strlen (key) != KEY_LENGTH || key[KEY_LENGTH - 1] != '=' || key[KEY_LENGTH - 2] != '=')
    return FALSE;

  for (guint i = 0; i < KEY_LENGTH - 2; i++)
    if (!g_ascii_isalnum (key[i]) && key[i] != '+' && key[i] != '/')
      return FALSE;

  return TRUE;
}

static guint
refuse (guint        status,
        const char  *text,
        const char **message)
{
  *message = text;
  return status;
}

/**
 * sio_ws_handshake_is_asked:
 * @head: a request's head
 *
 * Returns: whether it asks for a WebSocket, rightly or not
 */
gboolean
sio_ws_handshake_is_asked (const SioHttpHead *head)
{
  g_return_val_if_fail (head != NULL, FALSE);

  return has_token (head, "Upgrade", "websocket");
}

/**
 * sio_ws_handshake_check:
 * @head: a request's head
 * @message: (out) (transfer none): why not, a sentence
 *
 * Judges whether a WebSocket may begin with this request.
 *
 * Returns: 0 if it may; else the status to refuse it with: 400, or 426 with the version that is
 *   spoken here in the field Sec-WebSocket-Version
 */
guint
sio_ws_handshake_check (const SioHttpHead  *head,
                        const char        **message)
{
  const char *version, *key;
  guint n_versions, n_keys;

  g_return_val_if_fail (head != NULL, 400);
  g_return_val_if_fail (message != NULL, 400);

  if (!g_str_equal (head->method, "GET") || head->minor_version < 1)
    return refuse (400, "A WebSocket begins with GET by HTTP/1.1", message);
  if (head->content_length != 0)
    return refuse (400, "A WebSocket does not begin with a body", message);
  if (!has_token (head, "Upgrade", "websocket") || !has_token (head, "Connection", "upgrade"))
    return refuse (400, "The request does not ask for a WebSocket", message);

  version = sio_http_head_get_field (head, "Sec-WebSocket-Version", &n_versions);
  if (n_versions != 1 || !g_str_equal (version, SIO_WS_VERSION))
    return refuse (426, "Only version " SIO_WS_VERSION " of WebSocket is spoken here", message);
  key = sio_http_head_get_field (head, "Sec-WebSocket-Key", &n_keys);
  if (n_keys != 1 || !is_key (key))
    return refuse (400, "The key of the WebSocket is not 16 bytes in base64", message);

  return 0;
}

/**
 * sio_ws_handshake_accept:
 * @key: a key as sent
 * @accept: (out caller-allocates): what answers it
 *
 * Makes the proof that the key was read.
 */
void
sio_ws_handshake_accept (const char *key,
                         char        accept[SIO_WS_ACCEPT_LENGTH + 1])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *text = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_return_if_fail (key != NULL);

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) GUID, -1);
  g_checksum_get_digest (checksum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strlcpy (accept, text, SIO_WS_ACCEPT_LENGTH + 1);
}

/**
 * sio_ws_handshake_begin:
 * @answer: where to put it
 * @head: a request's head that was found good
 *
 * Writes the beginning of the answer that opens the WebSocket: all but further fields and the end.
 */
void
sio_ws_handshake_begin (GString           *answer,
                        const SioHttpHead *head)
{
  char accept[SIO_WS_ACCEPT_LENGTH + 1];

  g_return_if_fail (answer != NULL);
  g_return_if_fail (head != NULL);

  sio_ws_handshake_accept (sio_http_head_get_field (head, "Sec-WebSocket-Key", NULL), accept);
  g_string_append_printf (answer,
                          "HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n",
                          accept);
}

/**
 * sio_ws_handshake_add_field:
 * @name: a header field's name
 * @value: its value
 * @answer: (type GString): an answer that was begun
 *
 * Writes a further field.
 */
void
sio_ws_handshake_add_field (const char *name,
                            const char *value,
                            gpointer    answer)
{
  g_return_if_fail (name != NULL && value != NULL);
  g_return_if_fail (answer != NULL);

  g_string_append_printf (answer, "%s: %s\r\n", name, value);
}

/**
 * sio_ws_handshake_end:
 * @answer: an answer that was begun
 *
 * Ends the answer's head: frames follow.
 */
void
sio_ws_handshake_end (GString *answer)
{
  g_return_if_fail (answer != NULL);

  g_string_append (answer, "\r\n");
}
