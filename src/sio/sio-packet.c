/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the packets of Socket.IO 5:
 * <type>[<attachments>-][<namespace>,][<id>][<JSON>]. It must not know who
 * sends them, nor whether they may. */
#define G_LOG_DOMAIN "sio-packet"

#include "sio/sio-packet.h"

#include <string.h>

#include "sio/sio-json.h"

G_DEFINE_QUARK (sio-packet-error-quark, sio_packet_error)

/* What is left of the text. */
typedef struct
{
  const char *at;
  const char *end;
} Input;

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, SIO_PACKET_ERROR, SIO_PACKET_ERROR_MALFORMED, message);
  return FALSE;
}

/* The digits that come next; none are 0. Returns whether the number fits. */
static gboolean
take_number (Input   *input,
             guint64 *number)
{
  *number = 0;
  for (; input->at < input->end && g_ascii_isdigit (*input->at); input->at++)
    {
      guint digit = *input->at - '0';

      if (*number > (G_MAXUINT64 - digit) / 10)
        return FALSE;
      *number = *number * 10 + digit;
    }
  return TRUE;
}

/* The type, and how many attachments there are where it can have some. */
static gboolean
take_type (SioPacket  *self,
           Input      *input,
           gboolean   *is_binary,
           GError    **error)
{
  static const SioPacketType types[] = {
    SIO_PACKET_CONNECT, SIO_PACKET_DISCONNECT,    SIO_PACKET_EVENT, SIO_PACKET_ACK,
    SIO_PACKET_CONNECT_ERROR, SIO_PACKET_EVENT, SIO_PACKET_ACK,
  };
  const char *digits;
  guint64 count;
  guint type;

  if (input->at == input->end || *input->at < '0' || *input->at > '6')
    return refuse (error, "The type of the packet is unknown");
  type = *input->at++ - '0';
  self->type = types[type];
  *is_binary = type >= 5;
  if (!*is_binary)
    return TRUE;

  digits = input->at;
  if (!take_number (input, &count) || count > SIO_PACKET_MAX_ATTACHMENTS)
    return refuse (error, "The packet has too many attachments");
  if (input->at == digits || input->at == input->end || *input->at != '-')
    return refuse (error, "The packet does not say how many attachments it has");
  input->at++;
  self->n_attachments = count;
  return TRUE;
}

static gboolean
take_namespace (SioPacket  *self,
                Input      *input,
                GError    **error)
{
  const char *start = input->at;
  const char *comma, *query;

  if (start == input->end || *start != '/')
    {
      self->namespace_name = "/";
      self->namespace_length = 1;
      return TRUE;
    }

  comma = memchr (start, ',', input->end - start);
  input->at = comma != NULL ? comma + 1 : input->end;
  self->namespace_name = start;
  self->namespace_length = (comma != NULL ? comma : input->end) - start;
  if (self->namespace_length > SIO_PACKET_MAX_NAMESPACE)
    return refuse (error, "The name of the namespace is too long");

  /* Clients of older protocols put the query of their address here. */
  query = memchr (start, '?', self->namespace_length);
  if (query != NULL)
    self->namespace_length = query - start;

  /* Names of namespaces are compared as strings. */
  if (memchr (start, '\0', self->namespace_length) != NULL)
    return refuse (error, "The name of the namespace holds a NUL");
  return TRUE;
}

static gboolean
take_id (SioPacket  *self,
         Input      *input,
         GError    **error)
{
  self->has_id = input->at < input->end && g_ascii_isdigit (*input->at);
  if (!take_number (input, &self->id))
    return refuse (error, "The id of the packet is too large");
  return TRUE;
}

static gboolean
is_reserved (const char *name)
{
  /* The libraries on the other side report what happens to a connection by these. */
  static const char * const reserved[] = {
    "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    NULL,
  };

  return g_strv_contains (reserved, name);
}

static gboolean
take_event_name (SioPacket       *self,
                 SioJsonScanner  *scanner,
                 GError         **error)
{
  SioJsonToken token = sio_json_scanner_next (scanner);
  gsize length = scanner->at - scanner->start;

  if (token == SIO_JSON_NUMBER)
    {
      self->name = g_strndup (scanner->start, length);
      return TRUE;
    }
  if (token != SIO_JSON_STRING)
    return refuse (error, "The event has no name");

  self->name = sio_json_dup_string (scanner->start, length);
  if (is_reserved (self->name))
    return refuse (error, "The name of the event is reserved");
  return TRUE;
}

/* An array, of an event with its name first; what follows are the arguments. */
static gboolean
take_arguments (SioPacket  *self,
                Input      *input,
                GError    **error)
{
  SioJsonScanner scanner;
  SioJsonToken token;
  const char *start = NULL;
  const char *end = NULL;

  sio_json_scanner_init (&scanner, input->at, input->end - input->at);
  if (sio_json_scanner_next (&scanner) != SIO_JSON_ARRAY)
    return refuse (error, "The packet does not carry an array");
  if (self->type == SIO_PACKET_EVENT && !take_event_name (self, &scanner, error))
    return FALSE;

  while ((token = sio_json_scanner_next (&scanner)) != SIO_JSON_END)
    {
      if (token == SIO_JSON_BAD)
        return refuse (error, "What the packet carries is no JSON");
      if (scanner.depth == 0)
        continue;
      if (start == NULL)
        start = scanner.start;
      end = scanner.at;
    }

  if (start != NULL)
    {
      self->json = start;
      self->json_length = end - start;
    }
  return TRUE;
}

