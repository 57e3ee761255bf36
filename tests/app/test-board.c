/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boards: which columns and cards there are, and that every change of the
 * graph comes to exact changes of the columns. */
#include "app/board/talus-board.h"
#include "../model/graph-test.h"

#define BOARD_TEMPLATE                                                          \
  "id: test\n"                                                                  \
  "name: Test\n"                                                                \
  "node_types:\n"                                                               \
  "  - id: project\n"                                                           \
  "    label: Project\n"                                                        \
  "    features: [is_root]\n"                                                   \
  "    allowed_children: [job]\n"                                               \
  "    primary_status_property_id: status\n"                                    \
  "    properties:\n"                                                           \
  "      - {id: status, label: Status, type: select, options: [{id: going, name: Going}]}\n" \
  "  - id: job\n"                                                               \
  "    label: Job\n"                                                            \
  "    allowed_children: [task, part]\n"                                        \
  "    primary_status_property_id: status\n"                                    \
  "    properties:\n"                                                           \
  "      - {id: status, label: Status, type: select,\n"                         \
  "         options: [{id: open, name: Open}, {id: review, name: In review},\n" \
  "                   {id: done, name: Done}]}\n"                               \
  "      - {id: who, label: Who, type: person}\n"                               \
  "  - id: task\n"                                                              \
  "    label: Task\n"                                                           \
  "    allowed_children: [task, part]\n"                                        \
  "    primary_status_property_id: status\n"                                    \
  "    properties:\n"                                                           \
  "      - {id: status, label: Status, type: select,\n"                         \
  "         options: [{id: open, name: Open}, {id: busy, name: Busy}, {id: done, name: Done}]}\n" \
  "      - {id: who, label: Who, type: person}\n"                               \
  "      - {id: hours, label: Hours, type: number}\n"                           \
  "  - id: part\n"                                                              \
  "    label: Part\n"                                                           \
  "    primary_status_property_id: stage\n"                                     \
  "    properties:\n"                                                           \
  "      - {id: stage, label: Stage, type: select, required: true,\n"           \
  "         options: [{id: here, name: Here}]}\n"

static const char * const options[] = { "\"open\"", "\"busy\"", "\"done\"", "\"lost\"" };

static char *
spell_slots (TalusBoardPlan *plan)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    {
      const TalusBoardSlot *slot = talus_board_plan_get_slot (plan, i);

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "",
                              slot->option != NULL ? slot->option : "-");
    }

  return g_string_free (out, FALSE);
}

static char *
spell_types (TalusBoardPlan *plan)
{
  GPtrArray *types = talus_board_plan_get_types (plan);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", type->id);
    }

  return g_string_free (out, FALSE);
}

static void
assert_plan (TalusTemplate      *template,
             const char         *property,
             const char * const *types,
             const char         *expected_types,
             const char         *expected_slots)
{
  g_autoptr (TalusBoardPlan) plan = talus_board_plan_new (template, property, types);
  g_autofree char *type_text = spell_types (plan);
  g_autofree char *slot_text = spell_slots (plan);

  g_assert_cmpstr (type_text, ==, expected_types);
  g_assert_cmpstr (slot_text, ==, expected_slots);
}

static void
test_plan (void)
{
  static const char * const both[] = { "task", "job", "nonsense", NULL };
  static const char * const none[] = { "nonsense", NULL };
  g_autoptr (TalusTemplate) template = make_template (BOARD_TEMPLATE);
  g_autoptr (TalusTemplate) bare = make_template ("id: bare\nname: Bare\nnode_types:\n"
                                                  "  - {id: a, label: A}\n");

  assert_plan (template, NULL, NULL, "task", "open busy done -");
  assert_plan (template, "nonsense", none, "task", "open busy done -");
  assert_plan (template, "status", both, "job task", "open busy review done -");
  assert_plan (template, "stage", NULL, "part", "here -");
  g_assert_null (talus_board_plan_new (bare, NULL, NULL));
}

