/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where on the side of a card its arrows touch: apart from each other, in the
 * order of where they lead, so that those of one card do not cross. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layout-private.h"

#define MOST_APART 7.0f
#define MARGIN     9.0f

/* One end of a link. */
typedef struct
{
  guint32 box;
  guint32 link;
  float other;                /* the middle of the card at the other end */
} End;

static int
compare_ends (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const End *one = a;
  const End *other = b;

  if (one->box != other->box)
    return one->box < other->box ? -1 : 1;
  if (one->other < other->other || one->other > other->other)
    return one->other < other->other ? -1 : 1;

  return one->link < other->link ? -1 : 1;
}

static void
spread_side (const TalusGraphLayout *self,
             gboolean                is_from,
             float                  *offsets)
{
  guint n = self->links->len;
  g_autofree End *ends = g_new (End, MAX (n, 1));
  guint next;

  for (guint i = 0; i < n; i++)
    {
      const TalusGraphLink *link = talus_graph_layout_link (self, i);
      const TalusGraphRect *rect = &self->rects[is_from ? link->to : link->from];

      ends[i] = (End) { is_from ? link->from : link->to, i, rect->y + rect->height / 2 };
    }
  g_qsort_with_data (ends, (gint) n, sizeof (End), compare_ends, NULL);

  for (guint i = 0; i < n; i = next)
    {
      float room = self->rects[ends[i].box].height - 2 * MARGIN;
      float apart;

      for (next = i; next < n && ends[next].box == ends[i].box; next++)
        ;
      apart = MIN (MOST_APART, MAX (room, 0) / (float) (next - i));
      for (guint j = i; j < next; j++)
        offsets[ends[j].link] = ((float) (j - i) - (float) (next - i - 1) / 2) * apart;
    }
}

/* Once the cards have their places. */
void
talus_graph_ports_spread (TalusGraphPorts        *ports,
                          const TalusGraphLayout *self)
{
  ports->from = g_new0 (float, self->links->len + 1);
  ports->to = g_new0 (float, self->links->len + 1);
  spread_side (self, TRUE, ports->from);
  spread_side (self, FALSE, ports->to);
}

void
talus_graph_ports_clear (TalusGraphPorts *ports)
{
  g_clear_pointer (&ports->from, g_free);
  g_clear_pointer (&ports->to, g_free);
}
