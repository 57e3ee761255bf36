/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file says of the project as a whole, and what it says that nobody
 * knows: settings all of it. One that breaks a rule, or whose key is taken,
 * is kept under a key that has no rule. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-resolve.h"
#include "store/talus-import-private.h"

#define UNRESOLVED "x-unresolved_dependencies"

/*
 * talus_import_add_setting:
 *
 * Keeps the value at @value as a setting of the project.
 */
void
talus_import_add_setting (TalusImportReader *self,
                          const char        *name,
                          TalusSlice         value)
{
  TalusImportMember *member = NULL;

  if (talus_import_is_null (self, value))
    return;

  member = g_new0 (TalusImportMember, 1);
  member->name = g_strdup (name);
  member->value = value;
  g_ptr_array_add (self->settings, member);
}

/*
 * talus_import_keep_unknown:
 *
 * Keeps what is none of @known as settings.
 */
void
talus_import_keep_unknown (TalusImportReader  *self,
                           GArray             *members,
                           const char * const *known)
{
  for (guint i = 0; i < members->len; i++)
    {
      TalusImportMember *member = &g_array_index (members, TalusImportMember, i);
      g_autofree char *name = NULL;

      if (g_strv_contains (known, member->name))
        continue;
      name = g_strconcat ("x-", member->name, NULL);
      talus_import_add_setting (self, name, member->value);
    }
}

/* Sets it as a command would, which knows what each setting may be. */
static gboolean
try_setting (TalusGraph  *graph,
             const char  *key,
             JsonNode    *value,
             gint64       now,
             GError     **error)
{
  const TalusResolveContext context = { NULL };
  g_auto(TalusResolution) resolution = { NULL };
  g_autoptr(TalusCommand) command = NULL;
  g_autoptr(JsonObject) data = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  if (g_str_equal (key, "name") || talus_graph_get_setting (graph, key) != NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE, "The key is in use");
      return FALSE;
    }

  data = json_object_new ();
  talus_id_format (talus_graph_get_project_id (graph), text);
  json_object_set_string_member (data, "node_id", text);
  json_object_set_string_member (data, "property_id", key);
  json_object_set_member (data, "value", json_node_copy (value));
  command = talus_command_new ("UpdateProperty", data, error);

  return command != NULL && talus_resolve (graph, command, &context, &resolution, error) &&
         talus_graph_apply (graph, resolution.changes, 1, now, NULL, error);
}

static gboolean
load_setting (TalusImportReader  *self,
              TalusGraph         *graph,
              const char         *name,
              JsonNode           *value,
              gint64              now,
              GError            **error)
{
  g_autoptr(GError) refusal = NULL;
  g_autofree char *key = NULL;

  if (try_setting (graph, name, value, now, &refusal))
    return TRUE;

  key = g_strconcat ("x-", name, NULL);
  while (talus_graph_get_setting (graph, key) != NULL)
    {
      char *longer = g_strconcat ("x-", key, NULL);

      g_free (key);
      key = longer;
    }
  talus_import_warn (self, NULL, name, "UNKNOWN_SETTING",
                     "The setting “%s” cannot be had as it stands there and is kept as “%s”: %s",
                     name, key, refusal->message);

  return try_setting (graph, key, value, now, error);
}

/*
 * talus_import_load_settings:
 *
 * Gives the settings to the graph.
 */
gboolean
talus_import_load_settings (TalusImportReader  *self,
                            TalusGraph         *graph,
                            gint64              now,
                            GError            **error)
{
  for (guint i = 0; i < self->settings->len; i++)
    {
      TalusImportMember *member = g_ptr_array_index (self->settings, i);
      g_autoptr(JsonNode) value = NULL;

      value = talus_json_parse (self->data + member->value.start,
                                member->value.end - member->value.start,
                                TALUS_IMPORT_VALUE_DEPTH, error);
      if (value == NULL || !load_setting (self, graph, member->name, value, now, error))
        return FALSE;
    }

  if (self->unresolved->len > 0)
    {
      g_autofree char *json = g_strdup_printf ("[%s]", self->unresolved->str);
      g_autoptr(JsonNode) value = talus_json_parse (json, strlen (json), TALUS_IMPORT_VALUE_DEPTH,
                                                    error);

      return value != NULL && load_setting (self, graph, UNRESOLVED, value, now, error);
    }

  return TRUE;
}
