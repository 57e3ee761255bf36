/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry that keeps the focus, and a list that its arrows go through. Verbs
 * are done where the focus was before. It must not know which there are. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-palette.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/search/talus-palette-results.h"

#define PAGE       8
#define N_CHARS    56     /* how wide it likes to be */
#define MAX_HEIGHT 420

struct _TalusPalette
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *content;
  GtkEntry *entry;
  GtkStack *stack;
  GtkListView *list;

  /* owned */
  TalusView *view;
  TalusPaletteResults *results;
  GtkSingleSelection *selection;
  TalusPaletteItem *stepped;  /* (nullable): what keys went to, with this text */
  GHashTable *rows;           /* TalusPaletteItem → GtkWidget: those on the screen */

  /* borrowed */
  GtkWidget *before;          /* what had the focus; watched */
};

G_DEFINE_FINAL_TYPE (TalusPalette, talus_palette, GTK_TYPE_WIDGET)

static void
set_before (TalusPalette *self,
            GtkWidget    *widget)
{
  if (self->before != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->before), (gpointer *) &self->before);
  self->before = widget;
  if (widget != NULL)
    g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &self->before);
}

static GtkWidget *
find_stack (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (ADW_IS_VIEW_STACK (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_stack (child);

  return found;
}

/* The pane in front: verbs are done there, wherever in it the focus is. */
static GtkWidget *
get_target (TalusPalette *self)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *stack = window != NULL ? find_stack (window) : NULL;
  GtkWidget *pane = stack != NULL ? adw_view_stack_get_visible_child (ADW_VIEW_STACK (stack))
                                  : NULL;

  return pane != NULL ? pane : window;
}

/* The rows. */

static void
setup_cb (TalusPalette *self,
          GtkListItem  *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *subtitle = gtk_label_new (NULL);
  GtkWidget *key = gtk_label_new (NULL);

  gtk_box_append (GTK_BOX (row), talus_tinted_icon_new ());
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_ellipsize (GTK_LABEL (subtitle), PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), subtitle);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_widget_add_css_class (key, "caption");
  gtk_box_append (GTK_BOX (row), key);
  gtk_widget_add_css_class (row, "palette-row");
  gtk_list_item_set_child (item, row);
}

static void
show_icon (TalusPalette     *self,
           TalusTintedIcon  *icon,
           TalusPaletteItem *item)
{
  TalusNode *node = talus_palette_item_get_node (item);
  const TalusNodeType *type = NULL;

  if (node == NULL)
    {
      talus_tinted_icon_set (icon, "system-run-symbolic", NULL);
      return;
    }

  type = talus_template_get_type_by_id (talus_view_get_template (self->view),
                                        talus_node_get_type_id (node));
  if (type != NULL)
    talus_tinted_icon_set (icon, talus_icon_for_type (type), type->color);
  else
    talus_tinted_icon_set (icon, TALUS_ICON_NODE, NULL);
}

static void
show_key (GtkLabel         *label,
          TalusPaletteItem *item)
{
  const TalusVerb *verb = talus_palette_item_get_verb (item);
  g_autofree char *text = NULL;
  GdkModifierType modifiers = 0;
  guint key = 0;

  if (verb != NULL && verb->accel != NULL && gtk_accelerator_parse (verb->accel, &key, &modifiers))
    text = gtk_accelerator_get_label (key, modifiers);
  gtk_label_set_label (label, text != NULL ? text : "");
}

