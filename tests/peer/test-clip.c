/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut, copied, pasted: what was copied comes out the same where it can be, and
 * fits itself in where it cannot; text of other programs becomes nodes. */
#include "peer-fixture.h"

#include <string.h>

#include "peer/talus-clip.h"

#define WORK_YAML                                                             \
  "id: work\n"                                                                \
  "node_types:\n"                                                             \
  "  - {id: project, label: Project, features: [is_root], allowed_children: [phase]}\n" \
  "  - {id: phase, label: Phase, allowed_children: [task]}\n"                 \
  "  - id: task\n"                                                            \
  "    label: Task\n"                                                         \
  "    allowed_children: [task, part]\n"                                      \
  "    primary_status_property_id: status\n"                                  \
  "    properties:\n"                                                         \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: hours, label: Hours, type: number}\n"                         \
  "      - {id: after, label: See also, type: node_reference}\n"              \
  "      - id: status\n"                                                      \
  "        label: Status\n"                                                   \
  "        type: select\n"                                                    \
  "        value: open\n"                                                     \
  "        options:\n"                                                        \
  "          - {id: open, name: Open, indicator_id: empty}\n"                 \
  "          - {id: shut, name: Shut, indicator_id: filled}\n"                \
  "  - {id: part, label: Part}\n"

#define OTHER_YAML                                                            \
  "id: other\n"                                                               \
  "node_types:\n"                                                             \
  "  - {id: book, label: Book, features: [is_root], allowed_children: [heading, step]}\n" \
  "  - id: heading\n"                                                         \
  "    label: Heading\n"                                                      \
  "    allowed_children: [heading, step]\n"                                   \
  "  - id: step\n"                                                            \
  "    label: task\n"                                                         \
  "    allowed_children: [step]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: effort, label: Hours, type: number}\n"                        \
  "      - id: state\n"                                                       \
  "        label: Status\n"                                                   \
  "        type: select\n"                                                    \
  "        options: [{id: a, name: Open}, {id: b, name: Shut}]\n"

/* One type, which may be anywhere. */
#define TEXT_YAML                                                             \
  "id: text\n"                                                                \
  "node_types:\n"                                                             \
  "  - id: t\n"                                                               \
  "    label: Task\n"                                                         \
  "    features: [is_root]\n"                                                 \
  "    allowed_children: [t]\n"                                               \
  "    primary_status_property_id: s\n"                                       \
  "    properties:\n"                                                         \
  "      - {id: name, label: Task, type: text}\n"                            \
  "      - {id: c, label: Cost, type: currency}\n"                           \
  "      - {id: h, label: Hours, type: number}\n"                            \
  "      - id: s\n"                                                           \
  "        label: Status\n"                                                   \
  "        type: select\n"                                                    \
  "        options: [{id: shut, name: Shut, indicator_id: filled}]\n"

typedef struct
{
  TalusTemplate *template;
  TalusGraph *graph;
  TalusTemplate *other_template;
  TalusGraph *other;
} Fixture;

static void
create (TalusBatch    *batch,
        const char    *type,
        const TalusId *parent,
        const char    *name,
        TalusId       *id)
{
  talus_batch_create_node (batch, type, parent, NULL, name, id);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusBatch) book = talus_batch_new (NULL);
  g_autoptr (TalusValue) cost = talus_value_new_string ("12.50", -1);
  g_autoptr (TalusValue) shut = talus_value_new_string ("shut", -1);
  g_autoptr (TalusValue) hours = talus_value_new_number (3);
  g_autoptr (TalusValue) reference = NULL;
  g_autoptr (GError) error = NULL;
  TalusId project, phase, first, second, below;
  char text[TALUS_ID_TEXT_SIZE];

  self->template = peer_fixture_template (WORK_YAML);
  self->graph = peer_fixture_graph (self->template);
  create (batch, "project", NULL, "Boat", &project);
  create (batch, "phase", &project, "Hull", &phase);
  create (batch, "task", &phase, "Sand", &first);
  talus_batch_with_property (batch, "cost", cost);
  talus_batch_with_property (batch, "status", NULL);
  create (batch, "task", &first, "Tape", &below);
  talus_batch_with_property (batch, "status", shut);
  talus_batch_with_property (batch, "hours", hours);
  create (batch, "task", &phase, "Paint", &second);
  talus_batch_link (batch, &below, &first);
  talus_batch_link (batch, &first, &second);
  reference = talus_value_new_string (talus_id_format (&below, text), -1);
  talus_batch_set_property (batch, &first, "after", reference);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);

  self->other_template = peer_fixture_template (OTHER_YAML);
  self->other = peer_fixture_graph (self->other_template);
  create (book, "book", NULL, "Notes", NULL);
  peer_fixture_apply (self->other, book, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->graph);
  g_assert_finalize_object (self->other);
  talus_template_unref (self->template);
  talus_template_unref (self->other_template);
}

