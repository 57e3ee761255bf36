/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-socket"

#include "sim-socket-private.h"

#include <stdlib.h>
#include <string.h>

static void
silence_cb (gpointer user_data)
{
  SimSocket *self = user_data;

  sim_socket_fail (self, self->state == SIM_SOCKET_OPEN ? "silence" : "it does not come in");
}

/**
 * sim_socket_new:
 * @loop: where it lives
 * @options: what it is like
 * @funcs: (not nullable): static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a client that is not open
 */
SimSocket *
sim_socket_new (SimLoop                *loop,
                const SimSocketOptions *options,
                const SimSocketFuncs   *funcs,
                gpointer                user_data)
{
  SimSocket *self = g_new0 (SimSocket, 1);

  self->loop = loop;
  self->options = *options;
  self->funcs = funcs;
  self->user_data = user_data;
  self->silence.func = silence_cb;
  self->silence.user_data = self;
  sim_socket_web_init (self);
  sim_socket_polling_init (self);

  return self;
}

void
sim_socket_free (SimSocket *self)
{
  sim_socket_close (self, NULL);
  sim_link_clear (&self->web);
  sim_link_clear (&self->get);
  sim_link_clear (&self->post);
  sim_http_answer_clear (&self->get_answer);
  sim_http_answer_clear (&self->post_answer);
  g_string_free (self->in, TRUE);
  g_string_free (self->fragments, TRUE);
  g_free (self->auth);
  g_free (self);
}

/**
 * sim_socket_open:
 * @self: a closed client
 * @port: of this machine
 * @auth: (nullable): the JSON of its CONNECT
 *
 * Sets out; see SimSocketFuncs.
 */
void
sim_socket_open (SimSocket  *self,
                 guint16     port,
                 const char *auth)
{
  g_return_if_fail (self->state == SIM_SOCKET_CLOSED);

  self->port = port;
  g_free (self->auth);
  self->auth = g_strdup (auth);
  self->state = SIM_SOCKET_OPENING;
  self->upgrade = SIM_UPGRADE_NONE;
  self->is_polling = self->options.transport != SIM_WEBSOCKET;
  sim_loop_start_timer (self->loop, &self->silence, SIM_SOCKET_OPEN_MS);
  if (self->is_polling)
    sim_socket_polling_get (self);
  else
    sim_socket_web_open (self);
}

/**
 * sim_socket_close:
 * @self: a client, open or not
 * @reason: (nullable): for SimSocketFuncs.closed, which is not called without
 *
 * Hangs up, and says nothing before.
 */
void
sim_socket_close (SimSocket  *self,
                  const char *reason)
{
  if (self->state == SIM_SOCKET_CLOSED)
    return;
  self->state = SIM_SOCKET_CLOSED;
  self->generation++;
  self->is_getting = FALSE;
  self->is_posting = FALSE;
  sim_loop_stop_timer (self->loop, &self->silence);
  sim_link_close (&self->web, FALSE);
  sim_link_close (&self->get, FALSE);
  sim_link_close (&self->post, FALSE);
  g_queue_clear_full (&self->packets, g_free);
  g_clear_pointer (&self->engine_sid, g_free);
  g_clear_pointer (&self->sid, g_free);
  if (reason != NULL)
    self->funcs->closed (self, reason, self->user_data);
}

/* The connection is of no use any more. */
void
sim_socket_fail (SimSocket  *self,
                 const char *format,
                 ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  sim_socket_close (self, reason);
}

/* What waits goes by the transport there is, if it takes something now. */
void
sim_socket_flush (SimSocket *self)
{
  if (self->is_polling)
    {
      sim_socket_polling_flush (self);
      return;
    }
  while (!g_queue_is_empty (&self->packets))
    {
      g_autofree char *packet = g_queue_pop_head (&self->packets);

      sim_socket_web_send (self, packet);
    }
}

static void
send_packet (SimSocket *self,
             char      *packet)
{
  g_queue_push_tail (&self->packets, packet);
  sim_socket_flush (self);
}

/* "/graph," before the data of a packet; nothing for "/". */
static const char *
get_prefix (SimSocket *self)
{
  return g_str_equal (self->options.namespace_name, "/") ? "" : self->options.namespace_name;
}

static gboolean
take_open (SimSocket  *self,
           const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                                     : NULL;
  const char *comma = *get_prefix (self) != '\0' ? "," : "";

  if (object == NULL || self->state != SIM_SOCKET_OPENING ||
      !json_object_has_member (object, "sid") || !json_object_has_member (object, "upgrades") ||
      !json_object_has_member (object, "maxPayload"))
    return FALSE;
  self->engine_sid = g_strdup (json_object_get_string_member (object, "sid"));
  self->silence_ms = json_object_get_int_member_with_default (object, "pingInterval", 0) +
                     json_object_get_int_member_with_default (object, "pingTimeout", 0);
  self->state = SIM_SOCKET_ENTERING;
  send_packet (self, g_strdup_printf ("40%s%s%s", get_prefix (self), comma,
                                      self->auth != NULL ? self->auth : ""));
  if (self->options.transport == SIM_UPGRADE)
    {
      self->upgrade = SIM_UPGRADE_PROBING;
      sim_socket_web_open (self);
    }

  return TRUE;
}