static void
bind_cb (TalusPalette *self,
         GtkListItem  *list_item)
{
  TalusPaletteItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *icon = gtk_widget_get_first_child (row);
  GtkWidget *texts = gtk_widget_get_next_sibling (icon);
  GtkWidget *title = gtk_widget_get_first_child (texts);
  g_autofree char *name = talus_palette_item_get_title (item);
  g_autofree char *subtitle = talus_palette_item_get_subtitle (item);
  g_autofree char *spoken = NULL;

  show_icon (self, TALUS_TINTED_ICON (icon), item);
  gtk_label_set_label (GTK_LABEL (title), name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), subtitle);
  gtk_widget_set_visible (gtk_widget_get_next_sibling (title), *subtitle != '\0');
  show_key (GTK_LABEL (gtk_widget_get_last_child (row)), item);
  gtk_widget_set_sensitive (row, talus_palette_item_is_possible (item));
  gtk_list_item_set_activatable (list_item, talus_palette_item_is_possible (item));

  spoken = *subtitle != '\0' ? g_strdup_printf ("%s, %s", name, subtitle) : g_strdup (name);
  if (gtk_widget_get_parent (row) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_hash_table_insert (self->rows, item, row);
}

static void
unbind_cb (TalusPalette *self,
           GtkListItem  *list_item)
{
  TalusPaletteItem *item = gtk_list_item_get_item (list_item);

  if (item != NULL && g_hash_table_lookup (self->rows, item) == gtk_list_item_get_child (list_item))
    g_hash_table_remove (self->rows, item);
}

/* What is about to be chosen is read out although the entry has the focus. */
static void
tell_active (TalusPalette *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);
  GtkWidget *row = item != NULL ? g_hash_table_lookup (self->rows, item) : NULL;

  if (row != NULL && gtk_widget_get_parent (row) != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    gtk_widget_get_parent (row), -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

/* Choosing. */

static void
select_position (TalusPalette *self,
                 guint         position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  tell_active (self);
}

static void
step (TalusPalette *self,
      int           n)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->results));
  guint selected = gtk_single_selection_get_selected (self->selection);
  gint64 position = selected != GTK_INVALID_LIST_POSITION ? (gint64) selected + n : 0;

  if (n_items == 0)
    return;

  /* By one it goes round, by pages to the ends. */
  if (ABS (n) == 1)
    position = (position + n_items) % n_items;
  select_position (self, (guint) CLAMP (position, 0, (gint64) n_items - 1));
  g_set_object (&self->stepped, gtk_single_selection_get_selected_item (self->selection));
}

/* Where what keys went to is now; 0 where they went nowhere. */
static guint
find_stepped (TalusPalette *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->results));

  for (guint i = 0; self->stepped != NULL && i < n_items; i++)
    {
      g_autoptr (TalusPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->results), i);

      if (talus_palette_item_get_verb (item) == talus_palette_item_get_verb (self->stepped) &&
          talus_palette_item_get_node (item) == talus_palette_item_get_node (self->stepped))
        return i;
    }

  return 0;
}

static void
choose (TalusPalette     *self,
        TalusPaletteItem *item)
{
  const TalusVerb *verb = talus_palette_item_get_verb (item);
  g_autoptr (TalusPaletteItem) kept = g_object_ref (item);
  GtkWidget *target = get_target (self);

  if (!talus_palette_item_is_possible (item))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  talus_palette_results_use (self->results, item);
  talus_palette_shut (self);
  if (verb != NULL)
    talus_verb_activate (verb, target);
  else
    talus_view_reveal (self->view,
                       talus_node_get_id (talus_palette_item_get_node (kept)));
}

static void
activate_cb (TalusPalette *self)
{
  TalusPaletteItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    choose (self, item);
}

static void
row_activated_cb (TalusPalette *self,
                  guint         position)
{
  g_autoptr (TalusPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->results),
                                                             position);

  if (item != NULL)
    choose (self, item);
}

static void
items_changed_cb (TalusPalette *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->results)) == 0;

  gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "list");
  if (!is_empty)
    select_position (self, find_stepped (self));
}

