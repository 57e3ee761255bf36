/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template would change is told in full, and nothing else is: in the
 * rules, and for the nodes of a graph. */
#include <glib.h>

#include "model/talus-template-diff.h"
#include "template-test.h"

static const char before_yaml[] =
  "id: test\n"
  "node_types:\n"
  "- {id: root, label: Root, features: [is_root], allowed_children: [job, part]}\n"
  "- id: job\n"
  "  label: Job\n"
  "  allowed_children: [part]\n"
  "  properties:\n"
  "  - {id: note, label: Note, type: text}\n"
  "  - {id: cost, label: Cost, type: text}\n"
  "  - id: state\n"
  "    label: State\n"
  "    type: select\n"
  "    options: [{name: Open, id: open}, {name: Shut, id: shut}]\n"
  "  - id: tags\n"
  "    label: Tags\n"
  "    type: multi_select\n"
  "    options: [{name: X, id: x}, {name: Y, id: y}]\n"
  "- {id: part, label: Part, allowed_children: []}\n";

static const char after_yaml[] =
  "id: test\n"
  "node_types:\n"
  "- {id: root, label: Root, features: [is_root], allowed_children: [job]}\n"
  "- id: job\n"
  "  label: Task\n"
  "  allowed_children: [part]\n"
  "  properties:\n"
  "  - {id: owner, label: Owner, type: text}\n"
  "  - {id: cost, label: Price, type: number, required: true}\n"
  "  - id: state\n"
  "    label: State\n"
  "    type: select\n"
  "    options: [{name: Begun, id: open}, {name: Done, id: done}]\n"
  "  - id: tags\n"
  "    label: Tags\n"
  "    type: multi_select\n"
  "    options: [{name: X, id: x}]\n"
  "- {id: part, label: Part, allowed_children: []}\n"
  "- {id: tool, label: Tool, allowed_children: []}\n";

typedef struct
{
  TalusTemplate *before;
  TalusGraph *graph;
  TalusGraphLoader *loader;
  TalusId root;
  TalusId last;
} Fixture;

static TalusId
add_node (Fixture       *fixture,
          const TalusId *parent,
          const char    *type,
          ...)
{
  TalusLoadedNode node = { .name = type, .name_length = strlen (type) };
  const char *key;
  va_list args;

  talus_id_draw (&node.id);
  if (parent != NULL)
    node.parent = *parent;
  if (parent == &fixture->root)
    {
      node.previous = fixture->last;
      fixture->last = node.id;
    }
  node.type = talus_graph_loader_add_symbol (fixture->loader, type);
  talus_graph_loader_begin_node (fixture->loader, &node);

  va_start (args, type);
  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *json = va_arg (args, const char *);

      talus_graph_loader_add_property (fixture->loader,
                                       talus_graph_loader_add_symbol (fixture->loader, key),
                                       json, strlen (json), 1);
    }
  va_end (args);
  talus_graph_loader_end_node (fixture->loader);

  return node.id;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  TalusId project_id;

  fixture->before = must_read_template (before_yaml);
  talus_id_draw (&project_id);
  fixture->graph = talus_graph_new (&project_id, "Test", fixture->before);
  fixture->loader = talus_graph_loader_new (fixture->graph, 10);
  fixture->root = add_node (fixture, NULL, "root", NULL);
}

static void
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  talus_graph_loader_finish (g_steal_pointer (&fixture->loader), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->loader, talus_graph_loader_free);
  talus_template_unref (fixture->before);
  g_assert_finalize_object (fixture->graph);
}

static char *
write_changes (TalusTemplateDiff *diff)
{
  static const char * const words[] = { "added", "removed", "renamed", "retyped", "required",
                                        "placed" };
  GArray *changes = talus_template_diff_get_changes (diff);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const TalusTemplateChange *change = &g_array_index (changes, TalusTemplateChange, i);

      g_string_append_printf (text, "%s %s%s%s%s%s", words[change->delta], change->type->id,
                              change->property != NULL ? "." : "",
                              change->property != NULL ? change->property->id : "",
                              change->option != NULL ? "=" : "",
                              change->option != NULL ? change->option->id : "");
      if (change->old_label != NULL)
        g_string_append_printf (text, " from %s", change->old_label);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static char *
write_effects (TalusTemplateDiff *diff)
{
  GPtrArray *effects = talus_template_diff_list_effects (diff);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < effects->len; i++)
    {
      const TalusTemplateEffect *effect = effects->pdata[i];

      g_string_append_printf (text, "%s%s %s %s %s %u\n", effect->heals ? "no more " : "",
                              talus_issue_code_get_name (effect->code), effect->type_id,
                              effect->key != NULL ? effect->key : "-",
                              effect->option != NULL ? effect->option : "-",
                              (guint) effect->count);
      g_assert_cmpuint (effect->examples->len, ==,
                        MIN (effect->count, TALUS_TEMPLATE_EXAMPLES));
    }

  return g_string_free (text, FALSE);
}

