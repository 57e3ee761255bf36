/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what a change set comes to, forwards or backwards, and finding what
 * the nodes in it are called. No word for a person is said here but what
 * stands in for a name. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-describe-private.h"

#include <string.h>

#include <glib/gi18n.h>

#define MAX_CHARS 48

/**
 * talus_deeds_kind_of:
 * @self: what is told
 * @change: one of its changes
 *
 * Says what a person would call a change. What was undone is told as it was
 * done: an undo that removes nodes undid that they were added, and a redo that
 * brings some back added them again.
 *
 * Returns: the kind
 */
TalusDeedKind
talus_deeds_kind_of (const TalusDeeds  *self,
                     const TalusChange *change)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return self->backwards ? TALUS_DEED_DELETE : TALUS_DEED_ADD;

    case TALUS_CHANGE_REMOVE:
      return self->backwards ? TALUS_DEED_ADD : TALUS_DEED_DELETE;

    case TALUS_CHANGE_RESTORE:
      if (self->backwards)
        return TALUS_DEED_DELETE;
      return self->again ? TALUS_DEED_ADD : TALUS_DEED_BRING_BACK;

    case TALUS_CHANGE_MOVE:
      return TALUS_DEED_MOVE;

    case TALUS_CHANGE_SET:
      return g_str_equal (change->key, "name") ? TALUS_DEED_RENAME : TALUS_DEED_SET;

    case TALUS_CHANGE_LINK:
      return self->backwards ? TALUS_DEED_UNLINK : TALUS_DEED_LINK;

    case TALUS_CHANGE_UNLINK:
      return self->backwards ? TALUS_DEED_LINK : TALUS_DEED_UNLINK;

    case TALUS_CHANGE_META:
      if (g_str_equal (change->key, "name"))
        return TALUS_DEED_RENAME_PROJECT;
      return g_str_equal (change->key, "template") ? TALUS_DEED_TEMPLATE : TALUS_DEED_SETTING;

    case TALUS_CHANGE_BASELINE:
    default:
      return TALUS_DEED_START;
    }
}

TalusValue *
talus_deeds_get_old (const TalusDeeds  *self,
                     const TalusChange *change)
{
  return self->backwards ? change->new_value : change->old_value;
}

TalusValue *
talus_deeds_get_new (const TalusDeeds  *self,
                     const TalusChange *change)
{
  return self->backwards ? change->old_value : change->new_value;
}

const TalusPlace *
talus_deeds_get_from (const TalusDeeds  *self,
                      const TalusChange *change)
{
  return self->backwards ? &change->place : &change->from;
}

const TalusPlace *
talus_deeds_get_to (const TalusDeeds  *self,
                    const TalusChange *change)
{
  return self->backwards && change->op == TALUS_CHANGE_MOVE ? &change->from : &change->place;
}

static guint64
count_nodes (const TalusChange *change)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return talus_node_spec_count (change->spec);

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
    case TALUS_CHANGE_BASELINE:
      return change->count;

    case TALUS_CHANGE_MOVE:
    case TALUS_CHANGE_SET:
    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
    case TALUS_CHANGE_META:
    default:
      return 1;
    }
}

static gboolean
is_same_value (TalusValue *a,
               TalusValue *b)
{
  return a == NULL || b == NULL ? a == b : talus_value_equal (a, b);
}

static void
count_one (TalusDeeds        *self,
           const TalusChange *change,
           GHashTable        *set_nodes)
{
  TalusDeed *deed = &self->kinds[talus_deeds_kind_of (self, change)];
  const TalusPlace *to = talus_deeds_get_to (self, change);
  const TalusPlace *from = talus_deeds_get_from (self, change);
  gboolean moves = change->op == TALUS_CHANGE_MOVE;

  if (deed->n == 0)
    {
      *deed = (TalusDeed) { .first = change, .one_parent = TRUE, .in_place = TRUE,
                            .one_node = TRUE, .one_key = TRUE, .one_value = TRUE };
      self->n_kinds++;
    }

  if (!talus_id_equal (&to->parent, &talus_deeds_get_to (self, deed->first)->parent))
    deed->one_parent = FALSE;
  if (moves && !talus_id_equal (&to->parent, &from->parent))
    deed->in_place = FALSE;
  if (!talus_id_equal (&change->node_id, &deed->first->node_id))
    deed->one_node = FALSE;
  if (change->key != NULL && !g_str_equal (change->key, deed->first->key))
    deed->one_key = FALSE;
  if (!is_same_value (talus_deeds_get_new (self, change),
                      talus_deeds_get_new (self, deed->first)))
    deed->one_value = FALSE;

  deed->n++;
  if (change->op == TALUS_CHANGE_SET)
    deed->n_nodes += g_hash_table_add (set_nodes, (gpointer) &change->node_id) ? 1 : 0;
  else
    deed->n_nodes += count_nodes (change);
}

/* Whether every change is about a property or the place of the same node. */
static gboolean
is_about_one_node (const TalusDeeds *self)
{
  const TalusId *node = NULL;

  for (guint i = 0; i < TALUS_N_DEEDS; i++)
    {
      const TalusDeed *deed = &self->kinds[i];

      if (deed->n == 0)
        continue;

      if (i != TALUS_DEED_RENAME && i != TALUS_DEED_SET && i != TALUS_DEED_MOVE)
        return FALSE;
      if (!deed->one_node || (node != NULL && !talus_id_equal (node, &deed->first->node_id)))
        return FALSE;
      node = &deed->first->node_id;
    }

  return node != NULL;
}

/**
 * talus_deeds_count:
 * @self: (out caller-allocates): what it comes to; it borrows from @changes
 * @changes: a change set
 * @start: the first change that counts
 * @n: how many count at most
 * @backwards: tell the other way round
 * @again: it is done once more
 *
 * Counts changes by kind.
 */
