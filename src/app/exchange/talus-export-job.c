/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a project to a file. What is written is the project as the log has it
 * when the job begins: a graph of its own, so that nobody has to wait. It is
 * made into text in short turns of the main loop; what was there before is
 * replaced only by the whole. It must not know widgets. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-export-job.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/core/talus-saved-file.h"
#include "base/talus-error.h"
#include "store/talus-export.h"

#define PIECE_SIZE (64 * 1024)

typedef struct
{
  TalusExportFormat format;
  GArray *tops;
  GPtrArray *columns;
  TalusCsvExportOptions options;
  TalusCsvFormat csv_format;
  GFile *file;
  TalusExportProgress progress;
  gpointer progress_data;

  guint64 seq;
  guint64 n_nodes;
  TalusGraph *graph;
  TalusCsvExport *csv;
  TalusJsonExport *json;
  TalusSavedFile *saved;
  GString *piece;
  gboolean more;
  gsize n_written;
  GError *failure;
  guint mode;           /* of a document, once it is there */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->tops, g_array_unref);
  g_clear_pointer (&job->columns, g_ptr_array_unref);
  g_clear_object (&job->file);
  g_clear_pointer (&job->csv, talus_csv_export_free);
  g_clear_pointer (&job->json, talus_json_export_free);
  g_clear_object (&job->graph);
  g_clear_pointer (&job->saved, talus_saved_file_free);
  g_string_free (job->piece, TRUE);
  g_clear_error (&job->failure);
  g_free (job);
}

static void
tell_progress (Job *job)
{
  double n = (double) MAX (job->n_nodes, 1);

  if (job->progress == NULL)
    return;

  /* Of JSON only its length is known: some two hundred bytes a node. */
  job->progress (job->csv != NULL ? MIN ((double) talus_csv_export_get_n_done (job->csv) / n, 1.0)
                                  : MIN ((double) job->n_written / (n * 200.0), 0.95),
                 job->progress_data);
}

/* Put into its place, or given up: both touch the disk. */
static void
end_in_thread (GTask        *task,
               gpointer      object,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;

  if (job->failure == NULL)
    talus_saved_file_commit (job->saved, cancellable, &job->failure);
  /* Before anybody is told that it is not there. */
  g_clear_pointer (&job->saved, talus_saved_file_free);

  if (job->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&job->failure));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end (GTask  *task,   /* (transfer full) */
     GError *failure)
{
  Job *job = g_task_get_task_data (task);

  job->failure = failure;
  g_task_run_in_thread (task, end_in_thread);
  g_object_unref (task);
}

static void write_piece (GTask *task);

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n = 0;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &n, &error))
    {
      end (task, error);
      return;
    }

  job->n_written += n;
  tell_progress (job);
  if (job->more)
    write_piece (task);
  else
    end (task, NULL);
}

static void
write_piece (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_string_truncate (job->piece, 0);
  job->more = job->csv != NULL ? talus_csv_export_step (job->csv, job->piece, PIECE_SIZE)
                               : talus_json_export_step (job->json, job->piece, PIECE_SIZE);
  g_output_stream_write_all_async (talus_saved_file_get_stream (job->saved), job->piece->str,
                                   job->piece->len, G_PRIORITY_DEFAULT_IDLE,
                                   g_task_get_cancellable (task), written_cb, task);
}