static void
test_rules (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (TalusTemplate) after = must_read_template (after_yaml);
  g_autoptr (TalusTemplateDiff) diff = talus_template_diff_new (fixture->before, after);
  g_autoptr (TalusTemplateDiff) back = talus_template_diff_new (after, fixture->before);
  g_autofree char *text = write_changes (diff);
  g_autofree char *back_text = write_changes (back);

  g_assert_cmpstr (text, ==,
                   "placed root\n"
                   "renamed job from Job\n"
                   "added job.owner\n"
                   "renamed job.cost from Cost\n"
                   "required job.cost\n"
                   "retyped job.cost from text\n"
                   "renamed job.state=open from Open\n"
                   "added job.state=done\n"
                   "removed job.state=shut\n"
                   "removed job.tags=y\n"
                   "removed job.note\n"
                   "added tool\n");
  g_assert_nonnull (strstr (back_text, "removed tool\n"));
}

static void
test_same (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TalusTemplate) after = must_read_template (before_yaml);
  g_autoptr (TalusTemplateDiff) diff = talus_template_diff_new (fixture->before, after);

  add_node (fixture, &fixture->root, "job", "note", "\"x\"", NULL);
  load (fixture);
  talus_template_diff_begin (diff, fixture->graph);
  g_assert_false (talus_template_diff_step (diff, 10));
  g_assert_cmpuint (talus_template_diff_get_changes (diff)->len, ==, 0);
  g_assert_cmpuint (talus_template_diff_list_effects (diff)->len, ==, 0);
}

static void
test_nodes (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (TalusTemplate) after = must_read_template (after_yaml);
  g_autoptr (TalusTemplateDiff) diff = talus_template_diff_new (fixture->before, after);
  g_autofree char *text = NULL;
  TalusId job;

  job = add_node (fixture, &fixture->root, "job", "cost", "\"12\"", "note", "\"x\"", NULL);
  add_node (fixture, &job, "part", NULL);
  add_node (fixture, &fixture->root, "job", "note", "\"y\"", "state", "\"shut\"", "tags",
            "[\"x\",\"y\"]", NULL);
  add_node (fixture, &fixture->root, "part", NULL);
  add_node (fixture, &fixture->root, "tool", NULL);
  load (fixture);

  talus_template_diff_begin (diff, fixture->graph);
  g_assert_true (talus_template_diff_step (diff, 2));
  g_assert_cmpuint (talus_template_diff_get_n_seen (diff), ==, 2);
  while (talus_template_diff_step (diff, 1))
    ;
  g_assert_cmpuint (talus_template_diff_get_n_seen (diff), ==, 6);

  text = write_effects (diff);
  g_assert_cmpstr (text, ==,
                   "UNKNOWN_PROPERTY job note - 2\n"
                   "ILLEGAL_PLACE part - - 1\n"
                   "ILLEGAL_PLACE tool - - 1\n"
                   "UNKNOWN_OPTION job state shut 1\n"
                   "UNKNOWN_OPTION job tags y 1\n"
                   "INVALID_VALUE job cost - 1\n"
                   "REQUIRED job cost - 1\n"
                   "no more UNKNOWN_TYPE tool - - 1\n");
}

static void
test_removed_nodes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (TalusTemplate) after = must_read_template (after_yaml);
  g_autoptr (TalusTemplateDiff) diff = talus_template_diff_new (fixture->before, after);
  g_autoptr (GError) error = NULL;
  TalusChangeSet *changes;
  TalusChange *change;
  TalusId job;

  job = add_node (fixture, &fixture->root, "job", "note", "\"x\"", NULL);
  load (fixture);
  changes = talus_change_set_new ();
  change = talus_change_set_add (changes, TALUS_CHANGE_REMOVE);
  change->node_id = job;
  change->place.parent = fixture->root;
  change->count = 1;
  talus_graph_apply (fixture->graph, changes, 2, 0, NULL, &error);
  g_assert_no_error (error);
  talus_change_set_unref (changes);

  talus_template_diff_begin (diff, fixture->graph);
  g_assert_false (talus_template_diff_step (diff, 100));
  g_assert_cmpuint (talus_template_diff_get_n_seen (diff), ==, 1);
  g_assert_cmpuint (talus_template_diff_list_effects (diff)->len, ==, 0);
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TalusTemplate) after = must_read_template (after_yaml);
  g_autoptr (TalusTemplateDiff) diff = talus_template_diff_new (fixture->before, after);
  GPtrArray *effects;

  for (guint i = 0; i < 3 * TALUS_TEMPLATE_EXAMPLES; i++)
    add_node (fixture, &fixture->root, "job", "cost", "1", "note", "\"x\"", NULL);
  load (fixture);

  /* Begun anew, nothing is counted twice. */
  talus_template_diff_begin (diff, fixture->graph);
  talus_template_diff_step (diff, 10);
  talus_template_diff_begin (diff, fixture->graph);
  while (talus_template_diff_step (diff, 7))
    ;
  effects = talus_template_diff_list_effects (diff);
  g_assert_cmpuint (((TalusTemplateEffect *) effects->pdata[0])->count, ==,
                    3 * TALUS_TEMPLATE_EXAMPLES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/template-diff/every-other-rule-is-told-once", test_rules);
  ADD ("/template-diff/the-same-template-changes-nothing", test_same);
  ADD ("/template-diff/what-becomes-orphan-and-what-heals-is-counted", test_nodes);
  ADD ("/template-diff/removed-nodes-do-not-count", test_removed_nodes);
  ADD ("/template-diff/examples-are-few-and-counts-exact", test_many);
#undef ADD

  return g_test_run ();
}
