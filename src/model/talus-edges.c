/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of edges by both ends, one of ends by id; what hangs off an end
 * is two lists that run through the edges themselves, so that a node with a
 * hundred thousand dependencies costs no more to link than one with none.
 * It knows ids, no nodes. */
#define G_LOG_DOMAIN "talus-model-edges"

#include "model/talus-edges.h"

typedef enum
{
  OUT,   /* from the blocker */
  IN,    /* into the blocked */
} Direction;

typedef struct _Link Link;

struct _Link
{
  TalusEdge edge;      /* first: it is the key */
  guint64 seq;         /* of the last change */
  gboolean is_live;    /* else only its seq is remembered */
  Link *next[2];       /* by direction */
  Link *previous[2];
};

typedef struct
{
  TalusId id;          /* first: it is the key */
  Link *first[2];      /* by direction */
} End;

struct _TalusEdges
{
  GHashTable *links;   /* set of Link, live and cut */
  GHashTable *ends;    /* set of End, those with live links */
  guint64 n_live;
};

static guint
hash_edge (gconstpointer data)
{
  const TalusEdge *edge = data;
  guint hash = talus_id_hash (&edge->blocker);

  /* Turned, so that a → b and b → a differ. */
  return (hash << 7 | hash >> 25) ^ talus_id_hash (&edge->blocked);
}

static gboolean
equal_edges (gconstpointer a,
             gconstpointer b)
{
  return talus_edge_compare (a, b) == 0;
}

static const TalusId *
get_end (const Link *link,
         Direction   direction)
{
  return direction == OUT ? &link->edge.blocker : &link->edge.blocked;
}

static Link *
get_first (TalusEdges    *self,
           const TalusId *id,
           Direction      direction)
{
  End *end = g_hash_table_lookup (self->ends, id);

  return end != NULL ? end->first[direction] : NULL;
}

static void
hang (TalusEdges *self,
      Link       *link,
      Direction   direction)
{
  const TalusId *id = get_end (link, direction);
  End *end = g_hash_table_lookup (self->ends, id);

  if (end == NULL)
    {
      end = g_new0 (End, 1);
      end->id = *id;
      g_hash_table_add (self->ends, end);
    }

  link->previous[direction] = NULL;
  link->next[direction] = end->first[direction];
  if (end->first[direction] != NULL)
    end->first[direction]->previous[direction] = link;
  end->first[direction] = link;
}

static void
unhang (TalusEdges *self,
        Link       *link,
        Direction   direction)
{
  End *end = g_hash_table_lookup (self->ends, get_end (link, direction));

  if (link->next[direction] != NULL)
    link->next[direction]->previous[direction] = link->previous[direction];
  if (link->previous[direction] != NULL)
    link->previous[direction]->next[direction] = link->next[direction];
  else
    end->first[direction] = link->next[direction];

  if (end->first[OUT] == NULL && end->first[IN] == NULL)
    g_hash_table_remove (self->ends, &end->id);
}

TalusEdges *
talus_edges_new (void)
{
  TalusEdges *self = g_new0 (TalusEdges, 1);

  self->links = g_hash_table_new_full (hash_edge, equal_edges, g_free, NULL);
  self->ends = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);

  return self;
}

void
talus_edges_free (TalusEdges *self)
{
  g_hash_table_unref (self->ends);
  g_hash_table_unref (self->links);
  g_free (self);
}

guint64
talus_edges_get_n_live (TalusEdges *self)
{
  return self->n_live;
}

gboolean
talus_edges_has (TalusEdges      *self,
                 const TalusEdge *edge)
{
  Link *link = g_hash_table_lookup (self->links, edge);

  return link != NULL && link->is_live;
}

/* The record that last made or cut it, 0 if unknown. */
guint64
talus_edges_get_seq (TalusEdges      *self,
                     const TalusEdge *edge)
{
  Link *link = g_hash_table_lookup (self->links, edge);

  return link != NULL ? link->seq : 0;
}

