/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the answers to commands in. What the host must refuse by the contract
 * is no error; everything else is. */
#define G_LOG_DOMAIN "sim-project"

#include "sim-project.h"

#include <gio/gio.h>
#include <string.h>

#include "sim-http.h"

#define TEMPLATE "restomod"

static void
command_free (gpointer data)
{
  SimCommand *command = data;

  g_free (command->body);
  g_free (command);
}

/* (transfer full) (nullable): an object. */
JsonObject *
sim_parse (const char *text)
{
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

/* (transfer full) (nullable): what GET answers. */
JsonObject *
sim_get_json (guint16      port,
              const char  *path,
              GError     **error)
{
  JsonObject *object = NULL;
  SimHttpAnswer answer;

  sim_http_answer_init (&answer);
  if (sim_http_call (port, "GET", path, NULL, &answer, error))
    {
      object = answer.status == 200 ? sim_parse (answer.body->str) : NULL;
      if (object == NULL)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "GET %s answered %u %.400s", path,
                     answer.status, answer.body->str);
    }
  sim_http_answer_clear (&answer);

  return object;
}

static guint64
count_nodes (JsonObject *node)
{
  JsonArray *children = json_object_get_array_member (node, "children");
  guint64 n = 1;

  for (guint i = 0; i < json_array_get_length (children); i++)
    n += count_nodes (json_array_get_object_element (children, i));

  return n;
}

static void
take_phases (SimProject *self,
             JsonObject *graph)
{
  JsonArray *roots = json_object_get_array_member (graph, "roots");
  JsonObject *root = json_array_get_object_element (roots, 0);
  JsonArray *children = json_object_get_array_member (root, "children");

  self->root_id = g_strdup (json_object_get_string_member (root, "id"));
  self->initial_nodes = count_nodes (root);
  for (guint i = 0; i < json_array_get_length (children); i++)
    {
      JsonObject *child = json_array_get_object_element (children, i);

      if (g_str_equal (json_object_get_string_member (child, "blueprint_type_id"), "phase"))
        g_ptr_array_add (self->nodes[SIM_PHASE],
                         g_strdup (json_object_get_string_member (child, "id")));
    }
}

static gboolean
fetch_template (SimProject  *self,
                guint16      port,
                GError     **error)
{
  g_autofree char *path = g_strdup_printf ("/sessions/%s/template?format=yaml", self->session_id);
  SimHttpAnswer answer;
  gboolean fine;

  sim_http_answer_init (&answer);
  fine = sim_http_call (port, "GET", path, NULL, &answer, error);
  if (fine)
    self->template_yaml = g_bytes_new (answer.body->str, answer.body->len);
  sim_http_answer_clear (&answer);

  return fine;
}

/**
 * sim_project_new:
 * @port: where the host listens
 * @name: the project's
 * @error: return location
 *
 * Has the host make a project.
 */
