/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing property and types, and the columns that follow from them. Types
 * may have the same property with other options: a board has all of them, each
 * once. It must not know what is in a graph. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include "app/board/talus-board-plan.h"

#include <glib/gi18n.h>

struct _TalusBoardPlan
{
  TalusTemplate *template;
  char *property_id;
  char *label;
  GPtrArray *candidates;   /* of TalusNodeType */
  GPtrArray *types;        /* of TalusNodeType */
  GHashTable *shown;       /* set of ids of @types */
  GPtrArray *slots;        /* of TalusBoardSlot */
  GHashTable *indices;     /* id of an option → index */
};

static const TalusProperty *
get_select (const TalusNodeType *type,
            const char          *id)
{
  const TalusProperty *property = talus_node_type_get_property (type, id);

  return property != NULL && property->kind == TALUS_PROPERTY_SELECT ? property : NULL;
}

static gboolean
contains (GPtrArray  *properties,
          const char *id)
{
  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];

      if (g_str_equal (property->id, id))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_board_list_properties:
 * @template: a template
 *
 * Lists what columns can be made from.
 *
 * Returns: (transfer full) (element-type TalusProperty): select properties,
 *   each id once; they live as long as the template
 */
GPtrArray *
talus_board_list_properties (TalusTemplate *template)
{
  GPtrArray *types = talus_template_get_types (template);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (property->kind == TALUS_PROPERTY_SELECT && !contains (found, property->id))
            g_ptr_array_add (found, (gpointer) property);
        }
    }

  return found;
}

/* The status that most types have. */
static const char *
find_best_property (TalusTemplate *template)
{
  g_autoptr (GPtrArray) properties = talus_board_list_properties (template);
  GPtrArray *types = talus_template_get_types (template);
  const char *best = NULL;
  guint most = 0;

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];
      guint n = 1;

      for (guint j = 0; j < types->len; j++)
        {
          const TalusNodeType *type = types->pdata[j];

          n += g_strcmp0 (type->primary_status_property_id, property->id) == 0;
        }
      if (n > most)
        {
          best = property->id;
          most = n;
        }
    }

  return best;
}

static GPtrArray *
list_candidates (TalusTemplate *template,
                 const char    *property_id)
{
  GPtrArray *types = talus_template_get_types (template);
  GPtrArray *candidates = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      if (get_select (types->pdata[i], property_id) != NULL)
        g_ptr_array_add (candidates, types->pdata[i]);
    }

  return candidates;
}

static gboolean
has_person (const TalusNodeType *type)
{
  for (guint i = 0; i < type->properties->len; i++)
    {
      const TalusProperty *property = type->properties->pdata[i];

      if (property->kind == TALUS_PROPERTY_PERSON)
        return TRUE;
    }

  return FALSE;
}

/* Whether a type of @set, other than @type itself, can be below @type. */
static gboolean
reaches (TalusTemplate       *template,
         const TalusNodeType *type,
         GPtrArray           *set,
         GHashTable          *seen)
{
  for (guint i = 0; i < type->allowed_children->len; i++)
    {
      const TalusNodeType *child =
        talus_template_get_type_by_id (template, type->allowed_children->pdata[i]);

      if (child == NULL || !g_hash_table_add (seen, (gpointer) child))
        continue;
      if (g_ptr_array_find (set, child, NULL) || reaches (template, child, set, seen))
        return TRUE;
    }

  return FALSE;
}

/* What the work finally consists of: types that somebody can be given, and
 * that no other such type can be below. */
static GPtrArray *
find_best_types (TalusTemplate *template,
                 GPtrArray     *candidates)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();
  GPtrArray *best = g_ptr_array_new ();
  GPtrArray *set;

  for (guint i = 0; i < candidates->len; i++)
    {
      const TalusNodeType *type = candidates->pdata[i];

      if (!type->is_root && has_person (type))
        g_ptr_array_add (persons, candidates->pdata[i]);
    }

  set = persons->len > 0 ? persons : candidates;
  for (guint i = 0; i < set->len; i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

      /* Below itself it may well be. */
      g_hash_table_add (seen, set->pdata[i]);
      if (!reaches (template, set->pdata[i], set, seen))
        g_ptr_array_add (best, set->pdata[i]);
    }

  for (guint i = 0; best->len == 0 && i < set->len; i++)
    g_ptr_array_add (best, set->pdata[i]);

  return best;
}

