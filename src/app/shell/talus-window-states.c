/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which windows there were and what they showed, in a small file of the data
 * folder, written as it changes: so that they come back after a restart, and
 * after a crash as well. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "app/shell/talus-window-states.h"

#include <string.h>

/* How long changes are gathered: walking through rows is one write. */
#define REST_MS 250
#define MAX_WINDOWS 64

struct _TalusWindowStates
{
  GObject parent_instance;

  char *path;
  GPtrArray *states;      /* of Held; the window in front last */
  guint rest_id;
  gboolean writing;
  gboolean again;         /* changed while it was being written */
};

typedef struct
{
  TalusWindowState state; /* whose pointers are into the following */
  char *view;
  char *panel;
  TalusId *selection;
  TalusId *expanded;
} Held;

G_DEFINE_FINAL_TYPE (TalusWindowStates, talus_window_states, G_TYPE_OBJECT)

static void
free_held (gpointer data)
{
  Held *held = data;

  g_free (held->view);
  g_free (held->panel);
  g_free (held->selection);
  g_free (held->expanded);
  g_free (held);
}

/* (transfer full) (nullable): the last of them, as many as are kept. */
static TalusId *
copy_ids (const TalusId *ids,
          guint          n_ids,
          guint         *n_kept)
{
  *n_kept = MIN (n_ids, TALUS_WINDOW_STATE_MOST_IDS);

  return *n_kept > 0 ? g_memdup2 (ids + n_ids - *n_kept, *n_kept * sizeof (TalusId)) : NULL;
}

static Held *
copy_state (const TalusWindowState *state)
{
  Held *held = g_new0 (Held, 1);

  held->state = *state;
  held->state.view = held->view = g_strdup (state->view);
  held->state.panel = held->panel = g_strdup (state->panel);
  held->state.selection = held->selection = copy_ids (state->selection, state->n_selection,
                                                      &held->state.n_selection);
  held->state.expanded = held->expanded = copy_ids (state->expanded, state->n_expanded,
                                                    &held->state.n_expanded);

  return held;
}

static gboolean
are_same (const TalusId *a,
          guint          n_a,
          const TalusId *b,
          guint          n_b)
{
  return n_a == n_b && (n_a == 0 || memcmp (a, b, n_a * sizeof (TalusId)) == 0);
}

static gboolean
is_same (const TalusWindowState *a,
         const TalusWindowState *b)
{
  return talus_id_equal (&a->project, &b->project) &&
         g_strcmp0 (a->view, b->view) == 0 && g_strcmp0 (a->panel, b->panel) == 0 &&
         are_same (a->selection, a->n_selection, b->selection, b->n_selection) &&
         are_same (a->expanded, a->n_expanded, b->expanded, b->n_expanded) &&
         a->width == b->width && a->height == b->height && a->maximized == b->maximized;
}

static gboolean
find_index (TalusWindowStates *self,
            const TalusId     *project,
            guint             *index)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      Held *held = g_ptr_array_index (self->states, i);

      if (talus_id_equal (&held->state.project, project))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static void
write_ids (GVariantDict  *dict,
           const char    *key,
           const TalusId *ids,
           guint          n_ids)
{
  char text[TALUS_ID_TEXT_SIZE];
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < n_ids; i++)
    g_variant_builder_add (builder, "s", talus_id_format (&ids[i], text));
  g_variant_dict_insert (dict, key, "as", builder);
}

static GVariant *
write_state (const TalusWindowState *state)
{
  char text[TALUS_ID_TEXT_SIZE];
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "project", "s", talus_id_format (&state->project, text));
  if (state->view != NULL)
    g_variant_dict_insert (&dict, "view", "s", state->view);
  if (state->panel != NULL)
    g_variant_dict_insert (&dict, "panel", "s", state->panel);
  write_ids (&dict, "selection", state->selection, state->n_selection);
  write_ids (&dict, "expanded", state->expanded, state->n_expanded);
  g_variant_dict_insert (&dict, "width", "i", state->width);
  g_variant_dict_insert (&dict, "height", "i", state->height);
  g_variant_dict_insert (&dict, "maximized", "b", state->maximized);

  return g_variant_dict_end (&dict);
}

static char *
write_text (TalusWindowStates *self)
{
  GVariantBuilder builder;
  g_autoptr(GVariant) all = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < self->states->len; i++)
    {
      Held *held = g_ptr_array_index (self->states, i);

      g_variant_builder_add_value (&builder, write_state (&held->state));
    }
  all = g_variant_ref_sink (g_variant_builder_end (&builder));

  return g_variant_print (all, TRUE);
}

