/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes graphs and nodes. Types, keys and values are canonical text already,
 * so that writing is mostly copying; the way through the tree is kept in one
 * pointer, so that it can stop anywhere and takes no stack. */
#define G_LOG_DOMAIN "talus-model-graph-json"

#include "model/talus-graph-json.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-child-list.h"
#include "model/talus-graph-private.h"

#define DIGEST_CHUNK (64 * 1024)

typedef enum
{
  STAGE_BEGIN,
  STAGE_EDGES,
  STAGE_MIDDLE,
  STAGE_ROOTS,
  STAGE_END,
  STAGE_DONE,
} Stage;

/* A way through a subtree, or through all trees. */
typedef struct
{
  TalusNode *node;      /* the next one to begin or to end; NULL at the end */
  TalusNode *top;       /* NULL: all trees */
  guint depth;          /* of node below the top */
  guint max_depth;
  gboolean is_ending;   /* its children are written */
} Walk;

struct _TalusGraphWriter
{
  TalusGraph *graph;    /* owned */
  TalusGraphForm form;
  guint64 seq;
  char *epoch;
  char *head;
  Stage stage;
  GArray *edges;        /* of TalusEdge */
  guint n_edges;        /* written so far */
  Walk walk;
};

/* Makes room for @length bytes more at the end of @out, which it returns;
 * the caller fills all of them. */
static inline char *
extend (GString *out,
        gsize    length)
{
  gsize start = out->len;

  if (start + length >= out->allocated_len)
    g_string_set_size (out, start + length);
  else
    {
      out->len = start + length;
      out->str[out->len] = '\0';
    }

  return out->str + start;
}

static inline void
put (GString    *out,
     const char *text,
     gsize       length)
{
  memcpy (extend (out, length), text, length);
}

#define PUT(out, literal) put (out, literal, sizeof literal - 1)

static void
put_id (GString       *out,
        const TalusId *id)
{
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (id, text);
  put (out, text, TALUS_ID_TEXT_LENGTH);
}

static void
put_string (GString    *out,
            const char *text)
{
  if (text != NULL)
    talus_json_append_string (out, text, strlen (text));
  else
    PUT (out, "null");
}

static void
put_value (GString          *out,
           const TalusValue *value)
{
  gsize length;
  const char *json = talus_value_get_json (value, &length);

  put (out, json, length);
}

/* What stands in front of the children of a node. */
static void
begin_node (TalusNode *node,
            GString   *out)
{
  const TalusSymbol *type = talus_symbols_get (node->graph->symbols, node->type);

  PUT (out, "{\"blueprint_type_id\":");
  put (out, type->quoted, type->quoted_length);
  PUT (out, ",\"children\":[");
}

static void
end_node (TalusNode *node,
          GString   *out)
{
  const TalusSymbols *symbols = node->graph->symbols;
  gboolean need_comma = FALSE;
  TalusPropsIter iter;
  TalusProp prop;

  PUT (out, "],\"id\":\"");
  put_id (out, &node->id);
  PUT (out, "\",\"name\":");
  put_string (out, node->name);
  PUT (out, ",\"properties\":{");

  talus_props_iter_init (&iter, node->props);
  while (talus_props_iter_next (&iter, &prop))
    {
      const TalusSymbol *key = talus_symbols_get (symbols, prop.symbol);
      char *at;

      if (prop.json == NULL)
        continue;

      at = extend (out, need_comma + key->quoted_length + 1 + prop.length);
      if (need_comma)
        *at++ = ',';
      at = mempcpy (at, key->quoted, key->quoted_length);
      *at++ = ':';
      memcpy (at, prop.json, prop.length);
      need_comma = TRUE;
    }

  PUT (out, "}}");
}

static TalusNode *
get_first_within (Walk *walk)
{
  return walk->depth < walk->max_depth ? talus_child_list_first (walk->node->children) : NULL;
}

