/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What windows show is noted as it changes, so that they come back as they
 * were. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include "app/shell/talus-application-private.h"

static const char expanded_key[] = "talus-expanded";

typedef struct
{
  TalusId id;
  guint depth;
} Expanded;

static int
compare_expanded (gconstpointer a,
                  gconstpointer b)
{
  const Expanded *one = a;
  const Expanded *other = b;

  return one->depth != other->depth ? (one->depth < other->depth ? -1 : 1)
                                    : talus_id_compare (&one->id, &other->id);
}

/* Of more than are kept, those that are not within others: the rest would not
 * be seen without them. */
static GArray *
choose_expanded (TalusGraph    *graph,
                 const TalusId *ids,
                 guint          n_ids)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (Expanded));
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (TalusId));

  if (n_ids <= TALUS_WINDOW_STATE_MOST_IDS)
    return g_array_append_vals (chosen, ids, n_ids);

  for (guint i = 0; i < n_ids; i++)
    {
      TalusNode *node = talus_graph_get_node (graph, &ids[i]);
      Expanded expanded = { ids[i], node != NULL ? talus_node_get_depth (node) : 0 };

      if (node != NULL)
        g_array_append_val (all, expanded);
    }
  g_array_sort (all, compare_expanded);
  for (guint i = 0; i < MIN (all->len, TALUS_WINDOW_STATE_MOST_IDS); i++)
    g_array_append_val (chosen, g_array_index (all, Expanded, i).id);

  return chosen;
}

static void
note_window (TalusWindow *window)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  TalusSelection *selection = talus_view_get_selection (talus_window_get_view (window));
  GArray *expanded = g_object_get_data (G_OBJECT (window), expanded_key);
  const char *panel = talus_window_get_panel (window);
  TalusWindowState state = { 0 };

  if (self == NULL || self->is_quitting)
    return;
  state.project = *talus_window_get_project_id (window);
  state.view = talus_window_get_pane (window);
  state.panel = panel != NULL ? panel : "";
  state.selection = talus_selection_get_ids (selection, &state.n_selection);
  state.expanded = (const TalusId *) (gpointer) expanded->data;
  state.n_expanded = expanded->len;
  gtk_window_get_default_size (GTK_WINDOW (window), &state.width, &state.height);
  state.maximized = gtk_window_is_maximized (GTK_WINDOW (window));
  talus_window_states_put (self->states, &state);
}

static void
expanded_cb (TalusWindow *window)
{
  TalusView *view = talus_window_get_view (window);
  guint n_ids;
  const TalusId *ids = talus_view_get_expanded (view, &n_ids);

  g_object_set_data_full (G_OBJECT (window), expanded_key,
                          choose_expanded (talus_view_get_graph (view), ids, n_ids),
                          (GDestroyNotify) g_array_unref);
  note_window (window);
}

static void
pane_changed_cb (TalusWindow *window)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));

  note_window (window);
  if (self != NULL && talus_window_get_pane (window) != NULL)
    g_settings_set_string (self->settings, "view", talus_window_get_pane (window));
}

static void
active_changed_cb (TalusWindow *window)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));

  if (self != NULL && gtk_window_is_active (GTK_WINDOW (window)))
    talus_window_states_raise (self->states, talus_window_get_project_id (window));
}

static void
inspector_changed_cb (TalusWindow *window,
                      const char  *action,
                      GVariant    *state)
{
  TalusApplication *self = TALUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));

  note_window (window);
  if (self != NULL)
    g_settings_set_boolean (self->settings, "inspector-shown", g_variant_get_boolean (state));
}

/* Those that are still there, and the cursor in sight. */
static void
restore_selection (TalusWindow            *window,
                   const TalusWindowState *state)
{
  TalusView *view = talus_window_get_view (window);
  g_autofree TalusId *ids = g_new (TalusId, state->n_selection + 1);
  guint n_ids = 0;

  for (guint i = 0; i < state->n_selection; i++)
    {
      if (talus_graph_get_node (talus_view_get_graph (view), &state->selection[i]) != NULL)
        ids[n_ids++] = state->selection[i];
    }
  if (n_ids == 1)
    talus_view_reveal (view, &ids[0]);
  else if (n_ids > 1)
    talus_selection_set (talus_view_get_selection (view), ids, n_ids);
}

/* Shut is a panel too. What was noted before panels were says nothing of them. */
static void
restore_panel (TalusApplication       *self,
               TalusWindow            *window,
               const TalusWindowState *state)
{
  gboolean is_shown = g_settings_get_boolean (self->settings, "inspector-shown");

  if (state != NULL && state->panel != NULL)
    talus_window_set_panel (window, *state->panel != '\0' ? state->panel : NULL);
  else if (!is_shown)
    talus_window_set_panel (window, NULL);
  else if (talus_window_get_panel (window) == NULL)
    talus_window_set_panel (window, "inspector");
}

/* As it was when it was last seen, or as the last one was. */
void
talus_application_restore_window (TalusApplication *self,
                                  TalusWindow      *window)
{
  const TalusWindowState *state = talus_window_states_find (self->states,
                                                            talus_window_get_project_id (window));
  int width = g_settings_get_int (self->settings, "window-width");
  int height = g_settings_get_int (self->settings, "window-height");
  gboolean is_maximized = g_settings_get_boolean (self->settings, "window-maximized");
  g_autofree char *view = g_settings_get_string (self->settings, "view");

  if (state != NULL && state->width > 0 && state->height > 0)
    {
      width = state->width;
      height = state->height;
      is_maximized = state->maximized;
    }
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (is_maximized)
    gtk_window_maximize (GTK_WINDOW (window));
  talus_window_set_pane (window, state != NULL && state->view != NULL ? state->view : view);
  restore_panel (self, window, state);
  if (state != NULL)
    {
      if (state->n_expanded > 0)
        talus_view_set_expanded (talus_window_get_view (window), state->expanded,
                                 state->n_expanded);
      restore_selection (window, state);
    }
}

/* From now on. */
void
talus_application_note_window (TalusApplication *self,
                               TalusWindow      *window)
{
  TalusView *view = talus_window_get_view (window);
  const char *sizes[] = { "notify::default-width", "notify::default-height", "notify::maximized" };

  g_signal_connect_object (talus_view_get_selection (view), "changed", G_CALLBACK (note_window),
                           window, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "expanded", G_CALLBACK (expanded_cb), window, G_CONNECT_SWAPPED);
  g_signal_connect (window, "notify::pane", G_CALLBACK (pane_changed_cb), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_signal_connect (window, sizes[i], G_CALLBACK (note_window), NULL);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
  g_signal_connect (window, "action-state-changed::inspector", G_CALLBACK (inspector_changed_cb),
                    NULL);
  g_signal_connect (window, "action-state-changed::history", G_CALLBACK (note_window), NULL);
  expanded_cb (window);
}
