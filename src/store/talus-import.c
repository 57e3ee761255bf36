/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a project from JSON, whichever product wrote it. The input is
 * walked, never made into a tree: first its outline, to find the template;
 * then the nodes; then, with the template at hand, their values. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-import-private.h"

/* More would be read by nobody, and a file can break a rule at every byte. */
#define MAX_WARNINGS 10000

static void
free_warning (gpointer data)
{
  TalusImportWarning *warning = data;

  g_free (warning->code);
  g_free (warning->message);
  g_free (warning->property_id);
  g_free (warning);
}

static void
clear_member (gpointer data)
{
  g_free (((TalusImportMember *) data)->name);
}

static void
clear_node (gpointer data)
{
  g_clear_pointer (&((TalusImportNode *) data)->extra, g_array_unref);
}

static void
free_member (gpointer data)
{
  clear_member (data);
  g_free (data);
}

/*
 * talus_import_warn:
 * @node_id: (nullable)
 * @property_id: (nullable)
 *
 * Notes what was odd.
 */
void
talus_import_warn (TalusImportReader *self,
                   const TalusId     *node_id,
                   const char        *property_id,
                   const char        *code,
                   const char        *format,
                   ...)
{
  TalusImportWarning *warning = NULL;
  va_list args;

  if (self->warnings->len >= MAX_WARNINGS)
    {
      self->n_untold++;
      return;
    }

  warning = g_new0 (TalusImportWarning, 1);
  va_start (args, format);
  warning->message = g_strdup_vprintf (format, args);
  va_end (args);
  warning->code = g_strdup (code);
  warning->property_id = g_strdup (property_id);
  if (node_id != NULL)
    warning->node_id = *node_id;
  g_ptr_array_add (self->warnings, warning);
}

/*
 * talus_import_split:
 *
 * Finds the members of an object without reading what is in them.
 */
GArray *
talus_import_split (TalusImportReader  *self,
                    TalusSlice          slice,
                    GError            **error)
{
  g_autoptr(GArray) members = g_array_new (FALSE, FALSE, sizeof (TalusImportMember));
  TalusJsonReader reader;
  gboolean good = FALSE;

  g_array_set_clear_func (members, clear_member);
  talus_json_reader_init (&reader, self->data + slice.start, slice.end - slice.start,
                          TALUS_JSON_DEPTH_IMPORT);
  if (talus_json_reader_next (&reader) == TALUS_JSON_BEGIN_OBJECT)
    {
      while (talus_json_reader_next (&reader) == TALUS_JSON_NAME)
        {
          TalusImportMember member = { g_strndup (reader.text, reader.length) };

          talus_json_reader_next (&reader);
          member.value.start = slice.start + reader.start;
          if (!talus_json_reader_skip (&reader))
            {
              g_free (member.name);
              break;
            }
          member.value.end = slice.start + reader.end;
          g_array_append_val (members, member);
        }
      good = reader.token == TALUS_JSON_END_OBJECT &&
             talus_json_reader_next (&reader) == TALUS_JSON_END;
    }
  if (!good)
    {
      if (talus_json_reader_get_error (&reader) != NULL)
        g_propagate_error (error, g_error_copy (talus_json_reader_get_error (&reader)));
      else
        g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                     "An object was expected at byte %" G_GSIZE_FORMAT, slice.start);
    }
  talus_json_reader_clear (&reader);

  return good ? g_steal_pointer (&members) : NULL;
}

/*
 * talus_import_find:
 *
 * Where the member of that name stands; an empty slice if there is none.
 */
TalusSlice
talus_import_find (GArray     *members,
                   const char *name)
{
  TalusSlice none = { 0, 0 };

  for (guint i = 0; i < members->len; i++)
    {
      TalusImportMember *member = &g_array_index (members, TalusImportMember, i);

      if (g_str_equal (member->name, name))
        return member->value;
    }

  return none;
}

/*
 * talus_import_parse:
 *
 * The value at @slice as a tree: for what is small.
 */
JsonNode *
talus_import_parse (TalusImportReader  *self,
                    TalusSlice          slice,
                    GError            **error)
{
  return talus_json_parse (self->data + slice.start, slice.end - slice.start,
                           TALUS_JSON_DEPTH_IMPORT, error);
}

/*
 * talus_import_dup_string:
 *
 * The string at @slice, or NULL if there is none.
 */
char *
talus_import_dup_string (TalusImportReader *self,
                         TalusSlice         slice)
{
  g_autoptr(JsonNode) node = NULL;

  if (slice.end == slice.start || self->data[slice.start] != '"')
    return NULL;
  node = talus_import_parse (self, slice, NULL);

  return node != NULL ? json_node_dup_string (node) : NULL;
}

gboolean
talus_import_is_null (TalusImportReader *self,
                      TalusSlice         slice)
{
  return slice.end == slice.start || self->data[slice.start] == 'n';
}

