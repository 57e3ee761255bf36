/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `base_seq`: whether somebody else has changed what a command is about since
 * its author last looked. Every property, place, edge, setting and existence
 * remembers the seq of its last change; the log says whose that was. */
#define G_LOG_DOMAIN "talus-session-base"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "base/talus-json-writer.h"
#include "session/talus-session-private.h"

typedef struct
{
  TalusSession *session;
  TalusGraph *graph;
  guint64 base_seq;
  const TalusId *author;
  TalusAuthor *culprit; /* owned, set with culprit_seq */
  guint64 culprit_seq;
} Check;

static TalusAuthor *
find_author (TalusSession *self,
             guint64       seq)
{
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  for (GList *l = self->flights.head; l != NULL; l = l->next)
    {
      TalusRecord *record = ((TalusFlight *) l->data)->record;

      if (record->seq == seq)
        return talus_author_ref (record->author);
    }

  if (!talus_journal_read (self->journal, seq - 1, 1, 1, &records, &error))
    {
      g_message ("The log does not say who wrote %" G_GUINT64_FORMAT ": %s", seq, error->message);
      return NULL;
    }
  if (records->len == 0)
    return NULL;

  return talus_author_ref (((TalusRecord *) g_ptr_array_index (records, 0))->author);
}

/* TRUE if the slot that @seq last changed is somebody else's since. */
static gboolean
is_foreign (Check   *check,
            guint64  seq)
{
  g_autoptr(TalusAuthor) author = NULL;

  if (seq <= check->base_seq)
    return FALSE;

  author = find_author (check->session, seq);
  if (author != NULL && talus_id_equal (&author->id, check->author))
    return FALSE;

  check->culprit = g_steal_pointer (&author);
  check->culprit_seq = seq;

  return TRUE;
}

typedef struct
{
  guint64 newest;
} NewestProperty;

static void
note_newest (const char *key,
             const char *json,
             gsize       length,
             guint64     seq,
             gpointer    user_data)
{
  NewestProperty *newest = user_data;

  newest->newest = MAX (newest->newest, seq);
}

static gboolean
is_node_foreign (Check     *check,
                 TalusNode *node)
{
  NewestProperty newest = { 0 };

  talus_node_foreach_property (node, note_newest, &newest);

  return is_foreign (check, talus_node_get_existence_seq (node)) ||
         is_foreign (check, talus_node_get_place_seq (node)) ||
         is_foreign (check, talus_node_get_name_seq (node)) ||
         is_foreign (check, newest.newest);
}

static gboolean
is_subtree_foreign (Check     *check,
                    TalusNode *top)
{
  TalusNode *node = top;

  while (node != NULL)
    {
      TalusNode *next = NULL;

      if (is_node_foreign (check, node))
        return TRUE;

      next = talus_node_get_first_child (node);
      while (next == NULL && node != top)
        {
          next = talus_node_get_next_sibling (node);
          node = talus_node_get_parent (node);
        }
      node = next;
    }

  return FALSE;
}

static gboolean
is_set_foreign (Check             *check,
                const TalusChange *change,
                char             **current)
{
  TalusNode *node = talus_graph_find_node (check->graph, &change->node_id);
  g_autoptr(TalusValue) value = NULL;
  guint64 seq = 0;

  if (node == NULL)
    return FALSE;

  if (g_str_equal (change->key, "name"))
    {
      seq = talus_node_get_name_seq (node);
      value = talus_value_new_string (talus_node_get_name (node), -1);
    }
  else
    {
      seq = talus_node_get_property_seq (node, change->key);
      value = talus_node_dup_property (node, change->key);
    }

  if (!is_foreign (check, seq))
    return FALSE;

  *current = value != NULL ? g_strdup (talus_value_get_json (value, NULL)) : NULL;

  return TRUE;
}

static void
write_neighbour (TalusJsonWriter *writer,
                 const char      *name,
                 TalusNode       *node)
{
  talus_json_writer_name (writer, name);
  if (node != NULL)
    talus_json_writer_id (writer, talus_node_get_id (node));
  else
    talus_json_writer_null (writer);
}

