/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dropped or opened goes by its name alone; whoever chooses a file knows
 * better. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-table-file.h"

#include <glib/gi18n.h>

static const char * const suffixes[] = { ".csv", ".tsv", ".tab" };

/**
 * talus_table_file_fits:
 * @name: a file's name
 *
 * Returns: whether it is a table that can be imported
 */
gboolean
talus_table_file_fits (const char *name)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  folded = g_ascii_strdown (name, -1);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (g_str_has_suffix (folded, suffixes[i]))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_table_file_new_chooser:
 * @parent: the window it is for
 *
 * Makes what a person chooses a table in, plain text among them, or any file.
 *
 * Returns: (transfer full): a dialog that is not shown yet
 */
GtkFileChooserNative *
talus_table_file_new_chooser (GtkWindow *parent)
{
  GtkFileChooserNative *chooser = NULL;
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  chooser = gtk_file_chooser_native_new (_("Choose a Table"), parent,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);

  gtk_file_filter_set_name (tables, _("Tables (CSV, TSV, text)"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (tables, suffixes[i] + 1);
  gtk_file_filter_add_suffix (tables, "txt");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), tables);

  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);

  return chooser;
}
