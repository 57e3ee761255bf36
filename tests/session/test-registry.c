/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry over a real library in a folder of its own. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "model/talus-graph-json.h"
#include "session-fixture.h"
#include "session/talus-registry.h"
#include "store/talus-document-access.h"
#include "store/talus-export.h"

typedef struct
{
  char *folder;
  TalusLibrary *library;
  TalusTemplateLibrary *templates;
  TalusRegistry *registry;
  gint64 now;
  GAsyncResult *result;
} Fixture;

static gint64
get_time (gpointer user_data)
{
  return ((Fixture *) user_data)->now;
}

static void
open_registry (Fixture *fixture)
{
  const char *folders[] = { g_getenv ("TALUS_TEST_TEMPLATE_DIR"), NULL };
  g_autoptr(GError) error = NULL;

  fixture->library = talus_library_open (fixture->folder, &error);
  g_assert_no_error (error);
  fixture->templates = talus_template_library_new (folders);
  fixture->registry = talus_registry_new (fixture->library, fixture->templates, 0, get_time,
                                          fixture);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Fixture *) user_data)->result != NULL;
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  session_fixture_wait (has_result, fixture);

  return g_steal_pointer (&fixture->result);
}

static void
close_registry (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  talus_registry_shut_down_async (fixture->registry, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (talus_registry_close_finish (fixture->registry, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&fixture->registry));
  g_assert_finalize_object (g_steal_pointer (&fixture->templates));
  g_assert_finalize_object (g_steal_pointer (&fixture->library));
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->now = G_GINT64_CONSTANT (1700000000000);
  fixture->folder = g_dir_make_tmp ("talus-registry-XXXXXX", &error);
  g_assert_no_error (error);
  open_registry (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_registry (fixture);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static TalusSession *
create_full (Fixture       *fixture,
             const TalusId *project_id,
             const TalusId *session_id,
             GError       **error)
{
  TalusNewProject project = { .template_id = "restomod", .name = "Car", .project_id = project_id,
                              .session_id = session_id,
                              .author = talus_library_get_owner (fixture->library) };
  g_autoptr(GAsyncResult) result = NULL;

  talus_registry_create_async (fixture->registry, &project, result_cb, fixture);
  result = wait_for_result (fixture);

  return talus_registry_need_finish (fixture->registry, result, error);
}

static TalusSession *
create (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  TalusSession *session = create_full (fixture, NULL, NULL, &error);

  g_assert_no_error (error);

  return session;
}

static TalusSession *
need (Fixture        *fixture,
      const TalusId  *session_id,
      GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  talus_registry_need_async (fixture->registry, session_id, result_cb, fixture);
  result = wait_for_result (fixture);

  return talus_registry_need_finish (fixture->registry, result, error);
}

static TalusSession *
open_project (Fixture        *fixture,
              const TalusId  *project_id,
              GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  talus_registry_open_async (fixture->registry, project_id, result_cb, fixture);
  result = wait_for_result (fixture);

  return talus_registry_need_finish (fixture->registry, result, error);
}

static gboolean
close_session (Fixture        *fixture,
               const TalusId  *session_id,
               GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  talus_registry_close_async (fixture->registry, session_id, "closed", result_cb, fixture);
  result = wait_for_result (fixture);

  return talus_registry_close_finish (fixture->registry, result, error);
}

typedef struct
{
  gboolean done;
  guint64 seq;
} Answer;

static void
answered_cb (TalusSession *session,
             TalusRecord  *record,
             const GError *error,
             gpointer      user_data)
{
  Answer *answer = user_data;

  g_assert_no_error (error);
  answer->seq = record->seq;
  answer->done = TRUE;
}

static gboolean
is_answered (gpointer user_data)
{
  return ((Answer *) user_data)->done;
}

static guint64
rename_root (Fixture      *fixture,
             TalusSession *session,
             const char   *name)
{
  TalusNode *root = talus_graph_get_root (talus_session_get_graph (session), 0);
  g_autofree char *id = talus_id_to_string (talus_node_get_id (root));
  g_autofree char *json = g_strdup_printf (
    "{\"command_type\":\"UpdateProperty\",\"data\":{\"node_id\":\"%s\",\"property_id\":\"name\","
    "\"value\":\"%s\"}}", id, name);
  g_autoptr(TalusCommand) command = session_fixture_command (json);
  TalusRequest request = { .command = command,
                           .author = talus_library_get_owner (fixture->library) };
  Answer answer = { FALSE };

  talus_session_submit (session, &request, answered_cb, &answer);
  session_fixture_wait (is_answered, &answer);

  return answer.seq;
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  TalusId session_id = *talus_session_get_id (session);
  TalusId project_id = *talus_session_get_project_id (session);
  g_autoptr(TalusSession) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *digest_again = NULL;
  g_autofree char *head = NULL;
  g_autofree char *epoch = NULL;

  g_assert_cmpuint (rename_root (fixture, session, "Bronco"), ==, 2);
  digest = talus_graph_digest (talus_session_get_graph (session));
  head = g_strdup (talus_session_get_head (session));
  epoch = g_strdup (talus_session_get_epoch (session));
  g_clear_object (&session);

  close_registry (fixture);
  open_registry (fixture);
  again = need (fixture, &session_id, &error);
  g_assert_no_error (error);
  g_assert_true (talus_id_equal (talus_session_get_project_id (again), &project_id));
  g_assert_cmpuint (talus_session_get_seq (again), ==, 2);
  g_assert_cmpstr (talus_session_get_head (again), ==, head);
  g_assert_cmpstr (talus_session_get_epoch (again), ==, epoch);
  digest_again = talus_graph_digest (talus_session_get_graph (again));
  g_assert_cmpstr (digest, ==, digest_again);
  g_assert_true (talus_session_can_undo (again, TALUS_SCOPE_SESSION, NULL));
}

static void
test_close_and_open (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  TalusId session_id = *talus_session_get_id (session);
  TalusId project_id = *talus_session_get_project_id (session);
  g_autoptr(TalusSession) again = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&session);
  g_assert_true (close_session (fixture, &session_id, &error));
  g_assert_no_error (error);
  g_assert_null (talus_registry_get_session (fixture->registry, &session_id));
  g_assert_false (close_session (fixture, &session_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
  g_clear_error (&error);
  g_assert_null (need (fixture, &session_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
  g_clear_error (&error);

  again = open_project (fixture, &project_id, &error);
  g_assert_no_error (error);
  g_assert_true (talus_id_equal (talus_session_get_id (again), &session_id));
}

static void
test_adopt_empty (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  TalusSession *empty = talus_registry_add_session (fixture->registry, NULL, &error);
  g_autoptr(TalusSession) session = NULL;
  TalusId id;

  g_assert_no_error (error);
  g_assert_false (talus_session_has_project (empty));
  id = *talus_session_get_id (empty);
  g_assert_null (talus_registry_add_session (fixture->registry, &id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_clear_error (&error);

  session = create_full (fixture, NULL, &id, &error);
  g_assert_no_error (error);
  g_assert_true (session == empty);
  g_assert_true (talus_session_has_project (empty));
  g_assert_null (create_full (fixture, NULL, &id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
}

static void
test_taken_project_id (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  g_autoptr(GError) error = NULL;

  g_assert_null (create_full (fixture, talus_session_get_project_id (session), NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
}

static void
test_same_project_id_at_once (Fixture       *fixture,
                              gconstpointer  data)
{
  TalusId project_id;
  TalusNewProject project = { .template_id = "restomod", .name = "Car", .project_id = &project_id,
                              .author = talus_library_get_owner (fixture->library) };
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(TalusSession) one = NULL;
  g_autoptr(TalusSession) two = NULL;
  g_autoptr(TalusSession) kept = NULL;
  g_autoptr(GError) error = NULL;
  Fixture other = { .result = NULL };

  talus_id_draw (&project_id);
  talus_registry_create_async (fixture->registry, &project, result_cb, fixture);
  talus_registry_create_async (fixture->registry, &project, result_cb, &other);
  first = wait_for_result (fixture);
  second = wait_for_result (&other);
  one = talus_registry_need_finish (fixture->registry, first, NULL);
  two = talus_registry_need_finish (fixture->registry, second, NULL);
  g_assert_true ((one == NULL) != (two == NULL));

  /* And the one that was made is whole. */
  kept = open_project (fixture, &project_id, &error);
  g_assert_no_error (error);
}

static void
test_trash (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  TalusId project_id = *talus_session_get_project_id (session);
  TalusId session_id = *talus_session_get_id (session);
  g_autoptr(TalusSession) again = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rename_root (fixture, session, "Bronco");
  g_clear_object (&session);
  talus_registry_trash_async (fixture->registry, &project_id, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (talus_registry_close_finish (fixture->registry, result, &error));
  g_assert_no_error (error);
  g_assert_null (need (fixture, &session_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
  g_clear_error (&error);
  g_assert_null (open_project (fixture, &project_id, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  talus_registry_restore_async (fixture->registry, &project_id, result_cb, fixture);
  result = wait_for_result (fixture);
  again = talus_registry_need_finish (fixture->registry, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_session_get_seq (again), ==, 2);
}

static void
test_cleanup (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusSession) idle = create (fixture);
  g_autoptr(TalusSession) joined = create (fixture);
  g_autoptr(TalusSession) active = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  TalusId idle_id = *talus_session_get_id (idle);
  guint n_removed = 0;

  talus_session_join (joined, talus_client_new ("c", talus_library_get_owner (fixture->library),
                                                TALUS_ROLE_EDITOR, fixture->now));
  fixture->now += 1000;
  active = create (fixture);
  g_clear_object (&idle);
  talus_registry_cleanup_async (fixture->registry, 500, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (talus_registry_cleanup_finish (fixture->registry, result, &n_removed, &error));
  g_assert_cmpuint (n_removed, ==, 1);
  g_assert_null (talus_registry_get_session (fixture->registry, &idle_id));
  g_assert_cmpuint (talus_registry_get_n_sessions (fixture->registry), ==, 2);
  talus_session_leave (joined, "c");
}

/* Whoever joins while the cleanup waits for its turn stays. */
static void
test_cleanup_looks_again (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;
  Fixture saving = { .result = NULL };
  guint n_removed = 0;

  fixture->now += 1000;
  talus_registry_save_async (fixture->registry, talus_session_get_project_id (session), result_cb,
                             &saving);
  talus_registry_cleanup_async (fixture->registry, 500, result_cb, fixture);
  talus_session_join (session, talus_client_new ("c", talus_library_get_owner (fixture->library),
                                                 TALUS_ROLE_EDITOR, fixture->now));
  result = wait_for_result (fixture);
  saved = wait_for_result (&saving);
  g_assert_true (talus_registry_close_finish (fixture->registry, saved, &error));
  g_assert_true (talus_registry_cleanup_finish (fixture->registry, result, &n_removed, &error));
  g_assert_cmpuint (n_removed, ==, 0);
  g_assert_true (talus_registry_get_session (fixture->registry, talus_session_get_id (session)) ==
                 session);
  talus_session_leave (session, "c");
}

static int
write_temporary (const char *data,
                 gsize       length)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("talus-import-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  g_assert_cmpint (write (fd, data, length), ==, (gssize) length);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);

  return fd;
}

static TalusSession *
import (Fixture     *fixture,
        const char  *data,
        gsize        length,
        GError     **error)
{
  TalusImportSource source = { .fd = write_temporary (data, length),
                               .author = talus_library_get_owner (fixture->library) };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) warnings = NULL;

  talus_registry_import_async (fixture->registry, &source, result_cb, fixture);
  result = wait_for_result (fixture);

  return talus_registry_import_finish (fixture->registry, result, &warnings, error);
}

static void
test_import_json_as_copy (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  g_autoptr(TalusSession) copy = NULL;
  g_autoptr(GString) json = g_string_new (NULL);
  g_autofree char *digest = NULL;
  g_autofree char *copy_digest = NULL;
  g_autofree char *name = NULL;
  TalusJsonExport *export = NULL;
  g_autoptr(GError) error = NULL;

  export = talus_json_export_new (talus_session_get_graph (session),
                                  talus_session_get_seq (session),
                                  talus_session_get_epoch (session),
                                  talus_session_get_head (session));
  while (talus_json_export_step (export, json, 100))
    ;
  talus_json_export_free (export);

  copy = import (fixture, json->str, json->len, &error);
  g_assert_no_error (error);
  g_assert_false (talus_id_equal (talus_session_get_project_id (copy),
                                  talus_session_get_project_id (session)));
  digest = talus_graph_digest (talus_session_get_graph (session));
  copy_digest = talus_graph_digest (talus_session_get_graph (copy));
  g_assert_cmpstr (digest, ==, copy_digest);
  name = g_path_get_basename (talus_document_get_path (
    talus_registry_get_document (fixture->registry, copy)));
  g_assert_true (g_str_has_prefix (name, "car-"));
}

static void
test_import_document (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  g_autoptr(TalusSession) copy = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  rename_root (fixture, session, "Bronco");
  g_assert_true (talus_document_copy (talus_registry_get_document (fixture->registry, session),
                                      path, TRUE, &error));
  g_assert_true (g_file_get_contents (path, &content, &length, &error));

  /* It is here already: a copy with ids and a log of its own. */
  copy = import (fixture, content, length, &error);
  g_assert_no_error (error);
  g_assert_false (talus_id_equal (talus_session_get_id (copy), talus_session_get_id (session)));
  g_assert_cmpuint (talus_session_get_seq (copy), ==, 1);
  g_assert_cmpstr (talus_node_get_name (talus_graph_get_root (talus_session_get_graph (copy), 0)),
                   ==, "Bronco");
}

static void
test_import_document_moves (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  TalusId session_id = *talus_session_get_id (session);
  g_autofree char *path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autofree char *head = NULL;
  g_autofree char *content = NULL;
  g_autofree char *other = NULL;
  g_autofree char *first_folder = NULL;
  g_autoptr(TalusSession) moved = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  rename_root (fixture, session, "Bronco");
  head = g_strdup (talus_session_get_head (session));
  g_assert_true (talus_document_copy (talus_registry_get_document (fixture->registry, session),
                                      path, TRUE, &error));
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_clear_object (&session);

  /* On another host it is the project itself, with its log. */
  close_registry (fixture);
  first_folder = g_steal_pointer (&fixture->folder);
  fixture->folder = g_dir_make_tmp ("talus-registry-XXXXXX", &error);
  open_registry (fixture);
  moved = import (fixture, content, length, &error);
  g_assert_no_error (error);
  g_assert_true (talus_id_equal (talus_session_get_id (moved), &session_id));
  g_assert_cmpstr (talus_session_get_head (moved), ==, head);
  g_clear_object (&moved);
  moved = import (fixture, content, length, &error);
  g_assert_no_error (error);
  g_assert_false (talus_id_equal (talus_session_get_id (moved), &session_id));
  remove_tree (first_folder);
}

static void
assert_no_access (TalusDocument *document)
{
  g_autoptr(GPtrArray) invites = talus_document_list_invites (document, NULL);
  g_autoptr(GPtrArray) tokens = talus_document_list_tokens (document, NULL);
  g_autoptr(GPtrArray) audit = talus_document_list_audit (document, 10, NULL);

  g_assert_cmpuint (invites->len, ==, 0);
  g_assert_cmpuint (tokens->len, ==, 0);
  g_assert_cmpuint (audit->len, ==, 0);
}

/* Whoever made a file could otherwise come in by it. */
static void
test_import_brings_no_tokens (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  TalusDocument *document = talus_registry_get_document (fixture->registry, session);
  TalusAuthor *owner = talus_library_get_owner (fixture->library);
  g_autofree char *path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autofree char *content = NULL;
  g_autofree char *first_folder = NULL;
  g_autofree char *text = talus_secret_draw (TALUS_SECRET_INVITE, talus_session_get_id (session));
  g_autoptr(TalusInvite) invite = talus_invite_new (text, "owner", &owner->id, 1000);
  g_autoptr(TalusToken) token = talus_token_new ("mine", owner, "owner", 2000);
  g_autoptr(TalusSession) moved = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  g_assert_true (talus_document_add_invite (document, invite, &error));
  g_assert_true (talus_document_redeem_invite (document, invite->hash, token, &error));
  g_assert_true (talus_document_copy (document, path, FALSE, &error));
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_clear_object (&session);

  close_registry (fixture);
  first_folder = g_steal_pointer (&fixture->folder);
  fixture->folder = g_dir_make_tmp ("talus-registry-XXXXXX", &error);
  open_registry (fixture);
  moved = import (fixture, content, length, &error);
  g_assert_no_error (error);
  assert_no_access (talus_registry_get_document (fixture->registry, moved));
  remove_tree (first_folder);
}

/* A document that brings its own session must not come to life behind the
 * back of the end. */
static void
test_import_at_the_end (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(TalusSession) session = create (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "copy.talus", NULL);
  g_autofree char *content = NULL;
  g_autofree char *first_folder = NULL;
  TalusImportSource source = { .fd = -1 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) ended = NULL;
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(GPtrArray) known = NULL;
  g_autoptr(GError) error = NULL;
  Fixture ending = { .result = NULL };
  gsize length = 0;

  g_assert_true (talus_document_copy (talus_registry_get_document (fixture->registry, session),
                                      path, TRUE, &error));
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_clear_object (&session);
  close_registry (fixture);
  first_folder = g_steal_pointer (&fixture->folder);
  fixture->folder = g_dir_make_tmp ("talus-registry-XXXXXX", &error);
  open_registry (fixture);

  source.fd = write_temporary (content, length);
  source.author = talus_library_get_owner (fixture->library);
  talus_registry_import_async (fixture->registry, &source, result_cb, fixture);
  talus_registry_shut_down_async (fixture->registry, result_cb, &ending);
  ended = wait_for_result (&ending);
  g_assert_true (talus_registry_close_finish (fixture->registry, ended, &error));
  g_assert_cmpuint (talus_registry_get_n_sessions (fixture->registry), ==, 0);

  result = wait_for_result (fixture);
  g_assert_null (talus_registry_import_finish (fixture->registry, result, &warnings, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN);
  g_assert_cmpuint (talus_registry_get_n_sessions (fixture->registry), ==, 0);
  known = talus_library_list (fixture->library);
  g_assert_cmpuint (known->len, ==, 0);
  remove_tree (first_folder);
}

static void
test_import_refuses (Fixture       *fixture,
                     gconstpointer  data)
{
  static const struct
  {
    const char *content;
    TalusError code;
  } cases[] = {
    { "not json", TALUS_ERROR_INVALID_REQUEST },
    { "{}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"graph\":{}}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"graph\":{\"roots\":[]},\"talus_tally\":2}", TALUS_ERROR_INVALID_REQUEST },
    { "{\"graph\":{\"roots\":[]}}", TALUS_ERROR_TEMPLATE_NOT_FOUND },
    { "{\"graph\":{\"roots\":[],\"template_id\":\"none\"}}", TALUS_ERROR_TEMPLATE_NOT_FOUND },
    { "SQLite format 3\0 and rubbish", TALUS_ERROR_INVALID_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) known = NULL;
      gsize length = strlen (cases[i].content);

      if (g_str_has_prefix (cases[i].content, "SQLite"))
        length = 24;
      g_assert_null (import (fixture, cases[i].content, length, &error));
      g_test_message ("%s: %s", cases[i].content, error->message);
      if (length != 24)
        g_assert_error (error, TALUS_ERROR, (int) cases[i].code);
      known = talus_library_list (fixture->library);
      g_assert_cmpuint (known->len, ==, 0);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/registry/restart-brings-everything-back", test_restart);
  ADD ("/registry/close-unloads-open-loads", test_close_and_open);
  ADD ("/registry/project-adopts-an-empty-session", test_adopt_empty);
  ADD ("/registry/taken-project-id-is-a-conflict", test_taken_project_id);
  ADD ("/registry/same-project-id-at-once-makes-one", test_same_project_id_at_once);
  ADD ("/registry/trash-and-restore", test_trash);
  ADD ("/registry/cleanup-takes-what-is-idle-and-alone", test_cleanup);
  ADD ("/registry/cleanup-leaves-who-came-meanwhile", test_cleanup_looks_again);
  ADD ("/registry/import-ends-with-the-host", test_import_at_the_end);
  ADD ("/registry/import-json-of-a-known-project-is-a-copy", test_import_json_as_copy);
  ADD ("/registry/import-document-of-a-known-project-is-a-copy", test_import_document);
  ADD ("/registry/import-document-elsewhere-keeps-its-log", test_import_document_moves);
  ADD ("/registry/import-document-brings-no-tokens", test_import_brings_no_tokens);
  ADD ("/registry/import-refuses-what-is-no-project", test_import_refuses);

  return g_test_run ();
}
