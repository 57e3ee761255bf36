/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change writes, how little of it has to be named, and that change sets
 * that do not meet may be applied in either order. */
#include <glib.h>

#include "model/talus-slots.h"

#include "replica-test.h"

static TalusChangeSet *
resolve (TalusGraph *graph,
         const char *type,
         const char *json)
{
  g_autofree char *filled = test_fill (json);
  g_autoptr (TalusCommand) command = test_command (type, filled);
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;

  if (!talus_resolve (graph, command, NULL, &resolution, &error))
    return NULL;

  return g_steal_pointer (&resolution.changes);
}

static void
apply (TalusGraph     *graph,
       TalusChangeSet *changes)
{
  g_autoptr (GError) error = NULL;

  talus_graph_apply (graph, changes, 1, 0, NULL, &error);
  g_assert_no_error (error);
}

static void
make (TalusGraph *graph,
      guint       number,
      guint       parent)
{
  g_autofree char *json = NULL;
  g_autoptr (TalusChangeSet) changes = NULL;

  json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u}",
                          number, parent);
  changes = resolve (graph, "CreateNode", json);
  g_assert_nonnull (changes);
  apply (graph, changes);
}

static void
test_subtree (void)
{
  g_autoptr (TalusGraph) graph = test_project ();
  g_autoptr (TalusChangeSet) removal = NULL;
  g_autoptr (TalusChangeSet) inside = NULL;
  g_autoptr (TalusChangeSet) outside = NULL;
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (TalusSlot));

  make (graph, 2, 1);
  make (graph, 3, 1);
  for (guint i = 0; i < 2000; i++)
    make (graph, 10 + i, i < 100 ? 2 : 10 + i % 100);

  removal = resolve (graph, "DeleteNode", "{\"node_id\":$2}");
  talus_change_list_writes (talus_change_set_get (removal, 0), slots);
  g_assert_cmpuint (slots->len, ==, 2);
  g_assert_cmpint (g_array_index (slots, TalusSlot, 0).kind, ==, TALUS_SLOT_SUBTREE);

  inside = resolve (graph, "UpdateProperty",
                    "{\"node_id\":$1999,\"property_id\":\"name\",\"value\":\"x\"}");
  outside = resolve (graph, "UpdateProperty",
                     "{\"node_id\":$3,\"property_id\":\"name\",\"value\":\"x\"}");
  g_assert_true (talus_slots_conflict (graph, removal, inside));
  g_assert_true (talus_slots_conflict (graph, inside, removal));
  g_assert_false (talus_slots_conflict (graph, removal, outside));
  g_assert_false (talus_slots_conflict (graph, outside, removal));
}

/* A set that first moves something and then removes where it went takes that
 * along, though the graph does not know it there. */
static void
test_moved_within_the_set (void)
{
  g_autoptr (TalusGraph) graph = test_project ();
  g_autoptr (TalusChangeSet) batch = NULL;
  g_autoptr (TalusChangeSet) rename = NULL;

  make (graph, 2, 1);
  make (graph, 3, 1);
  make (graph, 4, 3);
  batch = resolve (graph, "Batch", "{\"commands\":["
                   "{\"command_type\":\"LinkNode\",\"data\":{\"parent_id\":$2,\"child_id\":$3}},"
                   "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":$2}}]}");
  g_assert_nonnull (batch);
  rename = resolve (graph, "UpdateProperty",
                    "{\"node_id\":$4,\"property_id\":\"name\",\"value\":\"x\"}");
  g_assert_true (talus_slots_conflict (graph, batch, rename));
}

static void
test_template (void)
{
  g_autoptr (TalusGraph) graph = test_project ();
  g_autofree char *json = g_strescape (OTHER_TEMPLATE, NULL);
  g_autofree char *data = g_strdup_printf ("{\"template\":\"%s\"}", json);
  g_autoptr (TalusChangeSet) change = resolve (graph, "SetTemplate", data);
  g_autoptr (TalusChangeSet) other = NULL;
  g_autoptr (TalusChangeSet) nothing = talus_change_set_new ();

  other = resolve (graph, "UpdateProperty",
                   "{\"node_id\":$2748,\"property_id\":\"x-a\",\"value\":1}");
  g_assert_true (talus_slots_conflict (graph, change, other));
  g_assert_true (talus_slots_conflict (graph, other, change));
  g_assert_false (talus_slots_conflict (graph, change, nothing));
}

