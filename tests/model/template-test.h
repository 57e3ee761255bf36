/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of templates share: reading one from text. */
#pragma once

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-template.h"

static inline TalusTemplate *
read_template (const char  *text,
               GError     **error)
{
  g_autoptr (GBytes) yaml = g_bytes_new (text, strlen (text));

  return talus_template_new_from_yaml (yaml, "test.yaml", error);
}

static inline TalusTemplate *
must_read_template (const char *text)
{
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = read_template (text, &error);

  g_assert_no_error (error);

  return template;
}

static inline const TalusNodeType *
must_find_type (TalusTemplate *template,
                const char    *reference)
{
  const TalusNodeType *type = talus_template_find_type (template, reference);

  g_assert_nonnull (type);

  return type;
}

static inline const TalusProperty *
must_find_property (TalusTemplate *template,
                    const char    *type,
                    const char    *reference)
{
  const TalusProperty *property;

  property = talus_node_type_find_property (must_find_type (template, type), reference);
  g_assert_nonnull (property);

  return property;
}

static inline void
assert_default (const TalusProperty *property,
                const char          *expected)
{
  if (expected == NULL)
    g_assert_null (property->default_value);
  else
    g_assert_cmpstr (talus_value_get_json (property->default_value, NULL), ==, expected);
}

static inline void
assert_derived (const TalusId *uuid,
                const char    *name)
{
  TalusId expected;

  talus_id_from_name (&expected, name, -1);
  g_assert_true (talus_id_equal (uuid, &expected));
}

static inline JsonObject *
read_schema (TalusTemplate *template)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_template_write_schema (template, &writer);
  node = talus_json_parse (json->str, json->len, TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}
