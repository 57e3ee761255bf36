/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in this process, followed through its queue. Everything here is on
 * the peer's thread but what says otherwise. */
#define G_LOG_DOMAIN "talus-peer-local-link"

#include "peer/talus-local-link.h"

#include "base/talus-error.h"
#include "peer/talus-local-link-private.h"

/* A command on its way. */
typedef struct
{
  TalusLocalLink *link;
  TalusId command_id;
} Asked;

/* Something short that is to happen to the session. */
typedef struct
{
  TalusRegistry *registry;
  TalusId session_id;
  char *client_id;
  char *text;
  TalusLocalLink *link;      /* (nullable): whom to answer */
  GMainContext *context;
  GPtrArray *clients;
  GPtrArray *templates;
  JsonNode *wanted;
} Errand;

static void
errand_free (Errand *errand)
{
  g_clear_pointer (&errand->clients, g_ptr_array_unref);
  g_clear_pointer (&errand->templates, g_ptr_array_unref);
  g_clear_pointer (&errand->context, g_main_context_unref);
  g_clear_object (&errand->link);
  g_free (errand->client_id);
  g_free (errand->text);
  g_free (errand);
}

/* Runs @func on the thread of a context. */
void
talus_local_link_ask (GMainContext *host_context,
                      GSourceFunc   func,
                      gpointer      data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, host_context);
}

static Errand *
errand_new (TalusLocalLink *self,
            gboolean        wants_answer)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->registry = self->registry;
  errand->session_id = self->session_id;
  errand->client_id = g_strdup (self->client_id);
  errand->context = g_main_context_ref (self->context);
  if (wants_answer)
    errand->link = g_object_ref (self);

  return errand;
}

static void list_clients_again (TalusLocalLink *self);

/* What one is called oneself may have been changed: edits are under that name
 * from now on. */
static void
find_own_author (TalusLocalLink *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    {
      const TalusClient *client = g_ptr_array_index (self->clients, i);

      if (!g_str_equal (client->id, self->client_id))
        continue;

      talus_author_ref (client->author);
      talus_author_unref (self->author);
      self->author = client->author;
      return;
    }
}

static gboolean
clients_listed_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusLocalLink *self = errand->link;

  self->is_listing = FALSE;
  if (self->queue != NULL && errand->clients != NULL)
    {
      g_clear_pointer (&self->clients, g_ptr_array_unref);
      self->clients = g_steal_pointer (&errand->clients);
      find_own_author (self);
      if (self->list_again)
        list_clients_again (self);
      talus_peer_link_emit_clients (TALUS_PEER_LINK (self));
    }
  errand_free (errand);

  return G_SOURCE_REMOVE;
}

/* On the host's thread. */
static gboolean
list_clients_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusSession *session = talus_registry_get_session (errand->registry, &errand->session_id);

  if (session != NULL)
    errand->clients = talus_local_link_copy_clients (session);
  talus_local_link_ask (errand->context, clients_listed_cb, errand);

  return G_SOURCE_REMOVE;
}

static void
list_clients_again (TalusLocalLink *self)
{
  self->list_again = self->is_listing;
  if (self->is_listing || !self->is_started)
    return;

  self->is_listing = TRUE;
  talus_local_link_ask (self->host_context, list_clients_cb, errand_new (self, TRUE));
}

static void
take_presence (TalusLocalLink    *self,
               const TalusNotice *notice)
{
  if (self->clients == NULL)
    return;

  for (guint i = 0; i < self->clients->len; i++)
    {
      TalusClient *client = g_ptr_array_index (self->clients, i);

      if (!g_str_equal (client->id, notice->client_id))
        continue;

      g_free (client->presence);
      client->presence = g_strdup (notice->text);
      talus_peer_link_emit_clients (TALUS_PEER_LINK (self));
      return;
    }
}

static void
unloaded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    g_debug ("The session was not unloaded: %s", error->message);
}