/* Writes one end of one node and goes on to the next. */
static void
step_walk (Walk    *walk,
           GString *out)
{
  TalusNode *node = walk->node;
  TalusNode *next;

  if (!walk->is_ending)
    {
      begin_node (node, out);
      next = get_first_within (walk);
      if (next != NULL)
        {
          walk->node = next;
          walk->depth++;
        }
      else
        {
          walk->is_ending = TRUE;
        }
      return;
    }

  end_node (node, out);
  next = node != walk->top ? talus_child_list_next (node) : NULL;
  if (next != NULL)
    {
      PUT (out, ",");
      walk->node = next;
      walk->is_ending = FALSE;
    }
  else
    {
      walk->node = node != walk->top ? node->links.parent : NULL;
      walk->depth--;
    }
}

static void
write_settings (TalusGraph *graph,
                GString    *out)
{
  g_autoptr (GList) keys = talus_graph_list_settings (graph);

  PUT (out, "{");
  for (GList *l = keys; l != NULL; l = l->next)
    {
      if (l != keys)
        PUT (out, ",");
      put_string (out, l->data);
      PUT (out, ":");
      put_value (out, talus_graph_get_setting (graph, l->data));
    }
  PUT (out, "}");
}

static void
write_edge (TalusGraphWriter *self,
            GString          *out)
{
  const TalusEdge *edge = &g_array_index (self->edges, TalusEdge, self->n_edges);

  if (self->n_edges > 0)
    PUT (out, ",");
  PUT (out, "{\"blocked_id\":\"");
  put_id (out, &edge->blocked);
  PUT (out, "\",\"blocker_id\":\"");
  put_id (out, &edge->blocker);
  PUT (out, "\"}");
  self->n_edges++;
}

/* What stands between the dependencies and the roots. */
static void
write_middle (TalusGraphWriter *self,
              GString          *out)
{
  PUT (out, "]");
  if (self->form == TALUS_GRAPH_FULL)
    {
      PUT (out, ",\"epoch\":");
      put_string (out, self->epoch);
      PUT (out, ",\"head\":");
      put_string (out, self->head);
    }
  PUT (out, ",\"name\":");
  put_string (out, self->graph->name);
  if (self->form == TALUS_GRAPH_FULL)
    {
      PUT (out, ",\"project_id\":\"");
      put_id (out, &self->graph->project_id);
      PUT (out, "\"");
    }
  PUT (out, ",\"roots\":[");
}

/* What stands behind the roots. */
static void
write_end (TalusGraphWriter *self,
           GString          *out)
{
  PUT (out, "]");
  if (self->form == TALUS_GRAPH_ROOTS)
    return;

  if (self->form == TALUS_GRAPH_FULL)
    {
      PUT (out, ",\"seq\":");
      talus_json_append_double (out, (double) self->seq);
    }
  PUT (out, ",\"settings\":");
  write_settings (self->graph, out);
  PUT (out, ",\"template_hash\":");
  put_string (out, talus_template_get_hash (self->graph->template));
  PUT (out, ",\"template_id\":");
  put_string (out, talus_template_get_id (self->graph->template));
  PUT (out, "}");
}

static void
step (TalusGraphWriter *self,
      GString          *out)
{
  switch (self->stage)
    {
    case STAGE_BEGIN:
      if (self->form == TALUS_GRAPH_ROOTS)
        {
          PUT (out, "[");
          self->stage = STAGE_ROOTS;
          break;
        }
      PUT (out, "{\"dependencies\":[");
      self->edges = talus_graph_list_edges (self->graph);
      self->stage = STAGE_EDGES;
      break;
    case STAGE_EDGES:
      if (self->n_edges < self->edges->len)
        write_edge (self, out);
      else
        self->stage = STAGE_MIDDLE;
      break;
    case STAGE_MIDDLE:
      g_clear_pointer (&self->edges, g_array_unref);
      write_middle (self, out);
      self->stage = STAGE_ROOTS;
      break;
    case STAGE_ROOTS:
      if (self->walk.node != NULL)
        step_walk (&self->walk, out);
      else
        self->stage = STAGE_END;
      break;
    case STAGE_END:
      write_end (self, out);
      self->stage = STAGE_DONE;
      break;
    case STAGE_DONE:
    default:
      break;
    }
}

/**
 * talus_graph_writer_new:
 * @graph: (transfer none): what to write; it must not change until the writer
 *   is freed
 * @form: in what form
 * @seq: for %TALUS_GRAPH_FULL
 * @epoch: (nullable): for %TALUS_GRAPH_FULL
 * @head: (nullable): for %TALUS_GRAPH_FULL
 *
 * Begins to write a graph, members in the order of RFC 8785 in every form.
 *
 * Returns: (transfer full): the writer
 */