static GPtrArray *
take_types (GPtrArray          *candidates,
            const char * const *ids)
{
  GPtrArray *types = g_ptr_array_new ();

  for (guint i = 0; ids != NULL && i < candidates->len; i++)
    {
      const TalusNodeType *type = candidates->pdata[i];

      if (g_strv_contains (ids, type->id))
        g_ptr_array_add (types, candidates->pdata[i]);
    }

  return types;
}

static void
free_slot (gpointer data)
{
  TalusBoardSlot *slot = data;

  g_free (slot->option);
  g_free (slot->title);
  g_free (slot->indicator);
  g_free (slot->colour);
  g_free (slot);
}

static void
add_slot (TalusBoardPlan *self,
          const char     *option,
          const char     *title,
          const char     *indicator,
          const char     *colour)
{
  TalusBoardSlot *slot = g_new0 (TalusBoardSlot, 1);

  slot->option = g_strdup (option);
  slot->title = g_strdup (title);
  slot->indicator = g_strdup (indicator);
  slot->colour = g_strdup (colour);
  if (option != NULL)
    g_hash_table_insert (self->indices, slot->option, GUINT_TO_POINTER (self->slots->len));
  g_ptr_array_add (self->slots, slot);
}

/* An option that only a later type has comes behind the one that it follows
 * there, so that stages stay in their order. */
static void
add_slots (TalusBoardPlan *self)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();   /* of TalusOption */

  for (guint i = 0; i < self->types->len; i++)
    {
      const TalusProperty *property = get_select (self->types->pdata[i], self->property_id);
      guint at = 0;

      for (guint j = 0; j < property->options->len; j++)
        {
          const TalusOption *option = property->options->pdata[j];
          guint k = 0;

          for (; k < order->len; k++)
            {
              const TalusOption *known = order->pdata[k];

              if (g_str_equal (known->id, option->id))
                break;
            }
          if (k == order->len)
            g_ptr_array_insert (order, (int) at++, (gpointer) option);
          else
            at = k + 1;
        }
    }

  for (guint i = 0; i < order->len; i++)
    {
      const TalusOption *option = order->pdata[i];

      add_slot (self, option->id, option->name, option->indicator_id, option->color);
    }
  add_slot (self, NULL, "", NULL, NULL);
}

/**
 * talus_board_plan_new:
 * @template: a template
 * @property_id: (nullable): a select property, or %NULL for the status that
 *   most types have
 * @types: (nullable) (array zero-terminated=1): ids of types, or %NULL for
 *   those that the work finally consists of
 *
 * Plans a board.
 *
 * Returns: (transfer full) (nullable): a plan, or %NULL where the template has
 *   nothing to make columns from
 */
TalusBoardPlan *
talus_board_plan_new (TalusTemplate      *template,
                      const char         *property_id,
                      const char * const *types)
{
  TalusBoardPlan *self;
  g_autoptr (GPtrArray) candidates = NULL;
  const TalusProperty *property;

  g_return_val_if_fail (template != NULL, NULL);

  if (property_id != NULL)
    candidates = list_candidates (template, property_id);
  if (candidates == NULL || candidates->len == 0)
    {
      g_clear_pointer (&candidates, g_ptr_array_unref);
      property_id = find_best_property (template);
      if (property_id == NULL)
        return NULL;
      candidates = list_candidates (template, property_id);
    }

  self = g_new0 (TalusBoardPlan, 1);
  self->template = talus_template_ref (template);
  self->property_id = g_strdup (property_id);
  self->candidates = g_steal_pointer (&candidates);
  self->types = take_types (self->candidates, types);
  if (self->types->len == 0)
    {
      g_ptr_array_unref (self->types);
      self->types = find_best_types (template, self->candidates);
    }

  property = get_select (self->types->pdata[0], property_id);
  self->label = g_strdup (property->label);
  self->shown = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->types->len; i++)
    {
      const TalusNodeType *type = self->types->pdata[i];

      g_hash_table_add (self->shown, type->id);
    }
  self->slots = g_ptr_array_new_with_free_func (free_slot);
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
  add_slots (self);

  return self;
}

/**
 * talus_board_plan_free:
 * @self: (transfer full): a plan
 *
 * Frees it.
 */
void
talus_board_plan_free (TalusBoardPlan *self)
{
  g_hash_table_unref (self->indices);
  g_ptr_array_unref (self->slots);
  g_hash_table_unref (self->shown);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->candidates);
  g_free (self->property_id);
  g_free (self->label);
  talus_template_unref (self->template);
  g_free (self);
}

/**
 * talus_board_plan_get_property_id:
 * @self: a plan
 *
 * Returns: (transfer none): what makes the columns
 */
const char *
talus_board_plan_get_property_id (TalusBoardPlan *self)
{
  return self->property_id;
}

