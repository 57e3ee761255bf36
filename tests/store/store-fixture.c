/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder to write in, and a project in it that lives. */
#include "store-fixture.h"

#include <glib/gstdio.h>

#include "model/talus-new-project.h"

#define DEADLINE_US (30 * G_USEC_PER_SEC)

static const char template_yaml[] =
  "id: store_test\n"
  "name: For tests\n"
  "node_types:\n"
  "  - id: project_root\n"
  "    label: Project\n"
  "    is_root: true\n"
  "    allowed_children: [item]\n"
  "  - id: item\n"
  "    label: Item\n"
  "    allowed_children: [item]\n"
  "    properties:\n"
  "      - {id: note, label: Note, type: text}\n"
  "      - {id: amount, label: Amount, type: number, value: 1}\n"
  "      - {id: price, label: Price, type: currency}\n"
  "      - {id: ready, label: Ready, type: boolean}\n"
  "      - {id: more, label: More, type: object}\n";

static const char second_template_yaml[] =
  "id: store_second\n"
  "name: Another for tests\n"
  "node_types:\n"
  "  - {id: project_root, label: Project, is_root: true, allowed_children: [item]}\n"
  "  - id: item\n"
  "    label: Item\n"
  "    allowed_children: [item]\n"
  "    properties:\n"
  "      - {id: note, label: Note, type: text}\n"
  "      - {id: colour, label: Colour, type: text}\n";

static const char * const keys[] = { "note", "amount", "price", "ready", "more" };

char *
store_folder_new (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("talus-store-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

void
store_folder_delete (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        store_folder_delete (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }

  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(char **) a, *(char **) b);
}

GPtrArray *
store_folder_list (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);

  return names;
}

static TalusTemplate *
parse_template (const char *yaml)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (yaml, strlen (yaml));
  g_autoptr(GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (bytes, "test.yaml", &error);

  g_assert_no_error (error);

  return template;
}

TalusTemplate *
store_template_new (void)
{
  return parse_template (template_yaml);
}

TalusTemplate *
store_template_new_second (void)
{
  return parse_template (second_template_yaml);
}

TalusAuthor *
store_author_new (void)
{
  TalusId id;

  talus_id_draw (&id);

  return talus_author_new (&id, "Änne “Test” Müller", NULL);
}

static void
add_children (TalusGraph *graph,
              guint       n_children)
{
  g_autoptr(TalusChangeSet) changes = talus_change_set_new ();
  g_autoptr(GError) error = NULL;
  TalusId last = { { 0 } };

  for (guint i = 0; i < n_children; i++)
    {
      TalusChange *change = talus_change_set_add (changes, TALUS_CHANGE_INSERT);

      change->place.parent = *talus_node_get_id (talus_graph_get_root (graph, 0));
      change->place.after = last;
      change->spec = talus_node_spec_new ();
      talus_id_draw (&change->spec->id);
      change->spec->name = g_strdup_printf ("Item %u", i);
      change->spec->type = g_strdup ("item");
      change->spec->n_properties = 1;
      change->spec->keys = g_new0 (char *, 2);
      change->spec->keys[0] = g_strdup ("amount");
      change->spec->values = g_new0 (TalusValue *, 1);
      change->spec->values[0] = talus_value_new_number (i);
      last = change->spec->id;
    }

  g_assert_true (talus_graph_apply (graph, changes, 1, 1000, NULL, &error));
  g_assert_no_error (error);
}

