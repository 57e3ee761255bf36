/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of text by locale share: a locale that the system may not have is
 * made from its sources, into the build folder; where there are none, the test
 * is skipped. */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>

static inline gboolean
make_locale (const char *name,
             const char *folder)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *draft = g_strdup_printf ("%s.%d", path, (int) getpid ());
  g_autofree char *source = g_strndup (name, strcspn (name, "."));
  g_autoptr (GSubprocess) process = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_mkdir_with_parents (folder, 0755);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              NULL, "localedef", "--no-archive", "-f", "UTF-8", "-i", source, draft,
                              NULL);

  /* Another test may make it at the same time: the first one there wins. */
  return process != NULL && g_subprocess_wait_check (process, NULL, NULL) &&
         (g_rename (draft, path) == 0 || g_file_test (path, G_FILE_TEST_IS_DIR));
}

/* @name: "de_DE.UTF-8". FALSE, and the test is skipped, where it cannot be had. */
static inline gboolean
test_set_locale (const char *name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "locales", NULL);
  g_autofree char *message = NULL;

  /* The C library remembers what it did not find, a path each: make it first. */
  g_unsetenv ("LOCPATH");
  if (setlocale (LC_ALL, name) != NULL)
    return TRUE;

  if (make_locale (name, folder))
    {
      g_setenv ("LOCPATH", folder, TRUE);
      if (setlocale (LC_ALL, name) != NULL)
        return TRUE;
    }

  message = g_strdup_printf ("There is no locale %s here", name);
  g_test_skip (message);

  return FALSE;
}
