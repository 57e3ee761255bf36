/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template is read when it is chosen, then all nodes are held against it, a
 * slice at a time; it can be taken once that is done. A file that is edited
 * elsewhere is read again whenever it is saved. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-template-dialog.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"
#include "app/format/talus-format.h"
#include "app/history/talus-template-words.h"

/* How many nodes are looked at before others have their turn. */
#define SLICE 200

/* How many rows of a kind are shown. */
#define MAX_ROWS 40

struct _TalusTemplateDialog
{
  AdwWindow parent_instance;

  /* template children */
  AdwComboRow *choice;
  AdwActionRow *file_row;
  AdwActionRow *edit_row;
  AdwPreferencesGroup *state_group;
  AdwActionRow *state_row;
  GtkImage *state_icon;
  GtkSpinner *spinner;
  AdwPreferencesGroup *effects_group;
  AdwPreferencesGroup *healed_group;
  AdwPreferencesGroup *changes_group;
  GtkWidget *take_button;

  /* owned */
  TalusView *view;
  TalusPeer *peer;
  TalusDesk *desk;
  GPtrArray *templates;      /* of TalusTemplate: what can be chosen */
  TalusTemplate *chosen;     /* (nullable) */
  TalusTemplateDiff *diff;   /* (nullable) */
  GFile *file;               /* (nullable): what was read from */
  GFileMonitor *monitor;     /* (nullable) */
  GCancellable *reading;     /* (nullable): the last look into the file */
  GtkNativeDialog *chooser;  /* (nullable): while it is open */
  GPtrArray *rows;           /* of GtkWidget, borrowed: what was added to groups */
  guint source;
  gboolean is_listing;       /* what is selected is nobody's choice */
};

G_DEFINE_FINAL_TYPE (TalusTemplateDialog, talus_template_dialog, ADW_TYPE_WINDOW)

static void
clear_rows (TalusTemplateDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (g_object_get_data (G_OBJECT (row), "group"), row);
    }
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->effects_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->healed_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->changes_group), FALSE);
}

static void
add_row (TalusTemplateDialog *self,
         AdwPreferencesGroup *group,
         GtkWidget           *row,
         const char          *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  g_object_set_data (G_OBJECT (row), "group", group);
  adw_preferences_group_add (group, row);
  gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
  g_ptr_array_add (self->rows, row);
}

static void
set_state (TalusTemplateDialog *self,
           const char          *text,
           const char          *icon,
           gboolean             is_busy)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), escaped);
  gtk_image_set_from_icon_name (self->state_icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

/* The names of some of the nodes. */
static void
add_examples (TalusTemplateDialog       *self,
              AdwExpanderRow            *row,
              const TalusTemplateEffect *effect)
{
  for (guint i = 0; i < effect->examples->len; i++)
    {
      TalusNode *node = talus_graph_get_node (talus_peer_get_graph (self->peer),
                                              &g_array_index (effect->examples, TalusId, i));
      g_autofree char *name = node != NULL ? talus_format_node_name (node) : NULL;
      g_autofree char *escaped = name != NULL ? g_markup_escape_text (name, -1) : NULL;
      GtkWidget *one;

      if (name == NULL)
        continue;

      one = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (one), escaped);
      adw_expander_row_add_row (row, one);
    }
}

static void
add_effect (TalusTemplateDialog       *self,
            const TalusTemplateEffect *effect)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *text = talus_template_words_effect (self->diff, effect);

  add_examples (self, ADW_EXPANDER_ROW (row), effect);
  add_row (self, effect->heals ? self->healed_group : self->effects_group, row, text);
}

/* Whatever becomes wrong; a value that is missing is no orphan. */
static guint64
count_orphans (TalusTemplateDialog *self)
{
  GPtrArray *effects = talus_template_diff_list_effects (self->diff);
  guint64 n = 0;

  for (guint i = 0; i < effects->len; i++)
    {
      const TalusTemplateEffect *effect = g_ptr_array_index (effects, i);

      if (!effect->heals && effect->code != TALUS_ISSUE_REQUIRED)
        n += effect->count;
    }

  return n;
}

static void
add_changes (TalusTemplateDialog *self)
{
  GArray *changes = talus_template_diff_get_changes (self->diff);

  for (guint i = 0; i < changes->len && i < MAX_ROWS; i++)
    {
      g_autofree char *text = NULL;

      text = talus_template_words_change (&g_array_index (changes, TalusTemplateChange, i));
      add_row (self, self->changes_group, adw_action_row_new (), text);
    }

  if (changes->len > MAX_ROWS)
    {
      guint more = changes->len - MAX_ROWS;
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

      add_row (self, self->changes_group, adw_action_row_new (), text);
    }
}

