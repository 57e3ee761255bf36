/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo: which entry is meant, whether somebody's later change stands
 * in the way, and what the inverse comes to. The stacks change only when the
 * record is pushed. */
#define G_LOG_DOMAIN "talus-model-undo"

#include "model/talus-undo-private.h"

#include <string.h>

#include "model/talus-command-private.h"

/**
 * talus_inversion_init:
 * @self: an inversion
 * @graph: the graph, as the newest record left it
 * @history: the history
 * @redo: whether undo records are inverted
 *
 * Starts an inversion.
 */
void
talus_inversion_init (TalusInversion *self,
                      TalusGraph     *graph,
                      TalusHistory   *history,
                      gboolean        redo)
{
  TalusItem *newest = talus_history_get_newest (history);

  self->lookback = (TalusLookback) { history, graph };
  self->lookback.tried = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->redo = redo;
  self->template_now = talus_template_ref (talus_graph_get_template (graph));
  self->outsiders = NULL;
  self->culprit = NULL;
  talus_trial_init (&self->trial, graph, newest != NULL ? newest->record->seq + 1 : 1);
}

/**
 * talus_inversion_clear:
 * @self: an inversion, or all zero
 *
 * Takes back what was tried and ends it.
 */
void
talus_inversion_clear (TalusInversion *self)
{
  talus_trial_clear (&self->trial);
  g_clear_pointer (&self->lookback.tried, g_hash_table_unref);
  g_clear_pointer (&self->template_now, talus_template_unref);
  g_clear_pointer (&self->outsiders, g_hash_table_unref);
}

/* Puts a set on top of what was tried. The first place that a node is put to
 * is remembered, for it says where the node was before. */
static gboolean
try (TalusInversion *self,
     TalusChangeSet *changes)
{
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();

  if (!talus_trial_apply (&self->trial, changes, NULL))
    {
      self->culprit = talus_history_get_newest (self->lookback.history);
      return FALSE;
    }

  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);

      g_ptr_array_set_size (placed, 0);
      talus_change_list_placed (change, placed);
      for (guint j = 0; j < placed->len; j++)
        if (!g_hash_table_contains (self->lookback.tried, g_ptr_array_index (placed, j)))
          g_hash_table_insert (self->lookback.tried, g_ptr_array_index (placed, j),
                               (gpointer) change);
    }

  return TRUE;
}

static void
untry (TalusInversion *self,
       guint           n_left)
{
  g_autoptr (GPtrArray) placed = g_ptr_array_new ();

  for (guint i = n_left; i < self->trial.sets->len; i++)
    {
      TalusChangeSet *changes = g_ptr_array_index (self->trial.sets, i);

      for (guint j = 0; j < talus_change_set_get_length (changes); j++)
        {
          const TalusChange *change = talus_change_set_get (changes, j);

          g_ptr_array_set_size (placed, 0);
          talus_change_list_placed (change, placed);
          for (guint k = 0; k < placed->len; k++)
            if (g_hash_table_lookup (self->lookback.tried,
                                     g_ptr_array_index (placed, k)) == change)
              g_hash_table_remove (self->lookback.tried, g_ptr_array_index (placed, k));
        }
    }

  talus_trial_revert (&self->trial, n_left);
}

/* What may stand in the way: entries in effect, but for the step itself, and
 * for a redo those that were in effect already when it was undone. */
typedef struct
{
  GPtrArray *step;
  guint64 beneath;           /* the seq of the undo, 0: none are beneath */
} InTheWay;

static gboolean
may_stand_in_the_way (TalusHistory *history,
                      TalusItem    *item,
                      gpointer      user_data)
{
  const InTheWay *way = user_data;
  TalusEntry *entry;

  if (!talus_item_is_in_effect (item))
    return FALSE;

  entry = item->entry != NULL ? item->entry : item->target;
  if (g_ptr_array_find (way->step, entry, NULL))
    return FALSE;

  return way->beneath == 0 || !talus_entry_was_done_at (entry, way->beneath);
}

static TalusItem *
get_inverted (const TalusInversion *self,
              TalusEntry           *entry)
{
  return self->redo ? entry->undone : entry->effect;
}

