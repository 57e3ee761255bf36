/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made once a row on screen and bound again and again while it scrolls: what
 * is told twice costs nothing, and what only a tooltip says is found when
 * somebody asks. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-name-cell.h"

#include <glib/gi18n.h>

#include "app/core/talus-flash.h"
#include "app/core/talus-icons.h"
#include "app/core/talus-node-state.h"
#include "app/core/talus-tinted-icon.h"
#include "app/outline/talus-outline-describe.h"
#include "base/talus-util.h"

#define FLASH_RADIUS   6
#define MAX_CHARACTERS 1024

/* In the order in which they stand at the end. */
enum
{
  MARK_BLOCKED,
  MARK_ISSUE,
  MARK_SINCE,
  N_MARKS
};

struct _TalusOutlineNameCell
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *expander;
  GtkWidget *status;
  GtkWidget *type;
  GtkWidget *name;
  GtkWidget *entry;         /* (nullable): made when it is edited, hidden else */
  GtkWidget *marks[N_MARKS];  /* (nullable): made when one is needed */

  /* owned */
  TalusGraph *graph;
  TalusNode *node;
  char *text;
  TalusFlash *flash;

  TalusPastMark mark;
  guint depth;
  gboolean is_expandable;
  gboolean is_expanded;
  gboolean is_edited;
};

enum
{
  TOGGLED,
  ENTERED,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusOutlineNameCell, talus_outline_name_cell, GTK_TYPE_WIDGET)

/* There is one pointer for all windows. */
static guint n_hushes;

static void
show_status (TalusOutlineNameCell *self,
             const TalusNodeType  *type)
{
  const TalusOption *option = NULL;

  if (type != NULL && talus_node_type_get_status (type) != NULL)
    option = talus_node_get_status (self->graph, self->node);

  talus_tinted_icon_set (TALUS_TINTED_ICON (self->status),
                         option != NULL ? talus_icon_for_option (option) : NULL,
                         option != NULL ? option->color : NULL);
}

static void
show_mark (TalusOutlineNameCell *self,
           guint                 index,
           const char           *icon_name,
           const char           *style)
{
  GtkWidget *next = NULL;

  if (icon_name == NULL)
    {
      if (self->marks[index] != NULL)
        gtk_widget_set_visible (self->marks[index], FALSE);
      return;
    }

  if (self->marks[index] == NULL)
    {
      for (guint i = index + 1; i < N_MARKS && next == NULL; i++)
        next = self->marks[i];

      self->marks[index] = g_object_new (TALUS_TYPE_TINTED_ICON,
                                         "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                         NULL);
      gtk_widget_add_css_class (self->marks[index], style);
      gtk_widget_insert_before (self->marks[index], GTK_WIDGET (self), next);
    }
  talus_tinted_icon_set (TALUS_TINTED_ICON (self->marks[index]), icon_name, NULL);
  gtk_widget_set_visible (self->marks[index], TRUE);
}

static void
show_marks (TalusOutlineNameCell *self)
{
  TalusOutlineTrouble trouble = talus_outline_find_trouble (self->graph, self->node);
  gboolean is_blocked = talus_node_find_blocker (self->graph, self->node) != NULL &&
                        !talus_node_is_finished (self->graph, self->node);

  show_mark (self, MARK_BLOCKED, is_blocked ? TALUS_ICON_BLOCKED : NULL, "dim-label");
  show_mark (self, MARK_ISSUE,
             trouble == TALUS_OUTLINE_TROUBLE_ORPHAN    ? "dialog-question-symbolic"
             : trouble == TALUS_OUTLINE_TROUBLE_MISSING ? "dialog-warning-symbolic"
                                                        : NULL,
             "warning");
  show_mark (self, MARK_SINCE,
             self->mark == TALUS_PAST_GONE      ? "user-trash-symbolic"
             : self->mark == TALUS_PAST_CHANGED ? "document-edit-symbolic"
                                                : NULL,
             "dim-label");
}

/* (nullable): what has become of it, for who looks at how it was. */
static const char *
word_mark (TalusOutlineNameCell *self)
{
  switch (self->mark)
    {
    case TALUS_PAST_CHANGED:
      return _("changed since");
    case TALUS_PAST_GONE:
      return _("deleted since");
    case TALUS_PAST_SAME:
    default:
      return NULL;
    }
}

static void
show_name (TalusOutlineNameCell *self)
{
  const char *name = talus_node_get_name (self->node);
  gboolean has_name = *name != '\0';

  if (!talus_set_string (&self->text, has_name ? name : _("Unnamed")))
    return;

  gtk_inscription_set_text (GTK_INSCRIPTION (self->name), self->text);
  if (has_name)
    gtk_widget_remove_css_class (self->name, "dim-label");
  else
    gtk_widget_add_css_class (self->name, "dim-label");
}

/* (nullable): the row around it, which has the focus of the keyboard. */
static GtkAccessible *
find_row (TalusOutlineNameCell *self)
{
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (self));

  while (widget != NULL && g_strcmp0 (gtk_widget_get_css_name (widget), "row") != 0)
    widget = gtk_widget_get_parent (widget);

  return widget != NULL ? GTK_ACCESSIBLE (widget) : NULL;
}