static void
changed_cb (TalusPalette *self)
{
  g_clear_object (&self->stepped);
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    talus_palette_results_set_text (self->results,
                                    gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static gboolean
key_cb (TalusPalette    *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      step (self, PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      step (self, -PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      talus_palette_shut (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      step (self, keyval == GDK_KEY_Tab && !(state & GDK_SHIFT_MASK) ? 1 : -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
focus_left_cb (TalusPalette *self)
{
  set_before (self, NULL);
  talus_palette_shut (self);
}

static void
talus_palette_dispose (GObject *object)
{
  TalusPalette *self = TALUS_PALETTE (object);

  set_before (self, NULL);
  if (self->results != NULL)
    talus_palette_results_set_target (self->results, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->stepped);
  g_clear_object (&self->selection);
  g_clear_object (&self->results);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_palette_parent_class)->dispose (object);
}

static void
talus_palette_finalize (GObject *object)
{
  g_hash_table_unref (TALUS_PALETTE (object)->rows);

  G_OBJECT_CLASS (talus_palette_parent_class)->finalize (object);
}

static void
talus_palette_class_init (TalusPaletteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_palette_dispose;
  object_class->finalize = talus_palette_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
make_list (TalusPalette *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->list, TRUE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Found"), -1);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (row_activated_cb), self);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);

  return scrolled;
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *label = gtk_label_new (_("Nothing is called that"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 24);
  gtk_widget_set_margin_bottom (label, 24);

  return label;
}

static void
make_entry (TalusPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = g_object_new (GTK_TYPE_ENTRY, "accessible-role", GTK_ACCESSIBLE_ROLE_COMBO_BOX,
                              "placeholder-text", _("Go to a node, or do something …"),
                              "primary-icon-name", "edit-find-symbolic",
                              "max-width-chars", N_CHARS, "width-chars", 10,
                              "hexpand", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Go to, or do"),
                                  GTK_ACCESSIBLE_PROPERTY_AUTOCOMPLETE,
                                  GTK_ACCESSIBLE_AUTOCOMPLETE_LIST, -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

static void
talus_palette_init (TalusPalette *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->rows = g_hash_table_new (NULL, NULL);
  make_entry (self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, make_empty (), "empty");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_CONTROLS,
                                  self->list, NULL, -1);
  gtk_widget_add_css_class (box, "palette-content");

  self->content = box;
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * talus_palette_new:
 * @view: what it finds nodes in
 *
 * Makes a palette, hidden.
 *
 * Returns: (transfer floating): the palette
 */
GtkWidget *
talus_palette_new (TalusView *view)
{
  TalusPalette *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_PALETTE, NULL);
  self->view = g_object_ref (view);
  self->results = talus_palette_results_new (talus_search_get (view));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->results)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->results, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return GTK_WIDGET (self);
}

/**
 * talus_palette_open:
 * @self: a palette
 *
 * Shows it, empty, with the focus.
 */
void
talus_palette_open (TalusPalette *self)
{
  GtkRoot *root;

  g_return_if_fail (TALUS_IS_PALETTE (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  root = gtk_widget_get_root (GTK_WIDGET (self));
  set_before (self, root != NULL ? gtk_root_get_focus (root) : NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  talus_palette_results_set_text (self->results, "");
  talus_palette_results_set_target (self->results, get_target (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE,
                               -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/**
 * talus_palette_shut:
 * @self: a palette
 *
 * Hides it; the focus is where it was before.
 */
void
talus_palette_shut (TalusPalette *self)
{
  GtkWidget *before;

  g_return_if_fail (TALUS_IS_PALETTE (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  before = self->before;
  set_before (self, NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE,
                               -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  talus_palette_results_set_target (self->results, NULL);
  g_clear_object (&self->stepped);
  if (before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
}

static void
palette_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  TalusPalette *self = user_data;

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    talus_palette_shut (self);
  else
    talus_palette_open (self);
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = { { "palette", palette_cb } };
  GtkWidget *palette = talus_palette_new (view);

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries),
                                   palette);

  return palette;
}

const TalusPartType talus_palette_part_type = { "palette", TALUS_SLOT_OVERLAY, create };