/* The newest record in effect that wrote what @change wrote, if it is newer
 * than @best. @then: when that was written. */
static guint64
find_culprit (TalusInversion    *self,
              const TalusChange *change,
              TalusMoment        then,
              const InTheWay    *way,
              guint64            best)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (TalusSlot));

  talus_change_list_writes (change, slots);
  for (guint i = 0; i < slots->len; i++)
    best = talus_lookback_find_writer (&self->lookback, &g_array_index (slots, TalusSlot, i),
                                       then, best, G_MAXUINT64, may_stand_in_the_way,
                                       (gpointer) way);

  return best;
}

static void
init_way (const TalusInversion *self,
          InTheWay             *way,
          GPtrArray            *step)
{
  TalusEntry *newest = g_ptr_array_index (step, step->len - 1);

  way->step = step;
  way->beneath = self->redo ? newest->undone->record->seq : 0;
}

static gboolean
check_culprits (TalusInversion *self,
                GPtrArray      *step)
{
  TalusHistory *history = self->lookback.history;
  TalusEntry *newest = g_ptr_array_index (step, step->len - 1);
  guint64 after = get_inverted (self, newest)->record->seq;
  guint64 best = after;
  InTheWay way;

  /* The common case: nothing has happened since. */
  if (talus_history_get_newest (history)->record->seq == after)
    return TRUE;

  init_way (self, &way, step);
  for (guint i = 0; i < step->len; i++)
    {
      TalusItem *done = get_inverted (self, g_ptr_array_index (step, i));

      for (guint j = 0; j < talus_change_set_get_length (done->record->changes); j++)
        best = find_culprit (self, talus_change_set_get (done->record->changes, j),
                             (TalusMoment) { done->record->seq, j }, &way, best);
    }

  if (best == after)
    return TRUE;

  self->culprit = talus_history_get_item (history, best);

  return FALSE;
}

/**
 * talus_inversion_whole:
 * @self: an inversion
 * @step: (element-type TalusEntry): what to invert, oldest first
 *
 * Tries to invert a step as a whole.
 *
 * Returns: %FALSE with the culprit where that cannot be
 */
gboolean
talus_inversion_whole (TalusInversion *self,
                       GPtrArray      *step)
{
  TalusItem *done = get_inverted (self, g_ptr_array_index (step, 0));
  guint n_changes = talus_change_set_get_length (done->record->changes);

  if (!check_culprits (self, step))
    return FALSE;

  /* A step of several has one field: only where it came from matters. */
  for (guint i = n_changes; i > 0; i--)
    {
      g_autoptr (TalusChangeSet) changes = talus_change_set_new ();

      if (!talus_invert_change (self, talus_change_set_get (done->record->changes, i - 1), done,
                                changes) ||
          !try (self, changes))
        return FALSE;
    }

  return TRUE;
}

static gboolean
invert_if_free (TalusInversion *self,
                TalusItem      *done,
                guint           index,
                const InTheWay *way)
{
  const TalusChange *change = talus_change_set_get (done->record->changes, index);
  g_autoptr (TalusChangeSet) changes = talus_change_set_new ();
  guint64 after = done->record->seq;
  guint64 best = find_culprit (self, change, TALUS_MOMENT_NOW, way, after);
  guint n_tried = self->trial.sets->len;

  if (best == after)
    {
      if (!talus_invert_change (self, change, done, changes) || !try (self, changes))
        return FALSE;

      for (guint i = 0; i < talus_change_set_get_length (changes); i++)
        best = find_culprit (self, talus_change_set_get (changes, i), TALUS_MOMENT_NOW, way, best);
    }

  if (best == after)
    return TRUE;

  untry (self, n_tried);
  self->culprit = talus_history_get_item (self->lookback.history, best);

  return FALSE;
}

static int
compare_left (gconstpointer a,
              gconstpointer b)
{
  const TalusLeft *first = a;
  const TalusLeft *second = b;

  return first->change < second->change ? -1 : first->change > second->change;
}

/**
 * talus_inversion_partly:
 * @self: an inversion
 * @entry: what to invert
 * @left: (element-type TalusLeft): where those changes go that are not free,
 *   in order
 *
 * Tries to invert what of an entry is free: neither it nor its inverse writes
 * what somebody's later change wrote, and it still resolves.
 */