static TalusChangeSet *
draw (GRand      *rand,
      TalusGraph *graph,
      guint       new_number)
{
  guint a = (guint) g_rand_int_range (rand, 1, 14);
  guint b = (guint) g_rand_int_range (rand, 1, 14);
  g_autofree char *json = NULL;

  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$%u,"
                              "\"index\":%d}", new_number, a, g_rand_int_range (rand, 0, 3));
      return resolve (graph, "CreateNode", json);
    case 1:
      json = g_strdup_printf ("{\"node_id\":$%u}", a);
      return resolve (graph, "DeleteNode", json);
    case 2:
      json = g_strdup_printf ("{\"node_id\":$%u,\"property_id\":\"name\",\"value\":\"%u\"}", a,
                              new_number);
      return resolve (graph, "UpdateProperty", json);
    case 3:
      json = g_strdup_printf ("{\"blocker_id\":$%u,\"blocked_id\":$%u}", a, b);
      return resolve (graph, "LinkDependency", json);
    case 4:
      json = g_strdup_printf ("{\"node_id\":$%u}", a);
      return resolve (graph, "RestoreNode", json);
    case 5:
      json = g_strdup_printf ("{\"node_id\":$2748,\"property_id\":\"x-%u\",\"value\":%u}",
                              a % 2, b);
      return resolve (graph, "UpdateProperty", json);
    default:
      json = g_strdup_printf ("{\"node_id\":$%u,\"parent_id\":$%u,\"index\":%d}", a, b,
                              g_rand_int_range (rand, 0, 3));
      return resolve (graph, "MoveNode", json);
    }
}

static char *
apply_both (TalusGraph     *graph,
            TalusChangeSet *first,
            TalusChangeSet *second)
{
  g_autoptr (TalusTrace) one = NULL;
  g_autoptr (TalusTrace) two = NULL;
  g_autoptr (GError) error = NULL;
  char *digest;

  talus_graph_apply (graph, first, 5, 0, &one, &error);
  g_assert_no_error (error);
  talus_graph_apply (graph, second, 6, 0, &two, &error);
  g_assert_no_error (error);
  digest = talus_graph_digest (graph);
  talus_graph_revert (graph, second, two);
  talus_graph_revert (graph, first, one);

  return digest;
}

static void
test_order (void)
{
  guint n_free = 0;

  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TalusGraph) graph = test_project ();

      for (guint i = 2; i < 14; i++)
        make (graph, i, (guint) g_rand_int_range (rand, 1, (gint32) i));

      for (guint i = 0; i < 60; i++)
        {
          g_autoptr (TalusChangeSet) a = draw (rand, graph, 100 + 2 * i);
          g_autoptr (TalusChangeSet) b = draw (rand, graph, 101 + 2 * i);
          g_autofree char *one = NULL;
          g_autofree char *two = NULL;

          if (a == NULL || b == NULL || talus_change_set_get_length (a) == 0 ||
              talus_change_set_get_length (b) == 0)
            continue;

          g_assert_cmpint (talus_slots_conflict (graph, a, b), ==,
                           talus_slots_conflict (graph, b, a));
          if (talus_slots_conflict (graph, a, b))
            {
              apply (graph, a);
              continue;
            }

          n_free++;
          one = apply_both (graph, a, b);
          two = apply_both (graph, b, a);
          g_assert_cmpstr (one, ==, two);
          apply (graph, b);
        }
    }

  g_assert_cmpuint (n_free, >, 500);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/slots/a-subtree-is-one-slot", test_subtree);
  g_test_add_func ("/slots/what-a-set-moves-goes-with-where-it-went", test_moved_within_the_set);
  g_test_add_func ("/slots/a-template-meets-everything", test_template);
  g_test_add_func ("/slots/what-does-not-conflict-may-come-in-either-order", test_order);

  return g_test_run ();
}