/* On the host's thread: a document that nobody looks at is a file at rest. */
static gboolean
leave_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusSession *session = talus_registry_get_session (errand->registry, &errand->session_id);

  if (session != NULL)
    {
      talus_session_leave (session, errand->client_id);
      if (talus_session_get_n_clients (session) == 0)
        talus_registry_close_async (errand->registry, &errand->session_id, "closed", unloaded_cb,
                                    NULL);
    }
  errand_free (errand);

  return G_SOURCE_REMOVE;
}

static void
close_link (TalusPeerLink *link)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (link);

  if (self->queue == NULL)
    return;

  talus_follower_queue_close (self->queue);
  g_clear_pointer (&self->queue, talus_follower_queue_unref);
  talus_local_link_ask (self->host_context, leave_cb, errand_new (self, FALSE));
}

static void
end_for (TalusLocalLink *self,
         const GError   *reason)
{
  if (self->queue == NULL)
    return;

  close_link (TALUS_PEER_LINK (self));
  talus_peer_link_emit_ended (TALUS_PEER_LINK (self), reason);
}

static void
end (TalusLocalLink *self,
     TalusError      code,
     const char     *message)
{
  g_autoptr (GError) reason = g_error_new_literal (TALUS_ERROR, code, message);

  if (self->is_started)
    end_for (self, reason);
  else if (self->early_end == NULL)
    self->early_end = g_steal_pointer (&reason);
}

/* TalusFollowerFuncs.notice */
gboolean
talus_local_link_notice_cb (const TalusNotice *notice,
                            gpointer           user_data)
{
  TalusLocalLink *self = user_data;
  g_autoptr (TalusLocalLink) held = g_object_ref (self);

  switch (notice->kind)
    {
    case TALUS_NOTICE_JOINED:
    case TALUS_NOTICE_LEFT:
      list_clients_again (self);
      break;

    case TALUS_NOTICE_PRESENCE:
      take_presence (self, notice);
      break;

    case TALUS_NOTICE_STORAGE:
      talus_peer_link_emit_storage (TALUS_PEER_LINK (self), notice->error);
      break;

    case TALUS_NOTICE_CLOSED:
      end (self, TALUS_ERROR_INVALID_SESSION, "The project was closed");
      break;

    case TALUS_NOTICE_FAILED: /* our own are answered, others' are theirs */
    case TALUS_NOTICE_LOADED:
    case TALUS_NOTICE_SAVED:
    default:
      break;
    }

  return TRUE;
}

/* TalusFollowerFuncs.dropped */
void
talus_local_link_dropped_cb (gpointer user_data)
{
  TalusLocalLink *self = user_data;
  g_autoptr (TalusLocalLink) held = g_object_ref (self);

  end (self, TALUS_ERROR_CONFLICT, "This window fell behind the project and must read it again");
}

/* The value of another template that a record brings, or NULL. */
static TalusValue *
find_template_change (TalusRecord *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_META && g_strcmp0 (change->key, "template") == 0)
        return change->new_value;
    }

  return NULL;
}

static gboolean
templates_fetched_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusLocalLink *self = errand->link;
  g_autoptr (GPtrArray) waiting = NULL;

  self->is_fetching = FALSE;
  for (guint i = 0; errand->templates != NULL && i < errand->templates->len; i++)
    talus_graph_add_template (self->graph, g_ptr_array_index (errand->templates, i));

  /* The first of them is the one that it was fetched for. */
  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  if (self->queue != NULL && waiting->len > 0)
    {
      TalusRecord **records = (TalusRecord **) waiting->pdata;

      self->seq = records[0]->seq;
      talus_peer_link_emit_records (TALUS_PEER_LINK (self), records, 1);
      talus_local_link_take_records (self, records + 1, waiting->len - 1);
    }
  errand_free (errand);

  return G_SOURCE_REMOVE;
}

