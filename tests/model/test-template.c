/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template says once it is read: types, properties, options, features,
 * defaults, ids that were not given, and the schema made of it. */

#include <glib.h>

#include "template-test.h"

/* Ids and keys */

static void
test_identity (void)
{
  static const char text[] = "id: mine\nversion: 1.0\nname: Mine\nnode_types: [{id: a}]\n";
  g_autoptr (TalusTemplate) template = must_read_template (text);
  g_autoptr (TalusTemplate) other = talus_template_with_id (template, "theirs");
  g_autoptr (TalusTemplate) same = talus_template_with_id (template, "mine");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  gsize size;
  const char *bytes = g_bytes_get_data (talus_template_get_yaml (template), &size);

  g_assert_cmpstr (talus_template_get_id (template), ==, "mine");
  g_assert_true (talus_template_has_own_id (template));
  g_assert_cmpstr (talus_template_get_name (template), ==, "Mine");
  g_assert_cmpstr (talus_template_get_version (template), ==, "1.0");
  g_assert_cmpstr (talus_template_get_description (template), ==, "");
  g_assert_cmpstr (talus_template_get_hash (template), ==, hash);
  g_assert_cmpmem (bytes, size, text, strlen (text));

  g_assert_cmpstr (talus_template_get_id (other), ==, "theirs");
  g_assert_cmpstr (talus_template_get_hash (other), ==, hash);
  g_assert_true (talus_template_get_root_type (other) == talus_template_get_root_type (template));
  g_assert_cmpstr (talus_template_get_id (same), ==, "mine");

  /* The template's own id means the root type, under whatever id it goes. */
  g_assert_cmpstr (must_find_type (template, "mine")->id, ==, "a");
  g_assert_cmpstr (must_find_type (other, "theirs")->id, ==, "a");
  g_assert_null (talus_template_find_type (other, "mine"));
  g_assert_null (talus_template_get_type_by_id (template, "mine"));
}

static void
test_id_from_file (void)
{
  static const struct
  {
    const char *file_name;
    const char *id;
  } cases[] = {
    { "book.yaml", "book" },
    { "templates/a.b.yml", "a.b" },
    { "/somewhere/plain", "plain" },
    { ".yaml", ".yaml" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) yaml = g_bytes_new_static ("node_types: [{id: a}]", 21);
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusTemplate) template = NULL;

      template = talus_template_new_from_yaml (yaml, cases[i].file_name, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (talus_template_get_id (template), ==, cases[i].id);
      g_assert_cmpstr (talus_template_get_name (template), ==, cases[i].id);
      g_assert_false (talus_template_has_own_id (template));
    }
}

static void
test_derived_uuids (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: job\n"
    "  properties:\n"
    "  - {id: name, type: text}\n"
    "  - {id: cost, type: currency}\n"
    "  - {id: state, type: select, options: [Open, {name: Closed, id: shut}]}\n"
    "- id: given\n"
    "  uuid: DDA577B6-9F7C-8FEB-E893-5E6F32522A56\n"
    "  properties:\n"
    "  - {id: cost, type: currency, uuid: 0e17f56b-ba02-3a02-4ca0-7315cbbe5c9a}\n");
  const TalusNodeType *job = must_find_type (template, "job");
  const TalusProperty *state = must_find_property (template, "job", "state");
  const TalusOption *open = state->options->pdata[0];
  const TalusOption *shut = state->options->pdata[1];
  char text[TALUS_ID_TEXT_SIZE];

  assert_derived (&job->uuid, "node_type:job");
  assert_derived (&job->name_property->uuid, "property.job:name");
  assert_derived (&must_find_property (template, "job", "cost")->uuid, "property.job:cost");
  assert_derived (&open->uuid, "job.state:Open");
  assert_derived (&shut->uuid, "job.state:Closed");
  g_assert_cmpstr (open->id, ==, talus_id_format (&open->uuid, text));
  g_assert_cmpstr (shut->id, ==, "shut");

  /* A type is found by id or UUID in either case, a property too. */
  g_assert_true (must_find_type (template, talus_id_format (&job->uuid, text)) == job);
  g_assert_cmpstr (must_find_type (template, "dda577b6-9f7c-8feb-e893-5e6f32522a56")->id, ==,
                   "given");
  g_assert_cmpstr (must_find_type (template, "DDA577B6-9F7C-8FEB-E893-5E6F32522A56")->id, ==,
                   "given");
  g_assert_null (talus_template_get_type_by_id (template, "dda577b6-9f7c-8feb-e893-5e6f32522a56"));
  g_assert_cmpstr (must_find_property (template, "given",
                                       "0E17F56B-BA02-3A02-4CA0-7315CBBE5C9A")->id, ==, "cost");
  g_assert_null (talus_template_find_type (template, "nothing"));
  g_assert_null (talus_node_type_find_property (job, "nothing"));
}

