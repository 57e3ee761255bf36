/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of children held against a plain array. */
#include "graph-test.h"

#include "model/talus-child-list.h"
#include "model/talus-node-private.h"


static TalusNode *
new_node (guint number)
{
  TalusId id = test_id (number);

  return talus_node_new (NULL, &id, 0);
}

static void
assert_equal (TalusNode *top,
              GPtrArray *nodes)
{
  TalusNode *node = talus_child_list_first (top);

  g_assert_cmpuint (talus_child_list_length (top), ==, nodes->len);
  g_assert_null (talus_child_list_get (top, nodes->len));

  for (guint i = 0; i < nodes->len; i++)
    {
      TalusNode *expected = g_ptr_array_index (nodes, i);

      g_assert_true (node == expected);
      g_assert_true (talus_child_list_get (top, i) == expected);
      g_assert_cmpuint (talus_child_list_index (expected), ==, i);
      g_assert_true (talus_child_list_previous (expected) ==
                     (i > 0 ? g_ptr_array_index (nodes, i - 1) : NULL));
      node = talus_child_list_next (node);
    }
  g_assert_null (node);
  g_assert_true (talus_child_list_last (top) ==
                 (nodes->len > 0 ? g_ptr_array_index (nodes, nodes->len - 1) : NULL));
}

static guint
measure_depth (TalusNode *top)
{
  guint left;
  guint right;

  if (top == NULL)
    return 0;

  left = measure_depth (top->links.left);
  right = measure_depth (top->links.right);

  return 1 + MAX (left, right);
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  assert_equal (NULL, nodes);
  g_assert_null (talus_child_list_build (NULL, 0));
}

static void
test_random (void)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  TalusNode *top = NULL;

  for (guint step = 1; step <= 3000; step++)
    {
      /* Grows to some hundreds, then shrinks again. */
      gboolean is_insert = nodes->len == 0 ||
                           g_test_rand_int_range (0, 100) < (step < 1500 ? 70 : 40);

      if (is_insert)
        {
          guint index = (guint) g_test_rand_int_range (0, (gint32) nodes->len + 1);
          TalusNode *node = new_node (step);

          talus_child_list_insert (&top, index > 0 ? g_ptr_array_index (nodes, index - 1) : NULL,
                                   node);
          g_ptr_array_insert (nodes, (int) index, node);
        }
      else
        {
          guint index = (guint) g_test_rand_int_range (0, (gint32) nodes->len);

          talus_child_list_remove (&top, g_ptr_array_index (nodes, index));
          g_ptr_array_remove_index (nodes, index);
        }

      if (step % 25 == 0 || nodes->len < 10)
        assert_equal (top, nodes);
    }
  assert_equal (top, nodes);
}

static void
test_build (void)
{
  for (guint n = 1; n <= 500; n = n < 20 ? n + 1 : n * 2)
    {
      g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
      TalusNode *top;

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (nodes, new_node (i + 1));

      top = talus_child_list_build ((TalusNode **) nodes->pdata, nodes->len);
      assert_equal (top, nodes);

      /* What was built goes on like what was inserted. */
      for (guint i = 0; i < n; i += 2)
        {
          TalusNode *node = new_node (1000 + i);

          talus_child_list_insert (&top, g_ptr_array_index (nodes, i), node);
          g_ptr_array_insert (nodes, (int) i + 1, node);
        }
      talus_child_list_remove (&top, g_ptr_array_index (nodes, n / 2));
      g_ptr_array_remove_index (nodes, n / 2);
      assert_equal (top, nodes);
    }
}

/* Ids that count upwards, always inserted last or always first: an
 * unbalanced tree would be a list of 20,000. */
static void
test_balance (void)
{
  for (guint at_end = 0; at_end < 2; at_end++)
    {
      g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
      TalusNode *top = NULL;

      for (guint i = 0; i < 20000; i++)
        {
          TalusNode *node = new_node (i + 1);

          talus_child_list_insert (&top, at_end && i > 0 ? g_ptr_array_index (nodes, i - 1) : NULL,
                                   node);
          g_ptr_array_add (nodes, node);
        }

      g_assert_cmpuint (measure_depth (top), <, 100);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/child-list/empty-answers-nothing", test_empty);
  g_test_add_func ("/child-list/random-insert-and-remove-agree-with-an-array", test_random);
  g_test_add_func ("/child-list/built-from-an-array-keeps-its-order", test_build);
  g_test_add_func ("/child-list/stays-shallow-for-ids-in-order", test_balance);

  return g_test_run ();
}