/* Only what a type's own property has is offered to its cards. */
static void
test_takes (void)
{
  static const char * const both[] = { "task", "job", NULL };
  g_autoptr (TalusTemplate) template = make_template (BOARD_TEMPLATE);
  g_autoptr (TalusBoardPlan) plan = talus_board_plan_new (template, "status", both);
  g_autoptr (TalusBoardPlan) parts = talus_board_plan_new (template, "stage", NULL);

  g_assert_true (talus_board_plan_takes (plan, 1, "task"));
  g_assert_false (talus_board_plan_takes (plan, 1, "job"));
  g_assert_true (talus_board_plan_takes (plan, 2, "job"));
  g_assert_true (talus_board_plan_takes (plan, 4, "job"));
  g_assert_false (talus_board_plan_takes (plan, 4, "part"));
  g_assert_false (talus_board_plan_takes (parts, 1, "part"));
}

typedef struct
{
  TalusGraph *graph;
  TalusBoard *board;
  GPtrArray *mirrors[5];    /* of TalusNode: the columns as their listeners know them */
  guint n_signals;
} Fixture;

static void
mirror_cb (GListModel *model,
           guint       position,
           guint       n_removed,
           guint       n_added,
           Fixture    *fixture)
{
  GPtrArray *mirror = fixture->mirrors[talus_board_column_get_index (TALUS_BOARD_COLUMN (model))];

  fixture->n_signals++;
  for (guint i = 0; i < n_removed; i++)
    g_ptr_array_remove_index (mirror, position);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (mirror, (int) (position + i), g_list_model_get_item (model, position + i));
}

static void
begin (Fixture *fixture)
{
  TalusTemplate *template = talus_graph_get_template (fixture->graph);

  fixture->board = talus_board_new (fixture->graph,
                                    talus_board_plan_new (template, "status",
                                                          (const char *[]) { "task", NULL }),
                                    "hours");
  g_assert_true (talus_board_fill (fixture->board, -1));
  for (guint i = 0; i < 4; i++)
    {
      GListModel *model = G_LIST_MODEL (talus_board_get_column (fixture->board, i));

      fixture->mirrors[i] = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint j = 0; j < g_list_model_get_n_items (model); j++)
        g_ptr_array_add (fixture->mirrors[i], g_list_model_get_item (model, j));
      g_signal_connect (model, "items-changed", G_CALLBACK (mirror_cb), fixture);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (TalusTemplate) template = make_template (BOARD_TEMPLATE);
  TalusId id = test_id (0xabc);

  fixture->graph = talus_graph_new (&id, "A graph", template);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 4; i++)
    g_clear_pointer (&fixture->mirrors[i], g_ptr_array_unref);
  if (fixture->board != NULL)
    g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->graph);
}

static void
tell_place (Fixture *fixture,
            guint    number)
{
  TalusId id = test_id (number);

  if (fixture->board != NULL)
    talus_board_update_places (fixture->board, &id, 1);
}

static void
insert (Fixture    *fixture,
        guint       number,
        guint       parent,
        guint       index,
        const char *type,
        const char *status)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_INSERT);

  change->node_id = test_id (number);
  change->place = test_gap (fixture->graph, parent, index, NULL);
  change->spec = test_spec (number, "card");
  g_free (change->spec->type);
  change->spec->type = g_strdup (type);
  do_apply (fixture->graph, set, number);
  if (status != NULL)
    {
      set = talus_change_set_new ();
      add_set (set, number, "status", NULL, status);
      do_apply (fixture->graph, set, number);
    }
  tell_place (fixture, number);
}

static void
set_value (Fixture    *fixture,
           guint       number,
           const char *key,
           const char *json)
{
  TalusChangeSet *set = talus_change_set_new ();
  TalusNode *node = test_node (fixture->graph, number);
  g_autoptr (TalusValue) old = talus_node_dup_property (node, key);

  add_set (set, number, key, old != NULL ? talus_value_get_json (old, NULL) : NULL, json);
  do_apply (fixture->graph, set, number);
  if (fixture->board != NULL)
    talus_board_update_node (fixture->board, node);
}

