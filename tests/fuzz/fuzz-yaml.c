/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: a template is refused with a line of the file and a
 * short reason, or it is one whose schema is JSON, whose defaults its own
 * properties take and whose types and properties are found again. */
#include "fuzz.h"

#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "model/talus-template.h"

#define MAX_MESSAGE 600

static void
check_error (const GError *error,
             const guint8 *data,
             gsize         size)
{
  JsonObject *details = talus_error_get_details (error);
  gint64 n_lines = 1;

  for (gsize i = 0; i < size; i++)
    n_lines += data[i] == '\n' || data[i] == '\r' || data[i] >= 0x80;

  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, MAX_MESSAGE);
  g_assert_cmpstr (json_object_get_string_member (details, "file"), ==, "fuzz.yaml");
  g_assert_cmpint (json_object_get_int_member (details, "line"), >=, 1);
  g_assert_cmpint (json_object_get_int_member (details, "line"), <=, n_lines + 1);
}

static void
check_property (const TalusNodeType *type,
                const TalusProperty *property)
{
  g_assert_true (talus_node_type_get_property (type, property->id) == property);
  if (property->default_value != NULL)
    g_assert_true (talus_property_accepts (property, property->default_value));

  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      g_assert_true (talus_property_find_option (property, option->id) == option);
    }
}

static void
check_types (TalusTemplate *template)
{
  GPtrArray *types = talus_template_get_types (template);

  g_assert_cmpuint (types->len, >, 0);
  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      g_assert_true (talus_template_find_type (template, type->id) == type);
      g_assert_cmpint (type->is_root, ==, type == talus_template_get_root_type (template));
      for (guint k = 0; k < type->allowed_children->len; k++)
        g_assert_nonnull (talus_template_get_type_by_id (template,
                                                         type->allowed_children->pdata[k]));
      if (type->name_property != NULL)
        check_property (type, type->name_property);
      for (guint k = 0; k < type->properties->len; k++)
        check_property (type, type->properties->pdata[k]);
    }
}

static void
check_schema (TalusTemplate *template)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_template_write_schema (template, &writer);
  node = talus_json_parse (json->str, json->len, TALUS_JSON_DEPTH_IMPORT, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = talus_template_new_from_yaml (yaml, "fuzz.yaml", &error);

  g_assert_cmpint (template == NULL, ==, error != NULL);
  if (template == NULL)
    check_error (error, data, size);
  else
    {
      check_types (template);
      check_schema (template);
    }

  return 0;
}
