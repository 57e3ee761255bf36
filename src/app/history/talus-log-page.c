/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is listed, by whom and about what, and what can be done with a line. It
 * is about the present also while the past is shown: there it is the way to other
 * moments. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-page.h"

#include <glib/gi18n.h>

#include "app/core/talus-spinning.h"
#include "app/core/talus-words.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-log-details.h"
#include "app/history/talus-log-list.h"
#include "app/history/talus-log-model.h"
#include "app/history/talus-past.h"
#include "app/history/talus-undo-refusal.h"

/* What takes longer than this (ms) shows that it is under way. */
#define PATIENCE_MS 100

struct _TalusLogPage
{
  AdwBin parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  GtkMenuButton *filter_button;
  GtkLabel *filter_label;
  GtkStack *stack;
  TalusLogList *list;
  AdwStatusPage *none_page;
  GtkRevealer *progress;
  GtkSpinner *spinner;

  /* owned */
  TalusView *view;
  TalusPeer *live;           /* (nullable): whose log is listed */
  TalusLogModel *model;      /* (nullable): while it is looked at */
  GSimpleActionGroup *actions;
  char *author;              /* id as text; "" for everybody */
  guint patience;
  TalusId wanted;            /* what is to be revealed once the past is shown */
  gboolean has_wanted;
  gboolean only_selection;
};

G_DEFINE_FINAL_TYPE (TalusLogPage, talus_log_page, ADW_TYPE_BIN)

static TalusLogEntry *
find_entry (TalusLogPage *self,
            guint64       seq)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TalusLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (talus_log_entry_get_seq (entry) == seq)
        return g_steal_pointer (&entry);
    }

  return NULL;
}

static gboolean
patience_over_cb (gpointer user_data)
{
  TalusLogPage *self = user_data;

  self->patience = 0;
  gtk_revealer_set_reveal_child (self->progress, TRUE);

  return G_SOURCE_REMOVE;
}

static void
update (TalusLogPage *self)
{
  gboolean is_loading = self->model != NULL && talus_log_model_is_loading (self->model);
  const GError *failure = self->model != NULL ? talus_log_model_get_failure (self->model) : NULL;
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  g_autofree char *words = NULL;

  if (is_loading && self->patience == 0)
    self->patience = g_timeout_add (PATIENCE_MS, patience_over_cb, self);
  if (!is_loading)
    {
      g_clear_handle_id (&self->patience, g_source_remove);
      gtk_revealer_set_reveal_child (self->progress, FALSE);
    }

  adw_status_page_set_title (self->none_page, failure != NULL ? _("Could Not Be Read")
                                                              : _("Nothing Found"));
  if (failure != NULL)
    words = talus_words_for_page (failure, talus_peer_get_template (self->live));
  adw_status_page_set_description (self->none_page, words);
  gtk_stack_set_visible_child_name (self->stack, n > 0 || is_loading ? "list" : "none");
}

static void
clear_model (TalusLogPage *self)
{
  talus_log_list_set_model (self->list, NULL, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
}

static TalusId *
dup_author (TalusLogPage *self)
{
  TalusId id;

  return talus_id_parse (self->author, -1, &id) ? g_memdup2 (&id, sizeof id) : NULL;
}

static char *
word_filter (TalusLogPage *self)
{
  g_autoptr (GPtrArray) authors = talus_log_model_list_authors (self->model);
  g_autofree TalusId *author = dup_author (self);
  TalusNode *node = talus_view_get_cursor_node (self->view);

  if (self->only_selection && node == NULL)
    return g_strdup (_("Nothing is selected"));
  if (self->only_selection)
    return g_strdup_printf (_("What changed “%s”"), talus_node_get_name (node));

  for (guint i = 0; author != NULL && i < authors->len; i++)
    {
      TalusAuthor *one = g_ptr_array_index (authors, i);

      if (talus_id_equal (&one->id, author))
        return g_strdup_printf (_("What %s did"), talus_describe_author (one));
    }

  return NULL;
}

static void
apply_filter (TalusLogPage *self)
{
  g_autofree TalusId *author = dup_author (self);
  g_autofree char *text = NULL;
  TalusId node = { { 0 } };
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));

  if (self->model == NULL)
    return;

  if (cursor != NULL)
    node = *cursor;
  text = word_filter (self);
  talus_log_model_set_filter (self->model, author, self->only_selection ? &node : NULL,
                              gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_label_set_text (self->filter_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_label), text != NULL);
}

