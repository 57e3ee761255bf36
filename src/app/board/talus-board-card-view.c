/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Few widgets, for there are many cards; what has nothing to say is hidden. It
 * must not change nodes. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include "app/board/talus-board-card-view.h"

#include <glib/gi18n.h>

#include "app/core/talus-flash.h"
#include "app/core/talus-icons.h"
#include "app/core/talus-node-state.h"
#include "app/core/talus-tinted-icon.h"
#include "app/format/talus-format.h"
#include "app/sharing/talus-presence-mark.h"

#define RADIUS         12
#define MAX_ABOVE      2      /* of the nodes above, how many are named */
#define AVATAR_SIZE    24
/* Each piece of a line is written in the direction of its own language. */
#define ISOLATE        "\xe2\x81\xa8"
#define END_ISOLATE    "\xe2\x81\xa9"

struct _TalusBoardCardView
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *mark;
  GtkWidget *icon;
  GtkLabel *name;
  GtkLabel *above;
  GtkWidget *blocked;
  GtkLabel *blocked_label;
  GtkWidget *bottom;
  GtkLabel *values;
  AdwAvatar *avatar;

  /* borrowed */
  const TalusBoardFace *face;

  /* owned */
  TalusNode *node;
  TalusFlash *flash;
  TalusBoardDropPart drop;
};

G_DEFINE_FINAL_TYPE (TalusBoardCardView, talus_board_card_view, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* The nearest ones, the outermost first, but not the root of all. */
static char *
describe_above (TalusNode *node)
{
  TalusNode *parents[MAX_ABOVE];
  guint n = 0;
  GString *text = g_string_new (NULL);

  for (TalusNode *above = talus_node_get_parent (node); above != NULL && n < MAX_ABOVE;
       above = talus_node_get_parent (above))
    {
      if (n > 0 && talus_node_get_parent (above) == NULL)
        break;
      parents[n++] = above;
    }

  while (n-- > 0)
    {
      g_autofree char *name = talus_format_node_name (parents[n]);

      if (text->len > 0)
        g_string_append (text, " › ");
      g_string_append_printf (text, ISOLATE "%s" END_ISOLATE, name);
    }

  return g_string_free (text, FALSE);
}

static const TalusNodeType *
get_type (TalusBoardCardView *self)
{
  return talus_template_get_type_by_id (talus_peer_get_template (self->face->peer),
                                        talus_node_get_type_id (self->node));
}

static char *
describe_values (TalusBoardCardView  *self,
                 const TalusNodeType *type)
{
  TalusGraph *graph = talus_peer_get_graph (self->face->peer);
  TalusFormat *format = talus_format_get (graph);
  GString *text = g_string_new (NULL);

  for (guint i = 0; type != NULL && self->face->keys[i] != NULL; i++)
    {
      const TalusProperty *property = talus_node_type_get_property (type, self->face->keys[i]);
      g_autoptr (TalusValue) value = NULL;
      g_autofree char *shown = NULL;

      if (property != NULL)
        value = talus_node_dup_property (self->node, property->id);
      if (value == NULL)
        continue;

      shown = talus_format_value (format, graph, property, value);
      if (*shown == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      /* A bare number says nothing. */
      if (property->kind == TALUS_PROPERTY_NUMBER)
        g_string_append_printf (text, ISOLATE "%s" END_ISOLATE " ", property->label);
      g_string_append_printf (text, ISOLATE "%s" END_ISOLATE, shown);
    }

  return g_string_free (text, FALSE);
}

/* (transfer full) (nullable): whom it is given to. */
static char *
find_person (TalusBoardCardView  *self,
             const TalusNodeType *type)
{
  TalusGraph *graph = talus_peer_get_graph (self->face->peer);

  for (guint i = 0; type != NULL && i < type->properties->len; i++)
    {
      const TalusProperty *property = type->properties->pdata[i];
      g_autoptr (TalusValue) value = NULL;

      if (property->kind != TALUS_PROPERTY_PERSON)
        continue;
      value = talus_node_dup_property (self->node, property->id);
      if (value != NULL)
        return talus_format_value (talus_format_get (graph), graph, property, value);
    }

  return NULL;
}

static void
show_person (TalusBoardCardView  *self,
             const TalusNodeType *type)
{
  g_autofree char *person = find_person (self, type);
  gboolean is_given = person != NULL && *person != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->avatar), is_given);
  if (is_given)
    {
      adw_avatar_set_text (self->avatar, person);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->avatar), person);
    }
}

