/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs with keys come from the table of keys, verbs in the primary menu from
 * there; the rest, and those of panes, which have their keys from their panes,
 * are named here. It must not do anything but what an action does. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-verbs.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/search/talus-verb-words.h"
#include "app/shell/talus-accels.h"

static const struct
{
  const char *action;
  const char *title;
  TalusAccelGroup group;
  const char *accel;
} others[] = {
  { "win.share", N_("Share the project"), TALUS_ACCEL_PROJECT, NULL },
  { "win.pane::outline", N_("Show the outline"), TALUS_ACCEL_VIEWS, NULL },
  { "win.pane::board", N_("Show the board"), TALUS_ACCEL_VIEWS, NULL },
  { "win.pane::graph", N_("Show the graph"), TALUS_ACCEL_VIEWS, NULL },
  { "win.node-history", N_("History of what is selected"), TALUS_ACCEL_HISTORY, NULL },
  { "win.versions", N_("Named moments"), TALUS_ACCEL_HISTORY, NULL },
  { "win.deleted", N_("What was deleted"), TALUS_ACCEL_HISTORY, NULL },
  { "win.past-return", N_("Return to the present"), TALUS_ACCEL_HISTORY, NULL },
  { "win.bring-back", N_("Bring back what is selected"), TALUS_ACCEL_HISTORY, NULL },

  { "outline.rename", N_("Rename"), TALUS_ACCEL_OUTLINE, "F2" },
  { "outline.add-sibling", N_("Add a sibling"), TALUS_ACCEL_OUTLINE, "Return" },
  { "outline.add-child", N_("Add a child"), TALUS_ACCEL_OUTLINE, NULL },
  { "outline.indent", N_("Indent"), TALUS_ACCEL_OUTLINE, "Tab" },
  { "outline.outdent", N_("Outdent"), TALUS_ACCEL_OUTLINE, "<Shift>Tab" },
  { "outline.move-up", N_("Move up"), TALUS_ACCEL_OUTLINE, "<Alt>Up" },
  { "outline.move-down", N_("Move down"), TALUS_ACCEL_OUTLINE, "<Alt>Down" },
  { "outline.delete", N_("Delete"), TALUS_ACCEL_OUTLINE, "Delete" },
  { "nodes.duplicate", N_("Duplicate"), TALUS_ACCEL_OUTLINE, "<Control>d" },
  { "nodes.cut", N_("Cut"), TALUS_ACCEL_OUTLINE, "<Control>x" },
  { "nodes.copy", N_("Copy"), TALUS_ACCEL_OUTLINE, "<Control>c" },
  { "nodes.paste", N_("Paste"), TALUS_ACCEL_OUTLINE, "<Control>v" },
  { "outline.select-all", N_("Select all"), TALUS_ACCEL_OUTLINE, "<Control>a" },
  { "outline.select-none", N_("Select nothing"), TALUS_ACCEL_OUTLINE, "<Control><Shift>a" },
  { "outline.expand", N_("Expand"), TALUS_ACCEL_OUTLINE, NULL },
  { "outline.collapse", N_("Collapse"), TALUS_ACCEL_OUTLINE, NULL },
  { "outline.expand-below", N_("Expand everything below"), TALUS_ACCEL_OUTLINE, NULL },
  { "outline.expand-all", N_("Expand all"), TALUS_ACCEL_OUTLINE, NULL },
  { "outline.collapse-all", N_("Collapse all"), TALUS_ACCEL_OUTLINE, NULL },

  { "board.open", N_("Show details of the card"), TALUS_ACCEL_BOARD, "Return" },
  { "board.rename", N_("Rename the card"), TALUS_ACCEL_BOARD, "F2" },
  { "board.move-on", N_("Move the card to the next column"), TALUS_ACCEL_BOARD,
    "<Control>Right" },
  { "board.move-back", N_("Move the card to the column before"), TALUS_ACCEL_BOARD,
    "<Control>Left" },
  { "board.add", N_("Add a card"), TALUS_ACCEL_BOARD, "Insert" },
  { "board.delete", N_("Delete the cards"), TALUS_ACCEL_BOARD, "Delete" },

  { "graph.mode::tree", N_("Show the tree"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.mode::dependencies", N_("Show the dependencies"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.near", N_("Show only what is around the selection"), TALUS_ACCEL_GRAPH, "n" },
  { "graph.overview", N_("Show or hide the overview"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.zoom-in", N_("Zoom in"), TALUS_ACCEL_GRAPH, "plus" },
  { "graph.zoom-out", N_("Zoom out"), TALUS_ACCEL_GRAPH, "minus" },
  { "graph.zoom-fit", N_("Show all of the picture"), TALUS_ACCEL_GRAPH, "0" },
  { "graph.zoom-normal", N_("Zoom to the normal size"), TALUS_ACCEL_GRAPH, "1" },
  { "graph.zoom-selection", N_("Zoom to what is selected"), TALUS_ACCEL_GRAPH, "2" },
  { "graph.expand-all", N_("Expand all"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.collapse-all", N_("Collapse all"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.toggle-expanded", N_("Expand or collapse the card"), TALUS_ACCEL_GRAPH, "space" },
  { "graph.select-all", N_("Select all"), TALUS_ACCEL_GRAPH, "<Control>a" },
  { "graph.rename", N_("Rename the card"), TALUS_ACCEL_GRAPH, "F2" },
  { "graph.inspect", N_("Show details of the card"), TALUS_ACCEL_GRAPH, "Return" },
  { "graph.link-to", N_("Choose what waits for the card"), TALUS_ACCEL_GRAPH, "l" },
  { "graph.move-to", N_("Move the cards below another"), TALUS_ACCEL_GRAPH, NULL },
  { "graph.delete", N_("Delete the cards"), TALUS_ACCEL_GRAPH, "Delete" },
  { "graph.export", N_("Save the picture"), TALUS_ACCEL_GRAPH, NULL },
};

static void
free_verb (gpointer data)
{
  TalusVerb *verb = data;

  g_free (verb->action);
  g_free (verb->title);
  g_free (verb->group);
  g_free (verb->words);
  g_free (verb->accel);
  g_free (verb);
}

/* @title and the rest in the language of the person; known ones are left. */
static void
add_verb (GPtrArray  *verbs,
          const char *action,
          const char *title,
          const char *group,
          const char *accel)
{
  TalusVerb *verb;

  for (guint i = 0; i < verbs->len; i++)
    {
      verb = verbs->pdata[i];
      if (g_str_equal (verb->action, action))
        return;
    }

  verb = g_new0 (TalusVerb, 1);
  verb->action = g_strdup (action);
  verb->title = g_strdup (title);
  verb->group = g_strdup (group);
  verb->words = g_strdup (talus_verb_words_find (action));
  verb->accel = g_strdup (accel);
  g_ptr_array_add (verbs, verb);
}

/* As a label has it: "_Open…" is "Open". */
static char *
take_title (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  char *title = g_strjoinv ("", parts);

  if (g_str_has_suffix (title, "…"))
    title[strlen (title) - strlen ("…")] = '\0';

  return title;
}

static void
add_menu (GPtrArray  *verbs,
          GMenuModel *menu)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *action = NULL;
      g_autofree char *title = NULL;
      g_autofree char *detailed = NULL;
      g_autoptr (GVariant) target = NULL;
      static const char * const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };

      for (guint j = 0; j < G_N_ELEMENTS (links); j++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[j]);

          if (below != NULL)
            add_menu (verbs, below);
        }

      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label) ||
          !g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
        continue;

      target = g_menu_model_get_item_attribute_value (menu, i, G_MENU_ATTRIBUTE_TARGET, NULL);
      detailed = g_action_print_detailed_name (action, target);
      title = take_title (label);
      add_verb (verbs, detailed, title, _("Menu"), NULL);
    }
}