void
talus_inversion_partly (TalusInversion *self,
                        TalusEntry     *entry,
                        GArray         *left)
{
  TalusItem *done = get_inverted (self, entry);
  g_autoptr (GPtrArray) step = g_ptr_array_new ();
  InTheWay way;

  untry (self, 0);
  g_ptr_array_add (step, entry);
  init_way (self, &way, step);

  for (guint i = talus_change_set_get_length (done->record->changes); i > 0; i--)
    if (!invert_if_free (self, done, i - 1, &way))
      {
        const TalusLeft one = { i - 1, self->culprit };

        g_array_append_val (left, one);
      }

  g_array_sort (left, compare_left);
}

/* Tries a step, partly where that is asked for and its whole cannot be. */
static gboolean
invert_step (TalusInversion  *self,
             GPtrArray       *step,
             gboolean         partial,
             GArray          *left)
{
  TalusEntry *newest = g_ptr_array_index (step, step->len - 1);

  if (talus_inversion_whole (self, step))
    return TRUE;

  if (!partial || !newest->is_batch)
    return FALSE;

  talus_inversion_partly (self, newest, left);
  if (left->len < talus_change_set_get_length (get_inverted (self, newest)->record->changes))
    return TRUE;

  self->culprit = NULL;
  for (guint i = 0; i < left->len; i++)
    {
      TalusItem *item = g_array_index (left, TalusLeft, i).culprit;

      if (self->culprit == NULL || item->record->seq > self->culprit->record->seq)
        self->culprit = item;
    }

  return FALSE;
}

static void
write_skipped (TalusJsonWriter *writer,
               TalusEntry      *entry,
               gint64           change,
               TalusItem       *culprit)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "author");
  talus_json_writer_id (writer, &culprit->author->id);
  if (change >= 0)
    {
      talus_json_writer_name (writer, "change");
      talus_json_writer_int (writer, change);
    }
  talus_json_writer_name (writer, "seq");
  talus_json_writer_int (writer, (gint64) culprit->record->seq);
  talus_json_writer_name (writer, "target_seq");
  talus_json_writer_int (writer, (gint64) entry->seq);
  talus_json_writer_end_object (writer);
}

static gboolean
refuse_empty (gboolean   redo,
              GError   **error)
{
  g_set_error (error, TALUS_ERROR,
               redo ? TALUS_ERROR_NOTHING_TO_REDO : TALUS_ERROR_NOTHING_TO_UNDO,
               redo ? "There is nothing to redo" : "There is nothing to undo");

  return FALSE;
}

static gboolean
refuse_conflict (TalusItem  *culprit,
                 GError    **error)
{
  JsonObject *details = json_object_new ();
  char text[TALUS_ID_TEXT_SIZE];

  json_object_set_int_member (details, "seq", (gint64) culprit->record->seq);
  json_object_set_string_member (details, "author",
                                 talus_id_format (&culprit->author->id, text));
  talus_set_error_details (error, TALUS_ERROR_UNDO_CONFLICT, details,
                           "The change %" G_GUINT64_FORMAT " stands in the way",
                           culprit->record->seq);

  return FALSE;
}

/* The first entry that a request means. */
static TalusEntry *
find_first (TalusHistory    *history,
            gboolean         redo,
            const TalusUndo *undo,
            const TalusId   *author)
{
  TalusStack *stack;

  if (undo->target.kind == TALUS_REF_ID)
    return talus_history_find_target (history, redo, undo->scope, author, &undo->target.id);

  if (undo->target.kind == TALUS_REF_UNKNOWN)
    return NULL;

  stack = talus_history_get_stack (history, redo, undo->scope, author);

  return stack != NULL ? stack->last : NULL;
}

static void
visit (GPtrArray *step,
       GPtrArray *visited)
{
  for (guint i = 0; i < step->len; i++)
    {
      TalusEntry *entry = g_ptr_array_index (step, i);

      entry->visited = TRUE;
      g_ptr_array_add (visited, entry);
    }
}

