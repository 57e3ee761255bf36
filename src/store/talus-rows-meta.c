/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document says of itself and of its project: name, settings, template.
 * It knows no nodes. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-rows.h"

#include "base/talus-json.h"
#include "store/talus-rows-private.h"

static void
bind_meta (TalusRows  *self,
           const char *key)
{
  talus_sqlite_bind_text (self->statements[ROWS_SET_META], 1, key);
}

gboolean
talus_rows_set_text (TalusRows   *self,
                     const char  *key,
                     const char  *value,
                     GError     **error)
{
  bind_meta (self, key);
  talus_sqlite_bind_text (self->statements[ROWS_SET_META], 2, value);

  return talus_rows_run (self, ROWS_SET_META, error);
}

gboolean
talus_rows_set_int (TalusRows   *self,
                    const char  *key,
                    gint64       value,
                    GError     **error)
{
  bind_meta (self, key);
  sqlite3_bind_int64 (self->statements[ROWS_SET_META], 2, value);

  return talus_rows_run (self, ROWS_SET_META, error);
}

gboolean
talus_rows_set_id (TalusRows      *self,
                   const char     *key,
                   const TalusId  *value,
                   GError        **error)
{
  bind_meta (self, key);
  talus_sqlite_bind_id (self->statements[ROWS_SET_META], 2, value);

  return talus_rows_run (self, ROWS_SET_META, error);
}

gboolean
talus_rows_set_setting (TalusRows         *self,
                        const char        *key,
                        const TalusValue  *value,
                        guint64            seq,
                        GError           **error)
{
  g_autofree char *meta_key = g_strconcat (TALUS_META_SETTING_PREFIX, key, NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_printf (text, "[%" G_GUINT64_FORMAT, seq);

  if (value != NULL)
    {
      gsize length;
      const char *json = talus_value_get_json (value, &length);

      g_string_append_c (text, ',');
      g_string_append_len (text, json, (gssize) length);
    }

  g_string_append_c (text, ']');

  return talus_rows_set_text (self, meta_key, text->str, error);
}

/* The text of a template, unless it is there. */
static gboolean
store_template_text (TalusRows      *self,
                     const char     *hash,
                     TalusTemplate  *given,
                     GError        **error)
{
  sqlite3_stmt *has = self->statements[ROWS_HAS_TEMPLATE];
  sqlite3_stmt *add = self->statements[ROWS_ADD_TEMPLATE];
  g_autoptr(TalusTemplate) template = NULL;
  gboolean row;
  GBytes *yaml;
  gsize size;

  talus_sqlite_bind_text (has, 1, hash);

  if (!talus_sqlite_step (has, &row, error))
    return FALSE;

  if (row)
    {
      sqlite3_reset (has);
      return TRUE;
    }

  if (given != NULL)
    template = talus_template_ref (given);
  else if (self->templates != NULL)
    template = self->templates (hash, self->user_data);

  if (template == NULL)
    {
      talus_rows_set_misfit (error, "nobody gave the text of the template that it names");
      return FALSE;
    }

  yaml = talus_template_get_yaml (template);
  talus_sqlite_bind_text (add, 1, hash);
  sqlite3_bind_blob64 (add, 2, g_bytes_get_data (yaml, &size), g_bytes_get_size (yaml),
                       SQLITE_STATIC);

  return talus_rows_run (self, ROWS_ADD_TEMPLATE, error);
}

gboolean
talus_rows_set_template (TalusRows      *self,
                         const char     *id,
                         const char     *hash,
                         TalusTemplate  *given,
                         guint64         seq,
                         GError        **error)
{
  sqlite3_stmt *add_id = self->statements[ROWS_ADD_TEMPLATE_ID];

  if (!store_template_text (self, hash, given, error))
    return FALSE;

  talus_sqlite_bind_text (add_id, 1, id);
  talus_sqlite_bind_text (add_id, 2, hash);

  return talus_rows_run (self, ROWS_ADD_TEMPLATE_ID, error) &&
         talus_rows_set_text (self, TALUS_META_TEMPLATE_ID, id, error) &&
         talus_rows_set_text (self, TALUS_META_TEMPLATE_HASH, hash, error) &&
         talus_rows_set_setting (self, "template", NULL, seq, error);
}

gboolean
talus_rows_put_meta (TalusRows          *self,
                     const TalusChange  *change,
                     guint64             seq,
                     GError            **error)
{
  if (g_str_equal (change->key, "name") && change->new_value != NULL)
    {
      g_autofree char *name = talus_value_dup_string (change->new_value);

      return talus_rows_set_text (self, TALUS_META_NAME, name, error) &&
             talus_rows_set_int (self, TALUS_META_NAME_SEQ, (gint64) seq, error);
    }

  if (g_str_equal (change->key, "template") && change->new_value != NULL)
    {
      g_autoptr(JsonNode) node = talus_value_to_node (change->new_value);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *id = NULL;
      const char *hash = NULL;

      return object != NULL &&
             talus_json_get_string (object, "id", TRUE, TALUS_ERROR_CONFLICT, &id, error) &&
             talus_json_get_string (object, "hash", TRUE, TALUS_ERROR_CONFLICT, &hash, error) &&
             talus_rows_set_template (self, id, hash, NULL, seq, error);
    }

  return talus_rows_set_setting (self, change->key, change->new_value, seq, error);
}