/* On the host's thread: the session has applied the record already. */
static gboolean
fetch_templates_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusSession *session = talus_registry_get_session (errand->registry, &errand->session_id);
  TalusGraph *graph = session != NULL ? talus_session_get_graph (session) : NULL;
  JsonObject *value = json_node_get_object (errand->wanted);
  TalusTemplate *template = NULL;

  errand->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_template_unref);
  if (graph != NULL)
    template = talus_graph_find_template (graph, json_object_get_string_member (value, "id"),
                                          json_object_get_string_member (value, "hash"));
  if (template != NULL)
    g_ptr_array_add (errand->templates, template);
  g_clear_pointer (&errand->wanted, json_node_unref);
  talus_local_link_ask (errand->context, templates_fetched_cb, errand);

  return G_SOURCE_REMOVE;
}

static void
wait_for_template (TalusLocalLink  *self,
                   TalusRecord    **records,
                   guint            n_records)
{
  Errand *errand;

  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (self->waiting, talus_record_ref (records[i]));
  if (self->is_fetching)
    return;

  self->is_fetching = TRUE;
  errand = errand_new (self, TRUE);
  errand->wanted = talus_value_to_node (find_template_change (records[0]));
  talus_local_link_ask (self->host_context, fetch_templates_cb, errand);
}

/* Tells of records, but for those that the first state had already. A record
 * that brings another template waits for that template. */
void
talus_local_link_take_records (TalusLocalLink  *self,
                               TalusRecord    **records,
                               guint            n_records)
{
  guint start = 0;
  guint end_of_run = 0;

  while (start < n_records && records[start]->seq <= self->seq)
    start++;

  if (self->is_fetching)
    {
      wait_for_template (self, records + start, n_records - start);
      return;
    }

  end_of_run = start;
  while (end_of_run < n_records && find_template_change (records[end_of_run]) == NULL)
    end_of_run++;

  if (end_of_run > start)
    {
      self->seq = records[end_of_run - 1]->seq;
      talus_peer_link_emit_records (TALUS_PEER_LINK (self), records + start, end_of_run - start);
    }
  if (end_of_run < n_records && self->queue != NULL)
    wait_for_template (self, records + end_of_run, n_records - end_of_run);
}

/* TalusFollowerFuncs.records */
gboolean
talus_local_link_records_cb (TalusRecord **records,
                             guint         n_records,
                             gpointer      user_data)
{
  TalusLocalLink *self = user_data;
  g_autoptr (TalusLocalLink) held = g_object_ref (self);

  if (self->is_started)
    {
      talus_local_link_take_records (self, records, n_records);
      return TRUE;
    }

  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (self->waiting, talus_record_ref (records[i]));

  return TRUE;
}

static void
answered_cb (TalusSession *session,
             TalusRecord  *record,
             const GError *error,
             gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr (TalusLocalLink) self = g_object_ref (asked->link);
  TalusId command_id = asked->command_id;

  g_hash_table_remove (self->asked, asked);
  if (error != NULL)
    talus_peer_link_emit_refused (TALUS_PEER_LINK (self), &command_id, error);
}

static void
submit (TalusPeerLink *link,
        TalusCommand  *command,
        const TalusId *command_id)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (link);
  TalusRequest request = { 0, };
  Asked *asked;

  if (self->queue == NULL)
    {
      g_autoptr (GError) error = g_error_new (TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                                              "The project was closed");

      talus_command_unref (command);
      talus_peer_link_emit_refused (link, command_id, error);
      return;
    }

  asked = g_new0 (Asked, 1);
  asked->link = self;
  asked->command_id = *command_id;
  g_hash_table_add (self->asked, asked);
  request.command = command;
  request.has_command_id = TRUE;
  request.command_id = *command_id;
  request.author = self->author;
  request.client_id = self->client_id;
  talus_follower_queue_submit (self->queue, &request, answered_cb, asked);
  talus_command_unref (command);
}

