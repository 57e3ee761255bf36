/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <adwaita.h>
#include <ftw.h>
#include <glib/gstdio.h>


#define DEADLINE_SECONDS 60

gboolean
app_init (int    *argc,
          char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return FALSE;
    }
  adw_init ();

  return TRUE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  gboolean *over = user_data;

  *over = TRUE;

  return G_SOURCE_REMOVE;
}

void
app_wait_until (AppCondition condition,
                gpointer     data)
{
  gboolean over = FALSE;
  guint source = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, &over);

  while (!condition (data) && !over)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (condition (data));
  if (!over)
    g_source_remove (source);
}

void
app_run_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
app_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  AppWaited *waited = user_data;

  waited->result = g_object_ref (result);
}

gboolean
app_is_done (gpointer data)
{
  return ((AppWaited *) data)->result != NULL;
}

void
app_fixture_set_up (AppFixture    *self,
                    gconstpointer  data)
{
  const char *template_dirs[] = { g_getenv ("TALUS_TEST_TEMPLATE_DIR"), NULL };
  g_autoptr (GError) error = NULL;
  AppWaited waited = { NULL };

  self->folder = g_dir_make_tmp ("talus-app-XXXXXX", &error);
  g_assert_no_error (error);
  self->desk = talus_desk_new (self->folder, template_dirs);
  talus_desk_ready_async (self->desk, app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  talus_desk_ready_finish (self->desk, waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);
}

static int
remove_cb (const char        *path,
           const struct stat *info,
           int                type,
           struct FTW        *walk)
{
  return g_remove (path);
}

void
app_fixture_tear_down (AppFixture    *self,
                       gconstpointer  data)
{
  app_run_ready ();
  talus_desk_shut_down (self->desk);
  app_run_ready ();
  g_assert_finalize_object (self->desk);
  nftw (self->folder, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
  g_free (self->folder);
}

static TalusPeer *
wait_for_peer (AppFixture *self,
               AppWaited  *waited)
{
  g_autoptr (GError) error = NULL;
  TalusPeer *peer;

  app_wait_until (app_is_done, waited);
  peer = talus_desk_open_finish (self->desk, waited->result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (waited->result);

  return peer;
}

TalusPeer *
app_fixture_create (AppFixture *self,
                    const char *template_id,
                    const char *name)
{
  AppWaited waited = { NULL };

  talus_desk_create_async (self->desk, template_id, name, NULL, app_done_cb, &waited);

  return wait_for_peer (self, &waited);
}

TalusPeer *
app_fixture_import (AppFixture *self,
                    const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AppWaited waited = { NULL };

  talus_desk_open_file_async (self->desk, file, NULL, app_done_cb, &waited);

  return wait_for_peer (self, &waited);
}

TalusPeer *
app_fixture_open (AppFixture    *self,
                  const TalusId *project_id)
{
  AppWaited waited = { NULL };

  talus_desk_open_async (self->desk, project_id, NULL, app_done_cb, &waited);

  return wait_for_peer (self, &waited);
}

static int
remove_project_cb (const char        *path,
                   const struct stat *info,
                   int                type,
                   struct FTW        *walk)
{
  return g_str_has_suffix (path, ".talus") ? g_remove (path) : 0;
}

void
app_fixture_lose (AppFixture *self,
                  TalusPeer  *peer)
{
  nftw (self->folder, remove_project_cb, 16, FTW_PHYS);
  talus_peer_close (peer);
}

static gboolean
is_settled (gpointer data)
{
  return talus_peer_get_n_pending (data) == 0;
}

void
app_fixture_settle (TalusPeer *peer)
{
  app_wait_until (is_settled, peer);
}

static TalusNode *
find_below (TalusNode  *node,
            const char *name)
{
  TalusNode *found = g_strcmp0 (talus_node_get_name (node), name) == 0 ? node : NULL;
  TalusNode *child = talus_node_get_first_child (node);

  for (; found == NULL && child != NULL; child = talus_node_get_next_sibling (child))
    found = find_below (child, name);

  return found;
}

TalusNode *
app_fixture_find (TalusPeer  *peer,
                  const char *name)
{
  TalusGraph *graph = talus_peer_get_graph (peer);
  TalusNode *found = NULL;

  for (guint i = 0; found == NULL && i < talus_graph_get_n_roots (graph); i++)
    found = find_below (talus_graph_get_root (graph, i), name);

  return found;
}
