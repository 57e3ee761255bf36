/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a project could not be opened, as sentences for a person, and what can
 * be done about it. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-problem.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "app/core/talus-table-file.h"
#include "base/talus-error.h"

/* (nullable): a member of the error's details. */
static const char *
get_detail (const GError *error,
            const char   *name)
{
  JsonObject *details = NULL;

  if (error->domain == TALUS_ERROR)
    details = talus_error_get_details (error);

  return details != NULL ? json_object_get_string_member_with_default (details, name, NULL) : NULL;
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND) ||
         g_error_matches (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* Whether the file is there and can be read, but nothing can be written beside
 * it. A document is not opened to find out: that is SQLite's alone to do. */
static gboolean
is_in_read_only_folder (const char *path)
{
  g_autofree char *folder = NULL;

  if (path == NULL || g_access (path, R_OK) != 0)
    return FALSE;
  folder = g_path_get_dirname (path);

  return g_access (folder, W_OK | X_OK) != 0 || g_access (path, W_OK) != 0;
}

static void
tell_missing (TalusProblem *self,
              const char   *name,
              const char   *path)
{
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;

  self->heading = g_strdup_printf (_("“%s” is not there any more"), name);
  if (shown != NULL)
    /* Translators: %s is a path. */
    self->body = g_strdup_printf (_("It was moved, renamed or deleted: %s. If it lies on a drive "
                                    "that can be taken out, put that in and try again."), shown);
  else
    self->body = g_strdup (_("It was moved, renamed or deleted. It may be in the trash."));
  self->remedy = TALUS_REMEDY_RETRY;
}

static void
tell_held (TalusProblem *self,
           const GError *error,
           const char   *name)
{
  const char *host = get_detail (error, "host");
  const char *program = get_detail (error, "program");

  self->heading = g_strdup_printf (_("“%s” is open elsewhere"), name);
  if (host == NULL || program == NULL)
    self->body = g_strdup (_("Another program has it open. Close it there, and try again."));
  else if (get_detail (error, "url") == NULL && g_str_equal (host, g_get_host_name ()))
    /* Translators: %s is the name of a program. */
    self->body = g_strdup_printf (_("It is open in %s on this computer, and not shared there "
                                    "just now."), program);
  else if (get_detail (error, "url") == NULL)
    /* Translators: the first is the name of a program, the second that of a computer. */
    self->body = g_strdup_printf (_("It is open in %s on %s, and not shared there just now."),
                                  program, host);
  else if (g_str_equal (host, g_get_host_name ()))
    /* Translators: %s is the name of a program. */
    self->body = g_strdup_printf (_("It is open in %s on this computer. You can take part there, "
                                    "and both see every change at once."), program);
  else
    /* Translators: the first is the name of a program, the second that of a computer. */
    self->body = g_strdup_printf (_("It is open in %s on %s. You can take part there, and both see "
                                    "every change at once."), program, host);
  self->remedy = host == NULL ? TALUS_REMEDY_RETRY : TALUS_REMEDY_JOIN;
}

static void
tell_content (TalusProblem *self,
              const char   *what,
              const char   *name)
{
  if (g_strcmp0 (what, "newer") == 0)
    {
      self->heading = g_strdup_printf (_("“%s” is from a newer Talus Tally"), name);
      self->body = g_strdup (_("Nothing in it was touched. Update the program to open it."));
    }
  else if (g_strcmp0 (what, "damaged") == 0)
    {
      self->heading = g_strdup_printf (_("“%s” is damaged"), name);
      self->body = g_strdup (_("Nothing in it was touched. Every day you work on a project a "
                               "copy of it is put aside, and those of the last seven days are "
                               "kept."));
      self->remedy = TALUS_REMEDY_BACKUP;
    }
  else if (talus_table_file_fits (name))
    {
      self->heading = g_strdup_printf (_("“%s” is a table, not a project"), name);
      self->body = g_strdup (_("Open a project, or make one, and drop the table there: it is "
                               "imported then."));
    }
  else
    {
      self->heading = g_strdup_printf (_("“%s” is not a project"), name);
      self->body = g_strdup (_("Talus Tally opens projects (.talus), and JSON that it or its "
                               "predecessor has exported."));
    }
}

static void
tell_read_only (TalusProblem *self,
                const char   *name,
                const char   *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);

  self->heading = g_strdup_printf (_("“%s” is in a place that cannot be written to"), name);
  /* Translators: %s is a folder. */
  self->body = g_strdup_printf (_("Every change is kept in the project's file, which %s does not "
                                  "allow. You can open a copy among your own projects."), shown);
  self->remedy = TALUS_REMEDY_COPY;
}

