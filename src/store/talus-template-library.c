/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates there are: YAML files in folders, read again when they have
 * changed. It knows no project. One thread. */
#define G_LOG_DOMAIN "talus-template-library"

#include "store/talus-template-library.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

/* No template that a person wrote comes near it. */
#define MAX_FILE_SIZE (8 * 1024 * 1024)

/* One file as it was when it was last read. */
typedef struct
{
  char *path;
  char *name;
  char *stem;
  struct timespec mtime;
  gint64 size;
  guint64 inode;
  TalusTemplate *template;   /* one of the two */
  GError *error;
} TemplateFile;

struct _TalusTemplateLibrary
{
  GObject parent_instance;

  GPtrArray *folders;        /* of GPtrArray of TemplateFile, by name; earlier ones win */
  GStrv paths;
};

G_DEFINE_FINAL_TYPE (TalusTemplateLibrary, talus_template_library, G_TYPE_OBJECT)

static void
template_file_free (TemplateFile *self)
{
  g_clear_pointer (&self->template, talus_template_unref);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self->name);
  g_free (self->stem);
  g_free (self);
}

static gboolean
is_as_read (const TemplateFile *file,
            const struct stat  *info)
{
  return file->mtime.tv_sec == info->st_mtim.tv_sec &&
         file->mtime.tv_nsec == info->st_mtim.tv_nsec &&
         file->size == (gint64) info->st_size && file->inode == (guint64) info->st_ino;
}

static void
read_template_file (TemplateFile      *file,
                    const struct stat *info)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  char *content = NULL;
  gsize length = 0;

  g_clear_pointer (&file->template, talus_template_unref);
  g_clear_error (&file->error);
  file->mtime = info->st_mtim;
  file->size = (gint64) info->st_size;
  file->inode = (guint64) info->st_ino;

  if (info->st_size > MAX_FILE_SIZE)
    {
      file->error = g_error_new (TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                                 "%s: more than %d bytes", file->name, MAX_FILE_SIZE);
      return;
    }

  if (!g_file_get_contents (file->path, &content, &length, &error))
    {
      file->error = g_error_new (TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "%s: %s", file->name,
                                 error->message);
      return;
    }

  bytes = g_bytes_new_take (content, length);
  file->template = talus_template_new_from_yaml (bytes, file->name, &file->error);

  if (file->template == NULL)
    g_message ("A template is left out: %s", file->error->message);
}

static TemplateFile *
take_file (GPtrArray  *files,
           const char *name)
{
  for (guint i = 0; i < files->len; i++)
    {
      TemplateFile *file = g_ptr_array_index (files, i);

      if (g_str_equal (file->name, name))
        return g_ptr_array_steal_index_fast (files, i);
    }

  return NULL;
}

static TemplateFile *
look_at_file (GPtrArray  *before,
              const char *folder,
              const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  TemplateFile *file;
  struct stat info;

  if (name[0] == '.' || !(g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml")) ||
      g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return NULL;

  file = take_file (before, name);

  if (file == NULL)
    {
      file = g_new0 (TemplateFile, 1);
      file->path = g_steal_pointer (&path);
      file->name = g_strdup (name);
      file->stem = g_strndup (name, strrchr (name, '.') - name);
    }

  if ((file->template == NULL && file->error == NULL) || !is_as_read (file, &info))
    read_template_file (file, &info);

  return file;
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  return strcmp ((*(TemplateFile **) a)->name, (*(TemplateFile **) b)->name);
}

static GPtrArray *
new_folder (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) template_file_free);
}

/* What is in the folder now; unchanged files are taken over. */
static GPtrArray *
look_at_folder (GPtrArray  *before,
                const char *path)
{
  GPtrArray *files = new_folder ();
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      TemplateFile *file = look_at_file (before, path, name);

      if (file != NULL)
        g_ptr_array_add (files, file);
    }

  g_ptr_array_sort (files, compare_files);

  return files;
}

static void
refresh (TalusTemplateLibrary *self)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      GPtrArray *before = g_ptr_array_index (self->folders, i);

      self->folders->pdata[i] = look_at_folder (before, self->paths[i]);
      g_ptr_array_unref (before);
    }
}

static const char *
get_id (const TemplateFile *file)
{
  return file->template != NULL ? talus_template_get_id (file->template) : file->stem;
}

/* The file that has an id in one folder: of those that load the first, else a
 * broken one of that name. */
static TemplateFile *
find_in_folder (GPtrArray  *files,
                const char *id)
{
  TemplateFile *broken = NULL;

  for (guint i = 0; i < files->len; i++)
    {
      TemplateFile *file = g_ptr_array_index (files, i);

      if (!g_str_equal (get_id (file), id))
        continue;

      if (file->template != NULL)
        return file;

      if (broken == NULL)
        broken = file;
    }

  return broken;
}

/* A broken file hides those that it would win over: using another template
 * of that name instead, without a word, would be worse than none. */
