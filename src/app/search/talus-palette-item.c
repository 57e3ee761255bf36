/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the palette. They must not do anything. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-palette-item.h"

#include "app/format/talus-format.h"

#define MAX_ABOVE 4

struct _TalusPaletteItem
{
  GObject parent_instance;

  const TalusVerb *verb;   /* borrowed */
  TalusNode *node;         /* owned */
  gboolean is_possible;
};

G_DEFINE_FINAL_TYPE (TalusPaletteItem, talus_palette_item, G_TYPE_OBJECT)

static void
talus_palette_item_dispose (GObject *object)
{
  g_clear_object (&TALUS_PALETTE_ITEM (object)->node);

  G_OBJECT_CLASS (talus_palette_item_parent_class)->dispose (object);
}

static void
talus_palette_item_class_init (TalusPaletteItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_palette_item_dispose;
}

static void
talus_palette_item_init (TalusPaletteItem *self)
{
}

/**
 * talus_palette_item_new_verb:
 * @verb: a verb, which outlives the line
 * @is_possible: whether it can be done now
 *
 * Returns: (transfer full): a line
 */
TalusPaletteItem *
talus_palette_item_new_verb (const TalusVerb *verb,
                             gboolean         is_possible)
{
  TalusPaletteItem *self = g_object_new (TALUS_TYPE_PALETTE_ITEM, NULL);

  self->verb = verb;
  self->is_possible = is_possible;

  return self;
}

/**
 * talus_palette_item_new_node:
 * @node: a node
 *
 * Returns: (transfer full): a line
 */
TalusPaletteItem *
talus_palette_item_new_node (TalusNode *node)
{
  TalusPaletteItem *self = g_object_new (TALUS_TYPE_PALETTE_ITEM, NULL);

  self->node = g_object_ref (node);
  self->is_possible = TRUE;

  return self;
}

/**
 * talus_palette_item_get_verb:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): its verb
 */
const TalusVerb *
talus_palette_item_get_verb (TalusPaletteItem *self)
{
  g_return_val_if_fail (TALUS_IS_PALETTE_ITEM (self), NULL);

  return self->verb;
}

/**
 * talus_palette_item_get_node:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): its node
 */
TalusNode *
talus_palette_item_get_node (TalusPaletteItem *self)
{
  g_return_val_if_fail (TALUS_IS_PALETTE_ITEM (self), NULL);

  return self->node;
}

/**
 * talus_palette_item_is_possible:
 * @self: a line
 *
 * Returns: whether it can be chosen
 */
gboolean
talus_palette_item_is_possible (TalusPaletteItem *self)
{
  g_return_val_if_fail (TALUS_IS_PALETTE_ITEM (self), FALSE);

  return self->is_possible;
}

/**
 * talus_palette_item_get_title:
 * @self: a line
 *
 * Returns: (transfer full): what it is called
 */
char *
talus_palette_item_get_title (TalusPaletteItem *self)
{
  g_return_val_if_fail (TALUS_IS_PALETTE_ITEM (self), NULL);

  return self->verb != NULL ? g_strdup (self->verb->title) : talus_format_node_name (self->node);
}

/**
 * talus_palette_item_get_subtitle:
 * @self: a line
 *
 * Gives what tells it from others of the same name.
 *
 * Returns: (transfer full): the group of a verb, the way to a node
 */
char *
talus_palette_item_get_subtitle (TalusPaletteItem *self)
{
  TalusNode *parents[MAX_ABOVE];
  GString *text;
  guint n = 0;

  g_return_val_if_fail (TALUS_IS_PALETTE_ITEM (self), NULL);

  if (self->verb != NULL)
    return g_strdup (self->verb->group);

  for (TalusNode *above = talus_node_get_parent (self->node); above != NULL && n < MAX_ABOVE;
       above = talus_node_get_parent (above))
    parents[n++] = above;

  text = g_string_new (NULL);
  while (n-- > 0)
    {
      g_autofree char *name = talus_format_node_name (parents[n]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " › " : "", name);
    }

  return g_string_free (text, FALSE);
}