static void
test_keys (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  properties:\n"
    "  - {id: first, key: one, type: text}\n"
    "  - {id: status, type: text}\n"
    "  - {id: later, key: status, type: text}\n"
    "  - {id: titled, key: name, type: text}\n");
  const TalusNodeType *type = must_find_type (template, "a");

  g_assert_cmpstr (talus_node_type_find_property (type, "one")->id, ==, "first");
  g_assert_cmpstr (talus_node_type_find_property (type, "first")->id, ==, "first");
  g_assert_null (talus_node_type_get_property (type, "one"));

  /* An id wins over a key, and no key leads to the node's name. */
  g_assert_cmpstr (talus_node_type_find_property (type, "status")->id, ==, "status");
  g_assert_null (talus_node_type_find_property (type, "name"));
  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 2);
}

/* Types */

static void
test_root (void)
{
  g_autoptr (TalusTemplate) first = must_read_template ("node_types: [{id: a}, {id: b}]");
  g_autoptr (TalusTemplate) marked = must_read_template (
    "node_types: [{id: a}, {id: b, features: [is_root]}]");
  g_autoptr (TalusTemplate) twice = must_read_template (
    "node_types: [{id: a}, {id: b, features: [is_root]}, {id: c, features: [is_root]}]");

  g_assert_cmpstr (talus_template_get_root_type (first)->id, ==, "a");
  g_assert_true (must_find_type (first, "a")->is_root);
  g_assert_cmpstr (talus_template_get_root_type (marked)->id, ==, "b");
  g_assert_false (must_find_type (marked, "a")->is_root);
  g_assert_cmpstr (talus_template_get_root_type (twice)->id, ==, "b");
  g_assert_false (must_find_type (twice, "c")->is_root);
  g_assert_cmpuint (talus_template_get_warnings (twice)->len, ==, 1);
}

static void
test_allowed (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  allowed_children: [b, dda577b6-9f7c-8feb-e893-5e6f32522a56, b, ghost]\n"
    "  allowed_asset_types: [d]\n"
    "- id: b\n"
    "- {id: c, uuid: dda577b6-9f7c-8feb-e893-5e6f32522a56, allowed_children: }\n"
    "- {id: d, allowed_children: [d]}\n");
  const TalusNodeType *a = must_find_type (template, "a");
  const TalusNodeType *b = must_find_type (template, "b");
  const TalusNodeType *c = must_find_type (template, "c");
  const TalusNodeType *d = must_find_type (template, "d");

  g_assert_cmpuint (a->allowed_children->len, ==, 2);
  g_assert_cmpstr (a->allowed_children->pdata[1], ==, "c");
  g_assert_true (talus_template_allows_child (template, a, b));
  g_assert_true (talus_template_allows_child (template, a, c));
  g_assert_true (talus_template_allows_child (template, a, d));
  g_assert_false (talus_template_allows_child (template, a, a));
  g_assert_false (talus_template_allows_child (template, b, a));
  g_assert_false (talus_template_allows_child (template, c, b));
  g_assert_true (talus_template_allows_child (template, d, d));

  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 1);
  g_assert_nonnull (strstr (talus_template_get_warnings (template)->pdata[0], "line 3"));
  g_assert_nonnull (strstr (talus_template_get_warnings (template)->pdata[0], "ghost"));
}