static void
show_result (TalusTemplateDialog *self)
{
  GPtrArray *effects = talus_template_diff_list_effects (self->diff);
  guint n_orphans = (guint) MIN (count_orphans (self), G_MAXUINT);
  gboolean is_same = talus_template_diff_get_changes (self->diff)->len == 0 &&
                     g_str_equal (talus_template_get_hash (self->chosen),
                                  talus_template_get_hash (talus_peer_get_template (self->peer)));
  g_autofree char *title = NULL;

  if (is_same)
    {
      set_state (self, _("This is the template that the project has"), "object-select-symbolic",
                 FALSE);
      return;
    }

  for (guint i = 0; i < effects->len && i < MAX_ROWS; i++)
    add_effect (self, g_ptr_array_index (effects, i));
  add_changes (self);
  title = g_strdup_printf (ngettext ("%u Thing Becomes an Orphan",
                                     "%u Things Become Orphans", n_orphans), n_orphans);
  adw_preferences_group_set_title (self->effects_group, n_orphans > 0 ? title
                                                                      : _("To Be Filled In"));
  adw_preferences_group_set_description (self->effects_group, n_orphans > 0
    ? _("Nothing is lost: orphans stay in the project and fit again with a template that has "
        "their type, property or choice.") : NULL);
  if (n_orphans > 0)
    set_state (self, _("Not everything in the project fits this template"),
               "dialog-warning-symbolic", FALSE);
  else
    set_state (self, _("Everything in the project fits this template"), "object-select-symbolic",
               FALSE);
  gtk_widget_set_sensitive (self->take_button, talus_peer_can_edit (self->peer));
}

static gboolean
look_cb (gpointer user_data)
{
  TalusTemplateDialog *self = user_data;

  if (talus_template_diff_step (self->diff, SLICE))
    return G_SOURCE_CONTINUE;

  self->source = 0;
  show_result (self);

  return G_SOURCE_REMOVE;
}

/* Also whenever the tree has changed meanwhile. */
static void
look_anew (TalusTemplateDialog *self)
{
  if (self->diff == NULL)
    return;

  clear_rows (self);
  gtk_widget_set_sensitive (self->take_button, FALSE);
  set_state (self, _("Holding the project against it…"), "emblem-system-symbolic", TRUE);
  talus_template_diff_begin (self->diff, talus_peer_get_graph (self->peer));
  if (self->source == 0)
    self->source = g_idle_add (look_cb, self);
}

static void
stop (TalusTemplateDialog *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->diff, talus_template_diff_free);
  g_clear_pointer (&self->chosen, talus_template_unref);
  clear_rows (self);
  gtk_widget_set_sensitive (self->take_button, FALSE);
}

static void
show_error (TalusTemplateDialog *self,
            const GError        *error)
{
  g_autofree char *words = talus_words_for_error (error, talus_peer_get_template (self->peer));

  stop (self);
  set_state (self, words, "dialog-error-symbolic", FALSE);
}

static void
choose (TalusTemplateDialog *self,
        TalusTemplate       *template)
{
  stop (self);
  self->chosen = talus_template_ref (template);
  self->diff = talus_template_diff_new (talus_peer_get_template (self->peer), template);
  look_anew (self);
}

/* Says which file is followed; (nullable): none. */
static void
follow_file (TalusTemplateDialog *self,
             GFile               *file)
{
  g_autofree char *name = file != NULL ? g_file_get_parse_name (file) : NULL;
  g_autofree char *escaped = name != NULL ? g_markup_escape_text (name, -1) : NULL;

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_set_object (&self->file, file);
  adw_action_row_set_subtitle (self->file_row,
                               escaped != NULL ? escaped : _("A template as YAML text"));
}

/* One of the library: what was saved to a file is not wanted any more. */
static void
chosen_cb (TalusTemplateDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->choice);

  if (self->is_listing || self->templates == NULL || selected >= self->templates->len)
    return;

  follow_file (self, NULL);
  choose (self, g_ptr_array_index (self->templates, selected));
}

static void
template_changed_cb (TalusTemplateDialog *self)
{
  g_autoptr (TalusTemplate) chosen = self->chosen != NULL ? talus_template_ref (self->chosen)
                                                          : NULL;

  if (chosen != NULL)
    choose (self, chosen);
}

static void
file_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (TalusTemplateDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) yaml = NULL;
  g_autoptr (TalusTemplate) template = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (object));

  yaml = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);
  if (self->view == NULL || self->file != G_FILE (object) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (yaml != NULL)
    template = talus_template_new_from_yaml (yaml, name, &error);
  if (template == NULL)
    {
      show_error (self, error);
      return;
    }

  adw_combo_row_set_selected (self->choice, GTK_INVALID_LIST_POSITION);
  choose (self, template);
}

/* What it was before does not come behind what it is. */
static void
read_file (TalusTemplateDialog *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  g_file_load_bytes_async (self->file, self->reading, file_loaded_cb, g_object_ref (self));
}