void
store_make_document (const char        *path,
                     const TalusId     *project_id,
                     const char        *name,
                     guint              n_children,
                     TalusDocumentInfo *info)
{
  g_autoptr(TalusTemplate) template = store_template_new ();
  g_autoptr(TalusAuthor) author = store_author_new ();
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(TalusRecord) baseline = NULL;
  g_autoptr(GError) error = NULL;
  TalusDocumentInfo made = { 0 };

  if (project_id != NULL)
    made.project_id = *project_id;
  else
    talus_id_draw (&made.project_id);

  talus_id_draw (&made.session_id);
  talus_id_draw (&made.epoch);
  made.created_at = 1000;

  graph = talus_new_project_graph (&made.project_id, name, template, 1000, &error);
  g_assert_no_error (error);
  add_children (graph, n_children);
  baseline = talus_new_baseline (graph, author, 1000);
  g_assert_true (talus_document_create (path, graph, &made, baseline, &error));
  g_assert_no_error (error);

  if (info != NULL)
    {
      g_assert_true (talus_document_peek (path, info, &error));
      g_assert_no_error (error);
    }
}

static void
journal_cb (TalusJournal         *journal,
            TalusRecord         **records,
            guint                 n_records,
            TalusJournalOutcome   outcome,
            const GError         *error,
            gpointer              user_data)
{
  StoreProject *self = user_data;
  g_autoptr(GError) failure = NULL;

  g_assert_true (journal == TALUS_JOURNAL (self->document));
  g_assert_cmpuint (n_records, >, 0);
  g_assert_cmpint (outcome == TALUS_JOURNAL_DURABLE, ==, error == NULL);
  self->n_callbacks++;

  if (error != NULL)
    {
      g_free (self->failure);
      self->failure = g_strdup (error->message);
    }

  switch (outcome)
    {
    case TALUS_JOURNAL_DURABLE:
      self->n_durable += n_records;

      if (!self->is_manual)
        {
          g_assert_true (talus_replica_confirm (self->replica, records, n_records, &failure));
          g_assert_no_error (failure);
        }
      break;

    case TALUS_JOURNAL_REFUSED:
      self->n_refused += n_records;
      break;

    case TALUS_JOURNAL_UNKNOWN:
    default:
      self->n_unknown += n_records;
      break;
    }
}

static void
remember_log (StoreProject *self)
{
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_journal_read (TALUS_JOURNAL (self->document), 0, G_MAXUINT, G_MAXSIZE,
                                     &records, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = g_ptr_array_index (records, i);

      talus_replica_remember (self->replica, record);
      self->clock = MAX (self->clock, record->timestamp);
    }
}

StoreProject *
store_project_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  TalusDocument *document = talus_document_open (path, &error);

  g_assert_no_error (error);

  return store_project_new (document);
}

StoreProject *
store_project_new (TalusDocument *document)
{
  StoreProject *self = g_new0 (StoreProject, 1);
  g_autoptr(TalusGraph) graph = NULL;
  g_autoptr(GError) error = NULL;
  char head[TALUS_HEAD_LENGTH + 1];
  guint64 seq;

  self->document = document;
  graph = talus_document_load (self->document, &seq, head, &error);
  g_assert_no_error (error);
  self->replica = talus_replica_new (graph, seq, head);
  self->author = store_author_new ();
  remember_log (self);
  talus_journal_set_func (TALUS_JOURNAL (self->document), journal_cb, self);

  return self;
}

void
store_project_close (StoreProject *self)
{
  g_autoptr(GError) error = NULL;

  talus_document_close (self->document, &error);
  g_assert_no_error (error);
  talus_journal_set_func (TALUS_JOURNAL (self->document), NULL, NULL);
  g_assert_finalize_object (self->document);
  g_object_unref (self->replica);
  talus_author_unref (self->author);
  g_free (self->failure);
  g_free (self);
}

static TalusTemplate *
find_template (const char  *template_id,
               gpointer     user_data,
               GError     **error)
{
  if (g_str_equal (template_id, "store_second"))
    return store_template_new_second ();

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND, "no %s", template_id);

  return NULL;
}

static void
hand_over_templates (StoreProject *self,
                     TalusRecord  *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusGraph *graph = talus_replica_get_graph (self->replica);

      if (change->op == TALUS_CHANGE_META && g_str_equal (change->key, "template"))
        talus_journal_add_template (TALUS_JOURNAL (self->document),
                                    talus_graph_get_template (graph));
    }
}