/* What a line is about is not there any more when it was deleted by it. */
static void
reveal_wanted (TalusLogPage *self)
{
  TalusPast *past = talus_past_get (self->view);

  if (!self->has_wanted || !talus_past_is_shown (past))
    return;

  self->has_wanted = FALSE;
  if (talus_graph_get_node (talus_view_get_graph (self->view), &self->wanted) != NULL)
    talus_view_reveal (self->view, &self->wanted);
}

static void
filter_changed_cb (TalusLogPage *self)
{
  apply_filter (self);
}

/* Escape: a step back, then to what is listed. */
static void
stop_search_cb (TalusLogPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
selection_changed_cb (TalusLogPage *self)
{
  if (self->only_selection)
    apply_filter (self);
}

/* Begins to list, or lists another project's. */
static void
make_model (TalusLogPage *self)
{
  clear_model (self);
  if (self->live == NULL || talus_peer_get_link (self->live) == NULL)
    return;

  self->model = talus_log_model_new (self->live);
  g_signal_connect_swapped (self->model, "notify", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (update), self);
  talus_log_list_set_model (self->list, self->model, self->live);
  apply_filter (self);
}

static void
peer_changed_cb (TalusLogPage *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);

  if (!g_set_object (&self->live, live))
    return;

  clear_model (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_model (self);
}

static void
reveal_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TalusLogPage *self = user_data;
  g_autoptr (TalusLogEntry) entry = find_entry (self, g_variant_get_uint64 (parameter));
  const TalusId *node = entry != NULL ? talus_log_entry_get_node (entry) : NULL;

  if (node == NULL)
    return;

  if (talus_graph_get_node (talus_view_get_graph (self->view), node) != NULL)
    {
      talus_view_reveal (self->view, node);
      return;
    }

  /* What is gone is shown as it was, before it went if this is how it did. */
  self->wanted = *node;
  self->has_wanted = TRUE;
  talus_past_go_to (talus_past_get (self->view),
                    talus_log_entry_removes_node (entry) ? talus_log_entry_get_seq (entry) - 1
                                                         : talus_log_entry_get_seq (entry));
}

static void
undo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusLogPage *self = user_data;
  g_autoptr (TalusLogEntry) entry = find_entry (self, g_variant_get_uint64 (parameter));
  g_autoptr (GError) error = NULL;
  const TalusId *ids;
  guint n_ids;
  guint i;

  if (entry == NULL)
    return;

  talus_past_return (talus_past_get (self->view));
  ids = talus_log_entry_get_command_ids (entry, &n_ids);
  for (i = 0; i < n_ids; i++)
    {
      if (!talus_peer_undo_command (self->live, &ids[i], &error))
        break;
      /* One's own quick changes are undone together. */
      if (talus_id_equal (&talus_log_entry_get_author (entry)->id,
                          &talus_peer_get_author (self->live)->id))
        break;
    }

  if (error != NULL)
    talus_undo_refusal_tell (self->view, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                             error, talus_log_entry_get_record (entry), &ids[i],
                             TALUS_UNDO_PARTIAL);
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusLogPage *self = user_data;
  g_autoptr (TalusLogEntry) entry = find_entry (self, g_variant_get_uint64 (parameter));
  g_autofree char *text = NULL;

  if (entry == NULL)
    return;

  text = talus_log_details_word_line (entry, talus_peer_get_graph (self->live));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
details_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  TalusLogPage *self = user_data;
  g_autoptr (TalusLogEntry) entry = find_entry (self, g_variant_get_uint64 (parameter));

  if (entry != NULL)
    talus_log_details_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->view,
                               entry);
}

static void
author_cb (GSimpleAction *action,
           GVariant      *state,
           gpointer       user_data)
{
  TalusLogPage *self = user_data;

  g_simple_action_set_state (action, state);
  g_free (self->author);
  self->author = g_variant_dup_string (state, NULL);
  apply_filter (self);
}

