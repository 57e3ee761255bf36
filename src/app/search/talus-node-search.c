/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The longest word is swept for through all names, then through all other
 * texts; only where it is found are the other words looked for. Hits are one
 * number each, rank first, so that the best are found by comparing numbers. It
 * must not keep nodes. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-search.h"

#include <string.h>

#include "app/search/talus-fold.h"

#define SWEEP_BYTES    (256 * 1024) /* between two looks at the clock */
#define HITS_A_LOOK    256
#define CLOCK_INTERVAL 1024         /* fuzzy: names between two looks at the clock */
#define FEW_HITS       50
#define MAX_LENGTH     0xffff

/* A hit: rank (8 bits), whether it is not in one piece or how fuzzy (8),
 * length of the name (16), number of the entry (32). */
#define MAKE_HIT(rank, cost, length, number) \
  ((guint64) (rank) << 56 | (guint64) (cost) << 48 | \
   (guint64) MIN (length, MAX_LENGTH) << 32 | (number))
#define HIT_NUMBER(hit) ((guint) ((hit) & 0xffffffff))

typedef enum
{
  IN_NAMES,
  IN_TEXTS,
  IN_LETTERS,
  THROUGH,
} Stage;

struct _TalusNodeSearch
{
  TalusNodeIndex *index;
  GStrv words;
  char *phrase;          /* the words with a space between */
  const char *pivot;     /* the longest of them */
  gboolean fuzzy;
  Stage stage;
  TalusTextSweep sweep;
  guint names_epoch;
  guint texts_epoch;
  guint next;            /* fuzzy: the next entry to look at */
  GArray *hits;          /* of guint64 */
};

/**
 * talus_node_search_new:
 * @index: where to search
 * @text: what somebody typed; without a word nothing is found
 * @fuzzy: whether names that only have the letters in that order will do where
 *   nothing much else is found
 *
 * Makes a search that has not begun. In the thread of the index.
 *
 * Returns: (transfer full): a search
 */
TalusNodeSearch *
talus_node_search_new (TalusNodeIndex *index,
                       const char     *text,
                       gboolean        fuzzy)
{
  TalusNodeSearch *self;

  g_return_val_if_fail (TALUS_IS_NODE_INDEX (index), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (TalusNodeSearch, 1);
  self->index = g_object_ref (index);
  self->words = talus_fold_words (text);
  self->phrase = g_strjoinv (" ", self->words);
  self->fuzzy = fuzzy;
  self->hits = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; self->words[i] != NULL; i++)
    {
      if (self->pivot == NULL || strlen (self->words[i]) > strlen (self->pivot))
        self->pivot = self->words[i];
    }
  if (self->pivot == NULL)
    self->stage = THROUGH;

  return self;
}

/**
 * talus_node_search_free:
 * @self: (transfer full): a search
 *
 * Ends it, wherever it is.
 */
void
talus_node_search_free (TalusNodeSearch *self)
{
  g_clear_object (&self->index);
  g_strfreev (self->words);
  g_free (self->phrase);
  g_array_unref (self->hits);
  g_free (self);
}

static TalusNodeRank
rank_word (const char *word,
           const char *name,
           gsize       name_length,
           const char *text,
           gsize       text_length,
           gboolean   *found)
{
  gsize length = strlen (word);
  const char *at = memmem (name, name_length, word, length);

  *found = TRUE;
  if (at == NULL)
    {
      *found = memmem (text, text_length, word, length) != NULL;
      return TALUS_NODE_RANK_TEXT;
    }

  if (at == name)
    return length == name_length ? TALUS_NODE_RANK_EXACT : TALUS_NODE_RANK_PREFIX;

  for (; at != NULL; at = memmem (at + 1, name_length - (gsize) (at + 1 - name), word, length))
    {
      if (talus_fold_is_start (name, (gsize) (at - name)))
        return TALUS_NODE_RANK_WORD;
    }

  return TALUS_NODE_RANK_INSIDE;
}

