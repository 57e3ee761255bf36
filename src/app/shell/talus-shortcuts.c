/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortcuts window, made from the table of keys. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include "app/shell/talus-shortcuts.h"

#include <glib/gi18n.h>

#include "app/shell/talus-accels.h"

/* Of two groups at most, which is a page: of several GTK changes the order.
 * A section is called as its first group is. */
static const struct
{
  const char *name;
  TalusAccelGroup first;
  TalusAccelGroup last;
} sections[] = {
  { "general", TALUS_ACCEL_GENERAL, TALUS_ACCEL_PROJECT },
  { "views", TALUS_ACCEL_VIEWS, TALUS_ACCEL_SELECTION },
  { "outline", TALUS_ACCEL_OUTLINE, TALUS_ACCEL_OUTLINE },
  { "board", TALUS_ACCEL_BOARD, TALUS_ACCEL_BOARD },
  { "graph", TALUS_ACCEL_GRAPH, TALUS_ACCEL_GRAPH },
  { "history", TALUS_ACCEL_HISTORY, TALUS_ACCEL_HISTORY },
};

static void
append_shortcut (GString          *xml,
                 const TalusAccel *accel)
{
  g_autofree char *keys = g_strjoinv (" ", (char **) accel->keys);
  g_autofree char *text = NULL;

  text = g_markup_printf_escaped ("<child><object class='GtkShortcutsShortcut'>"
                                  "<property name='accelerator'>%s</property>"
                                  "<property name='title'>%s</property>"
                                  "</object></child>",
                                  keys, g_dgettext (GETTEXT_PACKAGE, accel->title));
  g_string_append (xml, text);
}

static void
append_group (GString         *xml,
              TalusAccelGroup  group)
{
  g_autofree char *head = NULL;
  const TalusAccel *accels;
  guint n_accels;
  gboolean is_empty = TRUE;

  accels = talus_accels_list (&n_accels);
  for (guint i = 0; i < n_accels; i++)
    {
      if (accels[i].group != group)
        continue;
      if (is_empty)
        {
          head = g_markup_printf_escaped ("<child><object class='GtkShortcutsGroup'>"
                                          "<property name='title'>%s</property>",
                                          talus_accels_get_group_title (group));
          g_string_append (xml, head);
          is_empty = FALSE;
        }
      append_shortcut (xml, &accels[i]);
    }
  if (!is_empty)
    g_string_append (xml, "</object></child>");
}

static void
append_section (GString         *xml,
                const char      *name,
                TalusAccelGroup  first,
                TalusAccelGroup  last)
{
  g_autofree char *head = NULL;

  head = g_markup_printf_escaped ("<child><object class='GtkShortcutsSection'>"
                                  "<property name='section-name'>%s</property>"
                                  "<property name='title'>%s</property>"
                                  "<property name='max-height'>12</property>",
                                  name, talus_accels_get_group_title (first));
  g_string_append (xml, head);
  for (guint i = first; i <= last; i++)
    append_group (xml, i);
  g_string_append (xml, "</object></child>");
}

/**
 * talus_shortcuts_window_new:
 * @parent: (nullable): the window it belongs to
 *
 * GTK up to 4.12 has no other way to fill such a window than by XML.
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWidget *
talus_shortcuts_window_new (GtkWindow *parent)
{
  g_autoptr(GString) xml = NULL;
  g_autoptr(GtkBuilder) builder = NULL;
  GtkWidget *window;

  xml = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                      "<property name='modal'>1</property>");
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    append_section (xml, sections[i].name, sections[i].first, sections[i].last);
  g_string_append (xml, "</object></interface>");

  builder = gtk_builder_new_from_string (xml->str, xml->len);
  window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  g_object_set (window, "section-name", sections[0].name, NULL);
  if (parent != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (window), parent);

  return window;
}