static void
test_labels (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- {id: a, label: A label, icon: cog, color: '#fff', shape: circle, base_type: asset,\n"
    "   has_time_log: yes, primary_status_property_id: k,\n"
    "   properties: [{id: p, key: k, type: text}]}\n"
    "- {id: b, name: A name}\n"
    "- {id: c}\n");
  const TalusNodeType *a = must_find_type (template, "a");

  g_assert_cmpstr (a->label, ==, "A label");
  g_assert_cmpstr (a->icon, ==, "cog");
  g_assert_cmpstr (a->color, ==, "#fff");
  g_assert_cmpstr (a->shape, ==, "circle");
  g_assert_cmpstr (a->base_type, ==, "asset");
  g_assert_true (a->has_time_log);
  g_assert_cmpstr (a->primary_status_property_id, ==, "p");
  g_assert_cmpstr (must_find_type (template, "b")->label, ==, "A name");
  g_assert_cmpstr (must_find_type (template, "c")->label, ==, "c");
  g_assert_false (must_find_type (template, "c")->has_time_log);
  g_assert_null (must_find_type (template, "c")->icon);
}

/* Properties */

static void
test_kinds (void)
{
  static const struct
  {
    const char *type;
    TalusPropertyKind kind;
  } cases[] = {
    { "text", TALUS_PROPERTY_TEXT },
    { "editor", TALUS_PROPERTY_EDITOR },
    { "number", TALUS_PROPERTY_NUMBER },
    { "currency", TALUS_PROPERTY_CURRENCY },
    { "boolean", TALUS_PROPERTY_BOOLEAN },
    { "date", TALUS_PROPERTY_DATE },
    { "node_reference", TALUS_PROPERTY_NODE_REFERENCE },
    { "person", TALUS_PROPERTY_PERSON },
    { "object", TALUS_PROPERTY_OBJECT },
    { "file", TALUS_PROPERTY_FILE },
    { "checkbox", TALUS_PROPERTY_BOOLEAN },
    { "string", TALUS_PROPERTY_TEXT },
    { "textarea", TALUS_PROPERTY_TEXT },
    { "numeric", TALUS_PROPERTY_NUMBER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "node_types: [{id: a, properties: [{id: p, type: %s}]}]", cases[i].type);
      g_autoptr (TalusTemplate) template = must_read_template (text);

      g_assert_cmpint (must_find_property (template, "a", "p")->kind, ==, cases[i].kind);
      g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 0);
    }
}

static void
test_unknown_kind (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n- id: a\n  properties:\n  - id: p\n    type: hologram\n");

  g_assert_cmpint (must_find_property (template, "a", "p")->kind, ==, TALUS_PROPERTY_TEXT);
  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 1);
  g_assert_cmpstr (talus_template_get_warnings (template)->pdata[0], ==,
                   "test.yaml, line 5: property “p” of node type “a” has the unknown type "
                   "“hologram” and is taken as text");
}

static void
test_name_property (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  properties:\n"
    "  - {id: p, type: text}\n"
    "  - {id: name, label: Title, type: text, required: true, value: New one}\n");
  const TalusNodeType *type = must_find_type (template, "a");

  g_assert_cmpuint (type->properties->len, ==, 1);
  g_assert_nonnull (type->name_property);
  g_assert_true (type->name_property->required);
  g_assert_cmpstr (type->name_property->label, ==, "Title");
  assert_default (type->name_property, "\"New one\"");
  g_assert_true (talus_node_type_find_property (type, "name") == type->name_property);
  g_assert_true (talus_node_type_get_property (type, "name") == type->name_property);
}

static void
test_fields (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  properties:\n"
    "  - {id: p, name: Named, type: text, required: 'true', system_locked: yes, ui_group: G,\n"
    "     indicator_set: s, target_type: t, semantic_role: r, description: d}\n"
    "  - {id: q, label: L, type: text, required: false}\n");
  const TalusProperty *p = must_find_property (template, "a", "p");
  const TalusProperty *q = must_find_property (template, "a", "q");

  g_assert_cmpstr (p->label, ==, "Named");
  g_assert_true (p->required);
  g_assert_true (p->system_locked);
  g_assert_false (p->injected);
  g_assert_cmpstr (p->ui_group, ==, "G");
  g_assert_cmpstr (p->indicator_set, ==, "s");
  g_assert_cmpstr (p->target_type, ==, "t");
  g_assert_cmpstr (p->semantic_role, ==, "r");
  g_assert_cmpstr (p->description, ==, "d");
  g_assert_cmpstr (q->label, ==, "L");
  g_assert_false (q->required);
  g_assert_null (q->ui_group);
}