/* Makes @edge, which is not there. Returns the seq it had before. */
guint64
talus_edges_link (TalusEdges      *self,
                  const TalusEdge *edge,
                  guint64          seq)
{
  Link *link = g_hash_table_lookup (self->links, edge);
  guint64 old_seq;

  if (link == NULL)
    {
      link = g_new0 (Link, 1);
      link->edge = *edge;
      g_hash_table_add (self->links, link);
    }

  g_assert (!link->is_live);
  old_seq = link->seq;
  link->seq = seq;
  link->is_live = TRUE;
  hang (self, link, OUT);
  hang (self, link, IN);
  self->n_live++;

  return old_seq;
}

/* Cuts @edge, which is there. Returns the seq it had before. */
guint64
talus_edges_unlink (TalusEdges      *self,
                    const TalusEdge *edge,
                    guint64          seq)
{
  Link *link = g_hash_table_lookup (self->links, edge);
  guint64 old_seq;

  g_assert (link != NULL && link->is_live);
  old_seq = link->seq;
  unhang (self, link, OUT);
  unhang (self, link, IN);
  link->is_live = FALSE;
  link->seq = seq;
  self->n_live--;

  if (seq == 0)
    g_hash_table_remove (self->links, link);

  return old_seq;
}

/* Whether a chain of edges leads from one node to another, itself included.
 * Costs what can be reached from @from. */
gboolean
talus_edges_reaches (TalusEdges    *self,
                     const TalusId *from,
                     const TalusId *to)
{
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GPtrArray) ahead = NULL;

  if (talus_id_equal (from, to))
    return TRUE;
  if (get_first (self, from, OUT) == NULL || get_first (self, to, IN) == NULL)
    return FALSE;

  seen = g_hash_table_new (talus_id_hash, talus_id_equal);
  ahead = g_ptr_array_new ();
  g_ptr_array_add (ahead, (gpointer) from);

  while (ahead->len > 0)
    {
      const TalusId *id = g_ptr_array_steal_index_fast (ahead, ahead->len - 1);

      for (Link *link = get_first (self, id, OUT); link != NULL; link = link->next[OUT])
        {
          if (talus_id_equal (&link->edge.blocked, to))
            return TRUE;
          if (g_hash_table_add (seen, &link->edge.blocked))
            g_ptr_array_add (ahead, &link->edge.blocked);
        }
    }

  return FALSE;
}

/* Appends the edges that touch @id. */
void
talus_edges_list_at (TalusEdges    *self,
                     const TalusId *id,
                     GArray        *edges)
{
  End *end = g_hash_table_lookup (self->ends, id);

  if (end == NULL)
    return;

  for (guint direction = OUT; direction <= IN; direction++)
    {
      for (Link *link = end->first[direction]; link != NULL; link = link->next[direction])
        g_array_append_val (edges, link->edge);
    }
}

static GArray *
list_neighbours (TalusEdges    *self,
                 const TalusId *id,
                 Direction      direction)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TalusId));

  for (Link *link = get_first (self, id, direction); link != NULL; link = link->next[direction])
    g_array_append_vals (ids, get_end (link, direction == OUT ? IN : OUT), 1);

  g_array_sort (ids, (GCompareFunc) talus_id_compare);

  return ids;
}

/* (transfer full): whom @blocker blocks, sorted. */
GArray *
talus_edges_list_out (TalusEdges    *self,
                      const TalusId *blocker)
{
  return list_neighbours (self, blocker, OUT);
}

/* (transfer full): who blocks @blocked, sorted. */
GArray *
talus_edges_list_in (TalusEdges    *self,
                     const TalusId *blocked)
{
  return list_neighbours (self, blocked, IN);
}

/* (transfer full): all of them, sorted. */
GArray *
talus_edges_list (TalusEdges *self)
{
  GArray *edges = g_array_sized_new (FALSE, FALSE, sizeof (TalusEdge), (guint) self->n_live);
  GHashTableIter iter;
  gpointer link;

  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, &link, NULL))
    {
      if (((Link *) link)->is_live)
        g_array_append_val (edges, ((Link *) link)->edge);
    }

  g_array_sort (edges, talus_edge_compare);

  return edges;
}
