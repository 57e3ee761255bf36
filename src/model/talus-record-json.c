/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as the contract writes them, out and in. What is read must be a
 * record of version 1 and nothing besides, because its head covers every
 * byte. It knows no graph. */
#define G_LOG_DOMAIN "talus-model-record-json"

#include "model/talus-record.h"

#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "base/talus-json-writer.h"
#include "model/talus-codec-private.h"
#include "model/talus-record-private.h"

#define VERSION 1

typedef enum
{
  MEMBER_AUTHOR     = 1 << 0,
  MEMBER_CHANGES    = 1 << 1,
  MEMBER_CLIENT_ID  = 1 << 2,
  MEMBER_COMMAND    = 1 << 3,
  MEMBER_COMMAND_ID = 1 << 4,
  MEMBER_HEAD       = 1 << 5,
  MEMBER_REDOES     = 1 << 6,
  MEMBER_SEQ        = 1 << 7,
  MEMBER_TIMESTAMP  = 1 << 8,
  MEMBER_UNDOES     = 1 << 9,
  MEMBER_VERSION    = 1 << 10,
  MEMBER_TYPE       = 1 << 11,
  MEMBER_DATA       = 1 << 12,
  MEMBER_LABEL      = 1 << 13,
  MEMBER_AUTHOR_ID  = 1 << 14,
  MEMBER_COLOUR     = 1 << 15,
  MEMBER_NAME       = 1 << 16,
} Members;

#define MEMBERS_RECORD  (MEMBER_AUTHOR | MEMBER_CHANGES | MEMBER_CLIENT_ID | MEMBER_COMMAND | \
                         MEMBER_COMMAND_ID | MEMBER_HEAD | MEMBER_REDOES | MEMBER_SEQ | \
                         MEMBER_TIMESTAMP | MEMBER_UNDOES | MEMBER_VERSION)
#define MEMBERS_NEEDED  (MEMBER_AUTHOR | MEMBER_CHANGES | MEMBER_COMMAND | MEMBER_HEAD | \
                         MEMBER_SEQ | MEMBER_TIMESTAMP | MEMBER_VERSION)
#define MEMBERS_COMMAND (MEMBER_TYPE | MEMBER_DATA | MEMBER_LABEL)
#define MEMBERS_AUTHOR  (MEMBER_AUTHOR_ID | MEMBER_COLOUR | MEMBER_NAME)

/* In the order of the bits. */
static const char * const member_names[] = {
  "author", "changes", "client_id", "command", "command_id", "head", "redoes", "seq",
  "timestamp", "undoes", "v", "command_type", "data", "label", "author_id", "colour", "name",
};

static void
write_uint (TalusJsonWriter *writer,
            const char      *name,
            guint64          number)
{
  if (number == 0)
    return;

  talus_json_writer_name (writer, name);
  talus_json_writer_int (writer, (gint64) number);
}

static void
write_text (TalusJsonWriter *writer,
            const char      *name,
            const char      *text)
{
  if (text == NULL)
    return;

  talus_json_writer_name (writer, name);
  talus_json_writer_string (writer, text);
}

/* What the writer of a part appends goes where the value of a member is
 * due. */
static void
write_part (TalusJsonWriter *writer,
            const char      *name,
            GString         *part)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_raw (writer, part->str, (gssize) part->len);
  g_string_truncate (part, 0);
}

static void
write_command (TalusJsonWriter *writer,
               TalusRecord     *self)
{
  talus_json_writer_name (writer, "command");
  talus_json_writer_begin_object (writer);
  write_text (writer, "command_type", self->command_type);
  talus_json_writer_name (writer, "data");
  talus_json_writer_raw (writer, self->command_data != NULL ? self->command_data : "{}", -1);
  write_text (writer, "label", self->label);
  talus_json_writer_end_object (writer);
}