static void
init_reader (TalusImportReader *self,
             GBytes            *content)
{
  self->data = g_bytes_get_data (content, &self->size);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (TalusImportNode));
  g_array_set_clear_func (self->nodes, clear_node);
  self->by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->first_root = TALUS_IMPORT_NONE;
  self->last_root = TALUS_IMPORT_NONE;
  self->edges = g_array_new (FALSE, FALSE, sizeof (TalusImportEdge));
  self->settings = g_ptr_array_new_with_free_func (free_member);
  self->unresolved = g_string_new (NULL);
  self->warnings = g_ptr_array_new_with_free_func (free_warning);
}

static void
clear_reader (TalusImportReader *self)
{
  g_clear_pointer (&self->template, talus_template_unref);
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->by_text, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->edges, g_array_unref);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_string_free (self->unresolved, TRUE);
}

/* The template: sent along, inside the file, or of the library. */
static TalusTemplate *
find_template (TalusImportReader    *self,
               GArray               *top,
               GArray               *graph,
               GBytes               *sent,
               TalusTemplateLoader   loader,
               gpointer              user_data,
               GError              **error)
{
  g_autofree char *id = talus_import_dup_string (self, talus_import_find (graph, "template_id"));
  g_autofree char *text = talus_import_dup_string (self, talus_import_find (top, "template"));
  g_autoptr(TalusTemplate) template = NULL;
  g_autoptr(GBytes) yaml = NULL;
  g_autofree char *file_name = NULL;

  if (id == NULL)
    id = talus_import_dup_string (self, talus_import_find (top, "template_id"));
  if (sent != NULL)
    yaml = g_bytes_ref (sent);
  else if (text != NULL)
    yaml = g_bytes_new (text, strlen (text));

  if (yaml == NULL && id == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND,
                   "The file names no template; send one along with it");
      return NULL;
    }
  if (yaml == NULL)
    return loader (id, user_data, error);

  file_name = g_strconcat (id != NULL ? id : "imported", ".yaml", NULL);
  template = talus_template_new_from_yaml (yaml, file_name, error);
  if (template == NULL)
    return NULL;
  /* The file's own word for it, which its digest holds. */
  if (sent == NULL && id != NULL && !g_str_equal (talus_template_get_id (template), id))
    return talus_template_with_id (template, id);

  return g_steal_pointer (&template);
}

static gboolean
check_version (TalusImportReader  *self,
               GArray             *top,
               GError            **error)
{
  TalusSlice slice = talus_import_find (top, "talus_tally");
  gsize length = slice.end - slice.start;

  if (length == 0 || (length == 1 && self->data[slice.start] == '1'))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "The file is of format “talus_tally”: %.*s; this version reads 1",
               (int) MIN (length, 20), self->data + slice.start);

  return FALSE;
}

/* The first of the places where a file says what the project is called; what
 * the others say is kept. */
static char *
take_name (TalusImportReader *self,
           GArray            *top,
           GArray            *graph,
           const char        *fallback)
{
  const struct
  {
    const char *setting;
    TalusSlice value;
  } places[] = {
    { "x-graph_name", talus_import_find (graph, "name") },
    { "x-project_name", talus_import_find (top, "project_name") },
    { "x-name", talus_import_find (top, "name") },
  };
  char *name = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *text = talus_import_dup_string (self, places[i].value);

      if (name == NULL && text != NULL)
        name = g_steal_pointer (&text);
      else if (g_strcmp0 (text, name) != 0)
        talus_import_add_setting (self, places[i].setting, places[i].value);
    }

  if (name == NULL && self->first_root != TALUS_IMPORT_NONE)
    name = talus_import_dup_string (self, g_array_index (self->nodes, TalusImportNode,
                                                         self->first_root).name);

  return name != NULL ? name : g_strdup (fallback);
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  if (g_utf8_strlen (name, -1) <= TALUS_NAME_MAX_CHARACTERS)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
               "The project's name has more than %d characters", TALUS_NAME_MAX_CHARACTERS);

  return FALSE;
}

/* The project's id where the file has one that can be kept. */
static gboolean
take_project_id (TalusImportReader *self,
                 GArray            *graph,
                 TalusId           *project_id)
{
  TalusSlice slice = talus_import_find (graph, "project_id");
  g_autofree char *text = talus_import_dup_string (self, slice);

  if (text != NULL && talus_id_parse (text, -1, project_id) && !talus_id_is_null (project_id))
    return TRUE;

  if (!talus_import_is_null (self, slice))
    {
      talus_import_warn (self, NULL, NULL, "NEW_ID",
                         "The project's id is no UUID; it got a new one, and the old one is kept "
                         "as “x-project_id”");
      talus_import_add_setting (self, "x-project_id", slice);
    }
  talus_id_draw (project_id);

  return FALSE;
}