/* The columns, as their listeners know them and as they are. */
static char *
spell (Fixture *fixture)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < 4; i++)
    {
      GListModel *model = G_LIST_MODEL (talus_board_get_column (fixture->board, i));

      g_string_append (out, i > 0 ? " |" : "");
      g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->mirrors[i]->len);
      for (guint j = 0; j < fixture->mirrors[i]->len; j++)
        {
          TalusNode *node = fixture->mirrors[i]->pdata[j];
          TalusBoardColumn *column;
          guint position;

          g_assert_true (talus_board_column_peek (TALUS_BOARD_COLUMN (model), j) == node);
          g_assert_true (talus_board_find (fixture->board, talus_node_get_id (node), &column,
                                           &position));
          g_assert_true (G_LIST_MODEL (column) == model);
          g_assert_cmpuint (position, ==, j);
          g_string_append_printf (out, "%s%u", i > 0 || j > 0 ? " " : "",
                                  test_number (talus_node_get_id (node)));
        }
    }

  return g_string_free (out, FALSE);
}

static void
assert_board (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *text = spell (fixture);

  g_assert_cmpstr (text, ==, expected);
}

static void
fill (Fixture *fixture)
{
  insert (fixture, 1, 0, 0, "project", NULL);
  insert (fixture, 2, 1, 0, "job", "\"open\"");
  insert (fixture, 3, 2, 0, "task", "\"open\"");
  insert (fixture, 4, 2, 1, "task", "\"done\"");
  insert (fixture, 5, 4, 0, "task", "\"open\"");
  insert (fixture, 6, 1, 1, "job", NULL);
  insert (fixture, 7, 6, 0, "task", NULL);
  insert (fixture, 8, 6, 1, "task", "\"open\"");
  insert (fixture, 9, 6, 2, "task", "\"lost\"");
}

static void
test_follows (Fixture       *fixture,
              gconstpointer  data)
{
  TalusChangeSet *set;

  fill (fixture);
  begin (fixture);
  assert_board (fixture, "3 5 8 | | 4 | 7 9");

  set_value (fixture, 5, "status", "\"busy\"");
  assert_board (fixture, "3 8 | 5 | 4 | 7 9");
  g_assert_cmpuint (fixture->n_signals, ==, 2);
  set_value (fixture, 5, "who", "\"00000000-0000-0000-0000-000000000001\"");
  set_value (fixture, 2, "status", "\"done\"");
  g_assert_cmpuint (fixture->n_signals, ==, 2);

  insert (fixture, 10, 2, 0, "task", "\"open\"");
  assert_board (fixture, "10 3 8 | 5 | 4 | 7 9");

  set = talus_change_set_new ();
  add_move (set, fixture->graph, 6, 1, 0);
  do_apply (fixture->graph, set, 20);
  tell_place (fixture, 6);
  assert_board (fixture, "8 10 3 | 5 | 4 | 7 9");

  set = talus_change_set_new ();
  add_remove (set, fixture->graph, 2);
  do_apply (fixture->graph, set, 21);
  tell_place (fixture, 2);
  assert_board (fixture, "8 | | | 7 9");
  g_assert_cmpuint (talus_board_get_n_cards (fixture->board), ==, 3);
}

/* "" where nothing adds up to anything. */
static void
assert_sum (Fixture    *fixture,
            guint       column,
            const char *expected)
{
  g_autofree char *text = NULL;
  TalusFixed sum;

  if (talus_board_column_get_sum (talus_board_get_column (fixture->board, column), &sum))
    text = talus_fixed_format (sum);
  g_assert_cmpstr (text != NULL ? text : "", ==, expected);
}