static void
show_blocked (TalusBoardCardView *self)
{
  TalusGraph *graph = talus_peer_get_graph (self->face->peer);
  TalusNode *blocker = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!talus_node_is_finished (graph, self->node))
    blocker = talus_node_find_blocker (graph, self->node);
  gtk_widget_set_visible (self->blocked, blocker != NULL);
  if (blocker == NULL)
    return;

  name = talus_format_node_name (blocker);
  text = g_strdup_printf (_("Waits for “%s”"), name);
  gtk_label_set_label (self->blocked_label, text);
}

static void
describe (TalusBoardCardView  *self,
          const TalusNodeType *type)
{
  g_autofree char *name = talus_format_node_name (self->node);
  GString *text = g_string_new (name);

  if (type != NULL && self->face->shows_type)
    g_string_append_printf (text, ", %s", type->label);
  if (gtk_widget_get_visible (GTK_WIDGET (self->above)))
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->above));
  if (gtk_widget_get_visible (self->blocked))
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->blocked_label));
  if (gtk_widget_get_visible (GTK_WIDGET (self->values)))
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->values));
  if (gtk_widget_get_visible (GTK_WIDGET (self->avatar)))
    g_string_append_printf (text, ", %s", adw_avatar_get_text (self->avatar));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
  /* The row around it is what has the focus. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
  g_string_free (text, TRUE);
}

static void
talus_board_card_view_snapshot (GtkWidget   *widget,
                                GtkSnapshot *snapshot)
{
  TalusBoardCardView *self = TALUS_BOARD_CARD_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA colour;

  GTK_WIDGET_CLASS (talus_board_card_view_parent_class)->snapshot (widget, snapshot);
  talus_flash_snapshot (self->flash, snapshot, &bounds, RADIUS);

  if (self->drop != TALUS_BOARD_DROP_NOWHERE)
    {
      float y = self->drop == TALUS_BOARD_DROP_ABOVE ? 0 : height - 3;
      graphene_rect_t line = GRAPHENE_RECT_INIT (0, y, width, 3);

      if (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget),
                                          "accent_color", &colour))
        gtk_snapshot_append_color (snapshot, &colour, &line);
    }
}

static void
talus_board_card_view_dispose (GObject *object)
{
  TalusBoardCardView *self = TALUS_BOARD_CARD_VIEW (object);

  talus_flash_stop (self->flash);
  g_clear_object (&self->node);
  g_clear_pointer (&self->mark, gtk_widget_unparent);

  G_OBJECT_CLASS (talus_board_card_view_parent_class)->dispose (object);
}

static void
talus_board_card_view_finalize (GObject *object)
{
  talus_flash_free (TALUS_BOARD_CARD_VIEW (object)->flash);

  G_OBJECT_CLASS (talus_board_card_view_parent_class)->finalize (object);
}

static void
talus_board_card_view_class_init (TalusBoardCardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_board_card_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_board_card_view_finalize;
  widget_class->snapshot = talus_board_card_view_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "board-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return GTK_LABEL (label);
}

static GtkWidget *
make_top (TalusBoardCardView *self)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = talus_tinted_icon_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->icon, 2);
  gtk_box_append (GTK_BOX (top), self->icon);

  self->name = make_label (NULL);
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->name, 3);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->name));

  return top;
}

static GtkWidget *
make_blocked (TalusBoardCardView *self)
{
  self->blocked = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->blocked), gtk_image_new_from_icon_name (TALUS_ICON_BLOCKED));
  self->blocked_label = make_label ("caption");
  gtk_box_append (GTK_BOX (self->blocked), GTK_WIDGET (self->blocked_label));
  gtk_widget_add_css_class (self->blocked, "error");

  return self->blocked;
}

static GtkWidget *
make_bottom (TalusBoardCardView *self)
{
  self->bottom = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->values = make_label ("caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->values), "numeric");
  gtk_widget_set_hexpand (GTK_WIDGET (self->values), TRUE);
  gtk_box_append (GTK_BOX (self->bottom), GTK_WIDGET (self->values));
  self->avatar = ADW_AVATAR (adw_avatar_new (AVATAR_SIZE, NULL, TRUE));
  gtk_widget_set_halign (GTK_WIDGET (self->avatar), GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->bottom), GTK_WIDGET (self->avatar));

  return self->bottom;
}

static void
talus_board_card_view_init (TalusBoardCardView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->flash = talus_flash_new (GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (box), make_top (self));
  self->above = make_label ("caption");
  gtk_label_set_ellipsize (self->above, PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->above), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->above));
  gtk_box_append (GTK_BOX (box), make_blocked (self));
  gtk_box_append (GTK_BOX (box), make_bottom (self));
  gtk_widget_add_css_class (box, "board-card-content");

  self->mark = talus_presence_mark_new ();
  talus_presence_mark_set_radius (TALUS_PRESENCE_MARK (self->mark), RADIUS);
  adw_bin_set_child (ADW_BIN (self->mark), box);
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));
}

/**
 * talus_board_card_view_new:
 *
 * Makes an empty card.
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
talus_board_card_view_new (void)
{
  return g_object_new (TALUS_TYPE_BOARD_CARD_VIEW, NULL);
}

/**
 * talus_board_card_view_refresh:
 * @self: a card
 *
 * Shows the node as it is now.
 */
