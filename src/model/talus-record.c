/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and their authors in memory, and the chain of heads. A record is
 * read by many threads once it is sealed; only its text is still made then,
 * on first need. It knows no graph. */
#define G_LOG_DOMAIN "talus-model-record"

#include "model/talus-record.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-record-private.h"

/* Each can be told from the others, and read upon, on light and on dark. */
typedef struct
{
  TalusAuthor author;   /* first: callers hold a pointer to it */
  gatomicrefcount ref_count;
} OwnAuthor;

typedef struct
{
  TalusRecord record;   /* first: callers hold a pointer to it */
  gatomicrefcount ref_count;
  GBytes *json;         /* atomic: NULL until somebody asks for it */
} OwnRecord;

/* Not talus_id_hash(), which differs from process to process: everybody is to
 * see the same colour. */
static const char *
choose_colour (const TalusId *id)
{
  guint sum = 0;

  for (guint i = 0; i < sizeof id->bytes; i++)
    sum = sum * 31 + id->bytes[i];

  return talus_palette_get (sum % TALUS_PALETTE_SIZE);
}

static void
compute_head (TalusRecord *self,
              const char  *previous_head,
              char         head[TALUS_HEAD_LENGTH + 1])
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  talus_record_write (self, TALUS_RECORD_FORM_HEAD, text);
  g_checksum_update (checksum, (const guchar *) previous_head, TALUS_HEAD_LENGTH);
  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  g_strlcpy (head, g_checksum_get_string (checksum), TALUS_HEAD_LENGTH + 1);
}

/**
 * talus_author_new:
 * @id: who
 * @name: (nullable): what to call them
 * @colour: (nullable): "#rrggbb", %NULL for one of eight by @id
 *
 * Makes a person.
 *
 * Returns: (transfer full): the author
 */
TalusAuthor *
talus_author_new (const TalusId *id,
                  const char    *name,
                  const char    *colour)
{
  OwnAuthor *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new (OwnAuthor, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->author.id = *id;
  self->author.name = g_strdup (name != NULL ? name : "");
  self->author.colour = g_strdup (colour != NULL ? colour : choose_colour (id));

  return &self->author;
}

/**
 * talus_author_draw:
 * @name: (nullable): what to call them
 * @taken: the colours that others have
 *
 * Makes a person who was not known before. Their colour comes of their id, as
 * everybody's does; of ids that are as good as each other they get one by which
 * they can be told from those who are there. Any thread.
 *
 * Returns: (transfer full): the author
 */
TalusAuthor *
talus_author_draw (const char            *name,
                   const TalusPaletteUse *taken)
{
  TalusId id;

  g_return_val_if_fail (taken != NULL, NULL);

  do
    talus_id_draw (&id);
  while (!talus_palette_use_is_free (taken, choose_colour (&id)));

  return talus_author_new (&id, name, NULL);
}

/**
 * talus_author_ref:
 * @self: an author
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusAuthor *
talus_author_ref (TalusAuthor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((OwnAuthor *) self)->ref_count);

  return self;
}

/**
 * talus_author_unref:
 * @self: (transfer full): an author
 *
 * Gives a reference back. Any thread.
 */
void
talus_author_unref (TalusAuthor *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&((OwnAuthor *) self)->ref_count))
    {
      g_free (self->name);
      g_free (self->colour);
      g_free (self);
    }
}

/**
 * talus_author_write:
 * @self: an author
 * @out: where the text goes
 *
 * Appends an author as the contract's `author`, canonical.
 */
void
talus_author_write (TalusAuthor *self,
                    GString     *out)
{
  TalusJsonWriter writer;

  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "author_id");
  talus_json_writer_id (&writer, &self->id);
  talus_json_writer_name (&writer, "colour");
  talus_json_writer_string (&writer, self->colour);
  talus_json_writer_name (&writer, "name");
  talus_json_writer_string (&writer, self->name);
  talus_json_writer_end_object (&writer);
}

/**
 * talus_record_new:
 *
 * Makes a blank record, for its maker to fill and then to seal.
 *
 * Returns: (transfer full): the record
 */
TalusRecord *
talus_record_new (void)
{
  OwnRecord *self = g_new0 (OwnRecord, 1);

  g_atomic_ref_count_init (&self->ref_count);

  return &self->record;
}

/**
 * talus_record_seal:
 * @self: a record with everything but its head
 * @previous_head: of the record before, %TALUS_HEAD_NONE for the first
 *
 * Gives a record its head. From then on it must not be changed.
 */
void
talus_record_seal (TalusRecord *self,
                   const char  *previous_head)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->author != NULL && self->command_type != NULL && self->changes != NULL);
  g_return_if_fail (previous_head != NULL && strlen (previous_head) == TALUS_HEAD_LENGTH);

  compute_head (self, previous_head, self->head);
}

/**
 * talus_record_verify:
 * @self: a record
 * @previous_head: of the record before, %TALUS_HEAD_NONE for the first
 *
 * Says whether a record is what its head was made of, behind that very log.
 *
 * Returns: %TRUE if it is
 */
gboolean
talus_record_verify (TalusRecord *self,
                     const char  *previous_head)
{
  char head[TALUS_HEAD_LENGTH + 1];

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (previous_head != NULL, FALSE);

  if (strlen (previous_head) != TALUS_HEAD_LENGTH)
    return FALSE;

  compute_head (self, previous_head, head);

  return g_str_equal (self->head, head);
}

/**
 * talus_record_ref:
 * @self: a record
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusRecord *
talus_record_ref (TalusRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((OwnRecord *) self)->ref_count);

  return self;
}

/**
 * talus_record_unref:
 * @self: (transfer full): a record
 *
 * Gives a reference back. Any thread.
 */
void
talus_record_unref (TalusRecord *self)
{
  OwnRecord *own = (OwnRecord *) self;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&own->ref_count))
    return;

  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->changes, talus_change_set_unref);
  g_clear_pointer (&own->json, g_bytes_unref);
  g_free (self->client_id);
  g_free (self->command_type);
  g_free (self->command_data);
  g_free (self->label);
  g_free (self->result);
  g_free (self->hints);
  g_free (own);
}

/**
 * talus_record_get_json:
 * @self: a sealed record
 *
 * Gives a record as the contract writes it, canonical. The text is made on the
 * first call and shared from then on. Any thread.
 *
 * Returns: (transfer none): the text, not NUL-terminated
 */
GBytes *
talus_record_get_json (TalusRecord *self)
{
  OwnRecord *own = (OwnRecord *) self;
  GBytes *json;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->head[0] != '\0', NULL);

  json = g_atomic_pointer_get (&own->json);
  if (json == NULL)
    {
      GString *text = g_string_new (NULL);

      talus_record_write (self, TALUS_RECORD_FORM_FULL, text);
      json = g_string_free_to_bytes (text);
      if (!g_atomic_pointer_compare_and_exchange (&own->json, NULL, json))
        {
          /* Another thread was faster; everybody gets the same. */
          g_bytes_unref (json);
          json = g_atomic_pointer_get (&own->json);
        }
    }

  return json;
}
