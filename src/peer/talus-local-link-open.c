/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a local link begins:
 *
 *   this thread          the host's thread            a worker
 *   open_async ────────► load the session
 *                        join it, follow it ────────► read the document as it
 *   the link, whole ◄─── ◄─────────────────────────── is by now
 *
 * What the log says from the second step on waits in the link; what the read
 * snapshot has of it already is left out there. Where the session has to be
 * read itself, the worker's part is done beside that, on another core. */
#define G_LOG_DOMAIN "talus-peer-local-link"

#include "base/talus-clock.h"
#include "peer/talus-local-link-private.h"

typedef struct
{
  GTask *task;              /* its data is the link */
  TalusLocalLink *link;     /* borrowed of the task */
  TalusRegistry *registry;
  GMainContext *host_context;
  GMainContext *context;
  TalusId project_id;
  TalusId session_id;
  char *client_id;
  TalusAuthor *author;
  TalusFollowerQueue *queue;
  TalusReplica *replica;
  GPtrArray *clients;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->replica);
  g_clear_pointer (&opening->clients, g_ptr_array_unref);
  g_clear_pointer (&opening->queue, talus_follower_queue_unref);
  g_clear_pointer (&opening->author, talus_author_unref);
  g_clear_pointer (&opening->host_context, g_main_context_unref);
  g_clear_pointer (&opening->context, g_main_context_unref);
  g_clear_object (&opening->task);
  g_free (opening->client_id);
  g_free (opening);
}

/* On the host's thread: nobody else has seen the copies yet. */
GPtrArray *
talus_local_link_copy_clients (TalusSession *session)
{
  g_autoptr (GPtrArray) clients = talus_session_list_clients (session);
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_client_free);

  for (guint i = 0; i < clients->len; i++)
    {
      const TalusClient *client = g_ptr_array_index (clients, i);
      TalusClient *copy = talus_client_new (client->id, client->author, client->role,
                                            client->joined_at);

      copy->presence = g_strdup (client->presence);
      g_ptr_array_add (copies, copy);
    }

  return copies;
}

/* On this thread again: the link is whole from here on. */
static gboolean
finish_opening_cb (gpointer user_data)
{
  Opening *opening = user_data;
  TalusLocalLink *link = opening->link;

  link->queue = g_steal_pointer (&opening->queue);
  link->replica = g_steal_pointer (&opening->replica);
  link->graph = g_object_ref (talus_replica_get_graph (link->replica));
  link->clients = g_steal_pointer (&opening->clients);
  link->session_id = opening->session_id;
  link->seq = talus_replica_get_confirmed_seq (link->replica);
  g_task_return_pointer (opening->task, g_object_ref (link), g_object_unref);
  opening_free (opening);

  return G_SOURCE_REMOVE;
}

static gboolean
fail_opening_cb (gpointer user_data)
{
  Opening *opening = user_data;

  if (opening->queue != NULL)
    talus_follower_queue_close (opening->queue);
  opening_free (opening);

  return G_SOURCE_REMOVE;
}

static void
tell_this_thread (Opening     *opening,
                  GSourceFunc  func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, opening, NULL);
  g_source_attach (source, opening->context);
}

/* On a worker. */
static gboolean
read_replica (TalusDocument  *document,
              gpointer        data,
              GError        **error)
{
  Opening *opening = data;
  g_autoptr (TalusGraph) graph = NULL;
  char head[TALUS_HEAD_LENGTH + 1] = "";
  guint64 seq = 0;

  graph = talus_document_load (document, &seq, head, error);
  if (graph == NULL)
    return FALSE;

  opening->replica = talus_session_read_replica (graph, seq, head, TALUS_JOURNAL (document), error);

  return opening->replica != NULL;
}

static void
replica_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Opening *opening = user_data;
  TalusSession *session = talus_registry_get_session (opening->registry, &opening->session_id);
  GError *error = NULL;

  if (talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      tell_this_thread (opening, finish_opening_cb);
      return;
    }

  if (session != NULL)
    talus_session_leave (session, opening->client_id);
  g_task_return_error (opening->task, error);
  tell_this_thread (opening, fail_opening_cb);
}

static void
session_opened_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  static const TalusFollowerFuncs funcs = { talus_local_link_records_cb,
                                            talus_local_link_notice_cb,
                                            talus_local_link_dropped_cb };
  Opening *opening = user_data;
  g_autoptr (TalusSession) session = NULL;
  GError *error = NULL;

  session = talus_registry_open_with_replica_finish (TALUS_REGISTRY (object), result,
                                                     &opening->replica, &error);
  if (session == NULL)
    {
      g_task_return_error (opening->task, error);
      tell_this_thread (opening, fail_opening_cb);
      return;
    }

  opening->session_id = *talus_session_get_id (session);
  opening->queue = talus_follower_queue_new (session, opening->host_context, opening->context,
                                             TALUS_FOLLOWER_QUEUE_RECORDS, &funcs, opening->link);
  talus_session_join (session, talus_client_new (opening->client_id, opening->author,
                                                 TALUS_ROLE_OWNER, talus_clock_now ()));
  opening->clients = talus_local_link_copy_clients (session);
  if (opening->replica != NULL)
    tell_this_thread (opening, finish_opening_cb);
  else
    talus_registry_use_document_async (opening->registry, &opening->project_id, read_replica,
                                       opening, replica_read_cb, opening);
}

static gboolean
open_session_cb (gpointer user_data)
{
  Opening *opening = user_data;

  talus_registry_open_with_replica_async (opening->registry, &opening->project_id,
                                          session_opened_cb, opening);

  return G_SOURCE_REMOVE;
}

/**
 * talus_local_link_open_async:
 * @registry: the host's registry
 * @host_context: the main context of its thread
 * @project_id: which project
 * @author: who will edit
 * @cancellable: (nullable): to give up
 * @callback: called on this thread
 * @user_data: passed to @callback
 *
 * Opens a project and joins its session as the owner of this computer.
 */
void
talus_local_link_open_async (TalusRegistry       *registry,
                             GMainContext        *host_context,
                             const TalusId       *project_id,
                             TalusAuthor         *author,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Opening *opening;
  TalusId id;

  g_return_if_fail (registry != NULL);
  g_return_if_fail (host_context != NULL);
  g_return_if_fail (project_id != NULL);
  g_return_if_fail (author != NULL);

  talus_id_draw (&id);
  opening = g_new0 (Opening, 1);
  opening->registry = registry;
  opening->host_context = g_main_context_ref (host_context);
  opening->context = g_main_context_ref_thread_default ();
  opening->project_id = *project_id;
  opening->author = talus_author_ref (author);
  opening->client_id = talus_id_to_string (&id);

  opening->link = g_object_new (TALUS_TYPE_LOCAL_LINK, NULL);
  opening->link->registry = registry;
  opening->link->host_context = g_main_context_ref (host_context);
  opening->link->context = g_main_context_ref (opening->context);
  opening->link->project_id = *project_id;
  opening->link->author = talus_author_ref (author);
  opening->link->client_id = g_strdup (opening->client_id);

  opening->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (opening->task, talus_local_link_open_async);
  g_task_set_task_data (opening->task, opening->link, g_object_unref);
  talus_local_link_ask (host_context, open_session_cb, opening);
}

/**
 * talus_local_link_open_finish:
 * @result: the result
 * @error: return location
 *
 * Finishes [func@Talus.local_link_open_async].
 *
 * Returns: (transfer full): the link
 */
TalusPeerLink *
talus_local_link_open_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
