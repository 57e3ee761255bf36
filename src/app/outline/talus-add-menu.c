/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A split button: its main part makes the first thing that is allowed, which
 * it names in its tooltip; the arrow offers all, listed when it is opened, for
 * going from row to row is to cost nothing. It only names actions. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-add-menu.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"
#include "app/core/talus-tree-edit.h"
#include "base/talus-util.h"

struct _TalusAddMenu
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *button;         /* one thing is allowed */
  GtkWidget *split;          /* several are */

  /* owned */
  TalusView *view;
  GSignalGroup *peer_signals;
  char *label;               /* (nullable): of what the button adds, "" nothing */
};

G_DEFINE_FINAL_TYPE (TalusAddMenu, talus_add_menu, GTK_TYPE_WIDGET)

static void
add_types (GMenu         *menu,
           TalusTemplate *template,
           TalusNode     *parent,
           const char    *verb,
           const char    *heading)
{
  g_autoptr (GPtrArray) types = talus_tree_list_types (template, parent);
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];
      g_autoptr (GMenuItem) item = g_menu_item_new (type->label, NULL);
      g_autofree char *target = g_strconcat (verb, ":", type->id, NULL);

      g_menu_item_set_action_and_target (item, "outline.add", "s", target);
      g_menu_append_item (section, item);
    }
  if (types->len > 0)
    g_menu_append_section (menu, heading, G_MENU_MODEL (section));
}

static char *
shorten (TalusNode *node)
{
  const char *name = talus_node_get_name (node);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= 24)
    return g_strdup (*name != '\0' ? name : _("Unnamed"));

  start = g_utf8_substring (name, 0, 23);

  return g_strconcat (g_strchomp (start), "…", NULL);
}

/**
 * talus_add_menu_make:
 * @graph: a graph
 * @cursor: (nullable): the node that is selected
 *
 * Lists what can be made there.
 *
 * Returns: (transfer full): a menu, empty where nothing can
 */
GMenuModel *
talus_add_menu_make (TalusGraph *graph,
                     TalusNode  *cursor)
{
  TalusTemplate *template = talus_graph_get_template (graph);
  GMenu *menu = g_menu_new ();
  TalusNode *parent = cursor != NULL ? talus_node_get_parent (cursor) : NULL;

  cursor = talus_tree_find_target (graph, cursor);
  if (cursor != NULL)
    {
      g_autofree char *name = shorten (cursor);
      g_autofree char *below = g_strdup_printf (_("Below “%s”"), name);
      g_autofree char *beside = g_strdup_printf (_("After “%s”"), name);

      add_types (menu, template, cursor, "child", below);
      if (parent != NULL)
        add_types (menu, template, parent, "sibling", beside);
    }
  else
    {
      add_types (menu, template, NULL, "child", NULL);
    }

  return G_MENU_MODEL (menu);
}

/* (transfer full) (nullable): the first item there is. */
static GVariant *
get_first (GMenuModel  *menu,
           char       **label,
           guint       *n_items)
{
  GVariant *target = NULL;

  *n_items = 0;
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      if (target == NULL)
        {
          target = g_menu_model_get_item_attribute_value (section, 0, G_MENU_ATTRIBUTE_TARGET,
                                                          NULL);
          g_menu_model_get_item_attribute (section, 0, G_MENU_ATTRIBUTE_LABEL, "s", label);
        }
      *n_items += (guint) g_menu_model_get_n_items (section);
    }

  return target;
}

static void
name_button (GtkWidget  *button,
             const char *label)
{
  g_autofree char *text = label != NULL ? g_strdup_printf (_("Add “%s”"), label)
                                        : g_strdup (_("Nothing can be added here"));

  talus_tooltip_set (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The parts of a split button have the focus, and no names. */
static void
name_parts (GtkWidget  *split,
            const char *label)
{
  g_autofree char *text = g_strdup_printf (_("Add “%s”"), label);

  for (GtkWidget *part = gtk_widget_get_first_child (split); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    {
      const char *name = GTK_IS_MENU_BUTTON (part) ? _("What Else to Add") : text;
      GtkWidget *inner = GTK_IS_MENU_BUTTON (part) ? gtk_widget_get_first_child (part) : NULL;

      gtk_accessible_update_property (GTK_ACCESSIBLE (part),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      if (inner != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (inner),
                                        GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

static void
update (TalusAddMenu *self)
{
  TalusNode *cursor = talus_view_get_cursor_node (self->view);
  g_autoptr (GMenuModel) menu = talus_add_menu_make (talus_view_get_graph (self->view), cursor);
  g_autofree char *label = NULL;
  guint n_items;
  g_autoptr (GVariant) target = get_first (menu, &label, &n_items);
  gboolean can_edit = talus_view_can_edit (self->view) && n_items > 0;

  gtk_widget_set_visible (self->button, n_items <= 1);
  gtk_widget_set_visible (self->split, n_items > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self), can_edit);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->button), target);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->split), target);
  if (!talus_set_string (&self->label, label != NULL ? label : ""))
    return;

  name_button (self->button, label);
  name_button (self->split, label);
  name_parts (self->split, self->label);
}

static void
create_menu_cb (GtkMenuButton *arrow,
                gpointer       user_data)
{
  TalusAddMenu *self = user_data;
  g_autoptr (GMenuModel) menu = talus_add_menu_make (talus_view_get_graph (self->view),
                                                     talus_view_get_cursor_node (self->view));

  gtk_menu_button_set_menu_model (arrow, menu);
}

static void
peer_changed_cb (TalusAddMenu *self)
{
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (self->view));
  update (self);
}

static void
talus_add_menu_dispose (GObject *object)
{
  TalusAddMenu *self = TALUS_ADD_MENU (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->split, gtk_widget_unparent);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_add_menu_parent_class)->dispose (object);
}

static void
talus_add_menu_finalize (GObject *object)
{
  g_free (TALUS_ADD_MENU (object)->label);

  G_OBJECT_CLASS (talus_add_menu_parent_class)->finalize (object);
}

static void
talus_add_menu_class_init (TalusAddMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_add_menu_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_add_menu_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
talus_add_menu_init (TalusAddMenu *self)
{
  self->button = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "outline.add");

  self->split = adw_split_button_new ();
  adw_split_button_set_icon_name (ADW_SPLIT_BUTTON (self->split), "list-add-symbolic");
  gtk_widget_set_parent (self->split, GTK_WIDGET (self));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->split), "outline.add");
  adw_split_button_set_dropdown_tooltip (ADW_SPLIT_BUTTON (self->split), _("What Else to Add"));
  for (GtkWidget *part = gtk_widget_get_first_child (self->split); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    {
      if (GTK_IS_MENU_BUTTON (part))
        gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (part), create_menu_cb, self, NULL);
    }
}

/**
 * talus_add_menu_new:
 * @view: where things are added
 *
 * Makes the button that adds.
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
talus_add_menu_new (TalusView *view)
{
  TalusAddMenu *self = g_object_new (TALUS_TYPE_ADD_MENU, NULL);

  self->view = g_object_ref (view);
  self->peer_signals = g_signal_group_new (TALUS_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "template-changed", G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->peer_signals, "structure-changed", G_CALLBACK (update),
                                  self);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  peer_changed_cb (self);

  return GTK_WIDGET (self);
}

static GtkWidget *
create_part (TalusView            *view,
             AdwApplicationWindow *window)
{
  return talus_add_menu_new (view);
}

const TalusPartType talus_add_menu_part_type = { "add", TALUS_SLOT_START, create_part };