static void
file_changed_cb (TalusTemplateDialog *self,
                 GFile               *file,
                 GFile               *other,
                 GFileMonitorEvent    event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_RENAMED ||
      event == G_FILE_MONITOR_EVENT_CREATED)
    read_file (self);
}

static void
chooser_response_cb (TalusTemplateDialog *self,
                     int                  response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    talus_template_dialog_read_file (self, file);
}

static void
choose_file_cb (TalusTemplateDialog *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  self->chooser = GTK_NATIVE_DIALOG (
    gtk_file_chooser_native_new (_("Choose a Template"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL));
  gtk_file_filter_set_name (filter, _("Templates"));
  gtk_file_filter_add_suffix (filter, "yaml");
  gtk_file_filter_add_suffix (filter, "yml");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (chooser_response_cb), self);
  gtk_native_dialog_show (self->chooser);
}

/* A file of the template that is chosen, for the text editor; one of the same
 * name that was edited before stays beside it. */
static GFile *
write_copy (TalusTemplateDialog  *self,
            GError              **error)
{
  TalusTemplate *template = self->chosen != NULL ? self->chosen
                                                 : talus_peer_get_template (self->peer);
  GBytes *yaml = talus_template_get_yaml (template);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "talus-tally", "templates",
                                              NULL);
  g_autofree char *name = g_strconcat (talus_template_get_id (template), ".yaml", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  gsize size;
  const char *text = g_bytes_get_data (yaml, &size);

  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  path = g_build_filename (folder, name, NULL);
  file = g_file_new_for_path (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The folder “%s” cannot be made"),
                   folder);
      return NULL;
    }
  if (!g_file_replace_contents (file, text, size, NULL, TRUE, G_FILE_CREATE_PRIVATE, NULL, NULL,
                                error))
    return NULL;

  return g_steal_pointer (&file);
}

/* Without an editor there is still a file, and it is followed. */
static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (TalusTemplateDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (self), result, &error) || self->view == NULL ||
      self->file == NULL)
    return;

  name = g_file_get_parse_name (self->file);
  text = g_strdup_printf (_("No text editor could be started; the text is in %s"), name);
  escaped = g_markup_escape_text (text, -1);
  adw_action_row_set_subtitle (self->edit_row, escaped);
}

static void
edit_cb (TalusTemplateDialog *self)
{
  g_autoptr (GError) error = NULL;
  GFile *file = talus_template_dialog_edit_file (self, &error);
  g_autofree char *uri = NULL;

  if (file == NULL)
    {
      show_error (self, error);
      return;
    }

  uri = g_file_get_uri (file);
  gtk_show_uri_full (GTK_WINDOW (self), uri, GDK_CURRENT_TIME, NULL, shown_cb,
                     g_object_ref (self));
}

static void
take_cb (TalusTemplateDialog *self)
{
  g_autoptr (TalusTemplate) template = talus_template_ref (self->chosen);
  gboolean is_newer = g_str_equal (talus_template_get_id (template),
                                   talus_template_get_id (talus_peer_get_template (self->peer)));
  GBytes *yaml = talus_template_get_yaml (template);
  gsize size;
  const char *data = g_bytes_get_data (yaml, &size);
  g_autofree char *text = g_strndup (data, size);
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *said = NULL;

  talus_batch_set_template (batch, text);
  if (!talus_view_submit (self->view, batch))
    return;

  said = is_newer ? g_strdup_printf (_("Updated the template “%s”"),
                                     talus_template_get_name (template))
                  : g_strdup_printf (_("The project now has the template “%s”"),
                                     talus_template_get_name (template));
  talus_view_say (self->view, said, _("_Undo"), "win.undo");
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
has_template (GPtrArray     *templates,
              TalusTemplate *own)
{
  for (guint i = 0; i < templates->len; i++)
    {
      if (g_str_equal (talus_template_get_id (templates->pdata[i]), talus_template_get_id (own)))
        return TRUE;
    }

  return FALSE;
}

/* What the library has: first that of the project's id, then the others. The
 * project's own stands in where the library lacks it, for what comes first is
 * chosen, and any other would make orphans of everything. Where the library
 * cannot be read it is all there is, and nothing is chosen. */
static void
templates_listed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (TalusTemplateDialog) self = user_data;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (GError) error = NULL;
  TalusTemplate *own;

  templates = talus_desk_list_templates_finish (TALUS_DESK (object), result, &error);
  if (self->view == NULL)
    return;
  if (templates == NULL)
    templates = g_ptr_array_new ();

  own = talus_peer_get_template (self->peer);
  if (!has_template (templates, own))
    {
      g_ptr_array_add (self->templates, talus_template_ref (own));
      gtk_string_list_append (names, talus_template_get_name (own));
    }
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < templates->len; i++)
      {
        TalusTemplate *template = g_ptr_array_index (templates, i);
        gboolean is_own = g_str_equal (talus_template_get_id (template),
                                       talus_template_get_id (own));
        gboolean is_same = g_str_equal (talus_template_get_hash (template),
                                        talus_template_get_hash (own));
        g_autofree char *name = NULL;

        if (is_own != (pass == 0))
          continue;

        if (is_own && !is_same)
          /* Translators: of a template that was changed since. */
          name = g_strdup_printf (_("%s (as it is in the library)"),
                                  talus_template_get_name (template));
        g_ptr_array_add (self->templates, talus_template_ref (template));
        gtk_string_list_append (names, name != NULL ? name : talus_template_get_name (template));
      }

  self->is_listing = TRUE;
  adw_combo_row_set_model (self->choice, G_LIST_MODEL (names));
  if (self->file != NULL || error != NULL)
    adw_combo_row_set_selected (self->choice, GTK_INVALID_LIST_POSITION);
  self->is_listing = FALSE;
  if (self->file == NULL && error != NULL)
    show_error (self, error);
  else if (self->file == NULL)
    chosen_cb (self);
}

