/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict pull parser: one loop, no recursion, memory bounded by the depth
 * and by the names of the objects that are open. Everything it accepts can be
 * held in a tree and written again; it does not know what the JSON means. */
#define G_LOG_DOMAIN "talus-base-json-reader"

#include "base/talus-json-reader-private.h"

#include <string.h>

#include "base/talus-json-names-private.h"
#include "base/talus-json-number-private.h"

static gsize
skip_space (TalusJsonReader *self,
            gsize            at)
{
  while (at < self->size &&
         (self->data[at] == ' ' || self->data[at] == '\n' ||
          self->data[at] == '\r' || self->data[at] == '\t'))
    at++;

  return at;
}

static TalusJsonToken
read_name (TalusJsonReader *self,
           gsize            at)
{
  if (!talus_json_reader_read_string (self, at))
    return self->token;

  if (!talus_json_names_add (self->names, self->text, self->length))
    return talus_json_reader_fail_duplicate (self);

  self->state = TALUS_JSON_STATE_NAME;

  return self->token = TALUS_JSON_NAME;
}

/* A value is complete; where it stands says what may follow. */
static inline TalusJsonToken
end_value (TalusJsonReader *self,
           TalusJsonToken   token)
{
  if (self->depth == 0)
    self->state = TALUS_JSON_STATE_DONE;
  else
    self->state = talus_json_reader_get_frame (self, self->depth - 1)->is_object
                    ? TALUS_JSON_STATE_MEMBER
                    : TALUS_JSON_STATE_ITEM;

  return self->token = token;
}

static TalusJsonToken
open_container (TalusJsonReader *self,
                gsize            at,
                gboolean         is_object)
{
  TalusJsonFrame frame = { is_object, 0 };

  if (self->depth >= self->max_depth)
    return talus_json_reader_fail (self, at, "more than %u objects and arrays within each other",
                                   self->max_depth);

  if (self->stack == NULL)
    {
      self->stack = g_array_new (FALSE, FALSE, sizeof (TalusJsonFrame));
      self->names = talus_json_names_new (self->data, self->size);
    }

  g_array_append_val (self->stack, frame);
  if (is_object)
    talus_json_names_push (self->names);
  self->depth++;
  self->state = is_object ? TALUS_JSON_STATE_BEGIN_OBJECT : TALUS_JSON_STATE_BEGIN_ARRAY;
  self->end = at + 1;

  return self->token = is_object ? TALUS_JSON_BEGIN_OBJECT : TALUS_JSON_BEGIN_ARRAY;
}

static TalusJsonToken
close_container (TalusJsonReader *self,
                 gsize            at)
{
  gboolean is_object = talus_json_reader_get_frame (self, self->depth - 1)->is_object;

  if (is_object)
    talus_json_names_pop (self->names);
  self->depth--;
  g_array_set_size (self->stack, self->depth);
  self->end = at + 1;

  return end_value (self, is_object ? TALUS_JSON_END_OBJECT : TALUS_JSON_END_ARRAY);
}

static TalusJsonToken
read_literal (TalusJsonReader *self,
              gsize            at,
              const char      *literal,
              TalusJsonToken   token)
{
  gsize length = strlen (literal);

  for (gsize i = 1; i < length; i++)
    {
      if (at + i >= self->size || self->data[at + i] != literal[i])
        return talus_json_reader_fail_unexpected (self, at + i, literal);
    }

  self->end = at + length;

  return end_value (self, token);
}

static TalusJsonToken
read_number (TalusJsonReader *self,
             gsize            at)
{
  gsize length = 0;

  switch (talus_json_number_parse (self->data + at, self->size - at, &self->number, &length))
    {
    case TALUS_JSON_NUMBER_BAD:
      return talus_json_reader_fail_unexpected (self, at + length, "a digit");
    case TALUS_JSON_NUMBER_TOO_BIG:
      return talus_json_reader_fail (self, at, "a number outside double range");
    case TALUS_JSON_NUMBER_OK:
    default:
      break;
    }

  self->end = at + length;

  return end_value (self, TALUS_JSON_NUMBER);
}

static TalusJsonToken
read_value (TalusJsonReader *self,
            gsize            at)
{
  self->state = TALUS_JSON_STATE_VALUE;
  self->start = at;

  switch (at < self->size ? self->data[at] : '\0')
    {
    case '"':
      return talus_json_reader_read_string (self, at) ? end_value (self, TALUS_JSON_STRING)
                                                      : TALUS_JSON_ERROR_TOKEN;
    case '{':
      return open_container (self, at, TRUE);
    case '[':
      return open_container (self, at, FALSE);
    case 't':
      return read_literal (self, at, "true", TALUS_JSON_TRUE);
    case 'f':
      return read_literal (self, at, "false", TALUS_JSON_FALSE);
    case 'n':
      return read_literal (self, at, "null", TALUS_JSON_NULL);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return read_number (self, at);
    default:
      return talus_json_reader_fail_unexpected (self, at, "a value");
    }
}

/**
 * talus_json_reader_init:
 * @self: (out caller-allocates): a reader
 * @data: (array length=size) (nullable): the text; it must outlive @self
 * @size: its size in bytes
 * @max_depth: how many objects and arrays may be open at once
 *
 * Starts reading. Every reader that was started must be cleared. A reader
 * belongs to one thread at a time.
 */