TalusGraphWriter *
talus_graph_writer_new (TalusGraph     *graph,
                        TalusGraphForm  form,
                        guint64         seq,
                        const char     *epoch,
                        const char     *head)
{
  TalusGraphWriter *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_new0 (TalusGraphWriter, 1);
  self->graph = g_object_ref (graph);
  self->form = form;
  self->seq = seq;
  self->epoch = g_strdup (epoch);
  self->head = g_strdup (head);
  self->walk.node = talus_child_list_first (graph->roots);
  self->walk.max_depth = G_MAXUINT;

  return self;
}

/**
 * talus_graph_writer_step:
 * @self: a writer
 * @out: where the text goes, behind what is in it
 * @size: about how many bytes to write
 *
 * Writes the next piece, which is longer than @size by no more than one node
 * or the settings.
 *
 * Returns: %FALSE when everything has been written
 */
gboolean
talus_graph_writer_step (TalusGraphWriter *self,
                         GString          *out,
                         gsize             size)
{
  gsize end;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  end = size < G_MAXSIZE - out->len ? out->len + size : G_MAXSIZE;
  do
    step (self, out);
  while (self->stage != STAGE_DONE && out->len < end);

  return self->stage != STAGE_DONE;
}

/**
 * talus_graph_writer_free:
 * @self: (transfer full): a writer
 *
 * Ends writing, finished or not.
 */
void
talus_graph_writer_free (TalusGraphWriter *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->edges, g_array_unref);
  g_object_unref (self->graph);
  g_free (self->epoch);
  g_free (self->head);
  g_free (self);
}

/**
 * talus_graph_write:
 * @graph: what to write
 * @form: in what form
 * @seq: for %TALUS_GRAPH_FULL
 * @epoch: (nullable): for %TALUS_GRAPH_FULL
 * @head: (nullable): for %TALUS_GRAPH_FULL
 * @out: where the text goes
 *
 * Appends a graph as a whole.
 */
void
talus_graph_write (TalusGraph     *graph,
                   TalusGraphForm  form,
                   guint64         seq,
                   const char     *epoch,
                   const char     *head,
                   GString        *out)
{
  g_autoptr (TalusGraphWriter) writer = NULL;

  g_return_if_fail (TALUS_IS_GRAPH (graph));
  g_return_if_fail (out != NULL);

  writer = talus_graph_writer_new (graph, form, seq, epoch, head);
  while (talus_graph_writer_step (writer, out, G_MAXSIZE))
    ;
}

/**
 * talus_node_write:
 * @node: a node that is in a graph, be it removed
 * @depth: how many levels below it to write; 0 leaves `children` empty,
 *   %G_MAXUINT writes all
 * @out: where the text goes
 *
 * Appends a node with its subtree, as in `roots` of the graph.
 */
void
talus_node_write (TalusNode *node,
                  guint      depth,
                  GString   *out)
{
  Walk walk = { node, node, 0, depth, FALSE };

  g_return_if_fail (TALUS_IS_NODE (node) && node->graph != NULL);
  g_return_if_fail (out != NULL);

  while (walk.node != NULL)
    step_walk (&walk, out);
}

/**
 * talus_graph_digest:
 * @graph: a graph
 *
 * Digests the canonical form of a graph, piece by piece.
 *
 * Returns: (transfer full): its SHA-256 as 64 hexadecimal digits
 */
char *
talus_graph_digest (TalusGraph *graph)
{
  g_autoptr (TalusGraphWriter) writer = NULL;
  g_autoptr (GChecksum) checksum = NULL;
  g_autoptr (GString) chunk = NULL;
  gboolean is_more;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  writer = talus_graph_writer_new (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  chunk = g_string_sized_new (DIGEST_CHUNK + DIGEST_CHUNK / 8);
  do
    {
      g_string_truncate (chunk, 0);
      is_more = talus_graph_writer_step (writer, chunk, DIGEST_CHUNK);
      g_checksum_update (checksum, (const guchar *) chunk->str, (gssize) chunk->len);
    }
  while (is_more);

  return g_strdup (g_checksum_get_string (checksum));
}
