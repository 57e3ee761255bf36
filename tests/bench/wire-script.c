/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One copy of what the room was told, held against each client by memcmp():
 * stricter than reading every frame, and much cheaper. */
#define G_LOG_DOMAIN "bench-wire"

#include "wire-script.h"

#include <stdlib.h>
#include <string.h>

#include "wire-pool.h"

/**
 * wire_script_init:
 * @self: to fill in
 * @n_clients: how many hear it
 * @run: (transfer none): what the values end with; lives as long
 */
void
wire_script_init (WireScript *self,
                  guint       n_clients,
                  const char *run)
{
  self->n_clients = n_clients;
  self->run = run;
  self->bytes = g_byte_array_new ();
  self->lines = g_array_new (FALSE, FALSE, sizeof (WireLine));
  self->change_us = g_array_new (FALSE, TRUE, sizeof (gint64));
}

/**
 * wire_script_reset:
 * @self: a script that everybody has heard to the end
 *
 * Starts again, with the next command.
 */
void
wire_script_reset (WireScript *self)
{
  self->first += self->change_us->len;
  g_byte_array_set_size (self->bytes, 0);
  g_array_set_size (self->lines, 0);
  g_array_set_size (self->change_us, 0);
  self->n_complete = 0;
  self->n_arrived = 0;
}

/**
 * wire_script_clear:
 * @self: an initialised script
 */
void
wire_script_clear (WireScript *self)
{
  g_byte_array_unref (self->bytes);
  g_array_unref (self->lines);
  g_array_unref (self->change_us);
}

/* The number of the command in a value `Value N RUN`, or -1 if there is no new value. */
static gint64
find_number (WireScript *self,
             const char *text,
             gsize       length)
{
  static const char *const marks[] = { "\"new_value\":\"Value ", "\"new\":\"Value " };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *at = memmem (text, length, marks[i], strlen (marks[i]));
      const char *end = text + length;
      gint64 number = 0;

      if (at == NULL)
        continue;
      for (at += strlen (marks[i]); at < end && g_ascii_isdigit (*at); at++)
        number = number * 10 + (*at - '0');
      if (end - at <= (gssize) strlen (self->run) || *at != ' ' ||
          memcmp (at + 1, self->run, strlen (self->run)) != 0)
        wire_fail ("a change of another run: %.*s", (int) length, text);

      return number;
    }

  return -1;
}

static void
append_line (WireScript *self,
             const char *text,
             gsize       length)
{
  WireLine line = { .start = self->bytes->len, .length = length };
  gint64 never = 0;

  line.number = find_number (self, text, length);
  if (line.number >= 0)
    {
      gint64 wanted = self->first + self->change_us->len;

      if (line.number != wanted)
        wire_fail ("command %" G_GINT64_FORMAT " was told where %" G_GINT64_FORMAT " should be",
                   line.number, wanted);
      g_array_append_val (self->change_us, never);
    }
  if (self->n_clients > 1)
    g_byte_array_append (self->bytes, (const guint8 *) text, length);
  g_array_append_val (self->lines, line);
}

/**
 * wire_script_take:
 * @self: the script
 * @index: how many events the client had before
 * @text: what it got now
 * @length: its bytes
 *
 * Writes it down or compares it.
 */
void
wire_script_take (WireScript *self,
                  guint64     index,
                  const char *text,
                  gsize       length)
{
  WireLine *line;

  if (index == self->lines->len)
    append_line (self, text, length);
  line = &g_array_index (self->lines, WireLine, index);
  if (line->n_arrived > 0 &&
      (line->length != length || memcmp (self->bytes->data + line->start, text, length) != 0))
    wire_fail ("event %" G_GUINT64_FORMAT " is %.*s to one client and %.*s to another", index,
               (int) line->length, (const char *) self->bytes->data + line->start, (int) length,
               text);
  self->n_arrived++;
  if (++line->n_arrived < self->n_clients)
    return;
  self->n_complete++;
  if (line->number >= 0)
    g_array_index (self->change_us, gint64, line->number - self->first) = g_get_monotonic_time ();
}