/* The whole of what was typed is one piece of the name, else it is as good as
 * the worst of its words, which cannot be better than a word each. */
static gboolean
rank_entry (TalusNodeSearch *self,
            guint            number,
            guint64         *hit)
{
  gsize name_length;
  gsize text_length;
  const char *name = talus_node_index_get_name (self->index, number, &name_length);
  const char *text = talus_node_index_get_text (self->index, number, &text_length);
  TalusNodeRank worst = TALUS_NODE_RANK_WORD;
  TalusNodeRank rank;
  gboolean found;

  rank = rank_word (self->phrase, name, name_length, "", 0, &found);
  if (found)
    {
      *hit = MAKE_HIT (rank, 0, name_length, number);
      return TRUE;
    }

  for (guint i = 0; self->words[i] != NULL; i++)
    {
      rank = rank_word (self->words[i], name, name_length, text, text_length, &found);
      if (!found)
        return FALSE;
      worst = MAX (worst, rank);
    }

  *hit = MAKE_HIT (worst, 1, name_length, number);

  return TRUE;
}

static void
note_hit (TalusNodeSearch *self,
          guint            number)
{
  guint64 hit;
  gsize name_length;
  const char *name;

  if (self->stage == IN_TEXTS)
    {
      name = talus_node_index_get_name (self->index, number, &name_length);
      if (memmem (name, name_length, self->pivot, strlen (self->pivot)) != NULL)
        return;
    }

  if (rank_entry (self, number, &hit))
    g_array_append_val (self->hits, hit);
}

/* TRUE once the arena is through. */
static gboolean
sweep (TalusNodeSearch *self,
       TalusTextArena  *arena,
       gint64           deadline)
{
  gsize last = self->sweep.at;
  guint n_hits = 0;
  guint number;

  while (self->sweep.at < talus_text_arena_get_size (arena))
    {
      if (talus_text_arena_sweep (arena, &self->sweep, self->pivot, SWEEP_BYTES, &number))
        {
          note_hit (self, number);
          n_hits++;
        }

      if (n_hits == HITS_A_LOOK || self->sweep.at - last >= SWEEP_BYTES)
        {
          if (g_get_monotonic_time () >= deadline)
            return FALSE;
          last = self->sweep.at;
          n_hits = 0;
        }
    }

  return TRUE;
}

static int
compare_hits_cb (gconstpointer a,
                 gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return (left > right) - (left < right);
}

/* What is a hit already is known by being ranked once more, and that only
 * where the letters fit. */
static void
compare_entry (TalusNodeSearch *self,
               guint            number,
               const char      *letters)
{
  guint64 hit;
  gsize length;
  const char *name;
  guint cost;

  if (talus_node_index_get_node (self->index, number) == NULL)
    return;

  name = talus_node_index_get_name (self->index, number, &length);
  if (!talus_fold_is_fuzzy (name, length, letters, &cost) || rank_entry (self, number, &hit))
    return;

  hit = MAKE_HIT (TALUS_NODE_RANK_FUZZY, MIN (cost, 255), length, number);
  g_array_append_val (self->hits, hit);
}

/* Only where there are few hits. TRUE once it is through. */
static gboolean
compare_letters (TalusNodeSearch *self,
                 gint64           deadline)
{
  g_autofree char *letters = g_strjoinv ("", self->words);

  while (self->next < talus_node_index_get_n_entries (self->index))
    {
      compare_entry (self, self->next, letters);
      self->next++;
      if (self->next % CLOCK_INTERVAL == 0 && g_get_monotonic_time () >= deadline)
        return FALSE;
    }

  return TRUE;
}

static void
begin_stage (TalusNodeSearch *self,
             Stage            stage)
{
  self->stage = stage;
  self->sweep = (TalusTextSweep) { 0, 0, 0 };
  self->next = 0;
}

