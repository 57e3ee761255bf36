/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a command through a session: seen before? still based on what is
 * there? what does it come to? Then it gets its place and goes to the
 * journal. Whether it made it is talus-session-storage.c's. */
#define G_LOG_DOMAIN "talus-session-submit"

#include "base/talus-error.h"
#include "base/talus-json-writer.h"
#include "session/talus-session-private.h"

static void
answer_now (TalusSession    *self,
            TalusSubmitFunc  func,
            gpointer         user_data,
            TalusRecord     *record,
            const GError    *error)
{
  TalusWaiter waiter = { func, user_data };

  talus_session_queue_answer (self, &waiter, record, error);
}

static gboolean
check_open (TalusSession  *self,
            GError       **error)
{
  if (self->closing_reason != NULL)
    {
      gboolean shutting_down = g_str_equal (self->closing_reason, "shutting down");

      g_set_error (error, TALUS_ERROR,
                   shutting_down ? TALUS_ERROR_SHUTTING_DOWN : TALUS_ERROR_INVALID_SESSION,
                   "The session is closing: %s", self->closing_reason);
      return FALSE;
    }

  if (self->replica == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NO_PROJECT,
                   "The session has no project yet; create or import one with its session_id");
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_same_command (TalusRecord  *record,
                 TalusCommand *command)
{
  return g_str_equal (record->command_type, talus_command_get_type_name (command)) &&
         g_str_equal (record->command_data, talus_command_get_data_json (command));
}

/* TRUE if the command was answered, or will be, by what it came to the first
 * time; or refused since another had its id. */
static gboolean
answer_again (TalusSession        *self,
              const TalusRequest  *request,
              TalusSubmitFunc      func,
              gpointer             user_data,
              GError             **error)
{
  TalusFlight *flight = g_hash_table_lookup (self->flights_by_id, &request->command_id);
  g_autoptr(TalusRecord) record = NULL;

  if (flight != NULL)
    record = talus_record_ref (flight->record);
  else if (!talus_journal_find_command (self->journal, &request->command_id, &record, error))
    return FALSE;

  if (record == NULL)
    return FALSE;

  if (!is_same_command (record, request->command))
    {
      JsonObject *details = json_object_new ();

      json_object_set_int_member (details, "seq", record->seq);
      talus_set_error_details (error, TALUS_ERROR_CONFLICT, details,
                               "The command_id was used before, for another command");
      return FALSE;
    }

  if (flight != NULL)
    talus_flight_add_waiter (flight, func, user_data);
  else
    answer_now (self, func, user_data, record, NULL);

  return TRUE;
}

static gboolean
check_expected (TalusSession        *self,
                const TalusRequest  *request,
                GError             **error)
{
  guint64 tip = talus_replica_get_tip_seq (self->replica);
  g_autoptr(GPtrArray) records = NULL;
  TalusRecord *newest = NULL;
  JsonObject *details = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  if (!request->has_expected_seq || request->expected_seq == tip)
    return TRUE;

  if (self->flights.length > 0)
    newest = ((TalusFlight *) g_queue_peek_tail (&self->flights))->record;
  else if (talus_journal_read (self->journal, tip - 1, 1, 1, &records, NULL) && records->len > 0)
    newest = g_ptr_array_index (records, 0);

  details = json_object_new ();
  json_object_set_int_member (details, "current", tip);
  json_object_set_int_member (details, "seq", tip);
  if (newest != NULL)
    json_object_set_string_member (details, "author", talus_id_format (&newest->author->id, text));
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details,
                           "The session is at seq %" G_GUINT64_FORMAT ", not at %" G_GUINT64_FORMAT,
                           tip, request->expected_seq);

  return FALSE;
}

/* What an undo or redo leaves behind belongs to its answer. */
static void
add_stacks (TalusSession *self,
            TalusCommand *command,
            TalusRecord  *record)
{
  TalusCommandType kind = talus_command_get_kind (command);
  TalusScope scope = TALUS_SCOPE_SESSION;
  TalusHistory *history = talus_replica_get_history (self->replica);
  GString *result = NULL;

  if (kind != TALUS_COMMAND_UNDO && kind != TALUS_COMMAND_REDO)
    return;

  scope = talus_command_get_scope (command);
  result = g_string_new (record->result != NULL ? record->result : "{}");
  g_string_truncate (result, result->len - 1);
  g_string_append_printf (result, "%s\"redo_available\":%s,\"undo_available\":%s}",
                          result->len > 1 ? "," : "",
                          talus_history_can_redo (history, scope, &record->author->id)
                            ? "true" : "false",
                          talus_history_can_undo (history, scope, &record->author->id)
                            ? "true" : "false");
  g_free (record->result);
  record->result = g_string_free (result, FALSE);
}

static TalusTemplate *
find_template_cb (const char  *template_id,
                  gpointer     user_data,
                  GError     **error)
{
  TalusSession *self = user_data;

  if (self->find_template != NULL)
    return self->find_template (template_id, self->find_template_data, error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND, "There is no template “%s”",
               template_id);

  return NULL;
}

