/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a node. The arrows go through the hits while the text keeps the
 * keyboard; Enter takes the one that is marked. It knows nothing of what the
 * node is wanted for. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-picker.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/format/talus-format.h"

#define MAX_HITS 50

/* Of each frame. */
#define SLICE_MICROSECONDS 5000

struct _TalusNodePicker
{
  GtkPopover parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkWidget *scrolled;
  GtkListView *list;
  GtkLabel *empty_label;

  /* owned */
  TalusView *view;
  GListStore *hits;
  GtkSingleSelection *selection;
  GSignalGroup *peer_signals;
  TalusNodeScan *scan;     /* (nullable) */
  guint scan_source;

  TalusNodeScanFunc func;
  gpointer user_data;
};

enum
{
  OPENING,
  PICKED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusNodePicker, talus_node_picker, GTK_TYPE_POPOVER)

static guint signals[N_SIGNALS];

static void
stop (TalusNodePicker *self)
{
  g_clear_handle_id (&self->scan_source, g_source_remove);
  g_clear_pointer (&self->scan, talus_node_scan_free);
}

static void
show_hits (TalusNodePicker *self,
           gboolean         is_done)
{
  g_autoptr (GPtrArray) nodes = talus_node_scan_list (self->scan);

  /* While it looks, what was found before stays rather than flicker. */
  if (nodes->len == 0 && !is_done)
    return;

  g_list_store_splice (self->hits, 0, g_list_model_get_n_items (G_LIST_MODEL (self->hits)),
                       nodes->pdata, nodes->len);
  gtk_stack_set_visible_child (self->stack, nodes->len > 0 ? self->scrolled
                                                           : GTK_WIDGET (self->empty_label));
}

static gboolean
scan_cb (gpointer user_data)
{
  TalusNodePicker *self = user_data;
  gboolean is_done = talus_node_scan_run (self->scan, SLICE_MICROSECONDS);

  show_hits (self, is_done);
  if (!is_done)
    return G_SOURCE_CONTINUE;

  self->scan_source = 0;
  stop (self);

  return G_SOURCE_REMOVE;
}

static void
restart (TalusNodePicker *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  stop (self);
  self->scan = talus_node_scan_new (talus_view_get_graph (self->view),
                                    gtk_editable_get_text (GTK_EDITABLE (self->entry)), MAX_HITS,
                                    self->func, self->user_data);
  if (scan_cb (self))
    self->scan_source = g_idle_add (scan_cb, self);
}

static void
pick (TalusNodePicker *self,
      guint            position)
{
  g_autoptr (TalusNode) node = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (node == NULL)
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PICKED], 0, node);
}

static void
entry_activated_cb (TalusNodePicker *self)
{
  /* Enter may come before the last slice. */
  if (self->scan != NULL)
    {
      talus_node_scan_run (self->scan, G_USEC_PER_SEC);
      show_hits (self, TRUE);
      stop (self);
    }

  pick (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activated_cb (TalusNodePicker *self,
                  guint            position)
{
  pick (self, position);
}

static gboolean
key_cb (TalusNodePicker *self,
        guint            key)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n == 0 || (key != GDK_KEY_Down && key != GDK_KEY_Up))
    return FALSE;

  if (key == GDK_KEY_Down)
    selected = selected == GTK_INVALID_LIST_POSITION || selected + 1 >= n ? 0 : selected + 1;
  else
    selected = selected == GTK_INVALID_LIST_POSITION || selected == 0 ? n - 1 : selected - 1;

  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", selected);

  return TRUE;
}