/* What was found before texts moved may be found again, and is not. */
static void
begin_anew_if_moved (TalusNodeSearch *self)
{
  guint names_epoch = talus_text_arena_get_epoch (talus_node_index_get_names (self->index));
  guint texts_epoch = talus_text_arena_get_epoch (talus_node_index_get_texts (self->index));

  if (names_epoch == self->names_epoch && texts_epoch == self->texts_epoch)
    return;

  self->names_epoch = names_epoch;
  self->texts_epoch = texts_epoch;
  g_array_set_size (self->hits, 0);
  begin_stage (self, IN_NAMES);
}

/**
 * talus_node_search_run:
 * @self: a search
 * @microseconds: for about how long, or -1 to go on to the end
 *
 * Searches on. The best hits are found first, or nearly: those in names come
 * before those in other texts.
 *
 * Returns: %TRUE once it is through
 */
gboolean
talus_node_search_run (TalusNodeSearch *self,
                       gint64           microseconds)
{
  gint64 deadline = microseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + microseconds;

  g_return_val_if_fail (self != NULL, TRUE);

  if (self->stage == THROUGH)
    return TRUE;

  begin_anew_if_moved (self);

  if (self->stage == IN_NAMES)
    {
      if (!sweep (self, talus_node_index_get_names (self->index), deadline))
        return FALSE;
      begin_stage (self, IN_TEXTS);
    }

  if (self->stage == IN_TEXTS)
    {
      if (!sweep (self, talus_node_index_get_texts (self->index), deadline))
        return FALSE;
      begin_stage (self, self->fuzzy && self->hits->len < FEW_HITS ? IN_LETTERS : THROUGH);
    }

  if (self->stage == IN_LETTERS)
    {
      if (!compare_letters (self, deadline))
        return FALSE;
      begin_stage (self, THROUGH);
    }

  return TRUE;
}

/**
 * talus_node_search_get_n_hits:
 * @self: a search
 *
 * Returns: how many nodes have been found so far
 */
guint
talus_node_search_get_n_hits (TalusNodeSearch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->hits->len;
}

/* Brings the @n smallest to the front, in any order. */
static void
select_best (guint64 *hits,
             guint    length,
             guint    n)
{
  guint low = 0;
  guint high = length;

  while (high - low > 1)
    {
      guint64 pivot = hits[low + (high - low) / 2];
      guint i = low;
      guint j = high - 1;

      while (i <= j)
        {
          while (hits[i] < pivot)
            i++;
          while (hits[j] > pivot)
            j--;
          if (i <= j)
            {
              guint64 other = hits[i];

              hits[i++] = hits[j];
              hits[j] = other;
              if (j == 0)
                break;
              j--;
            }
        }

      if (n <= j + 1 && j + 1 < high)
        high = j + 1;
      else if (n > i)
        low = i;
      else
        return;
    }
}

/**
 * talus_node_search_list:
 * @self: a search
 * @limit: how many at most
 *
 * Lists the best of what has been found so far and is still there.
 *
 * Returns: (transfer full) (element-type TalusNode): the nodes, best first
 */
GPtrArray *
talus_node_search_list (TalusNodeSearch *self,
                        guint            limit)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint64 *hits;
  guint length;

  g_return_val_if_fail (self != NULL, NULL);

  hits = (guint64 *) (gpointer) self->hits->data;
  length = self->hits->len;
  if (limit < length)
    {
      select_best (hits, length, limit);
      length = limit;
    }
  if (length > 0)
    qsort (hits, length, sizeof (guint64), compare_hits_cb);

  for (guint i = 0; i < length; i++)
    {
      TalusNode *node = talus_node_index_get_node (self->index, HIT_NUMBER (hits[i]));

      /* One that changed while it was searched may have been found twice. */
      if (node != NULL && g_hash_table_add (seen, node))
        g_ptr_array_add (nodes, g_object_ref (node));
    }

  return g_steal_pointer (&nodes);
}
