/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered for a project that somebody else has open. */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/sharing/talus-join-dialog.h"

#define SESSION "0190a1b2-0000-7000-8000-000000000001"

static GError *
make_refusal (const char *url,
              const char *session_id)
{
  JsonObject *details = json_object_new ();
  GError *error = NULL;

  json_object_set_string_member (details, "host", g_get_host_name ());
  json_object_set_int_member (details, "pid", 4711);
  json_object_set_string_member (details, "program", "talus-tallyd");
  if (url != NULL)
    json_object_set_string_member (details, "url", url);
  if (session_id != NULL)
    json_object_set_string_member (details, "session_id", session_id);
  talus_set_error_details (&error, TALUS_ERROR_CONFLICT, details, "“x” is open in another process");

  return error;
}

static void
test_the_link_is_of_its_holder (void)
{
  static const struct
  {
    const char *url;
    const char *session_id;
    const char *link;
  } cases[] = {
    { "http://127.0.0.1:5000", SESSION, "http://127.0.0.1:5000/s/" SESSION },
    { "https://192.0.2.7:5001", SESSION, "https://192.0.2.7:5001/s/" SESSION },
    { "http://127.0.0.1:5000", NULL, "http://127.0.0.1:5000" },
    { NULL, SESSION, NULL },
    { "file:///etc/passwd", SESSION, NULL },
    { "http://127.0.0.1:5000", "../../x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = make_refusal (cases[i].url, cases[i].session_id);
      g_autofree char *link = talus_join_dialog_dup_link (error);

      g_assert_cmpstr (link, ==, cases[i].link);
    }
}

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  char *path;
  GFile *copy;
  gboolean is_done;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  talus_peer_close (fixture->peer);
  g_clear_object (&fixture->peer);
  g_clear_object (&fixture->copy);
  g_free (fixture->path);
  app_fixture_tear_down (&fixture->app, data);
}

static gboolean
find_path (gpointer data)
{
  Fixture *fixture = data;
  GListModel *projects = talus_desk_get_projects (fixture->app.desk);
  g_autoptr (TalusProject) project = g_list_model_get_item (projects, 0);

  if (project != NULL && fixture->path == NULL)
    fixture->path = g_strdup (talus_project_get_path (project));

  return fixture->path != NULL;
}

static void
copied_cb (GFile        *copy,
           const GError *error,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_no_error (error);
  g_set_object (&fixture->copy, copy);
}

static void
done_cb (gpointer data)
{
  ((Fixture *) data)->is_done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Fixture *) data)->is_done;
}

static AdwMessageDialog *
present (Fixture    *fixture,
         const char *url)
{
  g_autoptr (GError) error = make_refusal (url, url != NULL ? SESSION : NULL);

  app_wait_until (find_path, fixture);

  return ADW_MESSAGE_DIALOG (talus_join_dialog_present (NULL, fixture->path, error,
                                                        fixture->app.folder, copied_cb, fixture,
                                                        done_cb));
}

static void
test_says_who_has_it (Fixture       *fixture,
                      gconstpointer  data)
{
  AdwMessageDialog *dialog = present (fixture, "http://127.0.0.1:5000");
  const char *body = adw_message_dialog_get_body (dialog);

  g_assert_nonnull (strstr (body, "talus-tallyd"));
  g_assert_nonnull (strstr (body, "4711"));
  g_assert_true (adw_message_dialog_has_response (dialog, "browser"));
  g_assert_true (adw_message_dialog_has_response (dialog, "copy"));
  adw_message_dialog_response (dialog, "cancel");
  app_wait_until (is_done, fixture);
  g_assert_null (fixture->copy);
}

static void
test_who_does_not_share_cannot_be_joined (Fixture       *fixture,
                                          gconstpointer  data)
{
  AdwMessageDialog *dialog = present (fixture, NULL);

  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "It is not shared there"));
  g_assert_false (adw_message_dialog_has_response (dialog, "browser"));
  adw_message_dialog_response (dialog, "cancel");
  app_wait_until (is_done, fixture);
}

/* It is open here all the while. */
static void
test_a_copy_is_of_now (Fixture       *fixture,
                       gconstpointer  data)
{
  AdwMessageDialog *dialog = present (fixture, NULL);
  g_auto (TalusDocumentInfo) info = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = NULL;

  adw_message_dialog_response (dialog, "copy");
  app_wait_until (is_done, fixture);
  g_assert_nonnull (fixture->copy);
  copy = g_file_get_path (fixture->copy);
  g_assert_cmpstr (copy, !=, fixture->path);
  g_assert_true (talus_document_peek (copy, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.name, ==, "Bronco");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  g_test_add_func ("/join-dialog/the-link-is-of-its-holder", test_the_link_is_of_its_holder);
  ADD ("/join-dialog/says-who-has-it", test_says_who_has_it);
  ADD ("/join-dialog/who-does-not-share-cannot-be-joined",
       test_who_does_not_share_cannot_be_joined);
  ADD ("/join-dialog/a-copy-is-of-now", test_a_copy_is_of_now);

  return g_test_run ();
}