static TemplateFile *
find_file (TalusTemplateLibrary *self,
           const char           *id)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      TemplateFile *file = find_in_folder (g_ptr_array_index (self->folders, i), id);

      if (file != NULL)
        return file;
    }

  return NULL;
}

static int
compare_templates (gconstpointer a,
                   gconstpointer b)
{
  TalusTemplate *first = *(TalusTemplate **) a;
  TalusTemplate *second = *(TalusTemplate **) b;
  int order = g_utf8_collate (talus_template_get_name (first), talus_template_get_name (second));

  return order != 0 ? order
                    : strcmp (talus_template_get_id (first), talus_template_get_id (second));
}

static void
talus_template_library_finalize (GObject *object)
{
  TalusTemplateLibrary *self = TALUS_TEMPLATE_LIBRARY (object);

  g_ptr_array_unref (self->folders);
  g_strfreev (self->paths);

  G_OBJECT_CLASS (talus_template_library_parent_class)->finalize (object);
}

static void
talus_template_library_class_init (TalusTemplateLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_template_library_finalize;
}

static void
talus_template_library_init (TalusTemplateLibrary *self)
{
  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

/**
 * talus_template_library_new:
 * @folders: (array zero-terminated=1): where templates are; earlier ones win,
 *   those that do not exist are empty
 *
 * Makes a library. Nothing is read yet.
 *
 * Returns: (transfer full): the library
 */
TalusTemplateLibrary *
talus_template_library_new (const char * const *folders)
{
  TalusTemplateLibrary *self;

  g_return_val_if_fail (folders != NULL, NULL);

  self = g_object_new (TALUS_TYPE_TEMPLATE_LIBRARY, NULL);
  self->paths = g_strdupv ((char **) folders);

  for (guint i = 0; folders[i] != NULL; i++)
    g_ptr_array_add (self->folders, new_folder ());

  return self;
}

/**
 * talus_template_library_list:
 * @self: a library
 *
 * Lists the templates that can be used, after looking what has changed.
 *
 * Returns: (transfer full) (element-type TalusTemplate): them, by name
 */
GPtrArray *
talus_template_library_list (TalusTemplateLibrary *self)
{
  GPtrArray *templates;

  g_return_val_if_fail (TALUS_IS_TEMPLATE_LIBRARY (self), NULL);

  templates = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_template_unref);
  refresh (self);

  for (guint i = 0; i < self->folders->len; i++)
    {
      GPtrArray *files = g_ptr_array_index (self->folders, i);

      for (guint j = 0; j < files->len; j++)
        {
          TemplateFile *file = g_ptr_array_index (files, j);

          if (file->template != NULL && find_file (self, get_id (file)) == file)
            g_ptr_array_add (templates, talus_template_ref (file->template));
        }
    }

  g_ptr_array_sort (templates, compare_templates);

  return templates;
}

/**
 * talus_template_library_find:
 * @self: a library
 * @template_id: which template
 * @error: return location: %TALUS_ERROR_TEMPLATE_NOT_FOUND, or why the file
 *   of that name does not load
 *
 * Finds a template, after looking what has changed.
 *
 * Returns: (transfer full) (nullable): the template
 */
TalusTemplate *
talus_template_library_find (TalusTemplateLibrary  *self,
                             const char            *template_id,
                             GError               **error)
{
  TemplateFile *file;

  g_return_val_if_fail (TALUS_IS_TEMPLATE_LIBRARY (self), NULL);
  g_return_val_if_fail (template_id != NULL, NULL);

  refresh (self);
  file = find_file (self, template_id);

  if (file == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND,
                   "There is no template “%s”", template_id);
      return NULL;
    }

  if (file->template == NULL)
    {
      g_propagate_error (error, g_error_copy (file->error));
      return NULL;
    }

  return talus_template_ref (file->template);
}

/**
 * talus_template_library_broken:
 * @self: a library
 *
 * Says which files do not load and why, and which can never be used because
 * another one in the same folder has their id.
 *
 * Returns: (transfer full) (element-type utf8): "FILE, line N: reason"
 */
GPtrArray *
talus_template_library_broken (TalusTemplateLibrary *self)
{
  GPtrArray *reasons;

  g_return_val_if_fail (TALUS_IS_TEMPLATE_LIBRARY (self), NULL);

  reasons = g_ptr_array_new_with_free_func (g_free);
  refresh (self);

  for (guint i = 0; i < self->folders->len; i++)
    {
      GPtrArray *files = g_ptr_array_index (self->folders, i);

      for (guint j = 0; j < files->len; j++)
        {
          TemplateFile *file = g_ptr_array_index (files, j);
          TemplateFile *first = find_in_folder (files, get_id (file));

          if (file->error != NULL)
            g_ptr_array_add (reasons, g_strdup (file->error->message));
          else if (first != file)
            g_ptr_array_add (reasons, g_strdup_printf ("%s: its id “%s” is that of %s",
                                                       file->name, get_id (file), first->name));
        }
    }

  return reasons;
}
