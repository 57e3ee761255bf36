/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import, export, print, and showing where a file went, as actions of the
 * window. It must not know how any of it is done. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-exchange-actions.h"

#include <glib/gi18n.h>

#include "app/core/talus-file-manager.h"
#include "app/core/talus-table-file.h"
#include "app/exchange/talus-export-window.h"
#include "app/exchange/talus-import-window.h"
#include "app/exchange/talus-outline-print.h"
#include "app/format/talus-format.h"
#include "app/outline/talus-outline-columns.h"
#include "base/talus-clock.h"

typedef struct
{
  TalusView *view;
  GtkWindow *window;   /* borrowed: it owns the actions */
} Exchange;

static void
window_gone_cb (gpointer  data,
                GObject  *window)
{
  Exchange *self = data;

  g_object_unref (self->view);
  g_free (self);
}

static void
import_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  Exchange *self = user_data;

  gtk_window_present (GTK_WINDOW (talus_import_window_new (self->window, self->view)));
}

static void
export_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  Exchange *self = user_data;

  gtk_window_present (GTK_WINDOW (talus_export_window_new (self->window, self->view)));
}

/* The columns that the outline shows, as the person has chosen them. */
static char **
list_columns (TalusView *view)
{
  g_autoptr (GPtrArray) columns = talus_outline_columns_load (talus_view_get_template (view));
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusOutlineColumn *column = columns->pdata[i];

      if (column->is_shown)
        g_strv_builder_add (ids, column->id);
    }

  return g_strv_builder_end (ids);
}

static void
printed_cb (TalusView               *view,
            GtkPrintOperationResult  result,
            GtkPrintOperation       *operation)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;

  gtk_print_operation_get_error (operation, &error);
  talus_view_say_error (view, error);
}

static void
print_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  Exchange *self = user_data;
  TalusPeer *peer = talus_view_get_peer (self->view);
  TalusGraph *graph = talus_view_get_graph (self->view);
  g_auto (GStrv) columns = list_columns (self->view);
  gboolean is_past = talus_peer_get_state (peer) == TALUS_PEER_PAST;
  g_autoptr (GDateTime) moment =
    g_date_time_new_from_unix_local ((is_past ? talus_peer_get_timestamp (peer)
                                              : talus_clock_now ()) / 1000);
  g_autofree char *iso = g_date_time_format (moment, "%Y-%m-%d");
  g_autofree char *date = talus_format_date (talus_format_get (graph), iso);
  g_autoptr (TalusOutlinePrint) print =
    talus_outline_print_new (graph, talus_peer_get_name (peer), date, NULL, 0,
                             (const char * const *) columns);
  g_autoptr (GError) error = NULL;

  /* It may go on for longer than the window is there. */
  g_signal_connect_object (print, "done", G_CALLBACK (printed_cb), self->view, G_CONNECT_SWAPPED);
  gtk_print_operation_run (GTK_PRINT_OPERATION (print), GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           self->window, &error);
  if (error != NULL)
    talus_view_say_error (self->view, error);
}

static void
show_in_files_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  Exchange *self = user_data;
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  talus_file_manager_show (self->window, file);
}

static gboolean
is_table (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && talus_table_file_fits (name);
}

/* A table is about this project: only one of them, as each asks a lot. */
static void
import_table (Exchange *self,
              GFile    *file,
              gboolean  has_others)
{
  TalusImportWindow *window;

  if (!talus_view_can_edit (self->view))
    {
      talus_view_say (self->view, _("This project cannot be edited now"), NULL, NULL);
      return;
    }

  window = talus_import_window_new (self->window, self->view);
  talus_import_window_open_file (window, file);
  if (has_others)
    {
      g_autofree char *base = g_file_get_basename (file);
      g_autofree char *name = g_filename_display_name (base);
      /* Translators: %s is the name of a file. */
      g_autofree char *text = g_strdup_printf (_("Only “%s” is imported: one table at a time"),
                                               name);

      talus_import_window_say (window, text);
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* Files from elsewhere that were dropped on the window: tables are imported,
 * anything else is opened. */
static void
take_files_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  Exchange *self = user_data;
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);
  g_autoptr (GFile) table = NULL;
  guint n_tables = 0;

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

      if (!is_table (file))
        g_application_open (g_application_get_default (), &file, 1, "");
      else if (n_tables++ == 0)
        table = g_object_ref (file);
    }
  if (table != NULL)
    import_table (self, table, n_tables > 1);
}

static void
update (GSimpleAction *action,
        GParamSpec    *pspec,
        TalusView     *view)
{
  g_simple_action_set_enabled (action, talus_view_can_edit (view));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = {
    { "import", import_cb },
    { "export", export_cb },
    { "print", print_cb },
    { "show-in-files", show_in_files_cb, "s" },
    { "take-files", take_files_cb, "as" },
  };
  Exchange *self = g_new0 (Exchange, 1);
  GAction *import;

  self->view = g_object_ref (view);
  self->window = GTK_WINDOW (window);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);
  g_object_weak_ref (G_OBJECT (window), window_gone_cb, self);

  import = g_action_map_lookup_action (G_ACTION_MAP (window), "import");
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (update), import,
                           G_CONNECT_SWAPPED);
  update (G_SIMPLE_ACTION (import), NULL, view);

  return NULL;
}

const TalusPartType talus_exchange_part_type = { "exchange", TALUS_SLOT_START, create };
