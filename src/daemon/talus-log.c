/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log on standard error: a line for people, or a JSON object a line for
 * programs that gather logs. Standard output belongs to the one line that says
 * where the host listens. */
#define G_LOG_DOMAIN "talus-daemon-log"

#include "daemon/talus-log.h"

#include <stdio.h>
#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-json-writer.h"

static const char *
get_level_name (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR:
      return "error";
    case G_LOG_LEVEL_CRITICAL:
      return "critical";
    case G_LOG_LEVEL_WARNING:
      return "warning";
    case G_LOG_LEVEL_MESSAGE:
      return "message";
    case G_LOG_LEVEL_INFO:
      return "info";
    default:
      return "debug";
    }
}

static void
write_field (TalusJsonWriter *writer,
             const char      *name,
             const GLogField *field)
{
  gsize length = field->length < 0 ? strlen (field->value) : (gsize) field->length;
  g_autofree char *valid = g_utf8_make_valid (field->value, length);

  talus_json_writer_name (writer, name);
  talus_json_writer_string (writer, valid);
}

static GLogWriterOutput
write_json (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  g_autoptr(GString) line = NULL;
  const char *domain = NULL;
  TalusJsonWriter writer;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
        domain = fields[i].value;
    }
  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  line = g_string_new (NULL);
  talus_json_writer_init (&writer, line);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "time");
  talus_json_writer_time (&writer, talus_clock_now ());
  talus_json_writer_name (&writer, "level");
  talus_json_writer_string (&writer, get_level_name (level));
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
        write_field (&writer, "domain", &fields[i]);
      else if (g_str_equal (fields[i].key, "MESSAGE"))
        write_field (&writer, "message", &fields[i]);
    }
  talus_json_writer_end_object (&writer);
  g_string_append_c (line, '\n');
  fwrite (line->str, 1, line->len, stderr);
  fflush (stderr);

  return G_LOG_WRITER_HANDLED;
}

static GLogWriterOutput
write_text (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  const char *domain = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
        domain = fields[i].value;
    }
  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  /* Never standard output, where GLib would put messages of lower levels. */
  if (g_log_writer_is_journald (fileno (stderr)) &&
      g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  {
    g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

    fprintf (stderr, "%s\n", line);
    fflush (stderr);
  }

  return G_LOG_WRITER_HANDLED;
}

/**
 * talus_log_start:
 * @format: how the log looks
 *
 * Sends the log to standard error. To be called once, before the first line.
 */
void
talus_log_start (TalusLogFormat format)
{
  g_log_set_writer_func (format == TALUS_LOG_JSON ? write_json : write_text, NULL, NULL);
}