static gboolean
propose (StoreProject *self,
         TalusCommand *command)
{
  const TalusResolveContext context = { .find_template = find_template };
  g_autoptr(TalusRecord) draft = NULL;
  g_autofree char *head = g_strdup (talus_replica_get_tip_head (self->replica));
  TalusId command_id;

  talus_id_draw (&command_id);
  draft = talus_replica_draft (self->replica, command, &command_id, self->author, "client-1",
                               ++self->clock, &context, NULL);

  if (draft == NULL)
    return FALSE;

  talus_replica_push (self->replica, command, draft);
  talus_record_seal (draft, head);
  hand_over_templates (self, draft);
  talus_journal_append (TALUS_JOURNAL (self->document), draft);

  return TRUE;
}

gboolean
store_project_do (StoreProject *self,
                  const char   *command_type,
                  const char   *data_format,
                  ...)
{
  g_autofree char *json = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(TalusCommand) command = NULL;
  g_autoptr(GError) error = NULL;
  va_list args;

  va_start (args, data_format);
  json = g_strdup_vprintf (data_format, args);
  va_end (args);

  node = json_from_string (json, &error);
  g_assert_no_error (error);

  if (g_str_equal (command_type, "Undo") || g_str_equal (command_type, "Redo"))
    command = talus_command_new_undo (command_type[0] == 'U' ? TALUS_COMMAND_UNDO
                                                             : TALUS_COMMAND_REDO,
                                      json_node_get_object (node), TALUS_SCOPE_SESSION, &error);
  else
    command = talus_command_new (command_type, json_node_get_object (node), &error);

  g_assert_no_error (error);

  return propose (self, command);
}

static void
collect (TalusNode *node,
         GPtrArray *nodes)
{
  g_ptr_array_add (nodes, node);

  for (guint i = 0; i < talus_node_get_n_children (node); i++)
    collect (talus_node_get_child (node, i), nodes);
}

static GPtrArray *
list_nodes (TalusGraph *graph)
{
  GPtrArray *nodes = g_ptr_array_new ();

  for (guint i = 0; i < talus_graph_get_n_roots (graph); i++)
    collect (talus_graph_get_root (graph, i), nodes);

  return nodes;
}

/* The id of some node that is there, or of none. */
static char *
draw_node (StoreProject *self,
           GRand        *rand)
{
  g_autoptr(GPtrArray) nodes = list_nodes (talus_replica_get_graph (self->replica));

  if (nodes->len == 0)
    return g_strdup ("00000000-0000-0000-0000-000000000000");

  return talus_id_to_string (talus_node_get_id (nodes->pdata[g_rand_int_range (rand, 0,
                                                                               nodes->len)]));
}

static gboolean
do_value (StoreProject *self,
          GRand        *rand,
          const char   *id)
{
  gint32 n = g_rand_int_range (rand, -5, 1000);

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"note\",\"value\":\"\\u00e4\\n\\\"%d\"}", id, n);

    case 1:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"amount\",\"value\":%d.125}", id, n);

    case 2:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"price\",\"value\":\"%d.5\"}", id, n);

    case 3:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"more\",\"value\":{\"b\":[%d,null],\"a\":{}}}",
                               id, n);

    case 4:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"name\",\"value\":\"Name %d\"}", id, n);

    default:
      return store_project_do (self, "DeleteProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"%s\"}", id,
                               keys[g_rand_int_range (rand, 0, G_N_ELEMENTS (keys))]);
    }
}

