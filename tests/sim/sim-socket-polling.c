/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long polling: one connection that waits for packets, one that brings them,
 * and how both give way to the WebSocket. */
#define G_LOG_DOMAIN "sim-socket-polling"

#include "sim-socket-private.h"

#include <string.h>

#define SEPARATOR '\x1e'

/* Far below maxPayload, so that long queues go in several requests. */
#define MAX_POST 100000

static void
request (SimSocket  *self,
         SimLink    *link,
         const char *method,
         GString    *body)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s /socket.io/?EIO=4&transport=polling%s%s HTTP/1.1\r\n"
                          "Host: 127.0.0.1:%u\r\n", method,
                          self->engine_sid != NULL ? "&sid=" : "",
                          self->engine_sid != NULL ? self->engine_sid : "", self->port);
  if (body != NULL)
    {
      g_string_append_printf (text, "Content-Type: text/plain; charset=UTF-8\r\n"
                              "Content-Length: %zu\r\n\r\n", body->len);
      g_string_append_len (text, body->str, body->len);
    }
  else
    {
      g_string_append (text, "\r\n");
    }
  if (!link->is_open && !sim_link_connect (link, self->port, self->options.receive_buffer))
    sim_socket_fail (self, "no connection");
  else
    sim_link_send (link, text->str, text->len);
}

void
sim_socket_polling_get (SimSocket *self)
{
  sim_http_answer_reset (&self->get_answer);
  self->is_getting = TRUE;
  request (self, &self->get, "GET", NULL);
}

void
sim_socket_polling_flush (SimSocket *self)
{
  g_autoptr(GString) body = NULL;

  if (self->is_posting || g_queue_is_empty (&self->packets) ||
      self->upgrade == SIM_UPGRADE_PROBED || self->state == SIM_SOCKET_CLOSED)
    return;
  body = g_string_new (NULL);
  while (!g_queue_is_empty (&self->packets) && body->len < MAX_POST)
    {
      g_autofree char *packet = g_queue_pop_head (&self->packets);

      if (body->len > 0)
        g_string_append_c (body, SEPARATOR);
      g_string_append (body, packet);
    }
  sim_http_answer_reset (&self->post_answer);
  self->is_posting = TRUE;
  request (self, &self->post, "POST", body);
}

/* Once no request is under way, the WebSocket is all there is. */
void
sim_socket_polling_change (SimSocket *self)
{
  if (self->upgrade != SIM_UPGRADE_PROBED || self->is_getting || self->is_posting)
    return;
  self->upgrade = SIM_UPGRADE_NONE;
  self->is_polling = FALSE;
  sim_link_close (&self->get, FALSE);
  sim_link_close (&self->post, FALSE);
  sim_socket_web_send (self, "5");
  sim_socket_flush (self);
}

static void
take_payload (SimSocket *self,
              GString   *payload)
{
  g_auto(GStrv) packets = g_strsplit (payload->str, "\x1e", -1);
  guint generation = self->generation;

  if (strlen (payload->str) != payload->len || payload->len == 0)
    {
      sim_socket_fail (self, "a payload with nothing, or with a NUL");
      return;
    }
  for (guint i = 0; packets[i] != NULL && self->generation == generation &&
                    !sim_loop_has_failed (self->loop); i++)
    sim_socket_take_packet (self, packets[i], strlen (packets[i]));
}

static void
get_received_cb (gpointer    owner,
                 const char *data,
                 gsize       length)
{
  SimSocket *self = owner;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) payload = NULL;
  guint generation = self->generation;

  if (!self->is_getting || !sim_http_answer_feed (&self->get_answer, data, length, &error))
    {
      sim_socket_fail (self, "a poll: %s", error != NULL ? error->message : "nobody asked");
      return;
    }
  if (!self->get_answer.complete)
    return;
  if (self->get_answer.status != 200)
    {
      sim_socket_fail (self, "a poll is answered %u %.200s", self->get_answer.status,
                       self->get_answer.body->str);
      return;
    }
  self->is_getting = FALSE;
  if (self->get_answer.closes)
    sim_link_close (&self->get, FALSE);
  payload = g_string_new_len (self->get_answer.body->str, self->get_answer.body->len);
  take_payload (self, payload);
  if (self->generation != generation || !self->is_polling)
    return;
  if (self->upgrade == SIM_UPGRADE_PROBED)
    sim_socket_polling_change (self);
  else
    sim_socket_polling_get (self);
}

static void
post_received_cb (gpointer    owner,
                  const char *data,
                  gsize       length)
{
  SimSocket *self = owner;
  g_autoptr(GError) error = NULL;

  if (!self->is_posting || !sim_http_answer_feed (&self->post_answer, data, length, &error))
    {
      sim_socket_fail (self, "a post: %s", error != NULL ? error->message : "nobody asked");
      return;
    }
  if (!self->post_answer.complete)
    return;
  if (self->post_answer.status != 200 || !g_str_equal (self->post_answer.body->str, "ok"))
    {
      sim_socket_fail (self, "a post is answered %u %.200s", self->post_answer.status,
                       self->post_answer.body->str);
      return;
    }
  self->is_posting = FALSE;
  if (self->post_answer.closes)
    sim_link_close (&self->post, FALSE);
  if (self->upgrade == SIM_UPGRADE_PROBED)
    sim_socket_polling_change (self);
  else
    sim_socket_polling_flush (self);
}

static void
get_ended_cb (gpointer owner,
              int      code)
{
  SimSocket *self = owner;

  if (self->is_getting)
    sim_socket_fail (self, "a poll has no answer: %s", code != 0 ? g_strerror (code) : "closed");
}

/* Between requests a server may close it; the next one opens another. */
static void
post_ended_cb (gpointer owner,
               int      code)
{
  SimSocket *self = owner;

  if (self->is_posting)
    sim_socket_fail (self, "a post has no answer: %s", code != 0 ? g_strerror (code) : "closed");
}

void
sim_socket_polling_init (SimSocket *self)
{
  sim_link_init (&self->get, self->loop);
  self->get.received = get_received_cb;
  self->get.ended = get_ended_cb;
  self->get.owner = self;
  sim_link_init (&self->post, self->loop);
  self->post.received = post_received_cb;
  self->post.ended = post_ended_cb;
  self->post.owner = self;
  sim_http_answer_init (&self->get_answer);
  sim_http_answer_init (&self->post_answer);
}