/* On the host's thread. */
static gboolean
set_presence_cb (gpointer user_data)
{
  Errand *errand = user_data;
  TalusSession *session = talus_registry_get_session (errand->registry, &errand->session_id);
  g_autoptr (GError) error = NULL;

  if (session != NULL &&
      !talus_session_set_presence (session, errand->client_id, errand->text, &error))
    g_debug ("Presence was not taken: %s", error->message);
  errand_free (errand);

  return G_SOURCE_REMOVE;
}

static void
set_presence (TalusPeerLink *link,
              const char    *json)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (link);
  Errand *errand;

  if (self->queue == NULL)
    return;

  errand = errand_new (self, FALSE);
  errand->text = g_strdup (json);
  talus_local_link_ask (self->host_context, set_presence_cb, errand);
}

/* Whoever took the replica has connected by now. */
static gboolean
start_cb (gpointer user_data)
{
  TalusLocalLink *self = user_data;
  g_autoptr (GPtrArray) waiting = NULL;

  if (!self->is_started)
    {
      self->is_started = TRUE;
      waiting = g_steal_pointer (&self->waiting);
      self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
      if (self->queue != NULL)
        talus_local_link_take_records (self, (TalusRecord **) waiting->pdata, waiting->len);
      list_clients_again (self);
      if (self->early_end != NULL)
        end_for (self, self->early_end);
    }
  g_object_unref (self);

  return G_SOURCE_REMOVE;
}

static TalusReplica *
take_replica (TalusPeerLink *link)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (link);

  talus_local_link_ask (self->context, start_cb, g_object_ref (self));

  return g_steal_pointer (&self->replica);
}

static const TalusId *
get_session_id (TalusPeerLink *link)
{
  return &TALUS_LOCAL_LINK (link)->session_id;
}

static const char *
get_client_id (TalusPeerLink *link)
{
  return TALUS_LOCAL_LINK (link)->client_id;
}

static TalusAuthor *
get_author (TalusPeerLink *link)
{
  return TALUS_LOCAL_LINK (link)->author;
}

static TalusRole
get_role (TalusPeerLink *link)
{
  return TALUS_ROLE_OWNER;
}

static GPtrArray *
list_clients (TalusPeerLink *link)
{
  return TALUS_LOCAL_LINK (link)->clients;
}

static void
talus_local_link_peer_link_init (TalusPeerLinkInterface *iface)
{
  iface->take_replica = take_replica;
  iface->get_session_id = get_session_id;
  iface->get_client_id = get_client_id;
  iface->get_author = get_author;
  iface->get_role = get_role;
  iface->list_clients = list_clients;
  iface->submit = submit;
  iface->set_presence = set_presence;
  iface->read_log_async = talus_local_link_read_log;
  iface->load_at_async = talus_local_link_load_at;
  iface->versions_async = talus_local_link_versions;
  iface->copy_async = talus_local_link_copy;
  iface->close = close_link;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusLocalLink, talus_local_link, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TALUS_TYPE_PEER_LINK,
                                                      talus_local_link_peer_link_init))

static void
talus_local_link_dispose (GObject *object)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (object);

  close_link (TALUS_PEER_LINK (self));
  g_clear_object (&self->replica);
  g_clear_object (&self->graph);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_local_link_parent_class)->dispose (object);
}

static void
talus_local_link_finalize (GObject *object)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (object);

  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_error (&self->early_end);
  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->host_context, g_main_context_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->client_id);

  G_OBJECT_CLASS (talus_local_link_parent_class)->finalize (object);
}

static void
talus_local_link_class_init (TalusLocalLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_local_link_dispose;
  object_class->finalize = talus_local_link_finalize;
}

static void
talus_local_link_init (TalusLocalLink *self)
{
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  self->asked = g_hash_table_new_full (NULL, NULL, g_free, NULL);
}