/**
 * talus_board_plan_get_label:
 * @self: a plan
 *
 * Returns: (transfer none): what that is called
 */
const char *
talus_board_plan_get_label (TalusBoardPlan *self)
{
  return self->label;
}

/**
 * talus_board_plan_describe:
 * @self: a plan
 *
 * Returns: (transfer full): what it shows, in words
 */
char *
talus_board_plan_describe (TalusBoardPlan *self)
{
  g_autoptr (GString) types = g_string_new (NULL);

  for (guint i = 0; i < self->types->len; i++)
    {
      const TalusNodeType *type = self->types->pdata[i];

      g_string_append_printf (types, "%s%s", i > 0 ? ", " : "", type->label);
    }

  /* Translators: what the board shows: "Task, Job by Status". */
  return g_strdup_printf (C_("board", "%s by %s"), types->str, self->label);
}

/**
 * talus_board_plan_get_n_slots:
 * @self: a plan
 *
 * Returns: how many columns there are, the one for no value included
 */
guint
talus_board_plan_get_n_slots (TalusBoardPlan *self)
{
  return self->slots->len;
}

/**
 * talus_board_plan_get_slot:
 * @self: a plan
 * @index: which
 *
 * Returns: (transfer none): a column
 */
const TalusBoardSlot *
talus_board_plan_get_slot (TalusBoardPlan *self,
                           guint           index)
{
  return self->slots->pdata[index];
}

/**
 * talus_board_plan_name_slot:
 * @self: a plan
 * @index: which
 *
 * Returns: (transfer full): what to call that column
 */
char *
talus_board_plan_name_slot (TalusBoardPlan *self,
                            guint           index)
{
  const TalusBoardSlot *slot = talus_board_plan_get_slot (self, index);

  if (slot->option != NULL)
    return g_strdup (slot->title);

  /* Translators: the column of cards without a value: "No Status". */
  return g_strdup_printf (_("No %s"), self->label);
}

/**
 * talus_board_plan_get_types:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type TalusNodeType): whose nodes are cards
 */
GPtrArray *
talus_board_plan_get_types (TalusBoardPlan *self)
{
  return self->types;
}

/**
 * talus_board_plan_get_candidates:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type TalusNodeType): all types that have
 *   the property
 */
GPtrArray *
talus_board_plan_get_candidates (TalusBoardPlan *self)
{
  return self->candidates;
}

/**
 * talus_board_plan_shows_type:
 * @self: a plan
 * @type_id: a type
 *
 * Returns: whether its nodes are cards
 */
gboolean
talus_board_plan_shows_type (TalusBoardPlan *self,
                             const char     *type_id)
{
  return g_hash_table_contains (self->shown, type_id);
}

/**
 * talus_board_plan_place:
 * @self: a plan
 * @node: a node
 * @slot: (out): the column it belongs to
 *
 * Says where a node is on the board. A value that is no option counts as none.
 *
 * Returns: %FALSE if it is no card
 */
gboolean
talus_board_plan_place (TalusBoardPlan *self,
                        TalusNode      *node,
                        guint          *slot)
{
  g_autoptr (TalusValue) value = NULL;
  g_autofree char *option = NULL;
  gpointer index = NULL;

  if (!talus_board_plan_shows_type (self, talus_node_get_type_id (node)))
    return FALSE;

  *slot = self->slots->len - 1;
  value = talus_node_dup_property (node, self->property_id);
  if (value == NULL || talus_value_get_kind (value) != TALUS_VALUE_STRING)
    return TRUE;

  option = talus_value_dup_string (value);
  if (g_hash_table_lookup_extended (self->indices, option, NULL, &index))
    *slot = GPOINTER_TO_UINT (index);

  return TRUE;
}

/**
 * talus_board_plan_takes:
 * @self: a plan
 * @slot: a column
 * @type_id: a type
 *
 * Says whether the property of that type has that option; no value it can
 * always have, unless one is required.
 *
 * Returns: %TRUE if cards of the type may be there
 */
gboolean
talus_board_plan_takes (TalusBoardPlan *self,
                        guint           slot,
                        const char     *type_id)
{
  const TalusNodeType *type = talus_template_get_type_by_id (self->template, type_id);
  const TalusProperty *property = type != NULL ? get_select (type, self->property_id) : NULL;
  const TalusBoardSlot *column = self->slots->pdata[slot];

  if (property == NULL || property->system_locked)
    return FALSE;

  return column->option != NULL ? talus_property_find_option (property, column->option) != NULL
                                : !property->required;
}