/* Pastes and returns the tree, without the ids in it. */
static char *
paste (const TalusClip *clip,
       TalusGraph      *graph,
       const char      *parent,
       char           **note)
{
  g_autoptr (TalusBatch) batch = talus_batch_new ("Paste");
  g_autoptr (GArray) tops = NULL;
  g_autoptr (GError) error = NULL;

  talus_clip_paste (clip, graph, parent != NULL ? peer_fixture_find (graph, parent) : NULL, NULL,
                    batch, &tops, note, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tops->len, >, 0);
  peer_fixture_apply (graph, batch, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < tops->len; i++)
    g_assert_nonnull (talus_graph_get_node (graph, &g_array_index (tops, TalusId, i)));

  return peer_fixture_dump (graph);
}

static TalusClip *
copy (TalusGraph *graph,
      const char *name)
{
  TalusNode *node = peer_fixture_find (graph, name);
  g_autofree char *json = talus_clip_write_json (graph, &node, 1);
  g_autoptr (GError) error = NULL;
  TalusClip *clip = talus_clip_new_from_json (json, -1, &error);

  g_assert_no_error (error);

  return clip;
}

static void
test_same_project (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (TalusClip) clip = copy (self->graph, "Sand");
  g_autofree char *note = NULL;
  g_autofree char *dump = NULL;
  g_autoptr (GArray) tops = talus_clip_list_tops (clip);
  g_auto (GStrv) halves = NULL;
  char tape[TALUS_ID_TEXT_SIZE];

  g_assert_cmpuint (talus_clip_get_n_nodes (clip), ==, 2);
  g_assert_true (talus_id_equal (talus_clip_get_project_id (clip),
                                 talus_graph_get_project_id (self->graph)));
  g_assert_cmpuint (tops->len, ==, 1);

  dump = paste (clip, self->graph, "Hull", &note);
  g_assert_null (note);
  g_assert_cmpuint (talus_graph_get_n_nodes (self->graph), ==, 7);

  /* The copy is what the original is, but refers to its own Tape. */
  halves = g_strsplit (dump, "    task Paint status=\"open\" <Sand\n", 2);
  g_assert_nonnull (halves[1]);
  talus_id_format (talus_node_get_id (talus_node_get_first_child (talus_node_get_child (
                     peer_fixture_find (self->graph, "Hull"), 2))), tape);
  g_assert_nonnull (strstr (halves[1], tape));
  g_assert_null (strstr (halves[0], tape));
  g_assert_true (g_str_has_prefix (halves[1], "    task Sand after="));
  g_assert_true (g_str_has_suffix (halves[1], " cost=\"12.5\" <Tape\n"
                                              "      task Tape hours=3 status=\"shut\"\n"));
}

static void
test_duplicate (Fixture       *self,
                gconstpointer  data)
{
  TalusNode *node = peer_fixture_find (self->graph, "Tape");
  g_autoptr (TalusClip) clip = talus_clip_new_from_nodes (self->graph, &node, 1);
  g_autofree char *dump = paste (clip, self->graph, "Sand", NULL);

  g_assert_nonnull (strstr (dump, "      task Tape hours=3 status=\"shut\"\n"
                                  "      task Tape hours=3 status=\"shut\"\n"));
}

