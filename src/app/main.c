/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talus-tally: the desktop application. */
#include "config.h"

#include <locale.h>
#include <sys/stat.h>

#include <glib/gi18n.h>

#include "app/shell/talus-application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (TalusApplication) application = NULL;

  /* What people keep here is theirs alone, whatever folder it is in. */
  umask (077);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TALUS_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = talus_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