static gboolean
read_nodes (TalusImportReader  *self,
            GArray             *top,
            GArray             *graph,
            GError            **error)
{
  TalusSlice roots = talus_import_find (graph, "roots");
  TalusSlice nodes = talus_import_find (graph, "nodes");

  if (roots.end > roots.start)
    return talus_import_read_tree (self, graph, top, error);

  if (nodes.end > nodes.start)
    {
      self->lenient = TRUE;
      return talus_import_read_flat (self, graph, top, error);
    }

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "The file's “graph” has neither “roots” nor “nodes”: it is no project");

  return FALSE;
}

static GArray *
split_graph (TalusImportReader  *self,
             GArray             *top,
             GError            **error)
{
  TalusSlice slice = talus_import_find (top, "graph");

  if (slice.end > slice.start)
    return talus_import_split (self, slice, error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "The file has no “graph”: it is no project");

  return NULL;
}

/* How much more there was to say than a list can hold. */
static void
tell_rest (TalusImportReader *self)
{
  TalusImportWarning *warning = NULL;

  if (self->n_untold == 0)
    return;

  warning = g_new0 (TalusImportWarning, 1);
  warning->code = g_strdup ("MORE_WARNINGS");
  warning->message = g_strdup_printf ("%u more warnings are not listed", self->n_untold);
  g_ptr_array_add (self->warnings, warning);
}

static TalusImport *
build (TalusImportReader  *self,
       GArray             *top,
       GArray             *graph,
       const char         *fallback_name,
       GError            **error)
{
  g_autofree char *name = take_name (self, top, graph, fallback_name);
  TalusSlice template = talus_import_find (top, "template");
  TalusGraph *built = NULL;
  TalusImport *import = NULL;
  gboolean has_project_id = FALSE;
  TalusId project_id;

  if (!check_name (name, error))
    return NULL;
  has_project_id = take_project_id (self, graph, &project_id);
  if (template.end > template.start && self->data[template.start] != '"')
    talus_import_add_setting (self, "x-template", template);

  built = talus_import_build (self, &project_id, name, error);
  if (built == NULL)
    return NULL;

  tell_rest (self);
  import = g_new0 (TalusImport, 1);
  import->graph = built;
  import->has_project_id = has_project_id;
  import->warnings = g_ptr_array_ref (self->warnings);

  return import;
}

/**
 * talus_import_read:
 * @content: JSON, ours or the older product's
 * @template_yaml: (nullable): the template, where it was sent along
 * @loader: finds templates by id
 * @user_data: passed to @loader
 * @fallback_name: what to call a project that has no name
 * @error: return location
 *
 * Reads a project. Rules of its template that it breaks, and what is unknown,
 * come in all the same and are told in the warnings. Any thread.
 *
 * Returns: (transfer full): the import, or %NULL: %TALUS_ERROR_INVALID_REQUEST
 *   where it is no project, %TALUS_ERROR_TEMPLATE_NOT_FOUND,
 *   %TALUS_ERROR_INVALID_PARENT or %TALUS_ERROR_INVALID_VALUE where a limit is
 *   broken
 */
TalusImport *
talus_import_read (GBytes               *content,
                   GBytes               *template_yaml,
                   TalusTemplateLoader   loader,
                   gpointer              user_data,
                   const char           *fallback_name,
                   GError              **error)
{
  TalusImportReader self = { 0 };
  TalusImport *import = NULL;
  g_autoptr(GArray) top = NULL;
  g_autoptr(GArray) graph = NULL;

  g_return_val_if_fail (content != NULL && loader != NULL && fallback_name != NULL, NULL);

  init_reader (&self, content);
  top = talus_import_split (&self, (TalusSlice) { 0, self.size }, error);
  if (top != NULL && check_version (&self, top, error))
    graph = split_graph (&self, top, error);
  if (graph != NULL && read_nodes (&self, top, graph, error))
    self.template = find_template (&self, top, graph, template_yaml, loader, user_data, error);
  if (self.template != NULL)
    import = build (&self, top, graph, fallback_name, error);
  clear_reader (&self);

  return import;
}

/**
 * talus_import_free:
 * @self: (transfer full): an import
 *
 * Frees it.
 */
void
talus_import_free (TalusImport *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->graph);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

/**
 * talus_import_is_document:
 * @content: anything
 *
 * Whether it is an SQLite database, as a .talus document is.
 *
 * Returns: %TRUE if it begins like one
 */
gboolean
talus_import_is_document (GBytes *content)
{
  static const char magic[16] = "SQLite format 3";
  gsize size = 0;
  const char *data = g_bytes_get_data (content, &size);

  return size >= sizeof magic && memcmp (data, magic, sizeof magic) == 0;
}