static GMenuModel *
find_primary_menu (GtkWidget *widget)
{
  GMenuModel *found = NULL;

  if (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_primary (GTK_MENU_BUTTON (widget)))
    return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_primary_menu (child);

  return found;
}

/**
 * talus_verbs_list:
 * @window: (nullable): whose primary menu to look into
 *
 * Lists every verb there is, whether it can be done now or not. Main thread.
 *
 * Returns: (transfer full) (element-type TalusVerb): the verbs
 */
GPtrArray *
talus_verbs_list (GtkWidget *window)
{
  GPtrArray *verbs = g_ptr_array_new_with_free_func (free_verb);
  GMenuModel *menu = window != NULL ? find_primary_menu (window) : NULL;
  guint n_accels = 0;
  const TalusAccel *accels = talus_accels_list (&n_accels);

  for (guint i = 0; i < n_accels; i++)
    {
      if (accels[i].action != NULL)
        add_verb (verbs, accels[i].action, g_dgettext (GETTEXT_PACKAGE, accels[i].title),
                  talus_accels_get_group_title (accels[i].group), accels[i].keys[0]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    add_verb (verbs, others[i].action, g_dgettext (GETTEXT_PACKAGE, others[i].title),
              talus_accels_get_group_title (others[i].group), others[i].accel);
  if (menu != NULL)
    add_menu (verbs, menu);

  return verbs;
}

static GActionGroup *
get_group (const char  *name,
           GtkWidget   *widget,
           const char **rest)
{
  if (g_str_has_prefix (name, "app."))
    {
      *rest = name + strlen ("app.");
      return G_ACTION_GROUP (g_application_get_default ());
    }

  if (g_str_has_prefix (name, "win."))
    {
      *rest = name + strlen ("win.");
      return G_ACTION_GROUP (gtk_widget_get_root (widget));
    }

  return NULL;
}

/* What panes can do is known to buttons only: one is asked that nobody sees. */
static gboolean
ask_button (const char *name,
            GVariant   *target,
            GtkWidget  *widget,
            gboolean   *exists)
{
  GtkWidget *probe = gtk_button_new ();
  gboolean is_possible;

  gtk_widget_set_visible (probe, FALSE);
  gtk_widget_set_parent (probe, widget);
  /* Its target first: without, the name would mean something else. */
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (probe), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (probe), name);
  is_possible = gtk_widget_get_sensitive (probe);
  gtk_widget_unparent (probe);
  *exists = is_possible;

  return is_possible;
}

/* A class knows which actions it has, also of those that cannot be done. */
static gboolean
has_class_action (GtkWidget  *widget,
                  const char *name)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (widget);
      const char *action = NULL;
      const GVariantType *type = NULL;
      const char *property = NULL;
      GType owner;

      for (guint i = 0;
           gtk_widget_class_query_action (klass, i, &owner, &action, &type, &property); i++)
        {
          if (g_str_equal (action, name))
            return TRUE;
        }
    }

  return FALSE;
}