static void
begin_in_thread (GTask        *task,
                 gpointer      object,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  job->saved = talus_saved_file_new (job->file, cancellable, &error);
  if (job->saved != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      write_piece (task);
    }
  else if (job->saved != NULL)
    {
      /* Given up a moment too late. */
      end (task, error);
    }
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

static void
take_graph (GTask      *task,
            TalusGraph *graph)   /* (transfer full) */
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GTask) begun = NULL;

  job->graph = graph;
  job->n_nodes = talus_graph_get_n_nodes (graph);
  if (job->format == TALUS_EXPORT_CSV)
    job->csv = talus_csv_export_new (graph,
                                     job->tops != NULL
                                       ? (const TalusId *) (gpointer) job->tops->data : NULL,
                                     job->tops != NULL ? job->tops->len : 0, job->columns,
                                     &job->options);
  else
    job->json = talus_json_export_new (graph, job->seq, NULL, NULL);
  begun = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), begun_cb,
                      task);
  g_task_set_source_tag (begun, take_graph);
  g_task_set_task_data (begun, job, NULL);
  g_task_run_in_thread (begun, begin_in_thread);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  TalusGraph *graph = talus_peer_link_load_at_finish (TALUS_PEER_LINK (object), result, &error);

  if (graph != NULL)
    take_graph (task, graph);
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (talus_peer_link_copy_finish (TALUS_PEER_LINK (object), result, &error))
    {
      g_chmod (g_file_peek_path (job->file), (int) job->mode);
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* The one thing that is wrong with where it was to go, not with the disk. */
  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST))
    {
      g_clear_error (&error);
      talus_saved_file_set_open (&error, g_file_peek_path (job->file));
    }
  g_task_return_error (task, error);
}

static void
copy_document (GTask         *task,
               TalusPeerLink *link)
{
  Job *job = g_task_get_task_data (task);
  const char *path = g_file_peek_path (job->file);

  if (link != NULL && path != NULL)
    {
      job->mode = talus_saved_file_choose_mode (path);
      talus_peer_link_copy_async (link, path, g_task_get_cancellable (task), copied_cb, task);
      return;
    }

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                           link == NULL ? _("Only the project as it is now can be copied")
                                        : _("A document can only be copied to a disk of this "
                                            "computer"));
  g_object_unref (task);
}

/**
 * talus_export_async:
 * @peer: a project, live or as it was
 * @spec: what to write
 * @file: where to; what is there is replaced, by the whole only
 * @cancellable: (nullable): ends it early, with nothing changed
 * @progress: (nullable): is told how far it is
 * @progress_data: for @progress
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Exports a project. On the main thread.
 */
void
talus_export_async (TalusPeer             *peer,
                    const TalusExportSpec *spec,
                    GFile                 *file,
                    GCancellable          *cancellable,
                    TalusExportProgress    progress,
                    gpointer               progress_data,
                    GAsyncReadyCallback    callback,
                    gpointer               user_data)
{
  TalusPeerLink *link;
  GTask *task;
  Job *job;

  g_return_if_fail (TALUS_IS_PEER (peer));
  g_return_if_fail (spec != NULL);
  g_return_if_fail (G_IS_FILE (file));

  link = talus_peer_get_link (peer);
  job = g_new0 (Job, 1);
  job->format = spec->format;
  job->tops = spec->tops != NULL ? g_array_ref (spec->tops) : NULL;
  job->columns = spec->columns != NULL ? g_ptr_array_ref (spec->columns) : NULL;
  job->options = spec->options;
  if (spec->options.format != NULL)
    {
      job->csv_format = *spec->options.format;
      job->options.format = &job->csv_format;
    }
  job->file = g_object_ref (file);
  job->progress = progress;
  job->progress_data = progress_data;
  job->seq = talus_peer_get_seq (peer);
  job->piece = g_string_new (NULL);

  task = g_task_new (peer, cancellable, callback, user_data);
  g_task_set_source_tag (task, talus_export_async);
  g_task_set_task_data (task, job, free_job);

  if (job->format == TALUS_EXPORT_DOCUMENT)
    copy_document (task, link);
  else if (link != NULL && talus_peer_get_state (peer) == TALUS_PEER_LIVE)
    talus_peer_link_load_at_async (link, job->seq, cancellable, loaded_cb, task);
  else
    /* Of the past, or of a session that is gone, nothing changes any more. */
    take_graph (task, g_object_ref (talus_peer_get_graph (peer)));
}

/**
 * talus_export_finish:
 * @peer: the project
 * @result: the result
 * @error: return location for an error
 *
 * Finishes talus_export_async().
 *
 * Returns: whether the file is there, whole
 */
gboolean
talus_export_finish (TalusPeer     *peer,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, peer), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