/* (transfer full) (nullable) */
static TalusId *
read_ids (GVariantDict *dict,
          const char   *key,
          guint        *n_ids)
{
  g_autofree const char **texts = NULL;
  TalusId *ids;
  guint n_texts;

  *n_ids = 0;
  if (!g_variant_dict_lookup (dict, key, "^a&s", &texts))
    return NULL;

  n_texts = g_strv_length ((char **) texts);
  ids = g_new (TalusId, n_texts);
  for (guint i = 0; i < n_texts; i++)
    {
      if (talus_id_parse (texts[i], -1, &ids[*n_ids]))
        (*n_ids)++;
    }

  return ids;
}

static Held *
read_state (GVariant *variant)
{
  GVariantDict dict;
  TalusWindowState state = { 0 };
  const char *project = NULL;
  g_autofree TalusId *selection = NULL;
  g_autofree TalusId *expanded = NULL;
  Held *held = NULL;

  g_variant_dict_init (&dict, variant);
  g_variant_dict_lookup (&dict, "view", "&s", &state.view);
  g_variant_dict_lookup (&dict, "panel", "&s", &state.panel);
  g_variant_dict_lookup (&dict, "width", "i", &state.width);
  g_variant_dict_lookup (&dict, "height", "i", &state.height);
  g_variant_dict_lookup (&dict, "maximized", "b", &state.maximized);
  state.selection = selection = read_ids (&dict, "selection", &state.n_selection);
  state.expanded = expanded = read_ids (&dict, "expanded", &state.n_expanded);
  if (g_variant_dict_lookup (&dict, "project", "&s", &project) &&
      talus_id_parse (project, -1, &state.project))
    held = copy_state (&state);
  g_variant_dict_clear (&dict);

  return held;
}

/* What cannot be read is as if it had never been there: a window that does not
 * come back is no reason not to start. */
static void
read_file (TalusWindowStates *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GVariant) all = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (self->path, &text, &length, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_message ("The windows of the last time are not known: %s", error->message);
      return;
    }
  all = g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), text, text + length, NULL, &error);
  if (all == NULL)
    {
      g_message ("The windows of the last time are not known: %s", error->message);
      return;
    }
  for (gsize i = 0; i < g_variant_n_children (all) && i < MAX_WINDOWS; i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (all, i);
      Held *held = read_state (child);
      guint index;

      if (held != NULL && find_index (self, &held->state.project, &index))
        free_held (held);
      else if (held != NULL)
        g_ptr_array_add (self->states, held);
    }
}