static void
test_options (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  properties:\n"
    "  - id: p\n"
    "    type: select\n"
    "    value: To Do\n"
    "    options:\n"
    "    - To Do\n"
    "    - {name: Done, id: FAB31900-F7D8-07F3-9DC1-F215469B75D3, indicator_id: filled,\n"
    "       bullet: x, color: red, weight: 3}\n"
    "    - 2024\n"
    "    - {name: yes}\n");
  const TalusProperty *property = must_find_property (template, "a", "p");
  const TalusOption *done = property->options->pdata[1];
  const TalusOption *first = property->options->pdata[0];
  g_autofree char *expected = g_strdup_printf ("\"%s\"", first->id);

  g_assert_cmpuint (property->options->len, ==, 4);
  g_assert_cmpstr (done->id, ==, "fab31900-f7d8-07f3-9dc1-f215469b75d3");
  g_assert_cmpstr (done->indicator_id, ==, "filled");
  g_assert_cmpstr (done->bullet, ==, "x");
  g_assert_cmpstr (done->color, ==, "red");
  g_assert_cmpint (json_object_get_int_member (done->extra, "weight"), ==, 3);
  g_assert_cmpstr (((TalusOption *) property->options->pdata[2])->name, ==, "2024");
  g_assert_cmpstr (((TalusOption *) property->options->pdata[3])->name, ==, "yes");

  g_assert_true (talus_property_find_option (property, "Done") == done);
  g_assert_true (talus_property_find_option (property, done->id) == done);
  g_assert_true (talus_property_find_option (property,
                                             "FAB31900-F7D8-07F3-9DC1-F215469B75D3") == done);
  g_assert_null (talus_property_find_option (property, "done"));
  assert_default (property, expected);
}

static void
test_defaults (void)
{
  static const struct
  {
    const char *property;
    const char *expected; /* NULL: left out */
    guint n_warnings;
  } cases[] = {
    { "type: text, value: 1.0", "\"1.0\"", 0 },
    { "type: text, value: yes", "\"yes\"", 0 },
    { "type: text, value: ''", "\"\"", 0 },
    { "type: text, value: ", NULL, 0 },
    { "type: text, value: [a]", NULL, 1 },
    { "type: number, value: 8", "8", 0 },
    { "type: number, value: 1_000", "1000", 0 },
    { "type: number, value: 0x10", "16", 0 },
    { "type: number, value: -2.50", "-2.5", 0 },
    { "type: number, value: '8'", "8", 0 },
    { "type: number, value: many", NULL, 1 },
    { "type: number, value: .inf", NULL, 1 },
    { "type: currency, value: 12.50", "\"12.5\"", 0 },
    { "type: currency, value: 123456789012345678.123456789",
      "\"123456789012345678.123456789\"", 0 },
    { "type: currency, value: 0x10", "\"16\"", 0 },
    { "type: currency, value: a lot", NULL, 1 },
    { "type: boolean, value: yes", "true", 0 },
    { "type: boolean, value: off", "false", 0 },
    { "type: boolean, value: maybe", NULL, 1 },
    { "type: date, value: 2026-11-21", "\"2026-11-21\"", 0 },
    { "type: date, value: 2026-02-30", NULL, 1 },
    { "type: object, value: {a: [1, yes, ~, '1'], b: 2026-01-01}",
      "{\"a\":[1,true,null,\"1\"],\"b\":\"2026-01-01\"}", 0 },
    { "type: select, options: [{name: A, id: a}], value: A", "\"a\"", 0 },
    { "type: select, options: [{name: A, id: a}], value: B", NULL, 1 },
    { "type: multi_select, options: [{name: 1, id: a}, {name: 2, id: b}], value: [2, 1]",
      "[\"b\",\"a\"]", 0 },
    { "type: file, value: a.txt", NULL, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "node_types: [{id: a, properties: [{id: p, %s}]}]", cases[i].property);
      g_autoptr (TalusTemplate) template = must_read_template (text);

      g_test_message ("%s", cases[i].property);
      assert_default (must_find_property (template, "a", "p"), cases[i].expected);
      g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, cases[i].n_warnings);
    }
}

/* Features */

