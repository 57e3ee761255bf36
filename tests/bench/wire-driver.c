/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one who changes things. Numbers in its commands go on from run to run, so
 * that no command finds its value there already. */
#define G_LOG_DOMAIN "bench-wire"

#include "wire-driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
note_answer (WireDriver *self,
             guint64     number)
{
  gint64 took;

  if (number < self->first || number - self->first >= self->sent_us->len)
    wire_fail ("command %" G_GUINT64_FORMAT " is answered, and was not given", number);
  took = g_get_monotonic_time () - g_array_index (self->sent_us, gint64, number - self->first);
  g_array_append_val (self->ack_us, took);
  self->n_acked++;
}

static void
receive_answer (gpointer owner)
{
  WireDriver *self = owner;
  g_autoptr(GError) error = NULL;
  char data[16384];
  gssize n = recv (self->http, data, sizeof data, 0);

  if (n <= 0 || !sim_http_answer_feed (&self->answer, data, n, &error))
    wire_fail ("over REST: %s", error != NULL ? error->message
                                              : n < 0 ? g_strerror (errno) : "end of file");
  if (!self->answer.complete)
    return;
  if (self->answer.status != 200)
    wire_fail ("over REST: %u %s", self->answer.status, self->answer.body->str);
  note_answer (self, self->first + self->n_acked);
}

/**
 * wire_driver_init:
 * @self: to fill in
 * @client: (transfer none): whose socket commands go over
 * @command: (transfer none): JSON with @N@ and @UUID@
 */
void
wire_driver_init (WireDriver *self,
                  WireClient *client,
                  const char *command)
{
  self->client = client;
  self->command = command;
  self->sent_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->ack_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->out = g_string_sized_new (16384);
  self->http = -1;
  self->watch = (WireWatch) { receive_answer, self };
  sim_http_answer_init (&self->answer);
}

/**
 * wire_driver_reset:
 * @self: a driver whose commands are all answered
 *
 * Forgets how long they took; numbers go on.
 */
void
wire_driver_reset (WireDriver *self)
{
  self->first += self->n_sent;
  self->n_sent = 0;
  self->n_acked = 0;
  g_array_set_size (self->sent_us, 0);
  g_array_set_size (self->ack_us, 0);
}

/**
 * wire_driver_clear:
 * @self: an initialised driver
 */
void
wire_driver_clear (WireDriver *self)
{
  if (self->http >= 0)
    close (self->http);
  sim_http_answer_clear (&self->answer);
  g_array_unref (self->sent_us);
  g_array_unref (self->ack_us);
  g_string_free (self->out, TRUE);
}

static void
note_sent (WireDriver *self)
{
  gint64 now = g_get_monotonic_time ();

  g_array_append_val (self->sent_us, now);
  self->n_sent++;
}

/**
 * wire_driver_prepare:
 * @self: the driver
 *
 * Gives a command that leaves with wire_driver_flush(), as what a program says
 * in one go leaves its socket in one go.
 */
void
wire_driver_prepare (WireDriver *self)
{
  guint64 number = self->first + self->n_sent;
  g_autoptr(GString) command = wire_fill (self->command, number);
  g_autofree char *text = g_strdup_printf ("42%" G_GUINT64_FORMAT "[\"command\",%s]", number,
                                           command->str);

  wire_append_frame (self->out, text, strlen (text));
  note_sent (self);
}

/**
 * wire_driver_flush:
 * @self: the driver
 *
 * Sends what wire_driver_prepare() left.
 */
void
wire_driver_flush (WireDriver *self)
{
  if (self->out->len > 0)
    wire_client_send (self->client, self->out->str, self->out->len);
  g_string_truncate (self->out, 0);
}

/**
 * wire_driver_send:
 * @self: the driver
 *
 * Gives one command over the socket.
 */
void
wire_driver_send (WireDriver *self)
{
  wire_driver_prepare (self);
  wire_driver_flush (self);
}

/**
 * wire_driver_post:
 * @self: a driver that waits for no answer
 *
 * Gives one command over REST, on a connection that stays open.
 */
void
wire_driver_post (WireDriver *self)
{
  g_autoptr(GString) body = wire_fill (self->command, self->first + self->n_sent);
  g_autoptr(GString) request = sim_http_format ("POST", "/commands/execute", body->str);
  g_autoptr(GError) error = NULL;

  if (self->http < 0)
    {
      self->http = sim_http_connect (self->client->pool->port, &error);
      if (self->http < 0)
        wire_fail ("over REST: %s", error->message);
      wire_pool_watch (self->client->pool, self->http, &self->watch);
    }
  sim_http_answer_reset (&self->answer);
  note_sent (self);
  if (send (self->http, request->str, request->len, MSG_NOSIGNAL) != (gssize) request->len)
    wire_fail ("over REST: %s", g_strerror (errno));
}

/**
 * wire_driver_take_ack:
 * @self: the driver
 * @text: `43N[{…}]`
 * @length: its bytes
 *
 * Takes the answer to a command; anything but success ends the program.
 */
void
wire_driver_take_ack (WireDriver *self,
                      const char *text,
                      gsize       length)
{
  guint64 number = 0;
  gsize at = 2;

  for (; at < length && g_ascii_isdigit (text[at]); at++)
    number = number * 10 + (text[at] - '0');
  if (at == 2 || memmem (text, length, "\"success\":true", strlen ("\"success\":true")) == NULL)
    wire_fail ("a command is answered %.*s", (int) MIN (length, 500), text);
  note_answer (self, number);
}