static void
talus_template_dialog_dispose (GObject *object)
{
  TalusTemplateDialog *self = TALUS_TEMPLATE_DIALOG (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_TEMPLATE_DIALOG);
  g_clear_object (&self->monitor);
  g_clear_object (&self->reading);
  g_clear_object (&self->file);
  g_clear_object (&self->desk);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_template_dialog_parent_class)->dispose (object);
}

static void
talus_template_dialog_finalize (GObject *object)
{
  TalusTemplateDialog *self = TALUS_TEMPLATE_DIALOG (object);

  g_clear_pointer (&self->diff, talus_template_diff_free);
  g_clear_pointer (&self->chosen, talus_template_unref);
  g_ptr_array_unref (self->templates);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (talus_template_dialog_parent_class)->finalize (object);
}

static void
talus_template_dialog_class_init (TalusTemplateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_template_dialog_dispose;
  object_class->finalize = talus_template_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-template-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, choice);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, edit_row);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, state_group);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, state_row);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, state_icon);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, effects_group);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, healed_group);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, changes_group);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateDialog, take_button);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
}

static void
talus_template_dialog_init (TalusTemplateDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_template_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_template_dialog_new:
 * @view: the view of a live project
 * @desk: where templates are found
 *
 * Makes a dialog that compares the template of the same id in the library.
 *
 * Returns: (transfer none): the dialog, which GTK holds
 */
GtkWidget *
talus_template_dialog_new (TalusView *view,
                           TalusDesk *desk)
{
  TalusTemplateDialog *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);
  g_return_val_if_fail (TALUS_IS_DESK (desk), NULL);

  self = g_object_new (TALUS_TYPE_TEMPLATE_DIALOG, NULL);
  self->view = g_object_ref (view);
  self->peer = g_object_ref (talus_view_get_peer (view));
  self->desk = g_object_ref (desk);
  set_state (self, _("Looking for templates…"), "emblem-system-symbolic", TRUE);
  g_signal_connect_object (self->peer, "structure-changed", G_CALLBACK (look_anew), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  talus_desk_list_templates_async (desk, templates_listed_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

/**
 * talus_template_dialog_read_file:
 * @self: a dialog
 * @file: a file of YAML text
 *
 * Compares the template in a file, and does so again whenever it is saved.
 */
void
talus_template_dialog_read_file (TalusTemplateDialog *self,
                                 GFile               *file)
{
  g_return_if_fail (TALUS_IS_TEMPLATE_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  follow_file (self, file);
  /* Whichever of the list is chosen now is another, also the one that was. */
  self->is_listing = TRUE;
  adw_combo_row_set_selected (self->choice, GTK_INVALID_LIST_POSITION);
  self->is_listing = FALSE;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
  read_file (self);
}

/**
 * talus_template_dialog_edit_file:
 * @self: a dialog
 * @error: return location
 *
 * Gives the template to edit as a file that is read again whenever it is saved:
 * the file that is followed already, as somebody has edited it, or a copy of
 * what is chosen.
 *
 * Returns: (transfer none) (nullable): the file
 */
GFile *
talus_template_dialog_edit_file (TalusTemplateDialog  *self,
                                 GError              **error)
{
  g_autoptr (GFile) copy = NULL;

  g_return_val_if_fail (TALUS_IS_TEMPLATE_DIALOG (self), NULL);

  if (self->file == NULL || !g_file_query_exists (self->file, NULL))
    {
      copy = write_copy (self, error);
      if (copy == NULL)
        return NULL;
      talus_template_dialog_read_file (self, copy);
    }

  return self->file;
}