SimProject *
sim_project_new (guint16      port,
                 const char  *name,
                 GError     **error)
{
  g_autoptr(SimProject) self = g_new0 (SimProject, 1);
  g_autofree char *body = g_strdup_printf (
    "{\"template_id\":\"" TEMPLATE "\",\"project_name\":\"%s\"}", name);
  g_autoptr(JsonObject) answer_json = NULL;
  SimHttpAnswer answer;

  self->commands = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, command_free);
  self->order = g_ptr_array_new ();
  self->heads = g_ptr_array_new_with_free_func (g_free);
  self->told_heads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < SIM_N_TYPES; i++)
    {
      self->nodes[i] = g_ptr_array_new_with_free_func (g_free);
      self->deleted[i] = g_ptr_array_new_with_free_func (g_free);
    }
  self->edges = g_ptr_array_new_with_free_func (g_free);
  self->parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  sim_http_answer_init (&answer);
  if (sim_http_call (port, "POST", "/projects", body, &answer, error))
    {
      answer_json = sim_parse (answer.body->str);
      if (answer.status != 201 || answer_json == NULL)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No project was made: %u %s",
                     answer.status, answer.body->str);
    }
  sim_http_answer_clear (&answer);
  if (answer_json == NULL)
    return NULL;

  self->project_id = g_strdup (json_object_get_string_member (answer_json, "project_id"));
  self->session_id = g_strdup (json_object_get_string_member (answer_json, "session_id"));
  self->epoch = g_strdup (json_object_get_string_member (
    json_object_get_object_member (answer_json, "graph"), "epoch"));
  self->undo_path = g_strdup_printf ("/sessions/%s/undo", self->session_id);
  self->redo_path = g_strdup_printf ("/sessions/%s/redo", self->session_id);
  take_phases (self, json_object_get_object_member (answer_json, "graph"));
  if (!fetch_template (self, port, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sim_project_free (SimProject *self)
{
  g_clear_pointer (&self->commands, g_hash_table_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_clear_pointer (&self->told_heads, g_hash_table_unref);
  g_clear_pointer (&self->template_yaml, g_bytes_unref);
  for (guint i = 0; i < SIM_N_TYPES; i++)
    {
      g_clear_pointer (&self->nodes[i], g_ptr_array_unref);
      g_clear_pointer (&self->deleted[i], g_ptr_array_unref);
    }
  g_clear_pointer (&self->edges, g_ptr_array_unref);
  g_clear_pointer (&self->parents, g_hash_table_unref);
  g_free (self->project_id);
  g_free (self->session_id);
  g_free (self->epoch);
  g_free (self->root_id);
  g_free (self->undo_path);
  g_free (self->redo_path);
  g_free (self);
}

static void
remove_text (GPtrArray  *texts,
             const char *text)
{
  guint at;

  if (g_ptr_array_find_with_equal_func (texts, text, g_str_equal, &at))
    g_ptr_array_remove_index_fast (texts, at);
}

/* A client that is told of a node's end does not ask for it again. */
static void
forget_node (SimProject *self,
             const char *node_id)
{
  for (SimType type = SIM_JOB; type < SIM_N_TYPES; type++)
    {
      remove_text (self->nodes[type], node_id);
      remove_text (self->deleted[type], node_id);
    }
}

static void
note_node (GPtrArray  *nodes,
           const char *node_id)
{
  if (!g_ptr_array_find_with_equal_func (nodes, node_id, g_str_equal, NULL))
    g_ptr_array_add (nodes, g_strdup (node_id));
}

/* What there is to make commands of after this one. Others may have changed it
 * since: then the next one is refused. */
static void
note_effect (SimProject *self,
             SimCommand *command)
{
  const char *type = command->command_type;

  if (command->makes || g_str_equal (type, "RestoreNode"))
    {
      remove_text (self->deleted[command->type], command->node_id);
      note_node (self->nodes[command->type], command->node_id);
    }
  else if (g_str_equal (type, "DeleteNode"))
    {
      forget_node (self, command->node_id);
      note_node (self->deleted[command->type], command->node_id);
    }
  else if (g_str_has_suffix (type, "Dependency"))
    {
      g_autofree char *edge = g_strdup_printf ("%s %s", command->node_id, command->other_id);

      remove_text (self->edges, edge);
      if (g_str_equal (type, "LinkDependency"))
        g_ptr_array_add (self->edges, g_steal_pointer (&edge));
    }
  if (g_str_equal (type, "UnlinkNode"))
    g_hash_table_remove (self->parents, command->node_id);
  else if (*command->other_id != '\0' && !g_str_has_suffix (type, "Dependency"))
    g_hash_table_replace (self->parents, g_strdup (command->node_id),
                          g_strdup (command->other_id));
}

/* What the contract lets the host refuse when others change the same graph. */
static gboolean
may_be_refused (guint       status,
                const char *code)
{
  static const struct
  {
    guint status;
    const char *code;
  } allowed[] = {
    { 404, "NODE_NOT_FOUND" },     { 422, "INVALID_PARENT" }, { 422, "WOULD_CYCLE" },
    { 422, "TYPE_NOT_ALLOWED" },   { 409, "UNDO_CONFLICT" },  { 400, "NOTHING_TO_UNDO" },
    { 400, "NOTHING_TO_REDO" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      if ((status == 0 || allowed[i].status == status) && g_str_equal (allowed[i].code, code))
        return TRUE;
    }

  return FALSE;
}

static gboolean
take_refusal (SimProject  *self,
              SimCommand  *command,
              guint        status,
              JsonObject  *answer,
              const char  *body,
              GError     **error)
{
  JsonObject *details = answer != NULL && json_object_has_member (answer, "error")
    ? json_object_get_object_member (answer, "error") : NULL;
  const char *code = details != NULL
    ? json_object_get_string_member_with_default (details, "code", NULL) : NULL;

  if (code == NULL || !may_be_refused (status, code))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s answered %u %s (try %u)",
                   command->body, status, body, command->tries);
      return FALSE;
    }
  command->state = SIM_REFUSED;
  if (g_str_equal (code, "NODE_NOT_FOUND"))
    forget_node (self, command->node_id);

  return TRUE;
}

/**
 * sim_project_answer:
 * @self: the project
 * @command: what was answered
 * @status: of the answer; 0: it came without, by a socket
 * @body: of the answer
 * @error: return location
 *
 * Takes an answer in. To a command that was answered before it must be the same again.
 *
 * Returns: %FALSE for an answer that the contract does not allow
 */
gboolean
sim_project_answer (SimProject  *self,
                    SimCommand  *command,
                    guint        status,
                    const char  *body,
                    GError     **error)
{
  g_autoptr(JsonObject) answer = sim_parse (body);
  const char *id, *head, *epoch;
  guint64 seq;

  if (status == 0 && answer != NULL &&
      json_object_get_boolean_member_with_default (answer, "success", FALSE))
    status = 200;
  if (status != 200 && command->state != SIM_RECORDED)
    return take_refusal (self, command, status, answer, body, error);

  id = answer != NULL ? json_object_get_string_member_with_default (answer, "command_id", "") : "";
  head = answer != NULL ? json_object_get_string_member_with_default (answer, "head", "") : "";
  epoch = answer != NULL ? json_object_get_string_member_with_default (answer, "epoch", "") : "";
  seq = answer != NULL ? json_object_get_int_member_with_default (answer, "seq", 0) : 0;
  if (status != 200 || !g_str_equal (id, command->id) || !g_str_equal (epoch, self->epoch) ||
      strlen (head) != 32 || seq == 0 ||
      (command->state == SIM_RECORDED &&
       (seq != command->seq || !g_str_equal (head, command->head))))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s answered %u %s", command->body, status,
                   body);
      return FALSE;
    }
  if (command->state == SIM_RECORDED)
    return TRUE;

  command->state = SIM_RECORDED;
  command->seq = seq;
  g_strlcpy (command->head, head, sizeof command->head);
  self->n_recorded++;
  self->max_seq = MAX (self->max_seq, seq);
  note_effect (self, command);

  return TRUE;
}