/* Takes the namespace off; NULL where it is another. */
static const char *
skip_namespace (SimSocket  *self,
                const char *packet)
{
  const char *prefix = get_prefix (self);
  gsize length = strlen (prefix);

  if (length == 0)
    return *packet == '/' ? NULL : packet;
  if (strncmp (packet, prefix, length) != 0)
    return NULL;
  packet += length;

  return *packet == ',' ? packet + 1 : *packet == '\0' ? packet : NULL;
}

static gboolean
take_connect (SimSocket  *self,
              const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || self->state != SIM_SOCKET_ENTERING)
    return FALSE;
  self->sid = g_strdup (json_object_get_string_member_with_default (json_node_get_object (node),
                                                                    "sid", ""));
  self->state = SIM_SOCKET_OPEN;
  sim_loop_start_timer (self->loop, &self->silence, self->silence_ms);
  self->funcs->opened (self, self->user_data);

  return TRUE;
}

static gboolean
take_event (SimSocket  *self,
            const char *data,
            gboolean    is_answer)
{
  char *json = NULL;
  guint64 number = g_ascii_strtoull (data, &json, 10);
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (array == NULL || (json == data) == is_answer || self->state != SIM_SOCKET_OPEN)
    return FALSE;
  if (is_answer)
    {
      self->funcs->answered (self, number, n > 0 ? json_array_get_element (array, 0) : NULL,
                             self->user_data);
      return TRUE;
    }
  if (n == 0 || json_node_get_value_type (json_array_get_element (array, 0)) != G_TYPE_STRING)
    return FALSE;
  self->funcs->event (self, json_array_get_string_element (array, 0),
                      n > 1 ? json_array_get_element (array, 1) : NULL, self->user_data);

  return TRUE;
}

static gboolean
take_message (SimSocket  *self,
              const char *packet)
{
  const char *data = *packet != '\0' ? skip_namespace (self, packet + 1) : NULL;

  if (data == NULL)
    return FALSE;
  switch (*packet)
    {
    case '0':
      return take_connect (self, data);

    case '1':
      sim_socket_fail (self, "server namespace disconnect");
      return TRUE;

    case '2':
      return take_event (self, data, FALSE);

    case '3':
      return take_event (self, data, TRUE);

    case '4':
      if (self->state != SIM_SOCKET_ENTERING)
        return FALSE;
      if (self->funcs->refused != NULL)
        self->funcs->refused (self, data, self->user_data);
      sim_socket_fail (self, "refused: %s", data);
      return TRUE;

    default:
      return FALSE;
    }
}

/* An Engine.IO packet came, with a NUL behind @length, by either transport. */
void
sim_socket_take_packet (SimSocket  *self,
                        const char *packet,
                        gsize       length)
{
  gboolean fine = TRUE;

  if (self->state == SIM_SOCKET_OPEN)
    sim_loop_start_timer (self->loop, &self->silence, self->silence_ms);
  if (!g_utf8_validate (packet, length, NULL))
    {
      sim_socket_fail (self, "a packet that is not UTF-8");
      return;
    }
  switch (*packet)
    {
    case '0':
      fine = take_open (self, packet + 1);
      break;

    case '1':
      sim_socket_fail (self, "the server closes");
      break;

    case '2':
      fine = packet[1] == '\0';
      if (fine)
        send_packet (self, g_strdup ("3"));
      break;

    case '4':
      fine = take_message (self, packet + 1);
      break;

    case '6':
      break;

    default:
      fine = FALSE;
      break;
    }
  if (!fine)
    sim_socket_fail (self, "a packet that is none: %.200s", packet);
}

/**
 * sim_socket_emit:
 * @self: an open client
 * @event: its name, without characters that JSON escapes
 * @json: (nullable): the argument
 * @want_answer: whether SimSocketFuncs.answered is to be called
 *
 * Returns: the number of the answer, 0 where none is wanted
 */
guint
sim_socket_emit (SimSocket  *self,
                 const char *event,
                 const char *json,
                 gboolean    want_answer)
{
  const char *prefix = get_prefix (self);
  GString *packet = g_string_new ("42");

  g_return_val_if_fail (self->state == SIM_SOCKET_OPEN, 0);

  if (*prefix != '\0')
    g_string_append_printf (packet, "%s,", prefix);
  if (want_answer)
    g_string_append_printf (packet, "%u", ++self->last_number);
  g_string_append_printf (packet, "[\"%s\"", event);
  if (json != NULL)
    g_string_append_printf (packet, ",%s", json);
  g_string_append_c (packet, ']');
  send_packet (self, g_string_free (packet, FALSE));

  return want_answer ? self->last_number : 0;
}

/**
 * sim_socket_set_reading:
 * @self: a client on a WebSocket
 * @reading: whether it reads what comes; it does not notice silence meanwhile
 */
void
sim_socket_set_reading (SimSocket *self,
                        gboolean   reading)
{
  sim_link_set_reading (&self->web, reading);
  if (!reading)
    sim_loop_stop_timer (self->loop, &self->silence);
  else if (self->state == SIM_SOCKET_OPEN)
    sim_loop_start_timer (self->loop, &self->silence, self->silence_ms);
}

gboolean
sim_socket_is_closed (SimSocket *self)
{
  return self->state == SIM_SOCKET_CLOSED;
}

gboolean
sim_socket_is_open (SimSocket *self)
{
  return self->state == SIM_SOCKET_OPEN;
}

/* (nullable): of the namespace, while it is open. */
const char *
sim_socket_get_id (SimSocket *self)
{
  return self->sid;
}

const char *
sim_socket_get_transport (SimSocket *self)
{
  return self->is_polling ? "polling" : "websocket";
}
