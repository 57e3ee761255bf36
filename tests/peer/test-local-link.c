/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window's link to a session of this process: how it begins, and how it ends
 * before it has begun. Host and window share a thread here, so that what comes
 * in between can be put there. */
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <glib/gstdio.h>

#include "peer/talus-local-link.h"
#include "peer/talus-peer.h"

#define DEADLINE_SECONDS 20

typedef struct
{
  char *folder;
  TalusLibrary *library;
  TalusTemplateLibrary *templates;
  TalusRegistry *registry;
  TalusId project_id;
  TalusId session_id;
  GAsyncResult *result;
} Fixture;

typedef gboolean (*Condition) (gpointer data);

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("This took longer than %d s", DEADLINE_SECONDS);

  return G_SOURCE_REMOVE;
}

static void
wait_until (Condition condition,
            gpointer  data)
{
  guint source = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
run_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
has_result (gpointer data)
{
  return ((Fixture *) data)->result != NULL;
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
  wait_until (has_result, fixture);

  return g_steal_pointer (&fixture->result);
}

static gint64
get_time (gpointer user_data)
{
  return G_GINT64_CONSTANT (1700000000000);
}

static void
create_project (Fixture *fixture)
{
  TalusNewProject project = { .template_id = "restomod", .name = "Car",
                              .author = talus_library_get_owner (fixture->library) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TalusSession) session = NULL;
  g_autoptr (GError) error = NULL;

  talus_registry_create_async (fixture->registry, &project, result_cb, fixture);
  result = wait_for_result (fixture);
  session = talus_registry_need_finish (fixture->registry, result, &error);
  g_assert_no_error (error);
  fixture->project_id = *talus_session_get_project_id (session);
  fixture->session_id = *talus_session_get_id (session);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *folders[] = { g_getenv ("TALUS_TEST_TEMPLATE_DIR"), NULL };
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("talus-link-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->library = talus_library_open (fixture->folder, &error);
  g_assert_no_error (error);
  fixture->templates = talus_template_library_new (folders);
  fixture->registry = talus_registry_new (fixture->library, fixture->templates, 0, get_time, NULL);
  create_project (fixture);
}

static int
remove_cb (const char        *path,
           const struct stat *info,
           int                type,
           struct FTW        *walk)
{
  return g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  talus_registry_shut_down_async (fixture->registry, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (talus_registry_close_finish (fixture->registry, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  run_ready ();
  g_assert_finalize_object (fixture->registry);
  g_assert_finalize_object (fixture->templates);
  g_assert_finalize_object (fixture->library);
  nftw (fixture->folder, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
  g_free (fixture->folder);
}

/* The link of a window that has joined, and has taken nothing yet. */
static TalusPeerLink *
join (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TalusPeerLink *link;

  talus_local_link_open_async (fixture->registry, g_main_context_default (), &fixture->project_id,
                               talus_library_get_owner (fixture->library), NULL, result_cb,
                               fixture);
  result = wait_for_result (fixture);
  link = talus_local_link_open_finish (result, &error);
  g_assert_no_error (error);

  return link;
}

static void
close_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  talus_registry_close_async (fixture->registry, &fixture->session_id, "closed", result_cb,
                              fixture);
  result = wait_for_result (fixture);
  g_assert_true (talus_registry_close_finish (fixture->registry, result, &error));
  g_assert_no_error (error);
  run_ready ();
}

static void
answered_cb (TalusSession *session,
             TalusRecord  *record,
             const GError *error,
             gpointer      user_data)
{
  gboolean *is_answered = user_data;

  g_assert_no_error (error);
  *is_answered = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
rename_project (Fixture    *fixture,
                const char *name)
{
  TalusSession *session = talus_registry_get_session (fixture->registry, &fixture->session_id);
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (TalusCommand) command = NULL;
  TalusRequest request = { .author = talus_library_get_owner (fixture->library) };
  g_autoptr (GError) error = NULL;
  gboolean is_answered = FALSE;

  talus_batch_rename (batch, &fixture->project_id, name);
  command = talus_batch_to_command (batch, &error);
  g_assert_no_error (error);
  request.command = command;
  talus_session_submit (session, &request, answered_cb, &is_answered);
  wait_until (is_set, &is_answered);
}

static gboolean
has_ended (gpointer data)
{
  return talus_peer_get_state (data) == TALUS_PEER_ENDED;
}

static void
count_cb (guint *n)
{
  *n += 1;
}

static void
assert_ended (TalusPeer *peer)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_error (talus_peer_get_failure (peer), TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
  g_assert_false (talus_peer_can_edit (peer));
  talus_batch_rename (batch, talus_peer_get_project_id (peer), "Truck");
  g_assert_false (talus_peer_submit (peer, batch, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
}

/* Whoever makes the window has nothing to hear of it by until then. */
static void
test_ends_before_the_first_state_is_taken (Fixture       *fixture,
                                           gconstpointer  data)
{
  TalusPeerLink *link = join (fixture);
  guint n_ends = 0;
  TalusPeer *peer;

  close_session (fixture);
  peer = talus_peer_new (link);
  g_signal_connect_swapped (link, "ended", G_CALLBACK (count_cb), &n_ends);
  g_assert_cmpint (talus_peer_get_state (peer), ==, TALUS_PEER_LIVE);
  wait_until (has_ended, peer);
  run_ready ();
  g_assert_cmpuint (n_ends, ==, 1);
  g_assert_cmpstr (talus_peer_get_name (peer), ==, "Car");
  assert_ended (peer);

  g_assert_finalize_object (peer);
  g_assert_finalize_object (link);
}

/* What was told until then is told first. */
static void
test_hears_all_before_it_ends (Fixture       *fixture,
                               gconstpointer  data)
{
  TalusPeerLink *link = join (fixture);
  guint n_recorded = 0;
  TalusPeer *peer;

  rename_project (fixture, "Van");
  rename_project (fixture, "Lorry");
  close_session (fixture);
  peer = talus_peer_new (link);
  g_signal_connect_swapped (peer, "recorded", G_CALLBACK (count_cb), &n_recorded);
  wait_until (has_ended, peer);
  run_ready ();
  g_assert_cmpuint (n_recorded, ==, 2);
  g_assert_cmpuint (talus_peer_get_seq (peer), ==, 3);
  g_assert_cmpstr (talus_peer_get_name (peer), ==, "Lorry");
  assert_ended (peer);

  g_assert_finalize_object (peer);
  g_assert_finalize_object (link);
}

/* A link that nobody made a window of ends with nobody told. */
static void
test_ends_unseen (Fixture       *fixture,
                  gconstpointer  data)
{
  TalusPeerLink *link = join (fixture);

  close_session (fixture);
  run_ready ();
  g_assert_finalize_object (link);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/local-link/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("ends-before-the-first-state-is-taken", test_ends_before_the_first_state_is_taken);
  ADD ("hears-all-before-it-ends", test_hears_all_before_it_ends);
  ADD ("ends-with-nobody-told", test_ends_unseen);
#undef ADD

  return g_test_run ();
}