static gboolean
is_place_foreign (Check             *check,
                  const TalusChange *change,
                  char             **current)
{
  TalusNode *node = talus_graph_find_node (check->graph, &change->node_id);
  g_autoptr(GString) out = NULL;
  TalusJsonWriter writer;

  if (node == NULL || !is_foreign (check, talus_node_get_place_seq (node)))
    return FALSE;

  out = g_string_new (NULL);
  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  write_neighbour (&writer, "after", talus_node_get_previous_sibling (node));
  write_neighbour (&writer, "before", talus_node_get_next_sibling (node));
  write_neighbour (&writer, "parent_id", talus_node_get_parent (node));
  talus_json_writer_end_object (&writer);
  *current = g_string_free (g_steal_pointer (&out), FALSE);

  return TRUE;
}

static gboolean
is_change_foreign (Check             *check,
                   const TalusChange *change,
                   char             **current)
{
  TalusNode *node = NULL;
  guint64 seq = 0;

  switch (change->op)
    {
    case TALUS_CHANGE_SET:
      return is_set_foreign (check, change, current);

    case TALUS_CHANGE_MOVE:
      return is_place_foreign (check, change, current);

    case TALUS_CHANGE_REMOVE:
      node = talus_graph_find_node (check->graph, &change->node_id);
      if (node == NULL || !is_subtree_foreign (check, node))
        return FALSE;
      *current = g_strdup ("true");
      return TRUE;

    case TALUS_CHANGE_RESTORE:
      node = talus_graph_find_node (check->graph, &change->node_id);
      if (node == NULL || !is_foreign (check, talus_node_get_existence_seq (node)))
        return FALSE;
      *current = g_strdup ("false");
      return TRUE;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      if (!is_foreign (check, talus_graph_get_edge_seq (check->graph, &change->edges[0].blocker,
                                                        &change->edges[0].blocked)))
        return FALSE;
      *current = g_strdup (change->op == TALUS_CHANGE_UNLINK ? "true" : "false");
      return TRUE;

    case TALUS_CHANGE_META:
      seq = g_str_equal (change->key, "name")
              ? talus_graph_get_name_seq (check->graph)
              : talus_graph_get_setting_seq (check->graph, change->key);
      if (!is_foreign (check, seq))
        return FALSE;
      if (change->old_value != NULL)
        *current = g_strdup (talus_value_get_json (change->old_value, NULL));
      return TRUE;

    case TALUS_CHANGE_INSERT:
    case TALUS_CHANGE_BASELINE:
    default:
      return FALSE;
    }
}

/*
 * talus_base_check:
 * @changes: what the command comes to; not yet applied
 * @base_seq: what its author had seen
 * @author: who that is
 *
 * Refuses with CONFLICT, its details saying what is there now, who changed it
 * and when.
 */
gboolean
talus_base_check (TalusSession         *self,
                  const TalusChangeSet *changes,
                  guint64               base_seq,
                  const TalusId        *author,
                  GError              **error)
{
  Check check = { self, talus_replica_get_graph (self->replica), base_seq, author, NULL, 0 };

  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      g_autofree char *current = NULL;
      g_autoptr(TalusAuthor) culprit = NULL;
      JsonObject *details = NULL;
      JsonNode *node = NULL;
      char text[TALUS_ID_TEXT_SIZE];

      if (!is_change_foreign (&check, talus_change_set_get (changes, i), &current))
        continue;

      culprit = g_steal_pointer (&check.culprit);
      details = json_object_new ();
      if (current != NULL)
        node = talus_json_parse (current, strlen (current), TALUS_JSON_DEPTH_IMPORT, NULL);
      json_object_set_member (details, "current",
                              node != NULL ? node : json_node_new (JSON_NODE_NULL));
      if (culprit != NULL)
        json_object_set_string_member (details, "author", talus_id_format (&culprit->id, text));
      json_object_set_int_member (details, "seq", check.culprit_seq);
      talus_set_error_details (error, TALUS_ERROR_CONFLICT, details,
                               "Changed by %s since %" G_GUINT64_FORMAT,
                               culprit != NULL && culprit->name[0] != '\0' ? culprit->name
                                                                          : "somebody else",
                               base_seq);
      return FALSE;
    }

  return TRUE;
}
