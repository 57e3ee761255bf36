/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three pages: which table, what its columns are, what it comes to. Reading
 * and planning are done by workers that know no graph; what is imported is one
 * edit. It must not know how tables are read. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-window.h"

#include <string.h>
#include <glib/gi18n.h>

#include "app/core/talus-table-file.h"
#include "app/exchange/talus-import-job.h"
#include "app/exchange/talus-import-mapping.h"
#include "app/exchange/talus-import-places.h"
#include "app/exchange/talus-import-preview.h"
#include "app/exchange/talus-import-source.h"

#define OTHER_ENCODING "WINDOWS-1252"

struct _TalusImportWindow
{
  AdwWindow parent_instance;

  /* template children */
  AdwToastOverlay *toasts;
  GtkButton *back_button;
  GtkButton *next_button;
  GtkSpinner *spinner;
  GtkStack *pages;
  GtkWidget *choose_button;
  TalusImportMapping *mapping;
  TalusImportPreview *preview;

  /* owned */
  TalusView *view;
  TalusImportSource *source; /* (nullable): what is imported */
  TalusCsvTable *table;
  GPtrArray *places;
  const TalusImportPlace *planned; /* (nullable): borrowed, where the plan that is shown goes */
  GHashTable *names;
  GCancellable *cancellable; /* (nullable): of what is being done */
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (TalusImportWindow, talus_import_window, ADW_TYPE_WINDOW)

static const char *
get_page (TalusImportWindow *self)
{
  return gtk_stack_get_visible_child_name (self->pages);
}

static void
update (TalusImportWindow *self)
{
  const char *page = get_page (self);
  gboolean is_preview = g_strcmp0 (page, "preview") == 0;
  gboolean is_source = g_strcmp0 (page, "source") == 0;
  TalusCsvPlan *plan = talus_import_preview_get_plan (self->preview);
  gboolean can_import = plan != NULL && talus_csv_plan_get_n_problems (plan) == 0 &&
                        talus_csv_plan_get_n_rows (plan) > 0;

  gtk_button_set_label (self->back_button, is_source || self->cancellable != NULL ? _("_Cancel")
                                                                                  : _("_Back"));
  gtk_button_set_label (self->next_button, is_preview ? _("_Import") : _("_Next"));
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), !is_source);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.next",
                                 self->cancellable == NULL && !is_source &&
                                   (!is_preview || can_import));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.choose", self->cancellable == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.paste", self->cancellable == NULL);
  gtk_spinner_set_spinning (self->spinner, self->cancellable != NULL);
}

static void
show_page (TalusImportWindow *self,
           const char        *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  update (self);
}

static GCancellable *
begin_work (TalusImportWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  update (self);

  return self->cancellable;
}

/* FALSE where something else has begun meanwhile, or the window is gone. */
static gboolean
end_work (TalusImportWindow *self,
          GTask             *task)
{
  if (self->cancellable != g_task_get_cancellable (task))
    return FALSE;

  g_clear_object (&self->cancellable);
  update (self);

  return TRUE;
}

static void read_table (TalusImportWindow *self,
                        char               separator);

static void
encoding_cb (TalusImportWindow *self,
             const char        *response)
{
  g_autoptr (TalusImportSource) source = NULL;

  if (g_strcmp0 (response, "read") != 0)
    return;

  source = talus_import_source_new_encoded (self->source, OTHER_ENCODING);
  g_set_object (&self->source, source);
  read_table (self, '\0');
}

static void
offer_encoding (TalusImportWindow *self,
                const GError      *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Older Text?"), NULL);

  adw_message_dialog_format_body (
    ADW_MESSAGE_DIALOG (dialog),
    _("%s. It may come from an older spreadsheet: read it as Windows-1252 (Latin-1)?"),
    error->message);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "read",
                                    _("_Read It So"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "read");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "read",
                                              ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (encoding_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (TalusImportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCsvTable) table =
    talus_import_source_read_finish (TALUS_IMPORT_SOURCE (object), result, &error);

  if (!end_work (self, G_TASK (result)))
    return;

  if (table != NULL && talus_csv_table_get_n_rows (table) == 0)
    talus_import_window_say (self, _("There is nothing in this table"));
  else if (table != NULL)
    {
      g_clear_pointer (&self->table, talus_csv_table_unref);
      self->table = g_steal_pointer (&table);
      talus_import_mapping_set_table (self->mapping, self->table,
                                      talus_view_get_template (self->view));
      show_page (self, "mapping");
    }
  else if (g_error_matches (error, TALUS_CSV_ERROR, TALUS_CSV_ERROR_ENCODING) &&
           !talus_import_source_has_encoding (self->source))
    offer_encoding (self, error);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    talus_import_window_say (self, error->message);
}

static void
read_table (TalusImportWindow *self,
            char               separator)
{
  talus_import_source_read_async (self->source, separator, begin_work (self), read_cb,
                                  g_object_ref (self));
}

static void
separator_cb (TalusImportWindow *self,
              const char        *separator)
{
  read_table (self, separator[0]);
}

static void
take_source (TalusImportWindow *self,
             TalusImportSource *source)
{
  g_autoptr (TalusImportSource) taken = source;

  g_set_object (&self->source, taken);
  read_table (self, '\0');
}

static void
chosen_cb (TalusImportWindow *self,
           int                response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      take_source (self, talus_import_source_new_for_file (file));
    }
}