static gboolean
do_project (StoreProject *self,
            GRand        *rand)
{
  TalusGraph *graph = talus_replica_get_graph (self->replica);
  g_autofree char *id = talus_id_to_string (talus_graph_get_project_id (graph));
  gint32 n = g_rand_int_range (rand, 0, 100);

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"name\",\"value\":\"Project %d\"}", id, n);

    case 1:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"x-test\",\"value\":[%d]}", id, n);

    case 2:
      return store_project_do (self, "UpdateProperty", "{\"node_id\":\"%s\","
                               "\"property_id\":\"x-test\",\"value\":null}", id);

    default:
      return store_project_do (self, "SetTemplate", "{\"template_id\":\"store_second\"}");
    }
}

/* A list of ids of nodes that were removed, themselves. */
static GPtrArray *
list_removed (StoreProject *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (talus_journal_read (TALUS_JOURNAL (self->document), 1, G_MAXUINT, G_MAXSIZE,
                                     &records, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = g_ptr_array_index (records, i);

      for (guint j = 0; j < talus_change_set_get_length (record->changes); j++)
        {
          const TalusChange *change = talus_change_set_get (record->changes, j);
          TalusNode *node = talus_graph_find_node (talus_replica_get_graph (self->replica),
                                                   &change->node_id);

          if (change->op == TALUS_CHANGE_REMOVE && node != NULL && talus_node_is_removed (node))
            g_ptr_array_add (ids, talus_id_to_string (&change->node_id));
        }
    }

  return ids;
}

static gboolean
do_restore (StoreProject *self,
            GRand        *rand)
{
  g_autoptr(GPtrArray) ids = list_removed (self);
  g_autofree char *parent = draw_node (self, rand);

  if (ids->len == 0)
    return FALSE;

  return store_project_do (self, "RestoreNode", "{\"node_id\":\"%s\",\"parent_id\":\"%s\","
                           "\"index\":%d}",
                           (char *) ids->pdata[g_rand_int_range (rand, 0, ids->len)], parent,
                           g_rand_int_range (rand, 0, 4));
}

gboolean
store_project_do_random (StoreProject *self,
                         GRand        *rand)
{
  g_autofree char *a = draw_node (self, rand);
  g_autofree char *b = draw_node (self, rand);
  int index = g_rand_int_range (rand, 0, 5);

  if (talus_graph_get_n_nodes (talus_replica_get_graph (self->replica)) < 3)
    return store_project_do (self, "CreateNode", "{\"blueprint_type_id\":\"item\"}");

  switch (g_rand_int_range (rand, 0, 20))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      return store_project_do (self, "CreateNode", "{\"blueprint_type_id\":\"item\","
                               "\"parent_id\":\"%s\",\"index\":%d,\"properties\":{\"note\":\"n\","
                               "\"amount\":%d}}", a, index, index);

    case 4:
    case 5:
      return store_project_do (self, "MoveNode", "{\"node_id\":\"%s\",\"parent_id\":\"%s\","
                               "\"index\":%d}", a, b, index);

    case 6:
      return store_project_do (self, "DeleteNode", "{\"node_id\":\"%s\"}", a);

    case 7:
    case 8:
      return store_project_do (self, "LinkDependency", "{\"blocker_id\":\"%s\","
                               "\"blocked_id\":\"%s\"}", a, b);

    case 9:
      return store_project_do (self, "UnlinkDependency", "{\"blocker_id\":\"%s\","
                               "\"blocked_id\":\"%s\"}", a, b);

    case 10:
      return do_project (self, rand);

    case 11:
    case 12:
      return do_restore (self, rand);

    case 13:
    case 14:
      return store_project_do (self, "Undo", "{}");

    case 15:
      return store_project_do (self, "Redo", "{}");

    case 16:
      return store_project_do (self, "Batch", "{\"commands\":["
                               "{\"command_type\":\"CreateNode\",\"data\":"
                               "{\"blueprint_type_id\":\"item\",\"parent_id\":\"%s\"}},"
                               "{\"command_type\":\"MoveNode\",\"data\":"
                               "{\"node_id\":\"%s\",\"parent_id\":\"%s\",\"index\":0}}]}", a, b, a);

    case 17:
      return store_project_do (self, "UnlinkNode", "{\"child_id\":\"%s\",\"parent_id\":\"%s\"}",
                               a, b);

    default:
      return do_value (self, rand, a);
    }
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Iterates until @func says so. */
static void
wait_until (gboolean (*func) (gpointer user_data),
            gpointer   user_data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  guint timer = g_timeout_add (50, wake_cb, NULL);

  while (!func (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (timer);
}

static gboolean
has_settled (gpointer user_data)
{
  StoreProject *self = user_data;

  return talus_replica_get_n_pending (self->replica) == 0;
}

void
store_project_settle (StoreProject *self)
{
  wait_until (has_settled, self);
}

typedef struct
{
  guint *counter;
  guint value;
} Reached;

static gboolean
has_reached (gpointer user_data)
{
  Reached *reached = user_data;

  return *reached->counter >= reached->value;
}

void
store_project_wait (StoreProject *self,
                    guint        *counter,
                    guint         value)
{
  Reached reached = { counter, value };

  wait_until (has_reached, &reached);
}

/* A node that came back keeps below it, once read again, the seqs of existence
 * that its rows have: only the root of what was restored has a new one. */
static void
assert_same_node (TalusNode *live,
                  TalusNode *loaded)
{
  g_assert_cmpuint (talus_node_get_place_seq (loaded), ==, talus_node_get_place_seq (live));
  g_assert_cmpuint (talus_node_get_name_seq (loaded), ==, talus_node_get_name_seq (live));
  g_assert_cmpuint (talus_node_get_existence_seq (loaded), <=,
                    talus_node_get_existence_seq (live));
  g_assert_cmpint (talus_node_get_created_at (loaded), ==, talus_node_get_created_at (live));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpuint (talus_node_get_property_seq (loaded, keys[i]), ==,
                      talus_node_get_property_seq (live, keys[i]));
}

static void
assert_same_edges (TalusGraph *live,
                   TalusGraph *loaded)
{
  g_autoptr(GArray) edges = talus_graph_list_edges (live);

  g_assert_cmpuint (talus_graph_get_n_edges (loaded), ==, edges->len);

  for (guint i = 0; i < edges->len; i++)
    {
      TalusEdge *edge = &g_array_index (edges, TalusEdge, i);

      g_assert_cmpuint (talus_graph_get_edge_seq (loaded, &edge->blocker, &edge->blocked), ==,
                        talus_graph_get_edge_seq (live, &edge->blocker, &edge->blocked));
    }
}

void
store_assert_same (TalusGraph *live,
                   TalusGraph *loaded)
{
  g_autofree char *live_digest = talus_graph_digest (live);
  g_autofree char *loaded_digest = talus_graph_digest (loaded);
  g_autoptr(GPtrArray) live_nodes = list_nodes (live);
  g_autoptr(GPtrArray) loaded_nodes = list_nodes (loaded);

  g_assert_cmpstr (loaded_digest, ==, live_digest);
  g_assert_cmpuint (talus_graph_get_n_nodes (loaded), ==, talus_graph_get_n_nodes (live));
  g_assert_cmpuint (talus_graph_get_name_seq (loaded), ==, talus_graph_get_name_seq (live));
  g_assert_cmpuint (talus_graph_get_setting_seq (loaded, "x-test"), ==,
                    talus_graph_get_setting_seq (live, "x-test"));
  g_assert_cmpuint (talus_graph_get_setting_seq (loaded, "template"), ==,
                    talus_graph_get_setting_seq (live, "template"));
  g_assert_cmpuint (loaded_nodes->len, ==, live_nodes->len);

  for (guint i = 0; i < live_nodes->len; i++)
    assert_same_node (live_nodes->pdata[i], loaded_nodes->pdata[i]);

  assert_same_edges (live, loaded);
}
