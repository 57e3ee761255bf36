/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to export, and as what. The writing goes on when this window is gone,
 * and is said by the window it is about. It must not write itself. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-export-window.h"

#include <glib/gi18n.h>

#include "app/exchange/talus-export-job.h"
#include "app/exchange/talus-progress-window.h"

static const char separators[] = { ',', ';', '\t' };

struct _TalusExportWindow
{
  AdwWindow parent_instance;

  /* template children */
  AdwPreferencesGroup *format_group;
  AdwComboRow *format_row;
  AdwComboRow *scope_row;
  GtkWidget *written_group;
  AdwComboRow *numbers_row;
  AdwComboRow *separator_row;
  GtkSwitch *indent_switch;
  GtkSwitch *mark_switch;
  AdwPreferencesGroup *columns_group;

  /* owned */
  TalusView *view;
  TalusPeer *peer;         /* what was shown when the window came */
  GArray *selected;        /* TalusId: tops */
  GPtrArray *columns;      /* of TalusCsvColumn */
  GPtrArray *checks;       /* borrowed GtkCheckButton: one a column */
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (TalusExportWindow, talus_export_window, ADW_TYPE_WINDOW)

/* What lives until the file is there. */
typedef struct
{
  TalusView *view;
  GFile *file;
  GCancellable *cancellable;
  TalusProgressWindow *progress;
} Running;

static TalusExportFormat
get_format (TalusExportWindow *self)
{
  return (TalusExportFormat) adw_combo_row_get_selected (self->format_row);
}

static guint
count_columns (TalusExportWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (self->checks->pdata[i]);

  return n;
}

static void
update (TalusExportWindow *self)
{
  TalusExportFormat format = get_format (self);
  gboolean is_table = format == TALUS_EXPORT_CSV;
  static const char *const descriptions[] = {
    N_("For spreadsheets and other programs: a row for each item."),
    N_("Everything that is in the project now, and its template. It can be opened here again."),
    N_("The project with its whole history, for others. Links to join are not in it."),
  };

  adw_preferences_group_set_description (self->format_group, _(descriptions[format]));
  gtk_widget_set_visible (GTK_WIDGET (self->scope_row), is_table);
  gtk_widget_set_visible (self->written_group, is_table);
  gtk_widget_set_visible (GTK_WIDGET (self->columns_group), is_table);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.export",
                                 !is_table || count_columns (self) > 0);
}

static void
running_free (Running *running)
{
  g_object_unref (running->view);
  g_object_unref (running->file);
  g_object_unref (running->cancellable);
  g_free (running);
}

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  Running *running = user_data;

  talus_progress_window_set_fraction (running->progress, fraction);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Running *running = user_data;
  g_autoptr (GError) error = NULL;

  talus_progress_window_done (running->progress);
  if (talus_export_finish (TALUS_PEER (object), result, &error))
    {
      g_autofree char *base = g_file_get_basename (running->file);
      g_autofree char *name = g_filename_display_name (base);
      g_autofree char *uri = g_file_get_uri (running->file);
      g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new_string (uri));
      g_autofree char *action = g_action_print_detailed_name ("win.show-in-files", target);
      g_autofree char *text = g_strdup_printf (_("Exported “%s”"), name);

      talus_view_say (running->view, text, _("Show in Files"), action);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = g_strdup_printf (_("Couldn’t export: %s"), error->message);

      talus_view_say (running->view, text, NULL, NULL);
    }
  running_free (running);
}

static void
chosen_cb (TalusExportWindow *self,
           int                response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      talus_export_window_export_to (self, file);
    }
}

static void
export_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  static const char *const suffixes[] = { "csv", "json", "talus" };
  TalusExportWindow *self = TALUS_EXPORT_WINDOW (widget);
  g_autofree char *plain = g_strdelimit (g_strdup (talus_peer_get_name (self->peer)), "/\\:", '-');
  g_autofree char *name = g_strdup_printf ("%s.%s", plain, suffixes[get_format (self)]);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
toggle_columns_cb (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  TalusExportWindow *self = TALUS_EXPORT_WINDOW (widget);
  gboolean all = count_columns (self) < self->checks->len;

  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i], all);
}

static void
talus_export_window_dispose (GObject *object)
{
  TalusExportWindow *self = TALUS_EXPORT_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->view);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (talus_export_window_parent_class)->dispose (object);
}

static void
talus_export_window_finalize (GObject *object)
{
  TalusExportWindow *self = TALUS_EXPORT_WINDOW (object);

  g_clear_pointer (&self->selected, g_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_export_window_parent_class)->finalize (object);
}