void
talus_json_reader_init (TalusJsonReader *self,
                        const char      *data,
                        gsize            size,
                        guint            max_depth)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || size == 0);

  memset (self, 0, sizeof *self);
  self->data = data != NULL ? data : "";
  self->size = size;
  self->max_depth = max_depth;
  self->state = TALUS_JSON_STATE_START;
}

/**
 * talus_json_reader_clear:
 * @self: a reader that was started
 *
 * Releases what a reader holds, wherever it stands. Clearing twice does
 * nothing.
 */
void
talus_json_reader_clear (TalusJsonReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->buffer != NULL)
    g_string_free (g_steal_pointer (&self->buffer), TRUE);
  g_clear_pointer (&self->stack, g_array_unref);
  g_clear_pointer (&self->names, talus_json_names_free);
  g_clear_error (&self->error);
  self->text = NULL;
  self->length = 0;
  self->depth = 0;
  self->state = TALUS_JSON_STATE_FAILED;
  self->token = TALUS_JSON_ERROR_TOKEN;
}

/**
 * talus_json_reader_next:
 * @self: a reader
 *
 * Reads the next token; the fields of @self tell the rest. Behind the end it
 * goes on to return %TALUS_JSON_END, behind an error
 * %TALUS_JSON_ERROR_TOKEN. What was returned before an error was correct as
 * far as it went, but the text as a whole is to be refused.
 *
 * Returns: the token
 */
TalusJsonToken
talus_json_reader_next (TalusJsonReader *self)
{
  gsize at;
  char c;

  g_return_val_if_fail (self != NULL, TALUS_JSON_ERROR_TOKEN);

  if (self->state == TALUS_JSON_STATE_FAILED)
    return self->token;

  at = skip_space (self, self->end);
  c = at < self->size ? self->data[at] : '\0';
  self->start = at;

  switch ((TalusJsonState) self->state)
    {
    case TALUS_JSON_STATE_START:
      return read_value (self, at);

    case TALUS_JSON_STATE_BEGIN_ARRAY:
      return c == ']' ? close_container (self, at) : read_value (self, at);

    case TALUS_JSON_STATE_ITEM:
      if (c == ']')
        return close_container (self, at);
      if (c != ',')
        return talus_json_reader_fail_unexpected (self, at, "“,” or “]”");
      talus_json_reader_get_frame (self, self->depth - 1)->n_before++;
      return read_value (self, skip_space (self, at + 1));

    case TALUS_JSON_STATE_NAME:
      if (c != ':')
        return talus_json_reader_fail_unexpected (self, at, "“:”");
      return read_value (self, skip_space (self, at + 1));

    case TALUS_JSON_STATE_BEGIN_OBJECT:
      if (c == '}')
        return close_container (self, at);
      if (c != '"')
        return talus_json_reader_fail_unexpected (self, at, "a name or “}”");
      return read_name (self, at);

    case TALUS_JSON_STATE_MEMBER:
      if (c == '}')
        return close_container (self, at);
      if (c != ',')
        return talus_json_reader_fail_unexpected (self, at, "“,” or “}”");
      at = skip_space (self, at + 1);
      if (at >= self->size || self->data[at] != '"')
        return talus_json_reader_fail_unexpected (self, at, "a name");
      return read_name (self, at);

    case TALUS_JSON_STATE_DONE:
      if (at < self->size)
        return talus_json_reader_fail_unexpected (self, at, "nothing behind the value");
      self->end = at;
      self->text = NULL;
      self->length = 0;
      return self->token = TALUS_JSON_END;

    case TALUS_JSON_STATE_VALUE:
    case TALUS_JSON_STATE_FAILED:
    default:
      g_assert_not_reached ();
    }
}

/**
 * talus_json_reader_skip:
 * @self: a reader
 *
 * Skips the value that begins with the current token, checking it like any
 * other. Afterwards the token that ends the value is the current one: for a
 * string, number, true, false or null the same as before. On a name it is the
 * member's value that is skipped.
 *
 * Returns: %FALSE if the text is wrong, see talus_json_reader_get_error()
 */
gboolean
talus_json_reader_skip (TalusJsonReader *self)
{
  guint depth;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->token == TALUS_JSON_NAME)
    talus_json_reader_next (self);

  if (self->token != TALUS_JSON_BEGIN_OBJECT && self->token != TALUS_JSON_BEGIN_ARRAY)
    return self->token != TALUS_JSON_ERROR_TOKEN;

  depth = self->depth;
  while (self->depth >= depth)
    {
      if (talus_json_reader_next (self) == TALUS_JSON_ERROR_TOKEN)
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_json_reader_get_error:
 * @self: a reader
 *
 * Gives what is wrong with the text: an error of domain %TALUS_ERROR, code
 * %TALUS_ERROR_INVALID_REQUEST, whose message says what, and where by line and
 * column (in characters, from 1), byte offset (from 0) and JSON pointer.
 *
 * Returns: (transfer none) (nullable): the error, valid until @self is
 *   cleared, or %NULL if there was none so far
 */
const GError *
talus_json_reader_get_error (TalusJsonReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/**
 * talus_json_reader_text_is:
 * @self: a reader
 * @text: (not nullable): a text, without U+0000
 *
 * Compares the current name or string.
 *
 * Returns: %TRUE if the current token is one, and its text is @text
 */
gboolean
talus_json_reader_text_is (TalusJsonReader *self,
                           const char      *text)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  return (self->token == TALUS_JSON_NAME || self->token == TALUS_JSON_STRING) &&
         strlen (text) == self->length && memcmp (text, self->text, self->length) == 0;
}