/* Whose a record is that undo does not reach any more. */
static gboolean
find_author_cb (guint64   seq,
                TalusId  *author,
                gpointer  user_data)
{
  TalusSession *self = user_data;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  if (!talus_journal_read (self->journal, seq - 1, 1, 1, &records, &error))
    {
      g_message ("The log does not say who wrote %" G_GUINT64_FORMAT ": %s", seq, error->message);
      return FALSE;
    }
  if (records->len == 0)
    return FALSE;

  *author = ((TalusRecord *) g_ptr_array_index (records, 0))->author->id;

  return TRUE;
}

static gboolean
sets_template (const TalusChange *change)
{
  return change->op == TALUS_CHANGE_META && g_str_equal (change->key, "template");
}

/* What an undo comes to is known only now. */
static gboolean
check_template (const TalusRequest  *request,
                TalusRecord         *draft,
                GError             **error)
{
  for (guint i = 0;
       request->keeps_template && i < talus_change_set_get_length (draft->changes); i++)
    {
      if (!sets_template (talus_change_set_get (draft->changes, i)))
        continue;

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
                   "This sets the template, which takes the role owner");
      return FALSE;
    }

  return TRUE;
}

/* The log names templates by hash: their text must be on the disk with it. */
static void
hand_over_templates (TalusSession *self,
                     TalusRecord  *record)
{
  TalusGraph *graph = talus_replica_get_graph (self->replica);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(TalusTemplate) template = NULL;
      JsonObject *object = NULL;

      if (!sets_template (change))
        continue;

      node = talus_value_to_node (change->new_value);
      object = json_node_get_object (node);
      template = talus_graph_find_template (graph, json_object_get_string_member (object, "id"),
                                            json_object_get_string_member (object, "hash"));
      g_assert (template != NULL); /* or the change could not have been applied */
      talus_journal_add_template (self->journal, template);
    }
}

static TalusRecord *
place (TalusSession        *self,
       const TalusRequest  *request,
       GError             **error)
{
  TalusResolveContext context = { .find_template = find_template_cb, .user_data = self,
                                  .find_author = find_author_cb };
  g_autoptr(TalusRecord) draft = NULL;
  g_autofree char *previous_head = NULL;
  TalusId command_id;
  gint64 timestamp = MAX (self->clock (self->clock_data), self->last_timestamp);

  if (request->has_command_id)
    command_id = request->command_id;
  else
    talus_id_draw (&command_id);

  context.has_base_seq = request->has_base_seq;
  context.base_seq = request->base_seq;
  draft = talus_replica_draft (self->replica, request->command, &command_id, request->author,
                               request->client_id, timestamp, &context, error);
  if (draft == NULL || !check_template (request, draft, error))
    return NULL;

  previous_head = g_strdup (talus_replica_get_tip_head (self->replica));
  talus_session_run_guards (self);
  talus_event_hints_push (self->replica, request->command, draft);
  add_stacks (self, request->command, draft);
  talus_record_seal (draft, previous_head);
  hand_over_templates (self, draft);
  self->last_timestamp = timestamp;

  return g_steal_pointer (&draft);
}

/* A command was judged against everything in flight, and its refusal tells of
 * it. So it waits until the last of that is durable; should that be void, so
 * is the reason. */
static void
refuse (TalusSession       *self,
        const TalusRequest *request,
        TalusSubmitFunc     func,
        gpointer            user_data,
        const GError       *error)
{
  TalusFlight *newest = g_queue_peek_tail (&self->flights);
  TalusRefusal *refusal = g_new0 (TalusRefusal, 1);

  refusal->waiter.func = func;
  refusal->waiter.user_data = user_data;
  refusal->client_id = g_strdup (request->client_id);
  refusal->author = talus_author_ref (request->author);
  refusal->has_command_id = request->has_command_id;
  refusal->command_id = request->command_id;
  refusal->command_type = g_strdup (talus_command_get_type_name (request->command));
  refusal->error = g_error_copy (error);

  if (newest != NULL && self->failure == NULL)
    talus_flight_add_refusal (newest, refusal);
  else
    talus_session_queue_refusal (self, refusal, NULL);
}

/**
 * talus_session_submit:
 * @self: a session
 * @request: what is wanted; borrowed
 * @func: (nullable): takes the answer
 * @user_data: passed to @func
 *
 * Gives a command its place in the log and has it made durable. The same
 * command_id again gets the first answer and changes nothing. Callable from
 * within a follower's callback.
 */
void
talus_session_submit (TalusSession       *self,
                      const TalusRequest *request,
                      TalusSubmitFunc     func,
                      gpointer            user_data)
{
  g_autoptr(TalusSession) guard = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusRecord) record = NULL;
  TalusFlight *flight = NULL;

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (request != NULL && request->command != NULL && request->author != NULL);

  guard = g_object_ref (self);
  talus_session_touch (self);

  if (!check_open (self, &error))
    {
      answer_now (self, func, user_data, NULL, error);
      talus_session_deliver (self);
      return;
    }

  if (request->has_command_id && answer_again (self, request, func, user_data, &error))
    {
      talus_session_deliver (self);
      return;
    }

  if (error == NULL && self->failure != NULL)
    error = g_error_copy (self->failure);
  if (error == NULL && check_expected (self, request, &error))
    record = place (self, request, &error);

  if (record == NULL)
    {
      refuse (self, request, func, user_data, error);
      talus_session_deliver (self);
      return;
    }

  flight = talus_flight_new (record);
  talus_flight_add_waiter (flight, func, user_data);
  talus_session_launch (self, flight);
}