static void
setup_cb (TalusNodePicker *self,
          GtkListItem     *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *place = gtk_label_new (NULL);

  gtk_box_append (GTK_BOX (box), talus_tinted_icon_new ());
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_add_css_class (place, "caption");
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), place);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (TalusNodePicker *self,
         GtkListItem     *item)
{
  TalusNode *node = gtk_list_item_get_item (item);
  TalusNode *parent = talus_node_get_parent (node);
  const TalusNodeType *type = talus_template_get_type_by_id (talus_view_get_template (self->view),
                                                             talus_node_get_type_id (node));
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *name = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *place = gtk_widget_get_next_sibling (name);
  g_autofree char *text = talus_format_node_name (node);
  g_autofree char *above = parent != NULL ? talus_format_node_name (parent) : NULL;

  talus_tinted_icon_set (TALUS_TINTED_ICON (icon), talus_icon_for_type (type),
                         type != NULL ? type->color : NULL);
  gtk_label_set_label (GTK_LABEL (name), text);
  gtk_label_set_label (GTK_LABEL (place), above != NULL ? above : "");
  gtk_widget_set_visible (place, above != NULL);
}

static void
talus_node_picker_show (GtkWidget *widget)
{
  TalusNodePicker *self = TALUS_NODE_PICKER (widget);

  g_signal_emit (self, signals[OPENING], 0);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (self->view));
  GTK_WIDGET_CLASS (talus_node_picker_parent_class)->show (widget);
  restart (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
talus_node_picker_closed (GtkPopover *popover)
{
  TalusNodePicker *self = TALUS_NODE_PICKER (popover);

  stop (self);
  g_signal_group_set_target (self->peer_signals, NULL);
  g_list_store_remove_all (self->hits);
}

static void
talus_node_picker_dispose (GObject *object)
{
  TalusNodePicker *self = TALUS_NODE_PICKER (object);

  stop (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_NODE_PICKER);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->hits);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_node_picker_parent_class)->dispose (object);
}

static void
talus_node_picker_class_init (TalusNodePickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_node_picker_dispose;
  widget_class->show = talus_node_picker_show;
  GTK_POPOVER_CLASS (klass)->closed = talus_node_picker_closed;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/search/talus-node-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusNodePicker, entry);
  gtk_widget_class_bind_template_child (widget_class, TalusNodePicker, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusNodePicker, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TalusNodePicker, list);
  gtk_widget_class_bind_template_child (widget_class, TalusNodePicker, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, restart);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);

  /**
   * TalusNodePicker::opening:
   * @self: the picker
   *
   * It is about to list what can be chosen.
   */
  signals[OPENING] = g_signal_new ("opening", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusNodePicker::picked:
   * @self: the picker
   * @node: what was chosen
   *
   * Somebody has chosen.
   */
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
}

static void
talus_node_picker_init (TalusNodePicker *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->hits = g_list_store_new (TALUS_TYPE_NODE);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->hits)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  gtk_list_view_set_factory (self->list, factory);

  /* A scan must not outlive the nodes that it is at. */
  self->peer_signals = g_signal_group_new (TALUS_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "structure-changed", G_CALLBACK (restart),
                                  self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

/**
 * talus_node_picker_new:
 * @view: whose nodes
 * @prompt: (not nullable): what the line to type in says
 *
 * Makes a popover that chooses among all nodes.
 *
 * Returns: (transfer floating): the picker
 */
GtkWidget *
talus_node_picker_new (TalusView  *view,
                       const char *prompt)
{
  TalusNodePicker *self = g_object_new (TALUS_TYPE_NODE_PICKER, NULL);

  self->view = g_object_ref (view);
  g_object_set (self->entry, "placeholder-text", prompt, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  prompt, -1);

  return GTK_WIDGET (self);
}

/**
 * talus_node_picker_set_filter:
 * @self: a picker
 * @func: (scope notified): whether a node may be chosen
 * @user_data: for @func
 *
 * Leaves out what may not be chosen.
 */
void
talus_node_picker_set_filter (TalusNodePicker   *self,
                              TalusNodeScanFunc  func,
                              gpointer           user_data)
{
  g_return_if_fail (TALUS_IS_NODE_PICKER (self));

  self->func = func;
  self->user_data = user_data;
}

/**
 * talus_node_picker_set_empty:
 * @self: a picker
 * @text: (not nullable): a sentence
 *
 * Sets what is said where there is nothing to choose.
 */
void
talus_node_picker_set_empty (TalusNodePicker *self,
                             const char      *text)
{
  g_return_if_fail (TALUS_IS_NODE_PICKER (self));

  gtk_label_set_label (self->empty_label, text);
}
