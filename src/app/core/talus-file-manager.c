/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file manager is asked over the session bus. It must not know what is in
 * files. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-file-manager.h"

#define FILE_MANAGER "org.freedesktop.FileManager1"

typedef struct
{
  GtkWindow *parent;    /* (nullable) */
  GFile *file;
} Shown;

static void
free_shown (Shown *shown)
{
  g_clear_object (&shown->parent);
  g_object_unref (shown->file);
  g_free (shown);
}

/* No file manager that can point at a file: the folder then. */
static void
show_folder (GtkWindow *parent,
             GFile     *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = g_file_get_uri (folder != NULL ? folder : file);

  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Shown *shown = user_data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result,
                                                               NULL);

  if (answer == NULL)
    show_folder (shown->parent, shown->file);
  free_shown (shown);
}

/**
 * talus_file_manager_show:
 * @parent: (nullable): the window it is shown from
 * @file: a file
 *
 * Shows where it lies: in the file manager, or where there is none that can
 * point at it, its folder in whatever opens folders.
 */
void
talus_file_manager_show (GtkWindow *parent,
                         GFile     *file)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application)
                                             : NULL;
  g_autofree char *uri = NULL;
  const char *uris[] = { NULL, NULL };
  Shown *shown;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (file));

  if (bus == NULL)
    {
      show_folder (parent, file);
      return;
    }

  uri = g_file_get_uri (file);
  uris[0] = uri;
  shown = g_new0 (Shown, 1);
  g_set_object (&shown->parent, parent);
  shown->file = g_object_ref (file);
  g_dbus_connection_call (bus, FILE_MANAGER, "/org/freedesktop/FileManager1", FILE_MANAGER,
                          "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, shown_cb, shown);
}