static void
only_selection_cb (GSimpleAction *action,
                   GVariant      *state,
                   gpointer       user_data)
{
  talus_log_page_set_only_selection (user_data, g_variant_get_boolean (state));
}

static void
append_author (GMenu      *menu,
               const char *name,
               const char *id)
{
  g_autofree char *label = talus_words_for_label (name);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, "log.author", g_variant_new_string (id));
  g_menu_append_item (menu, item);
}

/* Whoever was met so far. */
static void
create_filter_menu_cb (GtkMenuButton *button,
                       gpointer       user_data)
{
  TalusLogPage *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) people = g_menu_new ();
  g_autoptr (GMenu) nodes = g_menu_new ();
  g_autoptr (GPtrArray) authors = NULL;

  append_author (people, _("Everybody"), "");
  authors = self->model != NULL ? talus_log_model_list_authors (self->model) : g_ptr_array_new ();
  for (guint i = 0; i < authors->len; i++)
    {
      TalusAuthor *author = g_ptr_array_index (authors, i);
      char id[TALUS_ID_TEXT_SIZE];

      append_author (people, talus_describe_author (author), talus_id_format (&author->id, id));
    }
  g_menu_append (nodes, _("Only the _Selected Node"), "log.only-selection");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (people));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (nodes));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
talus_log_page_map (GtkWidget *widget)
{
  TalusLogPage *self = TALUS_LOG_PAGE (widget);

  GTK_WIDGET_CLASS (talus_log_page_parent_class)->map (widget);

  if (self->model == NULL && self->view != NULL)
    make_model (self);
}

static void
talus_log_page_dispose (GObject *object)
{
  TalusLogPage *self = TALUS_LOG_PAGE (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->model != NULL)
    clear_model (self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_LOG_PAGE);
  g_clear_object (&self->actions);
  g_clear_object (&self->live);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_log_page_parent_class)->dispose (object);
}

static void
talus_log_page_finalize (GObject *object)
{
  g_free (TALUS_LOG_PAGE (object)->author);

  G_OBJECT_CLASS (talus_log_page_parent_class)->finalize (object);
}

static void
talus_log_page_class_init (TalusLogPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_log_page_dispose;
  object_class->finalize = talus_log_page_finalize;
  widget_class->map = talus_log_page_map;

  g_type_ensure (TALUS_TYPE_LOG_LIST);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-log-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, entry);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, filter_label);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, list);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, none_page);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, progress);
  gtk_widget_class_bind_template_child (widget_class, TalusLogPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
talus_log_page_init (TalusLogPage *self)
{
  static const GActionEntry entries[] = {
    { "reveal", reveal_cb, "t" },
    { "undo", undo_cb, "t" },
    { "copy", copy_cb, "t" },
    { "details", details_cb, "t" },
    { "author", NULL, "s", "''", author_cb },
    { "only-selection", NULL, NULL, "false", only_selection_cb },
  };

  self->author = g_strdup ("");
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "log", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  talus_spin_while_mapped (self->spinner);
  gtk_menu_button_set_create_popup_func (self->filter_button, create_filter_menu_cb, self, NULL);
}

/**
 * talus_log_page_set_view:
 * @self: a page that has no view yet
 * @view: the view of its window
 *
 * Says whose history it lists.
 */
void
talus_log_page_set_view (TalusLogPage *self,
                         TalusView    *view)
{
  g_return_if_fail (TALUS_IS_LOG_PAGE (self));
  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (self->view == NULL);

  self->view = g_object_ref (view);
  talus_log_list_set_view (self->list, view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_past_get (view), "notify::shown", G_CALLBACK (reveal_wanted),
                           self, G_CONNECT_SWAPPED);
  peer_changed_cb (self);
}

/**
 * talus_log_page_set_only_selection:
 * @self: a page
 * @only_selection: whether only what changed the selected node is listed
 *
 * Narrows the list to the selected node, and follows the selection.
 */
void
talus_log_page_set_only_selection (TalusLogPage *self,
                                   gboolean      only_selection)
{
  GAction *action;

  g_return_if_fail (TALUS_IS_LOG_PAGE (self));

  action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "only-selection");
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (only_selection));
  self->only_selection = only_selection;
  apply_filter (self);
}