static void
resolve_with (TalusInversion      *inversion,
              TalusEntry          *target,
              GArray              *left,
              TalusJsonWriter     *skipped,
              TalusUndoResolution *resolution)
{
  for (guint i = 0; i < left->len; i++)
    {
      const TalusLeft *one = &g_array_index (left, TalusLeft, i);

      write_skipped (skipped, target, one->change, one->culprit);
    }

  resolution->changes = talus_trial_join (&inversion->trial);
  resolution->target_seq = target->seq;
  resolution->has_target_command_id = TRUE;
  resolution->target_command_id = target->command_id;
  talus_json_writer_end_array (skipped);
  if (skipped->out->len > 2)
    resolution->skipped = g_strdup (skipped->out->str);
}

/**
 * talus_undo_resolve:
 * @graph: the graph, as the newest record of @history left it; afterwards as
 *   before
 * @history: the history
 * @command: an undo or redo
 * @author: who asks
 * @resolution: (out caller-allocates): what it comes to
 * @error: return location for an error: %TALUS_ERROR_NOTHING_TO_UNDO,
 *   %TALUS_ERROR_NOTHING_TO_REDO, or %TALUS_ERROR_UNDO_CONFLICT with the
 *   details `{seq, author}` of the newest culprit, its author by id
 *
 * Finds the entry that is meant and its inverse under the template of now. The
 * stacks follow when the record that comes of it is pushed.
 *
 * Returns: %FALSE with an error, and @resolution empty, where it may not be
 */
gboolean
talus_undo_resolve (TalusGraph           *graph,
                    TalusHistory         *history,
                    const TalusCommand   *command,
                    const TalusId        *author,
                    TalusUndoResolution  *resolution,
                    GError              **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) visited = g_ptr_array_new ();
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (TalusLeft));
  TalusJsonWriter skipped;
  const TalusUndo *undo;
  TalusEntry *entry;
  TalusItem *culprit = NULL;
  gboolean redo;
  gboolean found = FALSE;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (history != NULL, FALSE);
  g_return_val_if_fail (command != NULL, FALSE);
  g_return_val_if_fail (command->kind == TALUS_COMMAND_UNDO ||
                        command->kind == TALUS_COMMAND_REDO, FALSE);
  g_return_val_if_fail (author != NULL, FALSE);
  g_return_val_if_fail (resolution != NULL, FALSE);

  *resolution = (TalusUndoResolution) { NULL };
  undo = &command->u.undo;
  redo = command->kind == TALUS_COMMAND_REDO;
  if (history->graph == NULL)
    history->graph = graph;

  talus_json_writer_init (&skipped, text);
  talus_json_writer_begin_array (&skipped);

  talus_history_count_in (history);
  entry = find_first (history, redo, undo, author);
  for (; entry != NULL && !found; entry = talus_entry_get_older (entry, undo->scope))
    {
      g_auto (TalusInversion) inversion = { { NULL } };
      g_autoptr (GPtrArray) step = NULL;
      TalusEntry *newest;

      if (entry->visited)
        continue;

      step = talus_history_list_step (history, entry, redo, undo->scope);
      newest = g_ptr_array_index (step, step->len - 1);
      visit (step, visited);

      g_array_set_size (left, 0);
      talus_inversion_init (&inversion, graph, history, redo);
      found = invert_step (&inversion, step, undo->partial, left);
      if (found)
        {
          resolve_with (&inversion, newest, left, &skipped, resolution);
          break;
        }

      culprit = inversion.culprit;
      if (!undo->skip)
        break;

      write_skipped (&skipped, newest, -1, culprit);
    }

  for (guint i = 0; i < visited->len; i++)
    ((TalusEntry *) g_ptr_array_index (visited, i))->visited = FALSE;

  if (found)
    return TRUE;

  return culprit != NULL && !undo->skip ? refuse_conflict (culprit, error)
                                        : refuse_empty (redo, error);
}

/**
 * talus_undo_resolution_clear:
 * @self: a resolution
 *
 * Frees what it holds, not itself.
 */
void
talus_undo_resolution_clear (TalusUndoResolution *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->changes, talus_change_set_unref);
  g_clear_pointer (&self->skipped, g_free);
}
