/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own JSON: `roots` with their children inside them. Members come in any
 * order (canonically the children stand in front of their parent's id), so
 * that a node is known only when its object ends. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "store/talus-import-private.h"

/* A node whose object is open. */
typedef struct
{
  char *id;
  TalusSlice type;
  TalusSlice name;
  TalusSlice properties;
  GArray *extra;
  GArray *children; /* of guint */
} OpenNode;

static void
clear_open_node (gpointer data)
{
  OpenNode *node = data;

  g_free (node->id);
  g_clear_pointer (&node->extra, g_array_unref);
  g_clear_pointer (&node->children, g_array_unref);
}

static void
clear_member (gpointer data)
{
  g_free (((TalusImportMember *) data)->name);
}

static gboolean
fail (TalusJsonReader  *reader,
      const char       *what,
      GError          **error)
{
  if (talus_json_reader_get_error (reader) != NULL)
    g_propagate_error (error, g_error_copy (talus_json_reader_get_error (reader)));
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "%s at byte %" G_GSIZE_FORMAT " of “roots”", what, reader->start);

  return FALSE;
}

static void
open_node (GArray *stack)
{
  OpenNode node = { NULL };

  g_array_append_val (stack, node);
}

static guint
close_node (TalusImportReader *self,
            OpenNode          *open)
{
  guint index = talus_import_add_node (self, open->id);
  TalusImportNode *node = &g_array_index (self->nodes, TalusImportNode, index);

  node->type = open->type;
  node->name = open->name;
  node->properties = open->properties;
  node->extra = g_steal_pointer (&open->extra);
  for (guint i = 0; open->children != NULL && i < open->children->len; i++)
    talus_import_adopt (self, index, g_array_index (open->children, guint, i));

  return index;
}

/* A member of the open node whose name the reader stands on, but `children`. */
static gboolean
read_member (TalusImportReader  *self,
             TalusJsonReader    *reader,
             gsize               base,
             OpenNode           *open,
             GError            **error)
{
  g_autofree char *name = g_strndup (reader->text, reader->length);
  TalusSlice slice;

  talus_json_reader_next (reader);
  if (g_str_equal (name, "id") && reader->token == TALUS_JSON_STRING)
    {
      g_free (open->id);
      open->id = g_strndup (reader->text, reader->length);
    }
  slice.start = base + reader->start;
  if (!talus_json_reader_skip (reader))
    return fail (reader, "A value was expected", error);
  slice.end = base + reader->end;

  if (g_str_equal (name, "blueprint_type_id"))
    open->type = slice;
  else if (g_str_equal (name, "name"))
    open->name = slice;
  else if (g_str_equal (name, "properties"))
    open->properties = slice;
  else if (!g_str_equal (name, "id"))
    {
      TalusImportMember member = { g_steal_pointer (&name), slice };

      if (open->extra == NULL)
        {
          open->extra = g_array_new (FALSE, FALSE, sizeof (TalusImportMember));
          g_array_set_clear_func (open->extra, clear_member);
        }
      g_array_append_val (open->extra, member);
    }

  return TRUE;
}

static gboolean
end_node (TalusImportReader  *self,
          TalusJsonReader    *reader,
          GArray             *stack,
          GError            **error)
{
  OpenNode *open = &g_array_index (stack, OpenNode, stack->len - 1);
  guint index = 0;

  if (open->id == NULL)
    return fail (reader, "A node without “id” ends", error);

  index = close_node (self, open);
  g_array_set_size (stack, stack->len - 1);
  if (stack->len == 0)
    {
      talus_import_adopt (self, TALUS_IMPORT_NONE, index);
      return TRUE;
    }

  open = &g_array_index (stack, OpenNode, stack->len - 1);
  if (open->children == NULL)
    open->children = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (open->children, index);

  return TRUE;
}

/* The reader stands in an array of nodes or in a node; one token further. */
static gboolean
step (TalusImportReader  *self,
      TalusJsonReader    *reader,
      gsize               base,
      GArray             *stack,
      GError            **error)
{
  switch (reader->token)
    {
    case TALUS_JSON_BEGIN_OBJECT:
      open_node (stack);
      return TRUE;

    case TALUS_JSON_END_OBJECT:
      return end_node (self, reader, stack, error);

    case TALUS_JSON_END_ARRAY:
      return TRUE;

    case TALUS_JSON_NAME:
      if (!talus_json_reader_text_is (reader, "children"))
        return read_member (self, reader, base, &g_array_index (stack, OpenNode, stack->len - 1),
                            error);
      if (talus_json_reader_next (reader) != TALUS_JSON_BEGIN_ARRAY)
        return fail (reader, "“children” must be an array", error);
      return TRUE;

    default:
      return fail (reader, "A node was expected", error);
    }
}

static gboolean
read_roots (TalusImportReader  *self,
            TalusSlice          slice,
            GError            **error)
{
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (OpenNode));
  TalusJsonReader reader;
  gboolean good = FALSE;

  g_array_set_clear_func (stack, clear_open_node);
  talus_json_reader_init (&reader, self->data + slice.start, slice.end - slice.start,
                          TALUS_JSON_DEPTH_IMPORT);
  if (talus_json_reader_next (&reader) != TALUS_JSON_BEGIN_ARRAY)
    {
      good = fail (&reader, "“roots” must be an array", error);
    }
  else
    {
      good = TRUE;
      while (good && talus_json_reader_next (&reader) != TALUS_JSON_END)
        good = step (self, &reader, slice.start, stack, error);
    }
  talus_json_reader_clear (&reader);

  return good;
}

/*
 * talus_import_read_tree:
 * @graph: the members of `graph`
 * @top: the members of the file
 *
 * Reads nodes, dependencies and settings of our own format.
 */
gboolean
talus_import_read_tree (TalusImportReader  *self,
                        GArray             *graph,
                        GArray             *top,
                        GError            **error)
{
  static const char * const known_in_graph[] = { "project_id", "name", "template_id",
                                                 "template_hash", "settings", "roots",
                                                 "dependencies", "seq", "epoch", "head", NULL };
  static const char * const known_at_top[] = { "talus_tally", "graph", "template", "template_id",
                                               "name", "project_name", NULL };
  TalusSlice settings = talus_import_find (graph, "settings");
  g_autoptr(GArray) members = NULL;

  if (!read_roots (self, talus_import_find (graph, "roots"), error) ||
      !talus_import_read_edges (self, graph, "dependencies", "blocker_id", "blocked_id", error))
    return FALSE;

  if (!talus_import_is_null (self, settings))
    {
      members = talus_import_split (self, settings, error);
      if (members == NULL)
        return FALSE;
      for (guint i = 0; i < members->len; i++)
        {
          TalusImportMember *member = &g_array_index (members, TalusImportMember, i);

          talus_import_add_setting (self, member->name, member->value);
        }
    }

  talus_import_keep_unknown (self, graph, known_in_graph);
  talus_import_keep_unknown (self, top, known_at_top);

  return TRUE;
}