/* Appends a record, canonical in either form. */
void
talus_record_write (TalusRecord     *self,
                    TalusRecordForm  form,
                    GString         *out)
{
  g_autoptr (GString) part = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  if (form == TALUS_RECORD_FORM_HEAD)
    {
      talus_json_writer_name (&writer, "author_id");
      talus_json_writer_id (&writer, &self->author->id);
    }
  else
    {
      talus_author_write (self->author, part);
      write_part (&writer, "author", part);
    }
  talus_change_set_write (self->changes, part);
  write_part (&writer, "changes", part);
  write_text (&writer, "client_id", self->client_id);
  write_command (&writer, self);
  if (self->has_command_id)
    {
      talus_json_writer_name (&writer, "command_id");
      talus_json_writer_id (&writer, &self->command_id);
    }
  if (form == TALUS_RECORD_FORM_FULL)
    write_text (&writer, "head", self->head);
  write_uint (&writer, "redoes", self->redoes);
  write_uint (&writer, "seq", self->seq);
  talus_json_writer_name (&writer, "timestamp");
  talus_json_writer_time (&writer, self->timestamp);
  write_uint (&writer, "undoes", self->undoes);
  talus_json_writer_name (&writer, "v");
  talus_json_writer_int (&writer, VERSION);
  talus_json_writer_end_object (&writer);
}

/* The next member of the object that the reader is in, among @members, 0 at
 * the end of the object, where none of @needed may be missing. */
static gboolean
next_member (TalusJsonReader  *reader,
             guint             members,
             guint             needed,
             guint            *seen,
             guint            *member,
             GError          **error)
{
  *member = 0;
  if (!talus_codec_next (reader, error))
    return FALSE;

  if (reader->token == TALUS_JSON_END_OBJECT)
    {
      guint missing = needed & ~*seen;

      if (missing != 0)
        return talus_codec_refuse (error, "a record lacks “%s”",
                                   member_names[g_bit_nth_lsf (missing, -1)]);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (member_names); i++)
    {
      if ((members & 1u << i) != 0 && talus_json_reader_text_is (reader, member_names[i]))
        *member = 1u << i;
    }
  if (*member == 0)
    return talus_codec_refuse (error, "“%.*s” is no member of a record",
                               (int) MIN (reader->length, 64), reader->text);
  *seen |= *member;

  return TRUE;
}

static gboolean
read_author (TalusJsonReader  *reader,
             TalusRecord      *self,
             GError          **error)
{
  g_autofree char *colour = NULL;
  g_autofree char *name = NULL;
  TalusId id;
  guint seen = 0;
  guint member;

  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, "author", error))
    return FALSE;

  do
    {
      if (!next_member (reader, MEMBERS_AUTHOR, MEMBERS_AUTHOR, &seen, &member, error) ||
          (member == MEMBER_AUTHOR_ID && !talus_codec_take_id (reader, "author_id", &id, error)) ||
          (member == MEMBER_COLOUR && !talus_codec_take_text (reader, "colour", &colour, error)) ||
          (member == MEMBER_NAME && !talus_codec_take_text (reader, "name", &name, error)))
        return FALSE;
    }
  while (member != 0);

  self->author = talus_author_new (&id, name, colour);

  return TRUE;
}

static gboolean
read_command (TalusJsonReader  *reader,
              TalusRecord      *self,
              GError          **error)
{
  guint seen = 0;
  guint member;

  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, "command", error))
    return FALSE;

  do
    {
      if (!next_member (reader, MEMBERS_COMMAND, MEMBER_TYPE | MEMBER_DATA, &seen, &member,
                        error) ||
          (member == MEMBER_TYPE &&
           !talus_codec_take_text (reader, "command_type", &self->command_type, error)) ||
          (member == MEMBER_LABEL &&
           !talus_codec_take_text (reader, "label", &self->label, error)) ||
          (member == MEMBER_DATA &&
           !talus_codec_take_json (reader, &self->command_data, error)))
        return FALSE;
    }
  while (member != 0);

  if (self->command_data[0] != '{')
    return talus_codec_refuse (error, "data is no object");

  return TRUE;
}

static gboolean
read_head (TalusJsonReader  *reader,
           TalusRecord      *self,
           GError          **error)
{
  if (!talus_codec_take (reader, TALUS_JSON_STRING, "head", error))
    return FALSE;

  if (reader->length != TALUS_HEAD_LENGTH)
    return talus_codec_refuse (error, "head is no head");

  for (guint i = 0; i < TALUS_HEAD_LENGTH; i++)
    {
      if (!g_ascii_isxdigit (reader->text[i]) || g_ascii_isupper (reader->text[i]))
        return talus_codec_refuse (error, "head is no head");
    }
  memcpy (self->head, reader->text, TALUS_HEAD_LENGTH);

  return TRUE;
}