/* Nothing, or one value of a kind. */
static gboolean
take_value (SioPacket  *self,
            Input      *input,
            gboolean    may_be_string,
            GError    **error)
{
  SioJsonScanner scanner;
  SioJsonToken token;

  if (input->at == input->end)
    return TRUE;

  sio_json_scanner_init (&scanner, input->at, input->end - input->at);
  token = sio_json_scanner_next (&scanner);
  if (token != SIO_JSON_OBJECT && !(may_be_string && token == SIO_JSON_STRING))
    return refuse (error, "The packet does not carry an object");
  self->json = scanner.start;
  do
    {
      self->json_length = scanner.at - self->json;
      token = sio_json_scanner_next (&scanner);
      if (token == SIO_JSON_BAD)
        return refuse (error, "What the packet carries is no JSON");
    }
  while (token != SIO_JSON_END);
  return TRUE;
}

static gboolean
take_payload (SioPacket  *self,
              Input      *input,
              GError    **error)
{
  switch (self->type)
    {
    case SIO_PACKET_EVENT:
      return take_arguments (self, input, error);

    case SIO_PACKET_ACK:
      if (!self->has_id)
        return refuse (error, "The acknowledgement does not say of what");
      return take_arguments (self, input, error);

    case SIO_PACKET_CONNECT:
    case SIO_PACKET_CONNECT_ERROR:
      if (self->has_id)
        return refuse (error, "A packet of this type has no id");
      return take_value (self, input, self->type == SIO_PACKET_CONNECT_ERROR, error);

    case SIO_PACKET_DISCONNECT:
    default:
      if (self->has_id || input->at < input->end)
        return refuse (error, "A packet of this type carries nothing");
      return TRUE;
    }
}

/* What is known of an open object. */
typedef struct
{
  gboolean is_placeholder;
  gboolean has_number;  /* one that there is an attachment for */
} Level;

static gboolean
is_attachment_number (const char *digits,
                      gsize       length,
                      guint       n_attachments)
{
  Input input = { digits, digits + length };
  guint64 number;

  return take_number (&input, &number) && input.at == input.end && number < n_attachments;
}

/* Whether each object that says it stands for an attachment stands for one there is. */
static gboolean
check_placeholders (const char  *json,
                    gsize        length,
                    guint        n_attachments,
                    GError     **error)
{
  Level levels[SIO_JSON_MAX_DEPTH + 1];
  SioJsonScanner scanner;
  SioJsonToken token;
  gboolean is_flag = FALSE;
  gboolean is_number = FALSE;

  sio_json_scanner_init (&scanner, json, length);
  while ((token = sio_json_scanner_next (&scanner)) != SIO_JSON_END)
    {
      gsize size = scanner.at - scanner.start;
      Level *level = &levels[scanner.depth];

      g_assert (token != SIO_JSON_BAD);
      if (is_flag || is_number)
        {
          /* Of a container the level is its own already. */
          if (token == SIO_JSON_OBJECT || token == SIO_JSON_ARRAY)
            level--;
          if (is_flag)
            level->is_placeholder = token == SIO_JSON_TRUE;
          else
            level->has_number = token == SIO_JSON_NUMBER &&
                                is_attachment_number (scanner.start, size, n_attachments);
        }

      is_flag = token == SIO_JSON_NAME && sio_json_string_is (scanner.start, size, "_placeholder");
      is_number = token == SIO_JSON_NAME && sio_json_string_is (scanner.start, size, "num");
      if (token == SIO_JSON_OBJECT)
        levels[scanner.depth] = (Level) { FALSE, FALSE };
      else if (token == SIO_JSON_OBJECT_END && levels[scanner.depth + 1].is_placeholder &&
               !levels[scanner.depth + 1].has_number)
        return refuse (error, "A placeholder stands for an attachment that there is not");
    }

  return TRUE;
}

/**
 * sio_packet_decode:
 * @self: where to put the fields
 * @text: UTF-8; borrowed for as long as the packet is used
 * @length: its bytes
 * @error: return location for an error of %SIO_PACKET_ERROR
 *
 * Reads a packet. The number of attachments is at most %SIO_PACKET_MAX_ATTACHMENTS, and each
 * placeholder stands for one of them.
 *
 * Returns: whether it is one; then sio_packet_clear() it
 */
gboolean
sio_packet_decode (SioPacket   *self,
                   const char  *text,
                   gsize        length,
                   GError     **error)
{
  Input input = { text, text + length };
  gboolean is_binary = FALSE;
  const char *payload;

  memset (self, 0, sizeof *self);
  self->json = "";

  if (!take_type (self, &input, &is_binary, error) ||
      !take_namespace (self, &input, error) ||
      !take_id (self, &input, error))
    return FALSE;

  payload = input.at;
  if (!take_payload (self, &input, error) ||
      (is_binary && !check_placeholders (payload, input.end - payload, self->n_attachments, error)))
    {
      sio_packet_clear (self);
      return FALSE;
    }
  return TRUE;
}

/**
 * sio_packet_clear:
 * @self: a packet that was read
 *
 * Frees what it does not borrow.
 */
void
sio_packet_clear (SioPacket *self)
{
  g_clear_pointer (&self->name, g_free);
}
