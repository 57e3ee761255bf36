/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of text share: a template with a property of each kind. */
#pragma once

#include <string.h>

#include "app/format/talus-format.h"
#include "model/talus-property-type.h"

#define FORMAT_TEMPLATE                                                            \
  "id: test\n"                                                                     \
  "name: Test\n"                                                                   \
  "node_types:\n"                                                                  \
  "  - id: thing\n"                                                                \
  "    label: Thing\n"                                                             \
  "    allowed_children: [thing]\n"                                                \
  "    properties:\n"                                                              \
  "      - {id: text, label: Text, type: text}\n"                                  \
  "      - {id: editor, label: Editor, type: editor}\n"                            \
  "      - {id: number, label: Number, type: number}\n"                            \
  "      - {id: currency, label: Money, type: currency}\n"                         \
  "      - {id: boolean, label: Boolean, type: boolean}\n"                         \
  "      - {id: date, label: Date, type: date}\n"                                  \
  "      - id: select\n"                                                           \
  "        label: Select\n"                                                        \
  "        type: select\n"                                                         \
  "        options: [{id: in-progress, name: In progress}, {id: done, name: Done},"\
  " {id: dormant, name: Dormant}]\n"                                               \
  "      - id: multi\n"                                                            \
  "        label: Multi\n"                                                         \
  "        type: multi_select\n"                                                   \
  "        options: [{id: a, name: Alpha}, {id: b, name: \"Beta, gamma\"}]\n"      \
  "      - {id: node, label: Node, type: node_reference}\n"                        \
  "      - {id: person, label: Person, type: person}\n"                            \
  "      - {id: object, label: Object, type: object}\n"

static inline TalusTemplate *
format_template (void)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (FORMAT_TEMPLATE, strlen (FORMAT_TEMPLATE));
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (yaml, "test.yaml", &error);

  g_assert_no_error (error);

  return template;
}

static inline const TalusProperty *
format_property (TalusTemplate *template,
                 const char    *id)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template, "thing");
  const TalusProperty *property = talus_node_type_get_property (type, id);

  g_assert_nonnull (property);

  return property;
}

static inline TalusValue *
format_json (const char *json)
{
  return talus_value_new_canonical (json, strlen (json));
}

static inline void
assert_shown (TalusFormat   *format,
              TalusTemplate *template,
              const char    *property,
              const char    *json,
              const char    *expected)
{
  g_autoptr (TalusValue) value = json != NULL ? format_json (json) : NULL;
  g_autofree char *text = talus_format_value (format, NULL, format_property (template, property),
                                              value);

  g_assert_cmpstr (text, ==, expected);
}

/* @json NULL: that it is refused, with a sentence. */
static inline void
assert_typed (TalusFormat   *format,
              TalusTemplate *template,
              const char    *property_id,
              const char    *text,
              const char    *json)
{
  const TalusProperty *property = format_property (template, property_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusValue) value = NULL;

  if (!talus_format_parse (format, property, text, &value, &error))
    {
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
      g_assert_cmpstr (error->message, !=, "");
      if (json != NULL)
        g_test_message ("“%s”: %s", text, error->message);
      g_assert_cmpstr (json, ==, NULL);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (value != NULL ? talus_value_get_json (value, NULL) : "", ==, json);
  if (value != NULL)
    g_assert_true (talus_property_accepts (property, value));
}

/* That what an entry begins with is taken back as the same value. */
static inline void
assert_edited (TalusFormat   *format,
               TalusTemplate *template,
               const char    *property_id,
               const char    *json,
               const char    *expected)
{
  const TalusProperty *property = format_property (template, property_id);
  g_autoptr (TalusValue) value = format_json (json);
  g_autofree char *text = talus_format_edit_text (format, property, value);

  g_assert_cmpstr (text, ==, expected);
  assert_typed (format, template, property_id, text, json);
}
