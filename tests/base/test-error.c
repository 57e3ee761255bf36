/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the error codes to the contract's names, and details to their error. */
#include "base/talus-error.h"

static void
test_codes_have_the_names_of_the_contract (void)
{
  static const struct
  {
    TalusError code;
    const char *name;
  } names[] = {
    { TALUS_ERROR_INVALID_REQUEST, "INVALID_REQUEST" },
    { TALUS_ERROR_INVALID_COMMAND, "INVALID_COMMAND" },
    { TALUS_ERROR_NOTHING_TO_UNDO, "NOTHING_TO_UNDO" },
    { TALUS_ERROR_NOTHING_TO_REDO, "NOTHING_TO_REDO" },
    { TALUS_ERROR_UNAUTHORIZED, "UNAUTHORIZED" },
    { TALUS_ERROR_FORBIDDEN, "FORBIDDEN" },
    { TALUS_ERROR_INVALID_SESSION, "INVALID_SESSION" },
    { TALUS_ERROR_PROJECT_NOT_FOUND, "PROJECT_NOT_FOUND" },
    { TALUS_ERROR_TEMPLATE_NOT_FOUND, "TEMPLATE_NOT_FOUND" },
    { TALUS_ERROR_NODE_NOT_FOUND, "NODE_NOT_FOUND" },
    { TALUS_ERROR_NOT_FOUND, "NOT_FOUND" },
    { TALUS_ERROR_METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED" },
    { TALUS_ERROR_CONFLICT, "CONFLICT" },
    { TALUS_ERROR_UNDO_CONFLICT, "UNDO_CONFLICT" },
    { TALUS_ERROR_NO_PROJECT, "NO_PROJECT" },
    { TALUS_ERROR_LOG_GONE, "LOG_GONE" },
    { TALUS_ERROR_PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE" },
    { TALUS_ERROR_INVALID_PARENT, "INVALID_PARENT" },
    { TALUS_ERROR_WOULD_CYCLE, "WOULD_CYCLE" },
    { TALUS_ERROR_TYPE_NOT_ALLOWED, "TYPE_NOT_ALLOWED" },
    { TALUS_ERROR_INVALID_VALUE, "INVALID_VALUE" },
    { TALUS_ERROR_TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS" },
    { TALUS_ERROR_SHUTTING_DOWN, "SHUTTING_DOWN" },
    { TALUS_ERROR_STORAGE_FAILED, "STORAGE_FAILED" },
  };

  g_assert_cmpuint (G_N_ELEMENTS (names), ==, TALUS_N_ERRORS);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (talus_error_get_code_name (names[i].code), ==, names[i].name);
}

static void
test_details_stay_with_the_error (void)
{
  g_autoptr (GError) error = NULL;
  JsonObject *details = json_object_new ();

  json_object_set_int_member (details, "seq", 7);
  talus_set_error_details (&error, TALUS_ERROR_CONFLICT, details, "%s %d", "behind", 7);

  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "behind 7");
  g_assert_true (talus_error_get_details (error) == details);
  g_assert_cmpint (json_object_get_int_member (talus_error_get_details (error), "seq"), ==, 7);
}

static void
test_details_outlive_the_error_they_were_copied_from (void)
{
  g_autoptr (GError) copy = NULL;
  GError *error = NULL;
  JsonObject *details = json_object_new ();

  json_object_set_string_member (details, "author", "Ada");
  talus_set_error_details (&error, TALUS_ERROR_UNDO_CONFLICT, details, "in the way");
  copy = g_error_copy (error);
  /* They can be in different threads, where references are not shared. */
  g_assert_true (talus_error_get_details (copy) != talus_error_get_details (error));
  g_error_free (error);

  g_assert_error (copy, TALUS_ERROR, TALUS_ERROR_UNDO_CONFLICT);
  g_assert_cmpstr (json_object_get_string_member (talus_error_get_details (copy), "author"), ==,
                   "Ada");
}

static void
test_details_survive_propagation_and_prefix (void)
{
  g_autoptr (GError) outer = NULL;
  GError *inner = NULL;

  talus_set_error_details (&inner, TALUS_ERROR_CONFLICT, json_object_new (), "behind");
  g_propagate_prefixed_error (&outer, inner, "command 3: ");

  g_assert_cmpstr (outer->message, ==, "command 3: behind");
  g_assert_nonnull (talus_error_get_details (outer));
}

static void
test_an_error_without_details_has_none (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) plain = NULL;
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = NULL;

  talus_set_error_details (&error, TALUS_ERROR_NOT_FOUND, NULL, "nothing");
  g_assert_null (talus_error_get_details (error));

  g_set_error_literal (&plain, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "nothing");
  g_assert_null (talus_error_get_details (plain));
  copy = g_error_copy (plain);
  g_assert_null (talus_error_get_details (copy));

  g_set_error_literal (&foreign, JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, "foreign");
  g_assert_null (talus_error_get_details (foreign));
}

static void
test_details_are_taken_where_nobody_wants_the_error (void)
{
  JsonObject *details = json_object_new ();

  json_object_ref (details);
  talus_set_error_details (NULL, TALUS_ERROR_CONFLICT, details, "behind");

  /* Ours is the last reference; a leak is the leak checker's to find. */
  g_assert_cmpuint (json_object_get_size (details), ==, 0);
  json_object_unref (details);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/codes-have-the-names-of-the-contract",
                   test_codes_have_the_names_of_the_contract);
  g_test_add_func ("/error/details-stay-with-the-error", test_details_stay_with_the_error);
  g_test_add_func ("/error/details-outlive-the-error-they-were-copied-from",
                   test_details_outlive_the_error_they_were_copied_from);
  g_test_add_func ("/error/details-survive-propagation-and-prefix",
                   test_details_survive_propagation_and_prefix);
  g_test_add_func ("/error/an-error-without-details-has-none",
                   test_an_error_without_details_has_none);
  g_test_add_func ("/error/details-are-taken-where-nobody-wants-the-error",
                   test_details_are_taken_where_nobody_wants_the_error);

  return g_test_run ();
}