static void
talus_export_window_class_init (TalusExportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_export_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_export_window_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/exchange/talus-export-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, format_group);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, format_row);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, scope_row);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, written_group);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, numbers_row);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, separator_row);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, indent_switch);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, mark_switch);
  gtk_widget_class_bind_template_child (widget_class, TalusExportWindow, columns_group);
  gtk_widget_class_install_action (widget_class, "export.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "export.toggle-columns", NULL, toggle_columns_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
talus_export_window_init (TalusExportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->checks = g_ptr_array_new ();
  self->selected = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_signal_connect_object (self->format_row, "notify::selected", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

static void
set_scope (TalusExportWindow *self)
{
  g_autoptr (GPtrArray) tops = talus_view_list_selected_tops (self->view);
  g_autoptr (GtkStringList) scopes = gtk_string_list_new (NULL);

  gtk_string_list_append (scopes, _("Whole project"));
  for (guint i = 0; i < tops->len; i++)
    g_array_append_vals (self->selected, talus_node_get_id (tops->pdata[i]), 1);
  if (tops->len == 1)
    {
      g_autofree char *text = g_strdup_printf (_("“%s” and what is below it"),
                                               talus_node_get_name (tops->pdata[0]));

      gtk_string_list_append (scopes, text);
    }
  else if (tops->len > 1)
    {
      g_autofree char *text = g_strdup_printf (
        ngettext ("%u selected item and what is below it",
                  "%u selected items and what is below them", tops->len), tops->len);

      gtk_string_list_append (scopes, text);
    }
  adw_combo_row_set_model (self->scope_row, G_LIST_MODEL (scopes));
  adw_combo_row_set_selected (self->scope_row, 0);
}

static void
add_columns (TalusExportWindow *self)
{
  self->columns = talus_csv_export_list_columns (talus_view_get_template (self->view), NULL);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusCsvColumn *column = self->columns->pdata[i];
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), column->label);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      column->label, -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->checks, check);
      adw_preferences_group_add (self->columns_group, row);
    }
}

/**
 * talus_export_window_new:
 * @parent: the window it is about
 * @view: its project
 *
 * Makes the dialog, about what is shown and selected now.
 *
 * Returns: (transfer floating): it
 */
TalusExportWindow *
talus_export_window_new (GtkWindow *parent,
                         TalusView *view)
{
  TalusExportWindow *self;
  TalusCsvFormat local;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_EXPORT_WINDOW, "transient-for", parent, NULL);
  self->view = g_object_ref (view);
  self->peer = g_object_ref (talus_view_get_peer (view));
  set_scope (self);
  add_columns (self);
  /* Where a comma is before decimals it cannot part cells as well. */
  talus_csv_format_init_locale (&local);
  adw_combo_row_set_selected (self->separator_row, local.decimal == ',' ? 1 : 0);
  update (self);

  return self;
}

/**
 * talus_export_window_export_to:
 * @self: the dialog
 * @file: where to
 *
 * Goes on with that file, and closes the dialog. What comes of it is said by
 * the view.
 */
void
talus_export_window_export_to (TalusExportWindow *self,
                               GFile             *file)
{
  static TalusCsvFormat local;
  g_autoptr (GPtrArray) columns =
    g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);
  TalusExportSpec spec = { TALUS_EXPORT_CSV, NULL, columns, { 0 } };
  Running *running;
  guint separator;

  g_return_if_fail (TALUS_IS_EXPORT_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  separator = adw_combo_row_get_selected (self->separator_row);
  for (guint i = 0; i < self->columns->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (columns, talus_csv_column_copy (self->columns->pdata[i]));
  if (adw_combo_row_get_selected (self->scope_row) == 1)
    spec.tops = self->selected;
  spec.format = get_format (self);
  talus_csv_format_init_locale (&local);
  spec.options.separator = separators[MIN (separator, G_N_ELEMENTS (separators) - 1)];
  spec.options.format = adw_combo_row_get_selected (self->numbers_row) == 1 ? &local : NULL;
  spec.options.with_mark = gtk_switch_get_active (self->mark_switch);
  spec.options.indent_names = gtk_switch_get_active (self->indent_switch);

  running = g_new0 (Running, 1);
  running->view = g_object_ref (self->view);
  running->file = g_object_ref (file);
  running->cancellable = g_cancellable_new ();
  running->progress = talus_progress_window_start (
    gtk_window_get_transient_for (GTK_WINDOW (self)), _("Exporting…"), running->cancellable);
  talus_export_async (self->peer, &spec, file, running->cancellable, progress_cb, running,
                      exported_cb, running);
  gtk_window_close (GTK_WINDOW (self));
}