static void
tell_template (TalusProblem *self,
               const GError *error,
               const char   *name)
{
  const char *id = get_detail (error, "template_id");

  self->heading = g_strdup_printf (_("“%s” needs its template"), name);
  if (id != NULL)
    /* Translators: %s is the id of a template. */
    self->body = g_strdup_printf (_("It was made with the template “%s”, which is not here. "
                                    "Choose the file of that template (.yaml), and it will be kept "
                                    "in the project."), id);
  else
    self->body = g_strdup (_("It does not say which template it was made with. Choose the file of "
                             "that template (.yaml), and it will be kept in the project."));
  self->remedy = TALUS_REMEDY_TEMPLATE;
}

static void
tell_other (TalusProblem *self,
            const GError *error,
            const char   *name)
{
  self->heading = g_strdup_printf (_("“%s” could not be opened"), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES))
    self->body = g_strdup (_("You are not allowed to read it. Ask whoever it belongs to."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
           g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    self->body = g_strdup (_("The disk is full. Make some room and try again."));
  else if (error->domain == TALUS_ERROR)
    self->body = g_strdup (_("See whether there is room on the disk and you may write there, "
                             "and try again."));
  else
    self->body = g_strdup (error->message);
  self->remedy = TALUS_REMEDY_RETRY;
}

/**
 * talus_problem_new:
 * @error: what opening ended with
 * @name: what the person knows it by: the project's name, or the file's
 * @path: (nullable): where it lies, if it is a file of this computer
 *
 * Looks at the file's surroundings, never into it. Any thread.
 *
 * Returns: (transfer full): sentences in the language of the person
 */
TalusProblem *
talus_problem_new (const GError *error,
                   const char   *name,
                   const char   *path)
{
  TalusProblem *self;
  const char *what;

  g_return_val_if_fail (error != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (TalusProblem, 1);
  if (error->domain == TALUS_ERROR)
    self->detail = g_strdup (error->message);
  what = get_detail (error, "document");

  if (is_missing (error))
    tell_missing (self, name, path);
  else if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    tell_held (self, error, name);
  else if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND))
    tell_template (self, error, name);
  else if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED) &&
           is_in_read_only_folder (path))
    tell_read_only (self, name, path);
  else if (what != NULL || g_error_matches (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST))
    tell_content (self, what, name);
  else
    tell_other (self, error, name);

  return self;
}

/**
 * talus_problem_new_for_folder:
 * @error: why the data folder cannot be used
 * @path: (nullable): where it is
 *
 * Returns: (transfer full): sentences in the language of the person
 */
TalusProblem *
talus_problem_new_for_folder (const GError *error,
                              const char   *path)
{
  TalusProblem *self;
  const char *program;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  self = g_new0 (TalusProblem, 1);
  shown = g_filename_display_name (path != NULL ? path : "");
  program = get_detail (error, "program");
  self->detail = g_strdup (error->message);
  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    {
      self->heading = g_strdup (_("Your projects are in use"));
      if (get_detail (error, "url") != NULL)
        /* Translators: the first is a folder, the second the name of a program. */
        self->body = g_strdup_printf (_("The folder %s is open in %s. Stop that, and try again. "
                                        "Or take part in its projects there."), shown,
                                      program != NULL ? program : _("another program"));
      else
        /* Translators: the first is a folder, the second the name of a program. */
        self->body = g_strdup_printf (_("The folder %s is open in %s. Stop that, and try again."),
                                      shown, program != NULL ? program : _("another program"));
      self->remedy = get_detail (error, "url") != NULL ? TALUS_REMEDY_JOIN : TALUS_REMEDY_RETRY;
    }
  else
    {
      self->heading = g_strdup (_("Your projects cannot be reached"));
      /* Translators: %s is a folder. */
      self->body = g_strdup_printf (_("The folder %s cannot be used. See whether there is room on "
                                      "the disk and you may write there, and try again."), shown);
      self->remedy = TALUS_REMEDY_RETRY;
    }

  return self;
}

/**
 * talus_problem_free:
 *
 * Frees it.
 */
void
talus_problem_free (TalusProblem *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->heading);
  g_free (self->body);
  g_free (self->detail);
  g_free (self);
}