static gboolean
read_time (TalusJsonReader  *reader,
           TalusRecord      *self,
           GError          **error)
{
  g_autofree char *text = NULL;

  if (!talus_codec_take_text (reader, "timestamp", &text, error))
    return FALSE;

  if (!talus_time_parse (text, &self->timestamp))
    return talus_codec_refuse (error, "timestamp is no time");

  return TRUE;
}

/* A number where absence says 0. */
static gboolean
read_seq (TalusJsonReader  *reader,
          const char       *name,
          guint64          *seq,
          GError          **error)
{
  if (!talus_codec_take_uint (reader, name, seq, error))
    return FALSE;

  if (*seq == 0)
    return talus_codec_refuse (error, "%s is 0", name);

  return TRUE;
}

static gboolean
read_version (TalusJsonReader  *reader,
              GError          **error)
{
  guint64 version;

  if (!talus_codec_take_uint (reader, "v", &version, error))
    return FALSE;

  if (version != VERSION)
    return talus_codec_refuse (error, "a record of version %" G_GUINT64_FORMAT, version);

  return TRUE;
}

static gboolean
read_member (TalusJsonReader  *reader,
             Members           member,
             TalusRecord      *self,
             GError          **error)
{
  switch (member)
    {
    case MEMBER_AUTHOR:
      return read_author (reader, self, error);
    case MEMBER_CHANGES:
      if (!talus_codec_take (reader, TALUS_JSON_BEGIN_ARRAY, "changes", error))
        return FALSE;
      self->changes = talus_change_set_read (reader, error);
      return self->changes != NULL;
    case MEMBER_CLIENT_ID:
      return talus_codec_take_text (reader, "client_id", &self->client_id, error);
    case MEMBER_COMMAND:
      return read_command (reader, self, error);
    case MEMBER_COMMAND_ID:
      self->has_command_id = TRUE;
      return talus_codec_take_id (reader, "command_id", &self->command_id, error);
    case MEMBER_HEAD:
      return read_head (reader, self, error);
    case MEMBER_REDOES:
      return read_seq (reader, "redoes", &self->redoes, error);
    case MEMBER_SEQ:
      return read_seq (reader, "seq", &self->seq, error);
    case MEMBER_TIMESTAMP:
      return read_time (reader, self, error);
    case MEMBER_UNDOES:
      return read_seq (reader, "undoes", &self->undoes, error);
    case MEMBER_VERSION:
      return read_version (reader, error);
    case MEMBER_TYPE:
    case MEMBER_DATA:
    case MEMBER_LABEL:
    case MEMBER_AUTHOR_ID:
    case MEMBER_COLOUR:
    case MEMBER_NAME:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
read_record (TalusJsonReader  *reader,
             TalusRecord      *self,
             GError          **error)
{
  guint seen = 0;
  guint member;

  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, "a record", error))
    return FALSE;

  do
    {
      if (!next_member (reader, MEMBERS_RECORD, MEMBERS_NEEDED, &seen, &member, error) ||
          (member != 0 && !read_member (reader, (Members) member, self, error)))
        return FALSE;
    }
  while (member != 0);

  return talus_codec_next (reader, error);
}

/**
 * talus_record_new_from_json:
 * @json: (array length=length): a record of the contract
 * @length: its length in bytes
 * @error: return location for an error
 *
 * Reads a record. Its members may be in any order, but none that is needed may
 * be missing and no other there. Whether its head is right is asked by
 * [method@Talus.Record.verify]. Any thread.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with an error of
 *   code %TALUS_ERROR_INVALID_REQUEST that says what is wrong
 */
TalusRecord *
talus_record_new_from_json (const char  *json,
                            gsize        length,
                            GError     **error)
{
  g_autoptr (TalusRecord) self = NULL;
  TalusJsonReader reader;
  gboolean is_good;

  g_return_val_if_fail (json != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = talus_record_new ();
  talus_json_reader_init (&reader, json, length, TALUS_CODEC_MAX_DEPTH);
  is_good = read_record (&reader, self, error);
  talus_json_reader_clear (&reader);

  return is_good ? g_steal_pointer (&self) : NULL;
}
