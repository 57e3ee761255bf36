/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What browsers are told of other origins, before and after they ask, and
 * that what is refused has done nothing. */
#include <string.h>

#include <glib/gstdio.h>

#include "host-fixture.h"

#define PAGE "https://plans.example"

static const char * const allowed_origins[] = { PAGE, "http://dev.example:3000", NULL };

static const TalusHostOptions open_options = {
  .origins = allowed_origins,
  .public_url = "https://Talus.Example/projects/",
};

static TalusTestReply *
call (HostFixture *fixture,
      const char  *method,
      const char  *host,
      const char  *origin)
{
  talus_test_client_set_header (fixture->client, "Host", host);
  talus_test_client_set_header (fixture->client, "Origin", origin);

  return talus_test_client_call (fixture->client, method, "/api/v1/sessions", NULL);
}

/* Refused before anything else is looked at, and nothing has changed. */
static void
test_refused_changes_nothing (HostFixture   *fixture,
                              gconstpointer  data)
{
  g_autoptr(TalusTestReply) by_host = NULL;
  g_autoptr(TalusTestReply) by_origin = NULL;
  g_autoptr(TalusTestReply) nowhere = NULL;
  g_autoptr(TalusTestReply) list = NULL;

  by_host = call (fixture, "POST", "evil.example", NULL);
  talus_test_assert_error (by_host, 403, "FORBIDDEN");
  by_origin = call (fixture, "POST", NULL, "http://evil.example");
  talus_test_assert_error (by_origin, 403, "FORBIDDEN");
  talus_test_client_set_header (fixture->client, "Host", "evil.example");
  nowhere = talus_test_client_call (fixture->client, "GET", "/nowhere", NULL);
  talus_test_assert_error (nowhere, 403, "FORBIDDEN");

  list = call (fixture, "GET", NULL, NULL);
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 1);
}

static void
test_allowed_origin (HostFixture   *fixture,
                     gconstpointer  data)
{
  static const char * const good[] = { PAGE, "https://plans.example:443", "http://dev.example:3000",
                                       "https://talus.example" };
  static const char * const bad[] = { "http://plans.example", "https://plans.example:8443",
                                      "https://sub.plans.example", "http://dev.example",
                                      "http://talus.example" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(TalusTestReply) reply = call (fixture, "GET", NULL, good[i]);

      talus_test_assert_status (reply, 200);
      g_assert_cmpstr (talus_test_reply_header (reply, "access-control-allow-origin"), ==, good[i]);
      g_assert_cmpstr (talus_test_reply_header (reply, "vary"), ==, "Origin");
      g_assert_nonnull (strstr (talus_test_reply_header (reply, "access-control-expose-headers"),
                                "ETag"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(TalusTestReply) reply = call (fixture, "GET", NULL, bad[i]);

      talus_test_assert_error (reply, 403, "FORBIDDEN");
      g_assert_cmpstr (talus_test_reply_header (reply, "vary"), ==, "Origin");
    }
}

/* A page must be able to read an error too. */
static void
test_errors_are_readable (HostFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = NULL;

  talus_test_client_set_header (fixture->client, "Origin", PAGE);
  reply = talus_test_get (fixture->client, "/sessions/nothing");
  talus_test_assert_error (reply, 404, "INVALID_SESSION");
  g_assert_cmpstr (talus_test_reply_header (reply, "access-control-allow-origin"), ==, PAGE);
}

static void
test_preflight (HostFixture   *fixture,
                gconstpointer  data)
{
  static const char * const methods[] = { "GET", "POST", "DELETE" };
  static const char * const headers[] = { "Content-Type", "X-Session-ID", "X-Author-ID",
                                          "X-Author-Name" };
  g_autoptr(TalusTestReply) reply = NULL;
  g_autoptr(TalusTestReply) foreign = NULL;
  g_autoptr(TalusTestReply) list = NULL;

  talus_test_client_set_header (fixture->client, "Access-Control-Request-Method", "POST");
  talus_test_client_set_header (fixture->client, "Access-Control-Request-Headers", "content-type");
  reply = call (fixture, "OPTIONS", NULL, PAGE);
  talus_test_assert_status (reply, 204);
  g_assert_cmpstr (talus_test_reply_header (reply, "access-control-allow-origin"), ==, PAGE);
  g_assert_nonnull (talus_test_reply_header (reply, "access-control-max-age"));
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_assert_nonnull (strstr (talus_test_reply_header (reply, "access-control-allow-methods"),
                              methods[i]));
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_nonnull (strstr (talus_test_reply_header (reply, "access-control-allow-headers"),
                              headers[i]));

  foreign = call (fixture, "OPTIONS", NULL, "http://evil.example");
  talus_test_assert_error (foreign, 403, "FORBIDDEN");
  g_assert_null (talus_test_reply_header (foreign, "access-control-allow-methods"));

  /* It does nothing. */
  talus_test_client_set_header (fixture->client, "Access-Control-Request-Method", NULL);
  list = call (fixture, "GET", NULL, NULL);
  g_assert_cmpint (talus_test_reply_int (list, "total"), ==, 1);
}

static void
test_options (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestReply) reply = call (fixture, "OPTIONS", NULL, NULL);
  g_autoptr(TalusTestReply) nowhere = NULL;
  const char *allow = talus_test_reply_header (reply, "allow");

  talus_test_assert_status (reply, 204);
  g_assert_nonnull (strstr (allow, "GET"));
  g_assert_nonnull (strstr (allow, "POST"));
  g_assert_nonnull (strstr (allow, "OPTIONS"));
  nowhere = talus_test_client_call (fixture->client, "OPTIONS", "/nowhere", NULL);
  talus_test_assert_error (nowhere, 404, "NOT_FOUND");
}

static void
test_rules_that_are_none (void)
{
  static const char * const origins[] = {
    "plans.example", "https://plans.example/path", "ftp://plans.example", "https://", "*", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      const char *list[] = { origins[i], NULL };
      g_autofree char *folder = g_dir_make_tmp ("talus-access-XXXXXX", NULL);
      const char *dirs[] = { folder, NULL };
      const TalusHostOptions by_origin = { .data_dir = folder, .template_dirs = dirs,
                                           .origins = list };
      const TalusHostOptions by_url = { .data_dir = folder, .template_dirs = dirs,
                                        .public_url = "nonsense" };
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) url_error = NULL;

      g_assert_null (talus_host_new (&by_origin, &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_assert_null (talus_host_new (&by_url, &url_error));
      g_assert_error (url_error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_rmdir (folder);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/cors/refused-changes-nothing", test_refused_changes_nothing);
  g_test_add ("/cors/allowed-origin", HostFixture, &open_options, host_fixture_set_up,
              test_allowed_origin, host_fixture_tear_down);
  g_test_add ("/cors/errors-are-readable", HostFixture, &open_options, host_fixture_set_up,
              test_errors_are_readable, host_fixture_tear_down);
  g_test_add ("/cors/preflight", HostFixture, &open_options, host_fixture_set_up,
              test_preflight, host_fixture_tear_down);
  host_test_add ("/cors/options", test_options);
  g_test_add_func ("/cors/rules-that-are-none", test_rules_that_are_none);

  return g_test_run ();
}
