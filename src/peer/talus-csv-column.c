/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a column of a table can be. Headings are known by the words that the
 * export writes, in the language of the program and in English, and by what
 * other programs write. It must not know tables. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-column.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "peer/talus-fit.h"

typedef struct
{
  TalusCsvRole role;
  const char *label;
  const char *headings[8];
} Known;

static const Known known[] = {
  { TALUS_CSV_UNUSED, N_("Not imported"), { NULL } },
  { TALUS_CSV_NAME, N_("Name"), { "name", "title", "task", "task name", "item", "summary", NULL } },
  { TALUS_CSV_TYPE, N_("Type"), { "type", "kind", NULL } },
  { TALUS_CSV_LEVEL, N_("Level"),
    { "level", "outline level", "depth", "wbs", "outline number", NULL } },
  { TALUS_CSV_PARENT, N_("Parent"), { "parent", "parent id", "parent task", NULL } },
  { TALUS_CSV_KEY, N_("ID"), { "id", "key", "uid", "unique id", "#", NULL } },
  { TALUS_CSV_BLOCKED_BY, N_("Blocked by"),
    { "blocked by", "predecessors", "predecessor", "depends on", "dependencies", NULL } },
};

/**
 * talus_csv_column_new:
 * @role: what it is
 * @property_id: (nullable): of a property: its id
 * @label: what it is called
 *
 * Returns: (transfer full): a column
 */
TalusCsvColumn *
talus_csv_column_new (TalusCsvRole role,
                      const char  *property_id,
                      const char  *label)
{
  TalusCsvColumn *self = g_new0 (TalusCsvColumn, 1);

  self->role = role;
  self->property_id = g_strdup (property_id);
  self->label = g_strdup (label);

  return self;
}

/**
 * talus_csv_column_copy:
 * @self: a column
 *
 * Returns: (transfer full): another
 */
TalusCsvColumn *
talus_csv_column_copy (const TalusCsvColumn *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return talus_csv_column_new (self->role, self->property_id, self->label);
}

/**
 * talus_csv_column_free:
 * @self: (transfer full): a column
 *
 * Frees it.
 */
void
talus_csv_column_free (TalusCsvColumn *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->property_id);
  g_free (self->label);
  g_free (self);
}

static void
list_property (GPtrArray           *columns,
               GHashTable          *labels,
               const TalusProperty *property)
{
  const char *other;
  g_autofree char *label = NULL;

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusCsvColumn *column = columns->pdata[i];

      if (g_strcmp0 (column->property_id, property->id) == 0)
        return;
    }

  /* Two properties of one label are told apart by their ids. */
  other = g_hash_table_lookup (labels, property->label);
  label = other != NULL ? g_strdup_printf ("%s (%s)", property->label, property->id)
                        : g_strdup (property->label);
  g_hash_table_insert (labels, g_strdup (property->label), property->id);
  g_ptr_array_add (columns, talus_csv_column_new (TALUS_CSV_PROPERTY, property->id, label));
}

/**
 * talus_csv_column_list:
 * @template: a template
 *
 * Lists what columns can be in a project of that template: what every node
 * has, then the properties of all types in their order.
 *
 * Returns: (transfer full) (element-type TalusCsvColumn): the columns
 */
GPtrArray *
talus_csv_column_list (TalusTemplate *template)
{
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);
  GPtrArray *types;

  g_return_val_if_fail (template != NULL, columns);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_ptr_array_add (columns, talus_csv_column_new (known[i].role, NULL, _(known[i].label)));

  types = talus_template_get_types (template);
  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        list_property (columns, labels, type->properties->pdata[j]);
    }

  return columns;
}

static const TalusCsvColumn *
find_role (GPtrArray    *columns,
           TalusCsvRole  role)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const TalusCsvColumn *column = columns->pdata[i];

      if (column->role == role)
        return column;
    }

  return NULL;
}

static gboolean
is_heading_of (const Known *entry,
               const char  *heading)
{
  if (talus_fit_same_label (heading, _(entry->label)))
    return TRUE;

  for (guint i = 0; entry->headings[i] != NULL; i++)
    if (talus_fit_same_label (heading, entry->headings[i]))
      return TRUE;

  return FALSE;
}

static gboolean
names_nodes (TalusTemplate *template,
             const char    *heading)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (type->name_property != NULL &&
          talus_fit_same_label (heading, type->name_property->label))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_csv_column_find:
 * @columns: (element-type TalusCsvColumn): what columns can be
 * @template: the template they are of
 * @heading: the text above a column
 *
 * Finds what a heading means: a property by id or label before one of the
 * words for what every node has, which properties may be called too.
 *
 * Returns: (transfer none) (nullable): one of @columns
 */
const TalusCsvColumn *
talus_csv_column_find (GPtrArray     *columns,
                       TalusTemplate *template,
                       const char    *heading)
{
  g_return_val_if_fail (columns != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);
  g_return_val_if_fail (heading != NULL, NULL);

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusCsvColumn *column = columns->pdata[i];

      if (column->role == TALUS_CSV_PROPERTY && (strcmp (column->property_id, heading) == 0 ||
                                                 talus_fit_same_label (column->label, heading)))
        return column;
    }

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].role != TALUS_CSV_UNUSED && is_heading_of (&known[i], heading))
      return find_role (columns, known[i].role);

  if (names_nodes (template, heading))
    return find_role (columns, TALUS_CSV_NAME);

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusCsvColumn *column = columns->pdata[i];

      if (column->role == TALUS_CSV_PROPERTY && talus_fit_same_label (column->property_id, heading))
        return column;
    }

  return NULL;
}

/**
 * talus_csv_column_get_property:
 * @self: a column
 * @type: a type
 *
 * Returns: (transfer none) (nullable): the property of the type that it is
 *   about: of that id, else of that label
 */
const TalusProperty *
talus_csv_column_get_property (const TalusCsvColumn *self,
                               const TalusNodeType  *type)
{
  const TalusProperty *property;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (type != NULL, NULL);

  if (self->role != TALUS_CSV_PROPERTY)
    return NULL;

  property = talus_node_type_get_property (type, self->property_id);
  if (property == NULL)
    property = talus_fit_find_property (type, NULL, self->label);

  return property != type->name_property ? property : NULL;
}
