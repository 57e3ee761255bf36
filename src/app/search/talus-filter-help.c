/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A popover with a table: what to type, and what it means. The words that are
 * typed are the same in every language. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-filter-help.h"

#include <glib/gi18n.h>

static const struct
{
  const char *text;
  const char *meaning;
} lines[] = {
  { "weld pans", N_("both words, in the name or another text") },
  { "\"new pans\"  -rust", N_("exactly that, and not this word") },
  { "status:done,waiting", N_("one of these choices") },
  { "type:task", N_("nodes of a type") },
  { "cost>100  due<=+7d", N_("more than, until a week from now") },
  { "notes:*  -notes:*", N_("with any value, without one") },
  { "is:blocked", N_("also finished, incomplete, orphaned") },
  { "person:anna", N_("given to somebody") },
  { "by:anna  changed>-7d", N_("who changed it last, and when") },
};

static GtkWidget *
make_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      GtkWidget *text = gtk_label_new (lines[i].text);
      GtkWidget *meaning = gtk_label_new (g_dgettext (GETTEXT_PACKAGE, lines[i].meaning));

      gtk_widget_set_direction (text, GTK_TEXT_DIR_LTR);
      gtk_widget_set_halign (text, GTK_ALIGN_START);
      gtk_label_set_selectable (GTK_LABEL (text), FALSE);
      gtk_widget_add_css_class (text, "monospace");
      gtk_widget_set_valign (text, GTK_ALIGN_START);
      gtk_label_set_xalign (GTK_LABEL (meaning), 0);
      gtk_label_set_wrap (GTK_LABEL (meaning), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (meaning), 28);
      gtk_widget_add_css_class (meaning, "dim-label");
      gtk_grid_attach (GTK_GRID (grid), text, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), meaning, 1, (int) i, 1, 1);
    }

  return grid;
}

/**
 * talus_filter_help_new:
 *
 * Makes a button that explains filters.
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
talus_filter_help_new (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), make_grid ());
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "help-about-symbolic");
  gtk_widget_set_tooltip_text (button, _("What Can Be Typed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What Can Be Typed"), -1);
  gtk_widget_add_css_class (button, "flat");

  return button;
}