static gboolean
check (const TalusVerb *self,
       GtkWidget       *widget,
       gboolean        *exists)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  const char *rest = NULL;
  GActionGroup *group;
  gboolean is_possible;

  *exists = FALSE;
  if (!g_action_parse_detailed_name (self->action, &name, &target, NULL))
    return FALSE;

  group = get_group (name, widget, &rest);
  if (group != NULL)
    {
      *exists = g_action_group_has_action (group, rest);
      return *exists && g_action_group_get_action_enabled (group, rest);
    }

  is_possible = ask_button (name, target, widget, exists);
  *exists = is_possible || has_class_action (widget, name);

  return is_possible;
}

/**
 * talus_verb_exists:
 * @self: a verb
 * @widget: where it would be done
 *
 * Says whether the verb means something there, be it that it cannot be done
 * just now.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_verb_exists (const TalusVerb *self,
                   GtkWidget       *widget)
{
  gboolean exists;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  check (self, widget, &exists);

  return exists;
}

/**
 * talus_verb_is_possible:
 * @self: a verb
 * @widget: where it would be done
 *
 * Returns: whether it can be done there now
 */
gboolean
talus_verb_is_possible (const TalusVerb *self,
                        GtkWidget       *widget)
{
  gboolean exists;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  return check (self, widget, &exists);
}

/**
 * talus_verb_activate:
 * @self: a verb
 * @widget: where it is to be done
 *
 * Does it.
 *
 * Returns: %FALSE if it does not exist there
 */
gboolean
talus_verb_activate (const TalusVerb *self,
                     GtkWidget       *widget)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  return g_action_parse_detailed_name (self->action, &name, &target, NULL) &&
         gtk_widget_activate_action_variant (widget, name, target);
}
