/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered for a project that another process has open: to join it
 * there, or a copy of it as it is now. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "config.h"

#include "app/sharing/talus-join-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/talus-error.h"
#include "store/talus-document.h"

#define SUFFIX    ".talus"
/* A hundred copies of one name: something is amiss. */
#define MAX_TRIES 100

typedef struct
{
  char *path;       /* (nullable) */
  char *link;       /* (nullable) */
  char *data_dir;
  TalusJoinCopyFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Offer;

static void
free_offer (gpointer data)
{
  Offer *offer = data;

  if (offer->destroy != NULL)
    offer->destroy (offer->user_data);
  g_free (offer->path);
  g_free (offer->link);
  g_free (offer->data_dir);
  g_free (offer);
}

/* (nullable) */
static const char *
get_detail (const GError *error,
            const char   *name)
{
  JsonObject *details = NULL;

  if (error->domain == TALUS_ERROR)
    details = talus_error_get_details (error);

  return details != NULL ? json_object_get_string_member_with_default (details, name, NULL) : NULL;
}

/* On a worker. "bronco-2.talus" where there is a "bronco.talus". */
static void
copy_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Offer *offer = task_data;
  g_autofree char *base = g_path_get_basename (offer->path);
  GError *error = NULL;

  if (g_str_has_suffix (base, SUFFIX))
    base[strlen (base) - strlen (SUFFIX)] = '\0';
  for (guint i = 1; i <= MAX_TRIES; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (base, SUFFIX, NULL)
                                     : g_strdup_printf ("%s-%u" SUFFIX, base, i);
      g_autofree char *copy = g_build_filename (offer->data_dir, "projects", name, NULL);

      if (g_file_test (copy, G_FILE_TEST_EXISTS))
        continue;
      if (talus_document_copy_held (offer->path, copy, &error))
        g_task_return_pointer (task, g_file_new_for_path (copy), g_object_unref);
      else
        g_task_return_error (task, error);
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS,
                           _("There are too many copies of “%s”"), base);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Offer *offer = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) copy = g_task_propagate_pointer (G_TASK (result), &error);

  offer->func (copy, error, offer->user_data);
}

static void
make_copy (Offer *offer)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, copied_cb, NULL);

  g_task_set_source_tag (task, make_copy);
  g_task_set_task_data (task, offer, free_offer);
  g_task_run_in_thread (task, copy_in_thread);
}

static void
responded_cb (AdwMessageDialog *dialog,
              const char       *response,
              gpointer          user_data)
{
  Offer *offer = g_object_steal_data (G_OBJECT (dialog), "offer");

  if (g_str_equal (response, "browser"))
    gtk_show_uri (gtk_window_get_transient_for (GTK_WINDOW (dialog)), offer->link,
                  GDK_CURRENT_TIME);
  if (g_str_equal (response, "copy"))
    make_copy (offer);
  else
    free_offer (offer);
}

/* Who has it. (transfer full) */
static char *
write_holder (const GError *error)
{
  const char *host = get_detail (error, "host");
  const char *program = get_detail (error, "program");
  gint64 pid = 0;

  if (host == NULL || program == NULL)
    return g_strdup (_("Another program has it open."));

  pid = json_object_get_int_member_with_default (talus_error_get_details (error), "pid", 0);
  if (g_str_equal (host, g_get_host_name ()))
    /* Translators: the name of a program and the number of its process. */
    return g_strdup_printf (_("%s has it open on this computer (process %d)."), program,
                            (int) pid);

  /* Translators: the names of a program and of a computer. */
  return g_strdup_printf (_("%s has it open on %s."), program, host);
}

static char *
write_body (const GError *error,
            const char   *link,
            gboolean      has_copy)
{
  g_autofree char *holder = write_holder (error);
  const char *offer = NULL;

  if (link != NULL)
    offer = _("It is shared there: you can join it, and both see every change at once.");
  else if (has_copy)
    offer = _("It is not shared there. Turn sharing on there and try again, or open a copy of it "
              "as it is now, which goes its own way from here.");
  else
    offer = _("It is not shared there. Turn sharing on there, or close it, and try again.");

  return g_strdup_printf ("%s\n\n%s", holder, offer);
}

/**
 * talus_join_dialog_dup_link:
 * @error: the refusal of a document or a data folder
 *
 * Finds out where what is held can be joined.
 *
 * Returns: (transfer full) (nullable): the link; %NULL where its holder does
 *   not listen
 */
char *
talus_join_dialog_dup_link (const GError *error)
{
  const char *url = NULL;
  const char *session_id = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  url = get_detail (error, "url");
  session_id = get_detail (error, "session_id");
  /* It is another process's word. */
  if (url == NULL || !(g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "https://")) ||
      !g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL))
    return NULL;
  if (session_id == NULL)
    return g_strdup (url);
  if (!talus_id_parse (session_id, -1, &(TalusId) { { 0 } }))
    return NULL;

  return g_strdup_printf ("%s/s/%s", url, session_id);
}

/**
 * talus_join_dialog_present:
 * @parent: (nullable): where it belongs
 * @path: (nullable) (type filename): the file of what is held
 * @error: the refusal
 * @data_dir: (type filename): where a copy goes
 * @func: called with the copy, if one is wanted
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data
 *
 * Says who has a project open, and offers to join it there or to open a copy.
 *
 * Returns: (transfer none): the dialog
 */
GtkWindow *
talus_join_dialog_present (GtkWindow         *parent,
                           const char        *path,
                           const GError      *error,
                           const char        *data_dir,
                           TalusJoinCopyFunc  func,
                           gpointer           user_data,
                           GDestroyNotify     destroy)
{
  Offer *offer;
  AdwMessageDialog *dialog;
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (error != NULL && data_dir != NULL && func != NULL, NULL);

  offer = g_new0 (Offer, 1);
  offer->path = g_strdup (path);
  offer->link = talus_join_dialog_dup_link (error);
  offer->data_dir = g_strdup (data_dir);
  offer->func = func;
  offer->user_data = user_data;
  offer->destroy = destroy;

  name = path != NULL ? g_filename_display_basename (path) : NULL;
  heading = name != NULL ? g_strdup_printf (_("“%s” Is Open Elsewhere"), name)
                         : g_strdup (_("Open Elsewhere"));
  body = write_body (error, offer->link, path != NULL);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  if (path != NULL)
    adw_message_dialog_add_response (dialog, "copy", _("Open a _Copy"));
  if (offer->link != NULL)
    {
      adw_message_dialog_add_response (dialog, "browser", _("_Join in Browser"));
      adw_message_dialog_set_response_appearance (dialog, "browser", ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (dialog, "browser");
    }
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "offer", offer, free_offer);
  g_signal_connect (dialog, "response", G_CALLBACK (responded_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));

  return GTK_WINDOW (dialog);
}