static gboolean
put_file (const char  *path,
          const char  *text,
          GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
write_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  char **what = data;
  GError *error = NULL;

  if (put_file (what[0], what[1], &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void begin_write (TalusWindowStates *self);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  TalusWindowStates *self = TALUS_WINDOW_STATES (source);
  g_autoptr(GError) error = NULL;

  self->writing = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("Which windows there are could not be noted: %s", error->message);
  if (self->again)
    begin_write (self);
}

static void
begin_write (TalusWindowStates *self)
{
  g_autoptr(GTask) task = NULL;
  char **what;

  self->again = self->writing;
  if (self->writing)
    return;
  self->writing = TRUE;
  what = g_new0 (char *, 3);
  what[0] = g_strdup (self->path);
  what[1] = write_text (self);
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, begin_write);
  g_task_set_task_data (task, what, (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, write_in_thread);
}

static gboolean
rested_cb (gpointer data)
{
  TalusWindowStates *self = data;

  self->rest_id = 0;
  begin_write (self);

  return G_SOURCE_REMOVE;
}

static void
note_change (TalusWindowStates *self)
{
  if (self->rest_id == 0)
    self->rest_id = g_timeout_add (REST_MS, rested_cb, self);
}

static void
talus_window_states_dispose (GObject *object)
{
  TalusWindowStates *self = TALUS_WINDOW_STATES (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);

  G_OBJECT_CLASS (talus_window_states_parent_class)->dispose (object);
}

static void
talus_window_states_finalize (GObject *object)
{
  TalusWindowStates *self = TALUS_WINDOW_STATES (object);

  g_free (self->path);
  g_ptr_array_unref (self->states);

  G_OBJECT_CLASS (talus_window_states_parent_class)->finalize (object);
}

static void
talus_window_states_class_init (TalusWindowStatesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_window_states_dispose;
  object_class->finalize = talus_window_states_finalize;
}

static void
talus_window_states_init (TalusWindowStates *self)
{
  self->states = g_ptr_array_new_with_free_func (free_held);
}

/**
 * talus_window_states_new:
 * @path: the file, which need not be there
 *
 * Reads what was noted the last time.
 *
 * Returns: (transfer full): the states
 */
TalusWindowStates *
talus_window_states_new (const char *path)
{
  TalusWindowStates *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (TALUS_TYPE_WINDOW_STATES, NULL);
  self->path = g_strdup (path);
  read_file (self);

  return self;
}

/**
 * talus_window_states_get_length:
 *
 * Returns: how many windows there are
 */
guint
talus_window_states_get_length (TalusWindowStates *self)
{
  g_return_val_if_fail (TALUS_IS_WINDOW_STATES (self), 0);

  return self->states->len;
}

/**
 * talus_window_states_get:
 * @index: which; the last is the one in front
 *
 * Returns: (transfer none): a window, valid until something changes
 */
const TalusWindowState *
talus_window_states_get (TalusWindowStates *self,
                         guint              index)
{
  g_return_val_if_fail (TALUS_IS_WINDOW_STATES (self), NULL);
  g_return_val_if_fail (index < self->states->len, NULL);

  return &((Held *) g_ptr_array_index (self->states, index))->state;
}

/**
 * talus_window_states_find:
 * @project: a project
 *
 * Returns: (transfer none) (nullable): its window, valid until something changes
 */
const TalusWindowState *
talus_window_states_find (TalusWindowStates *self,
                          const TalusId     *project)
{
  guint index;

  g_return_val_if_fail (TALUS_IS_WINDOW_STATES (self), NULL);
  g_return_val_if_fail (project != NULL, NULL);

  return find_index (self, project, &index) ? talus_window_states_get (self, index) : NULL;
}

/**
 * talus_window_states_put:
 * @state: how a window is now; copied
 *
 * Notes it, at the place it has or in front of the others. What is new is on
 * the disk within half a second.
 */
void
talus_window_states_put (TalusWindowStates      *self,
                         const TalusWindowState *state)
{
  guint index;
  Held *held;

  g_return_if_fail (TALUS_IS_WINDOW_STATES (self));
  g_return_if_fail (state != NULL);

  held = copy_state (state);
  if (!find_index (self, &state->project, &index))
    {
      g_ptr_array_add (self->states, held);
    }
  else
    {
      gpointer *place = &g_ptr_array_index (self->states, index);

      if (is_same (&((Held *) *place)->state, &held->state))
        {
          free_held (held);
          return;
        }
      free_held (*place);
      *place = held;
    }
  note_change (self);
}

/**
 * talus_window_states_raise:
 * @project: of which window
 *
 * Notes that it is the one in front now.
 */
void
talus_window_states_raise (TalusWindowStates *self,
                           const TalusId     *project)
{
  guint index;

  g_return_if_fail (TALUS_IS_WINDOW_STATES (self));
  g_return_if_fail (project != NULL);

  if (!find_index (self, project, &index) || index == self->states->len - 1)
    return;
  g_ptr_array_add (self->states, g_ptr_array_steal_index (self->states, index));
  note_change (self);
}

/**
 * talus_window_states_remove:
 * @project: of which window
 *
 * Forgets it.
 */
void
talus_window_states_remove (TalusWindowStates *self,
                            const TalusId     *project)
{
  guint index;

  g_return_if_fail (TALUS_IS_WINDOW_STATES (self));
  g_return_if_fail (project != NULL);

  if (!find_index (self, project, &index))
    return;
  g_ptr_array_remove_index (self->states, index);
  note_change (self);
}

/**
 * talus_window_states_flush:
 *
 * Writes at once what has not been written, and returns when it is. For the
 * end of the program.
 */
void
talus_window_states_flush (TalusWindowStates *self)
{
  g_return_if_fail (TALUS_IS_WINDOW_STATES (self));

  while (self->writing)
    g_main_context_iteration (NULL, TRUE);
  if (self->rest_id != 0)
    {
      g_autofree char *text = write_text (self);
      g_autoptr(GError) error = NULL;

      g_clear_handle_id (&self->rest_id, g_source_remove);
      if (!put_file (self->path, text, &error))
        g_message ("Which windows there are could not be noted: %s", error->message);
    }
}