/* For who cannot see it: all of it in words, in the order of importance. */
static void
describe (TalusOutlineNameCell *self)
{
  g_autofree char *row_label = talus_outline_describe_row (self->graph, self->node);
  g_autofree char *label = word_mark (self) != NULL
    ? g_strjoin (_(", "), row_label, word_mark (self), NULL) : g_steal_pointer (&row_label);
  GtkAccessible *row = find_row (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (row != NULL)
    gtk_accessible_update_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
describe_tree (TalusOutlineNameCell *self,
               GtkAccessible        *accessible)
{
  gtk_accessible_update_property (accessible,
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) self->depth + 1, -1);
  if (self->is_expandable)
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED, self->is_expanded, -1);
  else
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED);
}

static void
pressed_expander_cb (TalusOutlineNameCell *self,
                     int                   n_press,
                     double                x,
                     double                y,
                     GtkGestureClick      *gesture)
{
  /* Where there is nothing to expand it is a click on the row. */
  if (!self->is_expandable)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[TOGGLED], 0);
}

static void
activated_entry_cb (TalusOutlineNameCell *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static void
left_entry_cb (TalusOutlineNameCell *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
talus_outline_name_cell_snapshot (GtkWidget   *widget,
                                  GtkSnapshot *snapshot)
{
  TalusOutlineNameCell *self = TALUS_OUTLINE_NAME_CELL (widget);

  talus_flash_snapshot (self->flash, snapshot,
                        &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                             (float) gtk_widget_get_height (widget)),
                        FLASH_RADIUS);
  GTK_WIDGET_CLASS (talus_outline_name_cell_parent_class)->snapshot (widget, snapshot);
}

/* An inscription knows no start and end. */
static void
talus_outline_name_cell_direction_changed (GtkWidget        *widget,
                                           GtkTextDirection  before)
{
  TalusOutlineNameCell *self = TALUS_OUTLINE_NAME_CELL (widget);

  GTK_WIDGET_CLASS (talus_outline_name_cell_parent_class)->direction_changed (widget, before);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->name),
                              gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 1 : 0);
}

static gboolean
talus_outline_name_cell_query_tooltip (GtkWidget  *widget,
                                       int         x,
                                       int         y,
                                       gboolean    keyboard,
                                       GtkTooltip *tooltip)
{
  TalusOutlineNameCell *self = TALUS_OUTLINE_NAME_CELL (widget);
  g_autofree char *described = NULL;
  g_autofree char *text = NULL;

  if (n_hushes > 0 || self->node == NULL || self->is_edited || !talus_node_is_live (self->node))
    return FALSE;

  described = talus_outline_describe_tooltip (self->graph, self->node);
  text = g_strjoin ("\n", described, word_mark (self), NULL);
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
talus_outline_name_cell_dispose (GObject *object)
{
  TalusOutlineNameCell *self = TALUS_OUTLINE_NAME_CELL (object);
  GtkWidget *child;

  talus_flash_stop (self->flash);
  self->entry = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->node);
  g_clear_object (&self->graph);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (talus_outline_name_cell_parent_class)->dispose (object);
}