static void
choose_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (widget);

  g_clear_object (&self->chooser);
  self->chooser = talus_table_file_new_chooser (GTK_WINDOW (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (TalusImportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);

  if (text == NULL || text[strspn (text, " \t\r\n")] == '\0')
    talus_import_window_say (self,
                             _("There is no text in the clipboard: copy the cells first"));
  else
    take_source (self, talus_import_source_new_for_text (text));
}

static void
paste_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb,
                                 g_object_ref (widget));
}

static gboolean
dropped_cb (TalusImportWindow *self,
            const GValue      *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || self->cancellable != NULL)
    return FALSE;

  take_source (self, talus_import_source_new_for_file (file));

  return TRUE;
}

/* What a worker plans. */
typedef struct
{
  TalusCsvTable *table;
  TalusCsvMapping *mapping;
  TalusTemplate *template;
  const TalusImportPlace *place; /* borrowed of the window, which outlives it */
  GHashTable *names;
} Planned;

static void
free_planned (gpointer data)
{
  Planned *planned = data;

  talus_csv_table_unref (planned->table);
  talus_csv_mapping_free (planned->mapping);
  talus_template_unref (planned->template);
  g_hash_table_unref (planned->names);
  g_free (planned);
}

static void
plan_in_thread (GTask        *task,
                gpointer      object,
                gpointer      data,
                GCancellable *cancellable)
{
  Planned *planned = data;
  TalusCsvPlan *plan = talus_csv_plan_new (planned->table, planned->mapping, planned->template,
                                           planned->place->type, planned->names, cancellable);

  if (plan == NULL)
    g_task_return_error_if_cancelled (task);
  else
    g_task_return_pointer (task, plan, (GDestroyNotify) talus_csv_plan_unref);
}

static const TalusImportPlace *
get_place (TalusImportWindow *self)
{
  guint place = talus_import_mapping_get_place (self->mapping);

  return self->places->pdata[MIN (place, self->places->len - 1)];
}

static void
planned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (object);
  Planned *planned = g_task_get_task_data (G_TASK (result));
  TalusCsvPlan *plan = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!end_work (self, G_TASK (result)))
    {
      g_clear_pointer (&plan, talus_csv_plan_unref);
      return;
    }
  if (plan == NULL)
    return;

  /* Somebody may have chosen another place meanwhile: what is shown goes here. */
  self->planned = planned->place;
  talus_import_preview_set_plan (self->preview, plan, planned->table, planned->mapping,
                                 planned->place->has_parent ? planned->place->name : NULL);
  show_page (self, "preview");
}

static void
make_plan (TalusImportWindow *self)
{
  g_autoptr (GTask) task = g_task_new (self, begin_work (self), planned_cb, NULL);
  Planned *planned = g_new0 (Planned, 1);

  if (self->names == NULL)
    self->names = talus_import_places_list_names (talus_view_get_graph (self->view));
  planned->table = talus_csv_table_ref (self->table);
  planned->mapping = talus_csv_mapping_copy (talus_import_mapping_get_mapping (self->mapping));
  planned->template = talus_template_ref (talus_view_get_template (self->view));
  planned->place = get_place (self);
  planned->names = g_hash_table_ref (self->names);
  g_task_set_source_tag (task, make_plan);
  g_task_set_task_data (task, planned, free_planned);
  g_task_run_in_thread (task, plan_in_thread);
}

