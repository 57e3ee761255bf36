/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that people gave, the longest kept going first. It must not know
 * tokens: what comes by one is not asked who it is. */
#define G_LOG_DOMAIN "talus-host-authors"

#include "base/talus-error.h"
#include "host/talus-authors.h"

#define MAX_NAME 1024

/* Names that are kept: anybody may make up another author every time. */
#define MAX_AUTHORS 1000

struct _TalusAuthors
{
  TalusAuthor *owner;
  GHashTable *by_id; /* TalusId → TalusAuthor */
  GQueue by_age;     /* the keys of it, oldest first */
};

/**
 * talus_authors_new:
 * @owner: the person at this machine
 *
 * Makes it, knowing nobody else.
 *
 * Returns: (transfer full): it
 */
TalusAuthors *
talus_authors_new (TalusAuthor *owner)
{
  TalusAuthors *self = NULL;

  g_return_val_if_fail (owner != NULL, NULL);

  self = g_new0 (TalusAuthors, 1);
  self->owner = talus_author_ref (owner);
  self->by_id = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL,
                                       (GDestroyNotify) talus_author_unref);
  g_queue_init (&self->by_age);

  return self;
}

/**
 * talus_authors_free:
 * @self: (transfer full): it
 *
 * Forgets everybody.
 */
void
talus_authors_free (TalusAuthors *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear (&self->by_age);
  g_hash_table_unref (self->by_id);
  talus_author_unref (self->owner);
  g_free (self);
}

/**
 * talus_authors_set_owner:
 * @self: it
 * @owner: the person at this machine, as they are called now
 *
 * Sets whose word it is when nobody says who they are.
 */
void
talus_authors_set_owner (TalusAuthors *self,
                         TalusAuthor  *owner)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (owner != NULL);

  talus_author_ref (owner);
  talus_author_unref (self->owner);
  self->owner = owner;
}

/* Keeps the name that @author has now; the longest kept goes for it. */
static void
keep (TalusAuthors *self,
      TalusAuthor  *author)
{
  TalusAuthor *before = g_hash_table_lookup (self->by_id, &author->id);

  if (before != NULL)
    g_queue_remove (&self->by_age, &before->id);
  else if (self->by_age.length >= MAX_AUTHORS)
    g_hash_table_remove (self->by_id, g_queue_pop_head (&self->by_age));

  g_queue_push_tail (&self->by_age, &author->id);
  g_hash_table_replace (self->by_id, &author->id, talus_author_ref (author));
}

/**
 * talus_authors_get_n_kept:
 * @self: it
 *
 * Counts the names that are kept.
 *
 * Returns: how many
 */
guint
talus_authors_get_n_kept (TalusAuthors *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->by_age.length;
}

/**
 * talus_authors_find:
 * @self: it
 * @id_text: (nullable): who they say they are; %NULL: the owner
 * @name: (nullable): what they say they are called
 * @error: return location
 *
 * Finds out who somebody is, by their own word.
 *
 * Returns: (transfer full) (nullable): the author, or %NULL with
 *   %TALUS_ERROR_INVALID_REQUEST
 */
TalusAuthor *
talus_authors_find (TalusAuthors  *self,
                    const char    *id_text,
                    const char    *name,
                    GError       **error)
{
  TalusAuthor *known = NULL;
  TalusAuthor *author = NULL;
  TalusId id;

  g_return_val_if_fail (self != NULL, NULL);

  if (name != NULL && (!g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > MAX_NAME))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "The author's name must be UTF-8 of at most %d characters", MAX_NAME);
      return NULL;
    }

  if (id_text == NULL)
    return name == NULL ? talus_author_ref (self->owner)
                        : talus_author_new (&self->owner->id, name, self->owner->colour);

  if (!talus_id_parse (id_text, -1, &id) || talus_id_is_null (&id))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "The author's id must be a UUID");
      return NULL;
    }

  known = g_hash_table_lookup (self->by_id, &id);
  if (known != NULL && (name == NULL || g_str_equal (known->name, name)))
    return talus_author_ref (known);

  author = talus_author_new (&id, name != NULL ? name : "", NULL);
  if (name != NULL)
    keep (self, author);

  return author;
}