void
talus_deeds_count (TalusDeeds           *self,
                   const TalusChangeSet *changes,
                   guint                 start,
                   guint                 n,
                   gboolean              backwards,
                   gboolean              again)
{
  guint length = talus_change_set_get_length (changes);
  guint end = start + MIN (n, length - MIN (start, length));
  g_autoptr (GHashTable) named = g_hash_table_new (talus_id_hash, talus_id_equal);
  g_autoptr (GHashTable) set = g_hash_table_new (talus_id_hash, talus_id_equal);

  *self = (TalusDeeds) { .changes = changes, .backwards = backwards, .again = again };
  for (guint i = start; i < end; i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);
      gboolean renames = talus_deeds_kind_of (self, change) == TALUS_DEED_RENAME;

      count_one (self, change, renames ? named : set);
    }

  self->one_node = is_about_one_node (self);
}

/**
 * talus_describe_clip:
 * @text: some text
 *
 * Makes it fit into a sentence: one line, and not too long.
 *
 * Returns: (transfer full): the text
 */
char *
talus_describe_clip (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\n\r\t", ' ');
  g_autofree char *start = NULL;

  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= MAX_CHARS)
    return g_steal_pointer (&line);

  start = g_utf8_substring (line, 0, MAX_CHARS - 1);

  return g_strconcat (g_strchomp (start), "…", NULL);
}

static const TalusNodeSpec *
find_spec (const TalusNodeSpec *spec,
           const TalusId       *node)
{
  if (talus_id_equal (&spec->id, node))
    return spec;

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    {
      const TalusNodeSpec *found = find_spec (spec->children->pdata[i], node);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* What the changes themselves say of a node. */
static void
find_in_changes (const TalusDeeds  *self,
                 const TalusId     *node,
                 char             **name,
                 const char       **type)
{
  for (guint i = 0; i < talus_change_set_get_length (self->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (self->changes, i);

      if (change->op == TALUS_CHANGE_INSERT)
        {
          const TalusNodeSpec *spec = find_spec (change->spec, node);

          if (spec != NULL)
            {
              g_free (*name);
              *name = g_strdup (spec->name);
              *type = spec->type;
            }
        }
      else if (change->op == TALUS_CHANGE_SET && g_str_equal (change->key, "name") &&
               talus_id_equal (&change->node_id, node) &&
               talus_deeds_get_new (self, change) != NULL)
        {
          g_free (*name);
          *name = talus_value_dup_string (talus_deeds_get_new (self, change));
        }
    }
}

static char *
name_by_type (TalusGraph *graph,
              const char *type_id)
{
  TalusTemplate *template = graph != NULL ? talus_graph_get_template (graph) : NULL;
  const TalusNodeType *type = NULL;

  if (template != NULL && type_id != NULL)
    type = talus_template_get_type_by_id (template, type_id);

  return type != NULL ? talus_describe_clip (type->label) : g_strdup (_("Unnamed"));
}

char *
talus_deeds_dup_name (const TalusDeeds *self,
                      TalusGraph       *graph,
                      const TalusId    *node)
{
  TalusNode *found = graph != NULL ? talus_graph_find_node (graph, node) : NULL;
  g_autofree char *name = NULL;
  const char *type = NULL;

  find_in_changes (self, node, &name, &type);
  if (found != NULL)
    {
      type = talus_node_get_type_id (found);
      if (name == NULL)
        name = g_strdup (talus_node_get_name (found));
    }

  return name != NULL && *name != '\0' ? talus_describe_clip (name) : name_by_type (graph, type);
}

static gboolean
spec_contains (const TalusNodeSpec *spec,
               const TalusId       *node)
{
  if (talus_id_equal (&spec->id, node))
    return TRUE;

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    if (spec_contains (spec->children->pdata[i], node))
      return TRUE;

  return FALSE;
}

static gboolean
change_touches (const TalusChange *change,
                const TalusId     *node)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return spec_contains (change->spec, node);

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      return talus_id_equal (&change->edges[0].blocker, node) ||
             talus_id_equal (&change->edges[0].blocked, node);

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
    case TALUS_CHANGE_MOVE:
    case TALUS_CHANGE_SET:
      return talus_id_equal (&change->node_id, node);

    case TALUS_CHANGE_META:
    case TALUS_CHANGE_BASELINE:
    default:
      return FALSE;
    }
}

/**
 * talus_record_touches:
 * @record: a record
 * @node: a node
 *
 * Says whether a record changed a node itself.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_record_touches (TalusRecord   *record,
                      const TalusId *node)
{
  g_return_val_if_fail (record != NULL && node != NULL, FALSE);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    if (change_touches (talus_change_set_get (record->changes, i), node))
      return TRUE;

  return FALSE;
}

/**
 * talus_record_list_nodes:
 * @record: a record
 *
 * Lists what a record is about: of each change the node that a person would
 * look at. Nodes that came with another are left out.
 *
 * Returns: (transfer container) (element-type TalusId): ids, which belong to
 *   the record; some may be there twice
 */
GPtrArray *
talus_record_list_nodes (TalusRecord *record)
{
  GPtrArray *nodes = g_ptr_array_new ();

  g_return_val_if_fail (record != NULL, nodes);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_LINK || change->op == TALUS_CHANGE_UNLINK)
        g_ptr_array_add (nodes, &change->edges[0].blocked);
      else if (change->op != TALUS_CHANGE_META && change->op != TALUS_CHANGE_BASELINE)
        g_ptr_array_add (nodes, (gpointer) &change->node_id);
    }

  return nodes;
}