static void
test_other_template (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (TalusClip) clip = copy (self->graph, "Hull");
  g_autofree char *note = NULL;
  g_autofree char *dump = paste (clip, self->other, "Notes", &note);

  /* A phase is nothing there: it becomes what holds what is below it. A task
   * is called so, and an option by its name. */
  g_assert_cmpstr (dump, ==,
                   "book Notes\n"
                   "  heading Hull\n"
                   "    step Sand <Tape\n"
                   "      step Tape effort=3 state=\"b\"\n"
                   "    step Paint state=\"a\" <Sand\n");
  g_assert_cmpstr (note, ==,
                   "1 item became another type, as the template has not its own · "
                   "Left out, as there is no place for it: See also, Cost");
}

static void
test_illegal_place (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (TalusClip) clip = copy (self->graph, "Hull");
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusNode *parent;
  TalusAnchor anchor;

  g_assert_false (talus_clip_paste (clip, self->graph, peer_fixture_find (self->graph, "Sand"),
                                    NULL, batch, NULL, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED);
  g_assert_cmpstr (error->message, ==, "A “Phase” cannot be below a “Task”");
  g_assert_cmpuint (talus_batch_get_length (batch), ==, 0);
  g_clear_error (&error);

  /* The nearest place is behind the phase that the cursor is in. */
  g_assert_true (talus_clip_find_place (clip, self->graph, peer_fixture_find (self->graph, "Tape"),
                                        &parent, &anchor, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (talus_node_get_name (parent), ==, "Boat");
  g_assert_cmpint (anchor.kind, ==, TALUS_ANCHOR_AFTER);
  g_assert_true (talus_id_equal (&anchor.sibling,
                                 talus_node_get_id (peer_fixture_find (self->graph, "Hull"))));
}

static void
test_text_out (Fixture       *self,
               gconstpointer  data)
{
  TalusNode *node = peer_fixture_find (self->graph, "Hull");
  g_autofree char *text = talus_clip_write_text (self->graph, &node, 1);

  g_assert_cmpstr (text, ==, "Hull\n\tSand\n\t\tTape\n\tPaint\n");
}

static void
test_text_in (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "One\n\tTwo\n\t\tThree\n\tFour\n", "t One\n  t Two\n    t Three\n  t Four\n" },
    { "One\r\n   Two\r\n\r\n  Three\r\n", "t One\n  t Two\n  t Three\n" },
    { "- One\n  * Two\n  + Three\n• Four\n", "t One\n  t Two\n  t Three\nt Four\n" },
    { "1. One\n   a\n2) Two\n1.\tThree\n", "t One\n  t a\nt Two\nt Three\n" },
    { "- [ ] One\n- [x] Two\n[X] Three\n", "t One\nt Two s=\"shut\"\nt Three s=\"shut\"\n" },
    { "# One\ntext\n## Two ##\n- a\n  - b\n# Three\n",
      "t One\n  t text\n  t Two\n    t a\n      t b\nt Three\n" },
    { "-5 degrees\n#7\n2026 plan\n[y] box\n", "t -5 degrees\nt #7\nt 2026 plan\nt [y] box\n" },
    { "One\t12\nTwo\t\n\tBelow\t3\n", "t One\nt Two\n  t Below\n" },
    { "Status\tName\tHOURS\tCost\nshut\tOne\t2.5\t1.5\n\t  Two\t\t\n",
      "t One c=\"1.5\" h=2.5 s=\"shut\"\n  t Two\n" },
    { "Task\tHours\n\"say \"\"hi\"\"\"\t1\n", "t say \"hi\" h=1\n" },
  };
  g_autoptr (TalusTemplate) template = peer_fixture_template (TEXT_YAML);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TalusGraph) graph = peer_fixture_graph (template);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusClip) clip = talus_clip_new_from_text (cases[i].text, -1, &error);
      g_autofree char *dump = NULL;

      g_assert_no_error (error);
      dump = paste (clip, graph, NULL, NULL);
      g_assert_cmpstr (dump, ==, cases[i].expected);
    }
}