static void
show_imported (TalusImportWindow *self,
               GArray            *tops)
{
  guint n = talus_csv_plan_get_n_rows (talus_import_preview_get_plan (self->preview));
  g_autofree char *source = talus_import_source_describe (self->source);
  g_autofree char *said = g_strdup_printf (ngettext ("Imported %'u item from “%s”",
                                                     "Imported %'u items from “%s”", n), n, source);

  /* What is brought into sight is selected alone. */
  talus_view_reveal (self->view, &g_array_index (tops, TalusId, 0));
  talus_selection_set (talus_view_get_selection (self->view),
                       (const TalusId *) (gpointer) tops->data, MIN (tops->len, 1000));
  talus_view_say (self->view, said, _("Undo"), "win.undo");
  gtk_window_close (GTK_WINDOW (self));
}

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TalusImportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) tops = talus_import_finish (TALUS_PEER (object), result, &error);

  if (!end_work (self, G_TASK (result)))
    {
      /* Given up, and not taken back. */
      if (self->view != NULL && error != NULL &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        talus_view_say_error (self->view, error);
      return;
    }

  if (tops != NULL)
    show_imported (self, tops);
  else
    talus_import_window_say (self, error->message);
}

static void
import (TalusImportWindow *self)
{
  const TalusImportPlace *place = self->planned;
  g_autofree char *source = talus_import_source_describe (self->source);
  g_autofree char *label = g_strdup_printf (_("Imported “%s”"), source);

  talus_import_async (talus_view_get_peer (self->view),
                      talus_import_preview_get_plan (self->preview), label,
                      place->has_parent ? &place->parent : NULL, begin_work (self), imported_cb,
                      g_object_ref (self));
}

static void
next_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (widget);

  if (g_strcmp0 (get_page (self), "mapping") == 0)
    make_plan (self);
  else
    import (self);
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (widget);

  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      update (self);
    }
  else if (g_strcmp0 (get_page (self), "preview") == 0)
    show_page (self, "mapping");
  else if (g_strcmp0 (get_page (self), "mapping") == 0)
    show_page (self, "source");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
column_cb (TalusImportWindow *self,
           guint              column)
{
  show_page (self, "mapping");
  talus_import_mapping_focus_column (self->mapping, column);
}

/* Closed, it gives up what it does; that may hold it for a while. */
static void
talus_import_window_unrealize (GtkWidget *widget)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (widget);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  GTK_WIDGET_CLASS (talus_import_window_parent_class)->unrealize (widget);
}

static void
talus_import_window_dispose (GObject *object)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->view);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (talus_import_window_parent_class)->dispose (object);
}

static void
talus_import_window_finalize (GObject *object)
{
  TalusImportWindow *self = TALUS_IMPORT_WINDOW (object);

  g_clear_pointer (&self->table, talus_csv_table_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);

  G_OBJECT_CLASS (talus_import_window_parent_class)->finalize (object);
}

static void
talus_import_window_class_init (TalusImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_import_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_import_window_finalize;
  widget_class->unrealize = talus_import_window_unrealize;

  g_type_ensure (TALUS_TYPE_IMPORT_MAPPING);
  g_type_ensure (TALUS_TYPE_IMPORT_PREVIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/exchange/talus-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, mapping);
  gtk_widget_class_bind_template_child (widget_class, TalusImportWindow, preview);
  gtk_widget_class_install_action (widget_class, "import.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "import.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "import.paste", NULL, paste_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "import.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "import.paste",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "import.choose",
                                       NULL);
}

static void
talus_import_window_init (TalusImportWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (drop, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->mapping, "separator", G_CALLBACK (separator_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->preview, "column", G_CALLBACK (column_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  gtk_window_set_focus (GTK_WINDOW (self), self->choose_button);
}

/**
 * talus_import_window_new:
 * @parent: the window it is about
 * @view: its project
 *
 * Makes the dialog. Where the import goes is what is selected now.
 *
 * Returns: (transfer floating): it
 */
TalusImportWindow *
talus_import_window_new (GtkWindow *parent,
                         TalusView *view)
{
  TalusImportWindow *self;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);
  self->view = g_object_ref (view);
  self->places = talus_import_places_list (talus_view_get_graph (view),
                                           talus_view_get_cursor_node (view));
  for (guint i = 0; i < self->places->len; i++)
    g_ptr_array_add (names, ((TalusImportPlace *) self->places->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  talus_import_mapping_set_places (self->mapping, (const char * const *) names->pdata, 0);

  return self;
}

/**
 * talus_import_window_open_file:
 * @self: the dialog
 * @file: a table
 *
 * Goes on with that file.
 */
void
talus_import_window_open_file (TalusImportWindow *self,
                               GFile             *file)
{
  g_return_if_fail (TALUS_IS_IMPORT_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  take_source (self, talus_import_source_new_for_file (file));
}

/**
 * talus_import_window_say:
 * @self: the dialog
 * @text: a sentence without a dot, as people are told
 *
 * Says something beside what it shows.
 */
void
talus_import_window_say (TalusImportWindow *self,
                         const char        *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (TALUS_IS_IMPORT_WINDOW (self));
  g_return_if_fail (text != NULL);

  escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