static void
talus_outline_name_cell_finalize (GObject *object)
{
  talus_flash_free (TALUS_OUTLINE_NAME_CELL (object)->flash);

  G_OBJECT_CLASS (talus_outline_name_cell_parent_class)->finalize (object);
}

static void
talus_outline_name_cell_class_init (TalusOutlineNameCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_outline_name_cell_dispose;
  object_class->finalize = talus_outline_name_cell_finalize;
  widget_class->snapshot = talus_outline_name_cell_snapshot;
  widget_class->direction_changed = talus_outline_name_cell_direction_changed;
  widget_class->query_tooltip = talus_outline_name_cell_query_tooltip;

  /**
   * TalusOutlineNameCell::toggled:
   * @self: the cell
   *
   * Emitted where somebody clicked its expander.
   */
  signals[TOGGLED] = g_signal_new ("toggled", TALUS_TYPE_OUTLINE_NAME_CELL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusOutlineNameCell::entered:
   * @self: the cell
   *
   * Emitted where somebody pressed Enter in its entry.
   */
  signals[ENTERED] = g_signal_new ("entered", TALUS_TYPE_OUTLINE_NAME_CELL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusOutlineNameCell::left:
   * @self: the cell
   *
   * Emitted where the focus went from its entry to something else.
   */
  signals[LEFT] = g_signal_new ("left", TALUS_TYPE_OUTLINE_NAME_CELL, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "outline-name");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_ITEM);
}

static void
talus_outline_name_cell_init (TalusOutlineNameCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget)), 6);
  gtk_widget_set_has_tooltip (widget, TRUE);
  self->flash = talus_flash_new (widget);
  self->depth = G_MAXUINT;

  self->expander = g_object_new (TALUS_TYPE_TINTED_ICON,
                                 "icon-name", "pan-end-symbolic",
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                 NULL);
  gtk_widget_add_css_class (self->expander, "outline-expander");
  gtk_widget_set_parent (self->expander, widget);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_expander_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->expander, GTK_EVENT_CONTROLLER (click));

  self->status = talus_tinted_icon_new ();
  gtk_widget_set_parent (self->status, widget);
  self->type = talus_tinted_icon_new ();
  gtk_widget_set_parent (self->type, widget);

  self->name = g_object_new (GTK_TYPE_INSCRIPTION,
                             "hexpand", TRUE,
                             "valign", GTK_ALIGN_CENTER,
                             "min-chars", 3,
                             "nat-chars", 12,
                             "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                             "xalign", gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                                         ? 1.0f : 0.0f,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  gtk_widget_set_parent (self->name, widget);
}

static void
make_entry (TalusOutlineNameCell *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  /* By itself GTK gives one no role: it counts on the entry around it. */
  self->entry = g_object_new (GTK_TYPE_TEXT, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX,
                              NULL);
  gtk_widget_add_css_class (self->entry, "outline-entry");
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_text_set_max_length (GTK_TEXT (self->entry), MAX_CHARACTERS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activated_entry_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_entry_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, focus);
  gtk_widget_insert_after (self->entry, GTK_WIDGET (self), self->name);
}

/**
 * talus_outline_name_cell_new:
 *
 * Returns: (transfer floating): a cell that shows nothing yet
 */
GtkWidget *
talus_outline_name_cell_new (void)
{
  return g_object_new (TALUS_TYPE_OUTLINE_NAME_CELL, NULL);
}

/**
 * talus_outline_name_cell_show:
 * @self: a cell
 * @graph: (nullable): the graph of @node
 * @node: (nullable): a live node, %NULL for nothing
 * @mark: what has become of it since
 *
 * Shows a node as it is now.
 */
void
talus_outline_name_cell_show (TalusOutlineNameCell *self,
                              TalusGraph           *graph,
                              TalusNode            *node,
                              TalusPastMark         mark)
{
  const TalusNodeType *type;

  g_return_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self));

  if (self->node != node)
    talus_flash_stop (self->flash);
  g_set_object (&self->graph, graph);
  g_set_object (&self->node, node);
  self->mark = mark;
  if (node == NULL)
    return;

  type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                        talus_node_get_type_id (node));
  talus_tinted_icon_set (TALUS_TINTED_ICON (self->type), talus_icon_for_type (type),
                         type != NULL ? type->color : NULL);
  show_status (self, type);
  show_name (self);
  show_marks (self);
  describe (self);
}

