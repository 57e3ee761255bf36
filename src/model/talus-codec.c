/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of the log's JSON, one by one from the strict reader, without a
 * tree in between: opening a project reads ten thousand records. It knows
 * kinds of values, not what they mean. */
#define G_LOG_DOMAIN "talus-model-codec"

#include "model/talus-codec-private.h"

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"

#define MAX_MESSAGE 200

#define MAX_INTEGER 9007199254740992.0 /* beyond it not every integer is a double */

static gboolean
pass_error_on (TalusJsonReader  *reader,
               GError          **error)
{
  if (error != NULL)
    *error = g_error_copy (talus_json_reader_get_error (reader));

  return FALSE;
}

gboolean
talus_codec_refuse (GError     **error,
                    const char  *format,
                    ...)
{
  va_list args;
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  /* What it quotes came from outside, and was cut anywhere. */
  message = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_MESSAGE));

  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, message);

  return FALSE;
}

gboolean
talus_codec_next (TalusJsonReader  *reader,
                  GError          **error)
{
  if (talus_json_reader_next (reader) == TALUS_JSON_ERROR_TOKEN)
    return pass_error_on (reader, error);

  return TRUE;
}

/* A value that begins with @token. */
gboolean
talus_codec_take (TalusJsonReader  *reader,
                  TalusJsonToken    token,
                  const char       *member,
                  GError          **error)
{
  if (!talus_codec_next (reader, error))
    return FALSE;

  if (reader->token != token)
    return talus_codec_refuse (error, "%s is of the wrong type", member);

  return TRUE;
}

gboolean
talus_codec_take_id (TalusJsonReader  *reader,
                     const char       *member,
                     TalusId          *id,
                     GError          **error)
{
  if (!talus_codec_take (reader, TALUS_JSON_STRING, member, error))
    return FALSE;

  if (!talus_id_parse (reader->text, (gssize) reader->length, id) || talus_id_is_null (id))
    return talus_codec_refuse (error, "%s is no id", member);

  return TRUE;
}

/* An id, or null for the null id. */
gboolean
talus_codec_take_place_id (TalusJsonReader  *reader,
                           const char       *member,
                           TalusId          *id,
                           GError          **error)
{
  if (!talus_codec_next (reader, error))
    return FALSE;

  if (reader->token == TALUS_JSON_NULL)
    {
      memset (id, 0, sizeof *id);
      return TRUE;
    }

  if (reader->token != TALUS_JSON_STRING ||
      !talus_id_parse (reader->text, (gssize) reader->length, id) || talus_id_is_null (id))
    return talus_codec_refuse (error, "%s is neither an id nor null", member);

  return TRUE;
}

gboolean
talus_codec_take_uint (TalusJsonReader  *reader,
                       const char       *member,
                       guint64          *number,
                       GError          **error)
{
  if (!talus_codec_take (reader, TALUS_JSON_NUMBER, member, error))
    return FALSE;

  if (reader->number < 0 || reader->number > MAX_INTEGER ||
      reader->number != (double) (guint64) reader->number)
    return talus_codec_refuse (error, "%s is no whole number from 0 on", member);

  *number = (guint64) reader->number;

  return TRUE;
}

gboolean
talus_codec_take_text (TalusJsonReader  *reader,
                       const char       *member,
                       char            **text,
                       GError          **error)
{
  if (!talus_codec_take (reader, TALUS_JSON_STRING, member, error))
    return FALSE;

  g_free (*text);
  *text = g_strndup (reader->text, reader->length);

  return TRUE;
}

/* Any value, as canonical text. */
gboolean
talus_codec_take_json (TalusJsonReader  *reader,
                       char            **json,
                       GError          **error)
{
  gsize start;

  if (!talus_codec_next (reader, error))
    return FALSE;

  start = reader->start;
  if (!talus_json_reader_skip (reader))
    return pass_error_on (reader, error);

  g_free (*json);
  *json = talus_json_canonicalize (reader->data + start, reader->end - start,
                                   TALUS_CODEC_MAX_DEPTH, NULL, error);

  return *json != NULL;
}

/* A value as nodes and settings hold them: anything but null. */
gboolean
talus_codec_take_value (TalusJsonReader  *reader,
                        const char       *member,
                        TalusValue      **value,
                        GError          **error)
{
  g_autofree char *json = NULL;
  gsize start;
  gsize length;

  if (!talus_codec_next (reader, error))
    return FALSE;

  g_clear_pointer (value, talus_value_unref);
  switch (reader->token)
    {
    case TALUS_JSON_STRING:
      *value = talus_value_new_string (reader->text, (gssize) reader->length);
      return TRUE;
    case TALUS_JSON_NUMBER:
      *value = talus_value_new_number (reader->number);
      return TRUE;
    case TALUS_JSON_TRUE:
    case TALUS_JSON_FALSE:
      *value = talus_value_new_boolean (reader->token == TALUS_JSON_TRUE);
      return TRUE;
    case TALUS_JSON_BEGIN_OBJECT:
    case TALUS_JSON_BEGIN_ARRAY:
      break;
    case TALUS_JSON_NULL:
    case TALUS_JSON_NAME:
    case TALUS_JSON_END_OBJECT:
    case TALUS_JSON_END_ARRAY:
    case TALUS_JSON_END:
    case TALUS_JSON_ERROR_TOKEN:
    default:
      return talus_codec_refuse (error, "%s has no value", member);
    }

  start = reader->start;
  if (!talus_json_reader_skip (reader))
    return pass_error_on (reader, error);

  json = talus_json_canonicalize (reader->data + start, reader->end - start,
                                  TALUS_CODEC_MAX_DEPTH, &length, error);
  if (json == NULL)
    return FALSE;

  *value = talus_value_new_canonical (json, length);

  return TRUE;
}