static void
test_scheduling (void)
{
  static const char *const ids[] = {
    "start_date", "end_date", "assigned_to", "estimated_hours", "actual_hours", "allocations",
    "status",
  };
  static const TalusPropertyKind kinds[] = {
    TALUS_PROPERTY_DATE, TALUS_PROPERTY_DATE, TALUS_PROPERTY_NODE_REFERENCE, TALUS_PROPERTY_NUMBER,
    TALUS_PROPERTY_NUMBER, TALUS_PROPERTY_OBJECT, TALUS_PROPERTY_SELECT,
  };
  static const char *const names[] = { "To Do", "In Progress", "Done" };
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types: [{id: a, features: [scheduling], properties: [{id: own, type: text}]}]");
  const TalusNodeType *type = must_find_type (template, "a");
  const TalusProperty *status = must_find_property (template, "a", "status");

  g_assert_cmpuint (type->properties->len, ==, 1 + G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const TalusProperty *property = type->properties->pdata[1 + i];
      g_autofree char *name = g_strdup_printf ("property.a:%s", ids[i]);

      g_assert_cmpstr (property->id, ==, ids[i]);
      g_assert_cmpint (property->kind, ==, kinds[i]);
      g_assert_true (property->injected);
      assert_derived (&property->uuid, name);
    }

  g_assert_cmpuint (status->options->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("a.status:%s", names[i]);

      g_assert_cmpstr (((TalusOption *) status->options->pdata[i])->name, ==, names[i]);
      assert_derived (&((TalusOption *) status->options->pdata[i])->uuid, name);
    }
}

static void
test_budgeting_and_person (void)
{
  static const char *const days[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  };
  static const char *const stems[] = { "capacity", "overtime_capacity", "hourly_rate" };
  static const char *const type_ids[] = { "person", "colleague" };
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types: [{id: a, features: [budgeting]}, {id: person},\n"
    "             {id: colleague, features: [is_person]}]");

  g_assert_cmpuint (must_find_type (template, "a")->properties->len, ==, 2);
  g_assert_cmpint (must_find_property (template, "a", "estimated_cost")->kind, ==,
                   TALUS_PROPERTY_CURRENCY);
  g_assert_cmpint (must_find_property (template, "a", "actual_cost")->kind, ==,
                   TALUS_PROPERTY_CURRENCY);

  for (guint i = 0; i < G_N_ELEMENTS (type_ids); i++)
    {
      g_assert_cmpuint (must_find_type (template, type_ids[i])->properties->len, ==, 21);
      for (guint k = 0; k < G_N_ELEMENTS (stems); k++)
        {
          for (guint day = 0; day < G_N_ELEMENTS (days); day++)
            {
              g_autofree char *id = g_strconcat (stems[k], "_", days[day], NULL);
              const TalusProperty *property = must_find_property (template, type_ids[i], id);

              g_assert_cmpint (property->kind, ==, TALUS_PROPERTY_NUMBER);
              assert_default (property, k == 0 && day < 5 ? "8" : "0");
            }
        }
    }
}

static void
test_features_give_way (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: a\n"
    "  features: [scheduling, is_inventory_container]\n"
    "  properties:\n"
    "  - {id: start_date, type: text}\n"
    "  - {id: older, key: status, type: select, options: [X], _macro_injected: true}\n");
  const TalusNodeType *type = must_find_type (template, "a");

  g_assert_cmpuint (type->properties->len, ==, 7);
  g_assert_cmpint (must_find_property (template, "a", "start_date")->kind, ==, TALUS_PROPERTY_TEXT);
  g_assert_cmpstr (must_find_property (template, "a", "status")->id, ==, "older");
  g_assert_true (must_find_property (template, "a", "status")->injected);
  g_assert_cmpuint (type->features->len, ==, 2);
  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 0);
}

/* What a project starts with */

static void
test_initial (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "node_types:\n"
    "- id: root\n"
    "  allowed_children: [part]\n"
    "  initial:\n"
    "  - type: part\n"
    "    name: 1.0\n"
    "    properties: {cost: 12.50, note: 7, c: ~}\n"
    "    children: [{type: 7230f246-66ef-dfb4-1010-c4ade5ac5418, properties: {name: Deep}}]\n"
    "- id: part\n"
    "  uuid: 7230f246-66ef-dfb4-1010-c4ade5ac5418\n"
    "  allowed_children: [part]\n"
    "  properties: [{id: cost, type: currency}, {id: note, type: text},\n"
    "               {id: count, key: c, type: number, value: 3}]\n");
  g_autofree char *json = talus_json_to_canonical (talus_template_get_root_type (template)->initial,
                                                   NULL);

  g_assert_cmpstr (json, ==,
                   "[{\"children\":[{\"name\":\"Deep\",\"properties\":{},\"type\":\"part\"}],"
                   "\"name\":\"1.0\",\"properties\":{\"cost\":\"12.5\",\"count\":null,"
                   "\"note\":\"7\"},\"type\":\"part\"}]");
}

