/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talus-tally: the desktop application. */
#include "config.h"

#include <locale.h>
#include <sys/stat.h>

#include <glib/gi18n.h>

#include "app/core/talus-frame-log.h"
#include "app/core/talus-saved-file.h"
#include "app/shell/talus-application.h"

/* A program that is run from its build folder has its settings beside it, and
 * its translations. (transfer full) */
static char *
find_beside (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *schemas = NULL;
  g_autofree char *compiled = NULL;

  if (program == NULL)
    return g_strdup (TALUS_LOCALE_DIR);
  folder = g_path_get_dirname (program);
  schemas = g_build_filename (folder, "..", "..", "data", "desktop", NULL);
  compiled = g_build_filename (schemas, "gschemas.compiled", NULL);
  if (!g_file_test (compiled, G_FILE_TEST_EXISTS))
    return g_strdup (TALUS_LOCALE_DIR);
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, FALSE);

  return g_build_filename (folder, "..", "..", "po", NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (TalusApplication) application = NULL;
  g_autofree char *locale_dir = find_beside ();

  /* What people keep here is theirs alone, whatever folder it is in. */
  talus_saved_file_set_umask (umask (077));

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = talus_application_new ();
  talus_frame_log_follow (GTK_APPLICATION (application));

  return g_application_run (G_APPLICATION (application), argc, argv);
}
