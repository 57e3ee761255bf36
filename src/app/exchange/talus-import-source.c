/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read is bounded by what can be imported at once. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-source.h"

#include <glib/gi18n.h>

#include "model/talus-command.h"

/* Rows beside the headings; more are refused by the plan, which has to see one. */
#define MAX_ROWS (TALUS_MAX_BATCH + 2)

struct _TalusImportSource
{
  GObject parent_instance;

  /* owned */
  GFile *file;             /* (nullable): NULL for @text */
  char *text;              /* (nullable) */
  char *encoding;          /* (nullable): as somebody said */
};

G_DEFINE_FINAL_TYPE (TalusImportSource, talus_import_source, G_TYPE_OBJECT)

static void
read_in_thread (GTask        *task,
                gpointer      object,
                gpointer      data,
                GCancellable *cancellable)
{
  TalusImportSource *self = object;
  g_autoptr (GInputStream) stream = NULL;
  GError *error = NULL;
  TalusCsvTable *table = NULL;

  if (self->file != NULL)
    stream = G_INPUT_STREAM (g_file_read (self->file, cancellable, &error));
  else
    stream = g_memory_input_stream_new_from_data (self->text, -1, NULL);

  if (stream != NULL)
    table = talus_csv_table_read (stream, self->encoding, (char) GPOINTER_TO_INT (data), MAX_ROWS,
                                  cancellable, &error);
  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) talus_csv_table_unref);
  else
    g_task_return_error (task, error);
}

static void
talus_import_source_finalize (GObject *object)
{
  TalusImportSource *self = TALUS_IMPORT_SOURCE (object);

  g_clear_object (&self->file);
  g_free (self->text);
  g_free (self->encoding);

  G_OBJECT_CLASS (talus_import_source_parent_class)->finalize (object);
}

static void
talus_import_source_class_init (TalusImportSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_import_source_finalize;
}

static void
talus_import_source_init (TalusImportSource *self)
{
}

/**
 * talus_import_source_new_for_file:
 * @file: a table
 *
 * Returns: (transfer full): that file
 */
TalusImportSource *
talus_import_source_new_for_file (GFile *file)
{
  TalusImportSource *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (TALUS_TYPE_IMPORT_SOURCE, NULL);
  self->file = g_object_ref (file);

  return self;
}

/**
 * talus_import_source_new_for_text:
 * @text: cells as a spreadsheet copies them
 *
 * Returns: (transfer full): these cells
 */
TalusImportSource *
talus_import_source_new_for_text (const char *text)
{
  TalusImportSource *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_object_new (TALUS_TYPE_IMPORT_SOURCE, NULL);
  self->text = g_strdup (text);

  return self;
}

/**
 * talus_import_source_new_encoded:
 * @other: a source
 * @encoding: what it is written in, as iconv calls it
 *
 * Returns: (transfer full): the same, to be read so
 */
TalusImportSource *
talus_import_source_new_encoded (TalusImportSource *other,
                                 const char        *encoding)
{
  TalusImportSource *self;

  g_return_val_if_fail (TALUS_IS_IMPORT_SOURCE (other), NULL);
  g_return_val_if_fail (encoding != NULL, NULL);

  self = g_object_new (TALUS_TYPE_IMPORT_SOURCE, NULL);
  g_set_object (&self->file, other->file);
  self->text = g_strdup (other->text);
  self->encoding = g_strdup (encoding);

  return self;
}

/**
 * talus_import_source_has_encoding:
 * @self: a source
 *
 * Returns: whether somebody said what it is written in
 */
gboolean
talus_import_source_has_encoding (TalusImportSource *self)
{
  g_return_val_if_fail (TALUS_IS_IMPORT_SOURCE (self), FALSE);

  return self->encoding != NULL;
}

/**
 * talus_import_source_describe:
 * @self: a source
 *
 * Returns: (transfer full): what people know it by
 */
char *
talus_import_source_describe (TalusImportSource *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (TALUS_IS_IMPORT_SOURCE (self), NULL);

  name = self->file != NULL ? g_file_get_basename (self->file) : NULL;

  return name != NULL ? g_filename_display_name (name) : g_strdup (_("Copied cells"));
}

/**
 * talus_import_source_read_async:
 * @self: a source
 * @separator: what is between cells; '\0' where that is to be found out
 * @cancellable: (nullable): to give up
 * @callback: called when it is read
 * @user_data: passed to @callback
 *
 * Reads the table on a worker.
 */
void
talus_import_source_read_async (TalusImportSource   *self,
                                char                 separator,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TALUS_IS_IMPORT_SOURCE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, talus_import_source_read_async);
  g_task_set_task_data (task, GINT_TO_POINTER ((int) separator), NULL);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * talus_import_source_read_finish:
 * @self: a source
 * @result: what the callback was given
 * @error: (out) (optional): why it could not be read
 *
 * Returns: (transfer full) (nullable): the table
 */
TalusCsvTable *
talus_import_source_read_finish (TalusImportSource  *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