static void
test_text_finds_types (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = talus_clip_new_from_text ("A\n B\n  C\n", -1, &error);
  g_autoptr (TalusClip) flat = talus_clip_new_from_text ("Glue\n", -1, &error);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autofree char *dump = paste (clip, self->graph, "Boat", NULL);
  g_autofree char *again = NULL;

  g_assert_nonnull (strstr (dump, "  phase A\n    task B status=\"open\"\n"
                                  "      task C status=\"open\"\n"));

  /* It becomes what its neighbour is. */
  talus_batch_create_node (batch, "part", talus_node_get_id (peer_fixture_find (self->graph, "C")),
                           NULL, "Bolt", NULL);
  peer_fixture_apply (self->graph, batch, &error);
  g_assert_no_error (error);
  again = paste (flat, self->graph, "C", NULL);
  g_assert_nonnull (strstr (again, "        part Bolt\n        part Glue\n"));
}

static void
test_no_room (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = talus_clip_new_from_text ("A\n", -1, &error);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusBatch) bolt = talus_batch_new (NULL);
  TalusNode *parent;
  TalusAnchor anchor;

  talus_batch_create_node (bolt, "part",
                           talus_node_get_id (peer_fixture_find (self->graph, "Tape")), NULL,
                           "Bolt", NULL);
  peer_fixture_apply (self->graph, bolt, &error);
  g_assert_no_error (error);

  g_assert_false (talus_clip_paste (clip, self->graph, peer_fixture_find (self->graph, "Bolt"),
                                    NULL, batch, NULL, NULL, &error));
  g_assert_cmpstr (error->message, ==, "Nothing can be below a “Part”");
  g_clear_error (&error);

  g_assert_true (talus_clip_find_place (clip, self->graph, peer_fixture_find (self->graph, "Bolt"),
                                        &parent, &anchor, &error));
  g_assert_cmpstr (talus_node_get_name (parent), ==, "Tape");
}

static void
test_lost_cells_are_said (Fixture       *self,
                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = talus_clip_new_from_text ("A\t1\nB\t2\n", -1, &error);
  g_autofree char *note = NULL;
  g_autofree char *dump = paste (clip, self->graph, "Hull", &note);

  g_assert_true (g_str_has_prefix (note, "Only names were pasted"));
}

static void
test_refused (void)
{
  static const char *const texts[] = { "", "\n\n  \n", "-\n", "\xff" };
  static const char *const jsons[] = {
    "", "null", "{}", "{'talus_nodes':2}",
    "{'talus_nodes':1,'project_id':'x','nodes':[]}",
    "{'talus_nodes':1,'project_id':'0197a000-0000-7000-8000-00000000000a','nodes':[]}",
    "{'talus_nodes':1,'project_id':'0197a000-0000-7000-8000-00000000000a','nodes':[1]}",
    "{'talus_nodes':1,'project_id':'0197a000-0000-7000-8000-00000000000a','nodes':[{'id':'?'}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (talus_clip_new_from_text (texts[i], -1, &error));
      g_assert_nonnull (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (jsons); i++)
    {
      g_autofree char *json = g_strdelimit (g_strdup (jsons[i]), "'", '"');
      g_autoptr (GError) error = NULL;

      g_assert_null (talus_clip_new_from_json (json, -1, &error));
      g_assert_nonnull (error);
    }
}

static void
test_too_many (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusClip) clip = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < TALUS_MAX_BATCH + 1; i++)
    g_string_append (text, "x\n");
  clip = talus_clip_new_from_text (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_false (talus_clip_paste (clip, self->graph, peer_fixture_find (self->graph, "Hull"),
                                    NULL, batch, NULL, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/clip/copy-in-the-same-project-is-the-same", test_same_project);
  ADD ("/clip/duplicate-needs-no-clipboard", test_duplicate);
  ADD ("/clip/other-template-takes-what-it-has", test_other_template);
  ADD ("/clip/illegal-place-is-refused-and-the-nearest-found", test_illegal_place);
  ADD ("/clip/text-is-names-indented", test_text_out);
  g_test_add_func ("/clip/text-of-other-programs-is-nodes", test_text_in);
  ADD ("/clip/text-becomes-what-may-be-there", test_text_finds_types);
  ADD ("/clip/no-room-is-said", test_no_room);
  ADD ("/clip/lost-cells-are-said", test_lost_cells_are_said);
  g_test_add_func ("/clip/what-is-none-is-refused", test_refused);
  ADD ("/clip/too-many-are-refused", test_too_many);

  return g_test_run ();
}