/* The schema */

static void
test_schema (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "id: mine\nname: Mine\nversion: 0.10\ndescription: What\nextra: {a: [1, yes]}\n"
    "template_hash: a key that means nothing here\n"
    "node_types:\n"
    "- id: a\n"
    "  label: A\n"
    "  is_root: twice\n"
    "  velocityConfig: {baseScore: 0}\n"
    "  allowed_children: [dda577b6-9f7c-8feb-e893-5e6f32522a56]\n"
    "  properties:\n"
    "  - {id: p, type: number, value: 8, velocityConfig: {enabled: true}}\n"
    "  - {id: name, type: text}\n"
    "  - {id: s, type: select, options: [{name: X, id: x}]}\n"
    "- {id: b, uuid: dda577b6-9f7c-8feb-e893-5e6f32522a56}\n");
  g_autoptr (JsonObject) schema = read_schema (template);
  JsonArray *types = json_object_get_array_member (schema, "node_types");
  JsonObject *a = json_array_get_object_element (types, 0);
  JsonArray *properties = json_object_get_array_member (a, "properties");
  JsonObject *p = json_array_get_object_element (properties, 1);
  JsonObject *s = json_array_get_object_element (properties, 2);
  g_autofree char *extra = talus_json_to_canonical (json_object_get_member (schema, "extra"), NULL);

  g_assert_cmpstr (json_object_get_string_member (schema, "template_id"), ==, "mine");
  g_assert_cmpstr (json_object_get_string_member (schema, "name"), ==, "Mine");
  g_assert_cmpstr (json_object_get_string_member (schema, "version"), ==, "0.10");
  g_assert_cmpstr (json_object_get_string_member (schema, "description"), ==, "What");
  g_assert_cmpstr (json_object_get_string_member (schema, "template_hash"), ==,
                   talus_template_get_hash (template));
  g_assert_cmpstr (extra, ==, "{\"a\":[1,true]}");

  g_assert_cmpuint (json_array_get_length (types), ==, 2);
  g_assert_true (json_object_get_boolean_member (a, "is_root"));
  g_assert_cmpstr (json_array_get_string_element (
                     json_object_get_array_member (a, "allowed_children"), 0), ==, "b");
  g_assert_true (json_object_has_member (a, "velocityConfig"));
  g_assert_true (json_object_has_member (a, "uuid"));

  g_assert_cmpstr (json_object_get_string_member (
                     json_array_get_object_element (properties, 0), "id"), ==, "name");
  g_assert_cmpstr (json_object_get_string_member (p, "type"), ==, "number");
  g_assert_cmpint (json_object_get_int_member (p, "value"), ==, 8);
  g_assert_true (json_object_has_member (p, "velocityConfig"));
  g_assert_true (json_object_has_member (p, "uuid"));
  g_assert_false (json_object_has_member (p, "options"));
  g_assert_cmpstr (json_object_get_string_member (
                     json_array_get_object_element (
                       json_object_get_array_member (s, "options"), 0), "id"), ==, "x");
}

/* The files people have */

static char **
list_yaml (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".yaml"))
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);

          g_strv_builder_add (paths, path);
        }
    }

  return g_strv_builder_end (paths);
}

static TalusTemplate *
read_file (const char  *path,
           GError     **error)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) yaml = NULL;
  g_autoptr (GError) read_error = NULL;
  gsize size;

  g_file_get_contents (path, &content, &size, &read_error);
  g_assert_no_error (read_error);
  yaml = g_bytes_new (content, size);

  return talus_template_new_from_yaml (yaml, path, error);
}

static void
test_own_templates (void)
{
  g_auto (GStrv) paths = list_yaml (g_getenv ("TALUS_TEST_TEMPLATE_DIR"));

  g_assert_cmpuint (g_strv_length (paths), >=, 5);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusTemplate) template = read_file (paths[i], &error);
      g_autoptr (JsonObject) schema = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 0);
      g_assert_true (talus_template_has_own_id (template));
      g_assert_nonnull (talus_template_get_root_type (template)->initial);
      schema = read_schema (template);
      g_assert_cmpstr (json_object_get_string_member (schema, "template_id"), ==,
                       talus_template_get_id (template));
    }
}