void
talus_board_card_view_refresh (TalusBoardCardView *self)
{
  const TalusNodeType *type;
  g_autofree char *name = NULL;
  g_autofree char *above = NULL;
  g_autofree char *values = NULL;

  g_return_if_fail (TALUS_IS_BOARD_CARD_VIEW (self));

  if (self->node == NULL)
    return;

  type = get_type (self);
  name = talus_format_node_name (self->node);
  above = describe_above (self->node);
  values = describe_values (self, type);

  gtk_label_set_label (self->name, name);
  set_text (self->above, above);
  set_text (self->values, values);
  gtk_widget_set_visible (self->icon, self->face->shows_type && type != NULL);
  if (self->face->shows_type && type != NULL)
    talus_tinted_icon_set (TALUS_TINTED_ICON (self->icon), talus_icon_for_type (type),
                           type->color);
  show_blocked (self);
  show_person (self, type);
  gtk_widget_set_visible (self->bottom, *values != '\0' ||
                          gtk_widget_get_visible (GTK_WIDGET (self->avatar)));
  describe (self, type);
}

/**
 * talus_board_card_view_set_node:
 * @self: a card
 * @face: what is on it; outlives it
 * @node: (nullable): whose card it is
 *
 * Shows a node.
 */
void
talus_board_card_view_set_node (TalusBoardCardView   *self,
                                const TalusBoardFace *face,
                                TalusNode            *node)
{
  g_return_if_fail (TALUS_IS_BOARD_CARD_VIEW (self));

  self->face = face;
  g_set_object (&self->node, node);
  talus_flash_stop (self->flash);
  self->drop = TALUS_BOARD_DROP_NOWHERE;
  talus_presence_mark_set_node (TALUS_PRESENCE_MARK (self->mark),
                                node != NULL ? face->peer : NULL,
                                node != NULL ? talus_node_get_id (node) : NULL);
  talus_board_card_view_refresh (self);
}

/**
 * talus_board_card_view_get_node:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): whose card it is
 */
TalusNode *
talus_board_card_view_get_node (TalusBoardCardView *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_CARD_VIEW (self), NULL);

  return self->node;
}

/**
 * talus_board_card_view_flash:
 * @self: a card
 * @colour: "#rrggbb"
 *
 * Says in passing that somebody else changed it. Where animations are off,
 * nothing moves.
 */
void
talus_board_card_view_flash (TalusBoardCardView *self,
                             const char         *colour)
{
  g_return_if_fail (TALUS_IS_BOARD_CARD_VIEW (self));

  talus_flash_start (self->flash, colour);
}

/**
 * talus_board_card_view_set_drop:
 * @self: a card
 * @part: where what is dragged over it would land
 *
 * Draws the line where it would.
 */
void
talus_board_card_view_set_drop (TalusBoardCardView *self,
                                TalusBoardDropPart  part)
{
  g_return_if_fail (TALUS_IS_BOARD_CARD_VIEW (self));

  if (self->drop == part)
    return;

  self->drop = part;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
