/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of filters: what is typed, what it is read as, what it is
 * spelled as again. */
#include "app/search/talus-filter-text.h"
#include "../model/graph-test.h"

#define FILTER_TEMPLATE                                                        \
  "id: test\n"                                                                 \
  "name: Test\n"                                                               \
  "node_types:\n"                                                              \
  "  - id: task\n"                                                             \
  "    label: Task\n"                                                          \
  "    properties:\n"                                                          \
  "      - {id: status, label: Status, type: select, options: [{id: done, name: Done}]}\n" \
  "      - {id: assigned_to, label: Assigned to, type: person}\n"              \
  "      - {id: cost, label: Cost, type: currency}\n"                          \
  "      - {id: type, label: Kind, type: text}\n"                              \
  "      - {id: notes, label: Notes, type: text}\n"

/* As said: field, key, relation, negated, values. */
static char *
describe (GPtrArray *terms)
{
  static const char * const fields[] = {
    "text", "property", "type", "is", "person", "by", "changed", "created",
  };
  static const char * const relations[] = { "has", "<", "<=", ">", ">=", "any" };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      const TalusFilterTerm *term = terms->pdata[i];
      g_autofree char *values = g_strjoinv ("|", term->values);

      g_string_append_printf (out, "%s%s%s%s%s %s [%s]", i > 0 ? "; " : "",
                              term->negated ? "not " : "", fields[term->field],
                              term->key != NULL ? " " : "", term->key != NULL ? term->key : "",
                              relations[term->relation], values);
    }

  return g_string_free (out, FALSE);
}

static const struct
{
  const char *text;
  const char *meaning;
  const char *spelled;   /* NULL: as typed */
} cases[] = {
  { "", "", NULL },
  { "weld", "text has [weld]", NULL },
  { "  weld   pans ", "text has [weld]; text has [pans]", "weld pans" },
  { "\"new pans\"", "text has [new pans]", NULL },
  { "-rust", "not text has [rust]", NULL },
  { "- rust", "text has [-]; text has [rust]", "\"-\" rust" },
  { "status:done type:task weld",
    "property status has [done]; type has [task]; text has [weld]", NULL },
  { "STATUS:done,\"not started\"", "property status has [done|not started]",
    "status:done,\"not started\"" },
  { "-status:done", "not property status has [done]", NULL },
  { "cost>100 cost<=2.5", "property cost > [100]; property cost <= [2.5]", NULL },
  { "cost>=1,5", "property cost >= [1,5]", NULL },
  { "notes:*", "property notes any []", NULL },
  { "-notes:*", "not property notes any []", NULL },
  { "notes:\"*\"", "property notes has [*]", NULL },
  { "is:blocked,orphaned", "is has [blocked|orphaned]", NULL },
  { "person:anna by:\"A B\"", "person has [anna]; by has [A B]", NULL },
  { "changed>-7d created<2026-01-01", "changed > [-7d]; created < [2026-01-01]", NULL },
  { "\"Assigned to\":anna", "property assigned_to has [anna]", "assigned_to:anna" },
  { "kind:x", "property type has [x]", ".type:x" },
  { ".type:x", "property type has [x]", NULL },
  { "10:30", "text has [10:30]", "\"10:30\"" },
  { "http://x.org", "text has [http://x.org]", "\"http://x.org\"" },
  { "nothing:known", "text has [nothing:known]", "\"nothing:known\"" },
  { "is>blocked", "text has [is>blocked]", "\"is>blocked\"" },
  { "status:", "", "" },
  { "status:done,", "property status has [done]", "status:done" },
  { "\"half", "text has [half]", "half" },
  { "\"say \"\"hm\"\" again\"", "text has [say \"hm\" again]", NULL },
};

static void
test_cases (void)
{
  g_autoptr (TalusTemplate) template = make_template (FILTER_TEMPLATE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) terms = talus_filter_parse (cases[i].text, template);
      g_autofree char *meaning = describe (terms);
      g_autofree char *spelled = talus_filter_format (terms);

      g_assert_cmpstr (meaning, ==, cases[i].meaning);
      g_assert_cmpstr (spelled, ==,
                       cases[i].spelled != NULL ? cases[i].spelled : cases[i].text);
    }
}

static void
test_random (void)
{
  static const char * const pieces[] = {
    "weld", " ", "-", "status", "type", ".", ":", "\"", "\"\"", ",", "<", ">=", "*", "cost",
    "is", "Assigned to", "é", "=",
  };
  g_autoptr (TalusTemplate) template = make_template (FILTER_TEMPLATE);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) terms = NULL;
      g_autoptr (GPtrArray) again = NULL;
      g_autofree char *spelled = NULL;
      guint n = (guint) g_test_rand_int_range (0, 12);

      for (guint j = 0; j < n; j++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      terms = talus_filter_parse (text->str, template);
      spelled = talus_filter_format (terms);
      again = talus_filter_parse (spelled, template);
      if (terms->len != again->len)
        g_error ("“%s” is spelled “%s”", text->str, spelled);
      for (guint j = 0; j < terms->len; j++)
        {
          if (!talus_filter_term_equal (terms->pdata[j], again->pdata[j]))
            g_error ("“%s” is spelled “%s”", text->str, spelled);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/filter-text/is-read-and-spelled-as-it-says", test_cases);
  g_test_add_func ("/filter-text/anything-is-spelled-as-it-is-read", test_random);

  return g_test_run ();
}
