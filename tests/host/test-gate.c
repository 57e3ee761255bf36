/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What grants allow, and how often somebody may come with what is not good. */
#include "base/talus-error.h"
#include "host/talus-grant.h"
#include "host/talus-strikes.h"

static TalusGrant *
make_grant (TalusRole      role,
            const TalusId *session_id)
{
  TalusId author_id = { { 1 } };
  g_autoptr(TalusAuthor) author = talus_author_new (&author_id, "Ada", NULL);

  return talus_grant_new (author, role, session_id, NULL);
}

/* Every role against every need, here, elsewhere and of the host. */
static void
test_grant (void)
{
  const TalusId here = { { 2 } };
  const TalusId elsewhere = { { 3 } };

  for (TalusRole role = TALUS_ROLE_VIEWER; role <= TALUS_ROLE_OWNER; role++)
    {
      g_autoptr(TalusGrant) host = make_grant (role, NULL);
      g_autoptr(TalusGrant) session = make_grant (role, &here);

      for (TalusRole needed = TALUS_ROLE_VIEWER; needed <= TALUS_ROLE_OWNER; needed++)
        {
          gboolean enough = role >= needed;
          g_autoptr(GError) unseen = NULL;
          g_autoptr(GError) refused = NULL;
          g_autoptr(GError) not_host = NULL;

          g_assert_cmpint (talus_grant_check (host, &here, needed, NULL), ==, enough);
          g_assert_cmpint (talus_grant_check_host (host, needed, NULL), ==, enough);
          g_assert_cmpint (talus_grant_check (session, &here, needed, &refused), ==, enough);
          if (!enough)
            g_assert_error (refused, TALUS_ERROR, TALUS_ERROR_FORBIDDEN);
          g_assert_false (talus_grant_check (session, &elsewhere, needed, &unseen));
          g_assert_error (unseen, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION);
          g_assert_false (talus_grant_check_host (session, needed, &not_host));
          g_assert_error (not_host, TALUS_ERROR, TALUS_ERROR_FORBIDDEN);
        }
    }
}

static void
test_role_names (void)
{
  static const char * const none[] = { "", "Owner", "admin", "viewer " };
  TalusRole role;

  for (TalusRole each = TALUS_ROLE_VIEWER; each <= TALUS_ROLE_OWNER; each++)
    {
      g_assert_true (talus_role_parse (talus_role_get_name (each), &role));
      g_assert_cmpint (role, ==, each);
    }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (talus_role_parse (none[i], &role));
}

#define SECOND G_USEC_PER_SEC

static void
test_ten_a_minute (void)
{
  g_autoptr(TalusStrikes) strikes = talus_strikes_new ();

  /* One a second: the eleventh is looked at when the first is a minute old. */
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", i * SECOND), ==, 0);
      talus_strikes_add (strikes, "192.0.2.1", i * SECOND);
    }
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", 10 * SECOND), ==, 50);
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.2", 10 * SECOND), ==, 0);
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", 60 * SECOND - 1), ==, 1);
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", 60 * SECOND), ==, 0);
  talus_strikes_add (strikes, "192.0.2.1", 60 * SECOND);
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", 60 * SECOND), ==, 1);
}

static void
test_places (void)
{
  g_autoptr(TalusStrikes) strikes = talus_strikes_new ();

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8:1:2:%x::1", i);

      talus_strikes_add (strikes, address, 0);
      talus_strikes_add (strikes, i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1", 0);
    }
  g_assert_cmpuint (talus_strikes_check (strikes, "2001:db8:1:2::99", 0), >, 0);
  g_assert_cmpuint (talus_strikes_check (strikes, "2001:db8:1:3::99", 0), ==, 0);
  g_assert_cmpuint (talus_strikes_check (strikes, "::ffff:192.0.2.1", 0), >, 0);
  g_assert_cmpuint (talus_strikes_check (strikes, "::ffff:192.0.2.2", 0), ==, 0);
}

/* However many addresses somebody has, what is known of them has an end. */
static void
test_bounded (void)
{
  g_autoptr(TalusStrikes) strikes = talus_strikes_new ();

  for (guint i = 0; i < 10; i++)
    talus_strikes_add (strikes, "192.0.2.1", 0);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.%u.%u.%u", i >> 16, (i >> 8) & 255, i & 255);

      talus_strikes_add (strikes, address, 0);
    }
  g_assert_cmpuint (talus_strikes_check (strikes, "192.0.2.1", 0), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gate/a-grant-allows-its-role-in-its-session", test_grant);
  g_test_add_func ("/gate/roles-have-names", test_role_names);
  g_test_add_func ("/gate/ten-failures-a-minute", test_ten_a_minute);
  g_test_add_func ("/gate/an-address-is-a-place-and-so-is-a-64", test_places);
  g_test_add_func ("/gate/what-is-known-of-failures-is-bounded", test_bounded);

  return g_test_run ();
}
