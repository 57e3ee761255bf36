/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark: draws an outline in somebody's colour around its child while that
 * person has the child's node selected, and names them on hover. For rows and
 * cards; a canvas draws with talus_presence_mark_snapshot() itself. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-presence-mark.h"

#include "app/core/talus-tint.h"

#define DEFAULT_RADIUS 6.0f

struct _TalusPresenceMark
{
  AdwBin parent_instance;

  TalusPresence *presence; /* (nullable) */
  gulong changed_id;
  TalusId id;
  float radius;
  gboolean is_marked;
};

G_DEFINE_FINAL_TYPE (TalusPresenceMark, talus_presence_mark, ADW_TYPE_BIN)

static void
update (TalusPresenceMark *self)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);
  g_autofree char *text = NULL;
  gboolean was_marked = self->is_marked;

  if (self->presence != NULL)
    text = talus_presence_describe (self->presence, &self->id);
  self->is_marked = text != NULL;
  if (!was_marked && !self->is_marked)
    return;

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), self->is_marked);
  if (self->is_marked)
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  else
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
changed_cb (TalusPresenceMark *self,
            const TalusId     *id,
            TalusPresence     *presence)
{
  if (talus_id_equal (&self->id, id))
    update (self);
}

static void
forget (TalusPresenceMark *self)
{
  if (self->presence == NULL)
    return;

  g_clear_signal_handler (&self->changed_id, self->presence);
  g_clear_object (&self->presence);
}

static void
talus_presence_mark_snapshot_widget (GtkWidget   *widget,
                                     GtkSnapshot *snapshot)
{
  TalusPresenceMark *self = TALUS_PRESENCE_MARK (widget);
  TalusPerson *person = NULL;
  graphene_rect_t bounds;

  GTK_WIDGET_CLASS (talus_presence_mark_parent_class)->snapshot (widget, snapshot);

  if (self->presence != NULL)
    person = talus_presence_look_up (self->presence, &self->id);
  if (person == NULL)
    return;

  graphene_rect_init (&bounds, 0, 0, (float) gtk_widget_get_width (widget),
                      (float) gtk_widget_get_height (widget));
  talus_presence_mark_snapshot (snapshot, person, &bounds, self->radius,
                                TALUS_PRESENCE_MARK_WIDTH);
}

static gboolean
talus_presence_mark_query_tooltip (GtkWidget  *widget,
                                   int         x,
                                   int         y,
                                   gboolean    keyboard_tooltip,
                                   GtkTooltip *tooltip)
{
  TalusPresenceMark *self = TALUS_PRESENCE_MARK (widget);
  g_autofree char *text = NULL;

  if (self->presence != NULL)
    text = talus_presence_describe (self->presence, &self->id);
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL;
}

static void
talus_presence_mark_dispose (GObject *object)
{
  forget (TALUS_PRESENCE_MARK (object));

  G_OBJECT_CLASS (talus_presence_mark_parent_class)->dispose (object);
}

static void
talus_presence_mark_class_init (TalusPresenceMarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_presence_mark_dispose;
  widget_class->snapshot = talus_presence_mark_snapshot_widget;
  widget_class->query_tooltip = talus_presence_mark_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
talus_presence_mark_init (TalusPresenceMark *self)
{
  self->radius = DEFAULT_RADIUS;
}

/**
 * talus_presence_mark_new:
 *
 * Makes a mark around nobody's node.
 *
 * Returns: (transfer floating): the mark
 */
GtkWidget *
talus_presence_mark_new (void)
{
  return g_object_new (TALUS_TYPE_PRESENCE_MARK, NULL);
}

/**
 * talus_presence_mark_set_node:
 * @self: a mark
 * @peer: (nullable): whose project
 * @id: (nullable): which node
 *
 * Sets what it goes around.
 */
void
talus_presence_mark_set_node (TalusPresenceMark *self,
                              TalusPeer         *peer,
                              const TalusId     *id)
{
  TalusPresence *presence = NULL;

  g_return_if_fail (TALUS_IS_PRESENCE_MARK (self));
  g_return_if_fail (peer == NULL || TALUS_IS_PEER (peer));

  if (peer != NULL && id != NULL)
    {
      presence = talus_presence_get (peer);
      self->id = *id;
    }
  if (presence != self->presence)
    {
      forget (self);
      if (g_set_object (&self->presence, presence))
        self->changed_id = g_signal_connect_object (presence, "changed", G_CALLBACK (changed_cb),
                                                    self, G_CONNECT_SWAPPED);
    }

  update (self);
}

/**
 * talus_presence_mark_set_radius:
 * @self: a mark
 * @radius: pixels
 *
 * Sets how round the corners are.
 */
void
talus_presence_mark_set_radius (TalusPresenceMark *self,
                                float              radius)
{
  g_return_if_fail (TALUS_IS_PRESENCE_MARK (self));

  self->radius = radius;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * talus_presence_mark_snapshot:
 * @snapshot: where to draw
 * @person: who
 * @bounds: around what
 * @radius: of the corners, pixels
 * @width: of the line, pixels
 *
 * Draws an outline in somebody's colour just inside of @bounds.
 */
void
talus_presence_mark_snapshot (GtkSnapshot           *snapshot,
                              TalusPerson           *person,
                              const graphene_rect_t *bounds,
                              float                  radius,
                              float                  width)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GskRoundedRect outline;
  GdkRGBA colour;

  g_return_if_fail (GTK_IS_SNAPSHOT (snapshot));
  g_return_if_fail (TALUS_IS_PERSON (person) && bounds != NULL);

  /* As light or dark as it takes to be seen. */
  talus_tint_parse (talus_person_get_colour (person), is_dark ? &white : &black,
                    TALUS_TINT_ICON, &colour);
  gsk_rounded_rect_init_from_rect (&outline, bounds, radius);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { colour, colour, colour, colour });
}