/**
 * talus_outline_name_cell_get_node:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the node it shows
 */
TalusNode *
talus_outline_name_cell_get_node (TalusOutlineNameCell *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self), NULL);

  return self->node;
}

/**
 * talus_outline_name_cell_set_tree:
 * @self: a cell
 * @depth: how many nodes are above
 * @is_expandable: whether there are any below
 * @is_expanded: whether they are seen
 *
 * Shows where in the tree it is.
 */
void
talus_outline_name_cell_set_tree (TalusOutlineNameCell *self,
                                  guint                 depth,
                                  gboolean              is_expandable,
                                  gboolean              is_expanded)
{
  g_return_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self));

  if (self->depth == depth && self->is_expandable == is_expandable &&
      self->is_expanded == is_expanded)
    return;

  self->depth = depth;
  self->is_expandable = is_expandable;
  self->is_expanded = is_expanded;
  gtk_widget_set_margin_start (self->expander, (int) depth * TALUS_OUTLINE_INDENT);
  talus_tinted_icon_set (TALUS_TINTED_ICON (self->expander),
                         is_expanded ? "pan-down-symbolic" : "pan-end-symbolic", NULL);
  describe_tree (self, GTK_ACCESSIBLE (self));
  if (find_row (self) != NULL)
    describe_tree (self, find_row (self));
  /* What is not there keeps its room, so that names stand in line. */
  gtk_widget_set_opacity (self->expander, is_expandable ? 1 : 0);
}

/**
 * talus_outline_name_cell_get_start:
 * @self: a cell
 *
 * Returns: how far its expander is from the start edge, pixels
 */
int
talus_outline_name_cell_get_start (TalusOutlineNameCell *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self), 0);

  return (int) self->depth * TALUS_OUTLINE_INDENT;
}

/**
 * talus_outline_name_cell_begin_edit:
 * @self: a cell
 * @text: what the entry holds at first
 * @select: whether all of it is selected, so that typing replaces it
 *
 * Lets the name be edited.
 */
void
talus_outline_name_cell_begin_edit (TalusOutlineNameCell *self,
                                    const char           *text,
                                    gboolean              select)
{
  g_return_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self));

  if (self->entry == NULL)
    make_entry (self);

  self->is_edited = TRUE;
  gtk_widget_set_visible (self->name, FALSE);
  gtk_widget_set_visible (self->entry, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_text_grab_focus_without_selecting (GTK_TEXT (self->entry));
  if (select)
    gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  else
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/**
 * talus_outline_name_cell_end_edit:
 * @self: a cell
 *
 * Shows the name again.
 */
void
talus_outline_name_cell_end_edit (TalusOutlineNameCell *self)
{
  g_return_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self));

  if (!self->is_edited)
    return;

  /* Hidden, not taken away: it may be telling of a key just now. */
  self->is_edited = FALSE;
  gtk_widget_set_visible (self->name, TRUE);
  gtk_widget_set_visible (self->entry, FALSE);
}

/**
 * talus_outline_name_cell_get_entry:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the entry, while it is edited
 */
GtkText *
talus_outline_name_cell_get_entry (TalusOutlineNameCell *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self), NULL);

  return self->is_edited ? GTK_TEXT (self->entry) : NULL;
}

/**
 * talus_outline_name_cell_hush:
 * @hush: whether something is on its way, or has arrived
 *
 * Lets all cells be silent while something is dragged. Main thread.
 */
void
talus_outline_name_cell_hush (gboolean hush)
{
  g_return_if_fail (hush || n_hushes > 0);

  if (hush)
    n_hushes++;
  else
    n_hushes--;
}

/**
 * talus_outline_name_cell_flash:
 * @self: a cell
 * @colour: somebody's, "#rrggbb"
 *
 * Shows that this person has just changed the node.
 */
void
talus_outline_name_cell_flash (TalusOutlineNameCell *self,
                               const char           *colour)
{
  g_return_if_fail (TALUS_IS_OUTLINE_NAME_CELL (self));

  talus_flash_start (self->flash, colour);
}