/* The UUIDs that older files carry are those that follow from the ids. */
static void
assert_uuids_are_derived (TalusTemplate *template)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];
      g_autofree char *type_name = g_strconcat ("node_type:", type->id, NULL);

      assert_derived (&type->uuid, type_name);
      for (guint k = 0; k < type->properties->len; k++)
        {
          const TalusProperty *property = type->properties->pdata[k];
          g_autofree char *name = g_strdup_printf ("property.%s:%s", type->id, property->id);

          assert_derived (&property->uuid, name);
        }
    }
}

static void
test_older_templates (void)
{
  const char *samples = g_getenv ("TALUS_TEST_SAMPLES_DIR");
  g_autofree char *folder = g_build_filename (samples, "templates", NULL);
  g_auto (GStrv) paths = NULL;
  guint n_warnings = 0;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("The older product's samples are not here");
      return;
    }

  paths = list_yaml (folder);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusTemplate) template = read_file (paths[i], &error);

      if (g_str_has_suffix (paths[i], "broken_template.yaml"))
        {
          JsonObject *details;

          g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
          details = talus_error_get_details (error);
          g_assert_cmpstr (json_object_get_string_member (details, "file"), ==, paths[i]);
          g_assert_cmpint (json_object_get_int_member (details, "line"), ==, 9);
          g_assert_nonnull (strstr (json_object_get_string_member (details, "reason"), "“status”"));
          continue;
        }

      g_assert_no_error (error);
      assert_uuids_are_derived (template);
      n_warnings += talus_template_get_warnings (template)->len;
    }

  /* A property of one whose key is another's id, and nothing else. */
  g_assert_cmpuint (n_warnings, ==, 1);
}

static void
test_older_detailing_project (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TALUS_TEST_SAMPLES_DIR"),
                                            "DetailingProject.yaml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = NULL;
  const TalusProperty *status;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("The older product's samples are not here");
      return;
    }

  template = read_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_template_get_warnings (template)->len, ==, 0);
  g_assert_cmpstr (talus_template_get_id (template), ==, "DetailingProject");
  g_assert_cmpuint (talus_template_get_types (template)->len, ==, 11);
  assert_uuids_are_derived (template);

  status = must_find_property (template, "level", "7d4df07f-095e-c8fb-6509-14e96e51f582");
  g_assert_cmpstr (status->id, ==, "status");
  g_assert_true (status->injected);
  assert_default (status, "\"810c99fc-c572-04a9-37b2-c274a8a1ee00\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template/id-hash-and-bytes-are-its-own", test_identity);
  g_test_add_func ("/template/id-not-given-is-the-file-stem", test_id_from_file);
  g_test_add_func ("/template/ids-not-given-follow-from-names", test_derived_uuids);
  g_test_add_func ("/template/key-leads-to-its-property", test_keys);
  g_test_add_func ("/template/root-is-the-marked-or-first-type", test_root);
  g_test_add_func ("/template/allowed-binds-by-id-or-uuid", test_allowed);
  g_test_add_func ("/template/type-has-its-fields", test_labels);
  g_test_add_func ("/template/kinds-have-older-spellings", test_kinds);
  g_test_add_func ("/template/unknown-kind-is-text-with-a-warning", test_unknown_kind);
  g_test_add_func ("/template/name-property-is-apart", test_name_property);
  g_test_add_func ("/template/property-has-its-fields", test_fields);
  g_test_add_func ("/template/option-is-text-or-a-mapping", test_options);
  g_test_add_func ("/template/default-fits-its-kind-or-is-left-out", test_defaults);
  g_test_add_func ("/template/scheduling-adds-its-properties", test_scheduling);
  g_test_add_func ("/template/budgeting-and-person-add-theirs", test_budgeting_and_person);
  g_test_add_func ("/template/features-give-way-to-what-is-there", test_features_give_way);
  g_test_add_func ("/template/initial-is-checked-and-normal", test_initial);
  g_test_add_func ("/template/schema-has-everything", test_schema);
  g_test_add_func ("/template/our-own-load-without-a-warning", test_own_templates);
  g_test_add_func ("/template/older-ones-load-and-the-broken-does-not", test_older_templates);
  g_test_add_func ("/template/older-detailing-project-loads", test_older_detailing_project);

  return g_test_run ();
}