static void
test_sum (Fixture       *fixture,
          gconstpointer  data)
{
  fill (fixture);
  set_value (fixture, 3, "hours", "2.5");
  set_value (fixture, 8, "hours", "4");
  begin (fixture);
  assert_sum (fixture, 0, "6.5");
  assert_sum (fixture, 2, "");

  set_value (fixture, 8, "hours", "5");
  set_value (fixture, 3, "status", "\"done\"");
  assert_sum (fixture, 0, "5");
  assert_sum (fixture, 2, "2.5");

  /* Digits are not rounded, and nothing is not zero. */
  set_value (fixture, 8, "hours", "0.001");
  set_value (fixture, 5, "hours", "0.0001");
  assert_sum (fixture, 0, "0.0011");
  set_value (fixture, 8, "hours", "1");
  set_value (fixture, 5, "hours", "-1");
  assert_sum (fixture, 0, "0");
}

static gboolean
is_odd (TalusNode *node,
        gpointer   user_data)
{
  return test_number (talus_node_get_id (node)) % 2 == 1;
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  fill (fixture);
  begin (fixture);

  talus_board_set_filter (fixture->board, is_odd, NULL);
  assert_board (fixture, "3 5 | | | 7 9");
  set_value (fixture, 8, "status", "\"done\"");
  set_value (fixture, 3, "status", "\"done\"");
  assert_board (fixture, "5 | | 3 | 7 9");
  talus_board_set_filter (fixture->board, NULL, NULL);
  assert_board (fixture, "5 | | 3 4 8 | 7 9");
}

static void
change_at_random (Fixture *fixture,
                  guint   *n_numbers)
{
  TalusChangeSet *set;
  guint number = (guint) g_test_rand_int_range (2, (gint32) *n_numbers + 1);
  guint other = (guint) g_test_rand_int_range (1, (gint32) *n_numbers + 1);
  TalusNode *node = test_node (fixture->graph, number);
  TalusNode *target = test_node (fixture->graph, other);

  if (!talus_node_is_live (target))
    return;

  if (!talus_node_is_live (node))
    {
      if (!talus_node_is_removed (node))
        return;
      set = talus_change_set_new ();
      add_restore (set, fixture->graph, number, other, 0);
      do_apply (fixture->graph, set, 1000);
      tell_place (fixture, number);
      return;
    }

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      insert (fixture, ++*n_numbers, other, (guint) g_test_rand_int_range (0, 3), "task",
              options[g_test_rand_int_range (0, 4)]);
      break;
    case 1:
      for (TalusNode *above = target; above != NULL; above = talus_node_get_parent (above))
        {
          if (above == node)
            return;
        }
      set = talus_change_set_new ();
      add_move (set, fixture->graph, number, other, (guint) g_test_rand_int_range (0, 3));
      do_apply (fixture->graph, set, 1000);
      tell_place (fixture, number);
      break;
    case 2:
      set = talus_change_set_new ();
      add_remove (set, fixture->graph, number);
      do_apply (fixture->graph, set, 1000);
      tell_place (fixture, number);
      break;
    default:
      set_value (fixture, number, "status", options[g_test_rand_int_range (0, 4)]);
      break;
    }
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_numbers = 9;

  fill (fixture);
  begin (fixture);
  for (guint i = 0; i < 3000; i++)
    {
      change_at_random (fixture, &n_numbers);
      if (i % 10 == 0)
        {
          g_autofree char *followed = spell (fixture);
          g_autofree char *fresh = NULL;

          for (guint j = 0; j < 4; j++)
            g_clear_pointer (&fixture->mirrors[j], g_ptr_array_unref);
          g_assert_finalize_object (fixture->board);
          begin (fixture);
          fresh = spell (fixture);
          g_assert_cmpstr (followed, ==, fresh);
        }
    }
}

#define ADD(law, test) g_test_add ("/board/" law, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/board/columns-are-those-of-the-chosen-types", test_plan);
  g_test_add_func ("/board/a-card-goes-only-where-its-type-allows", test_takes);
  ADD ("each-change-is-told-as-what-it-is", test_follows);
  ADD ("columns-add-up-a-number", test_sum);
  ADD ("a-filter-hides-cards", test_filter);
  ADD ("following-agrees-with-beginning-anew", test_random);

  return g_test_run ();
}
