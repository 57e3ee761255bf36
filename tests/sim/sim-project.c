/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes commands of every kind at random and takes their answers in. What the
 * host must refuse by the contract is no error; everything else is. */
#define G_LOG_DOMAIN "sim-project"

#include "sim-project.h"

#include <gio/gio.h>
#include <string.h>

#include "sim-http.h"

#define TEMPLATE "restomod"

static const char * const type_names[SIM_N_TYPES] = { "phase", "job", "task" };

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
  JsonObject *root = json_array_get_object_element (json_object_get_array_member (graph, "roots"), 0);
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
  for (guint i = 0; i < SIM_N_TYPES; i++)
    self->nodes[i] = g_ptr_array_new_with_free_func (g_free);

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

  return g_steal_pointer (&self);
}

void
sim_project_free (SimProject *self)
{
  g_clear_pointer (&self->commands, g_hash_table_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  for (guint i = 0; i < SIM_N_TYPES; i++)
    g_clear_pointer (&self->nodes[i], g_ptr_array_unref);
  g_free (self->project_id);
  g_free (self->session_id);
  g_free (self->epoch);
  g_free (self->root_id);
  g_free (self->undo_path);
  g_free (self->redo_path);
  g_free (self);
}

/* From the run's own generator, so that a seed gives the same commands again. */
static void
draw_id (GRand *rand,
         char   id[37])
{
  guint32 a = g_rand_int (rand), b = g_rand_int (rand), c = g_rand_int (rand),
          d = g_rand_int (rand);

  g_snprintf (id, 37, "%08x-%04x-4%03x-%x%03x-%04x%08x", a, b >> 16, b & 0xfff,
              8 + (c >> 30), c & 0xfff, (c >> 12) & 0xffff, d);
}

/* (nullable): one of them, any. */
static const char *
pick (SimProject *self,
      SimType     type,
      GRand      *rand)
{
  GPtrArray *nodes = self->nodes[type];

  return nodes->len == 0 ? NULL : g_ptr_array_index (nodes, g_rand_int_range (rand, 0, nodes->len));
}

/* Any node of any type; there are always phases, which are never deleted. */
static const char *
pick_any (SimProject *self,
          GRand      *rand)
{
  const char *id = pick (self, g_rand_int_range (rand, 0, SIM_N_TYPES), rand);

  return id != NULL ? id : pick (self, SIM_PHASE, rand);
}

static char *
format_create (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  const char *parent;

  command->type = g_rand_int_range (rand, SIM_JOB, SIM_N_TYPES);
  if (pick (self, command->type - 1, rand) == NULL)
    command->type = SIM_JOB;
  parent = pick (self, command->type - 1, rand);
  draw_id (rand, command->node_id);
  command->makes = TRUE;

  return g_strdup_printf ("{\"blueprint_type_id\":\"%s\",\"parent_id\":\"%s\",\"id\":\"%s\","
                          "\"name\":\"Made %u\",\"index\":%d}", type_names[command->type], parent,
                          command->node_id, g_rand_int (rand), g_rand_int_range (rand, 0, 8));
}

static char *
format_set (const char *node_id,
            const char *property,
            const char *value)
{
  return g_strdup_printf ("{\"node_id\":\"%s\",\"property_id\":\"%s\",\"value\":%s}", node_id,
                          property, value);
}

static char *
format_rename (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  g_autofree char *name = g_strdup_printf ("\"Näme %u\"", g_rand_int (rand));

  g_strlcpy (command->node_id, pick_any (self, rand), sizeof command->node_id);

  return format_set (command->node_id, "name", name);
}

static char *
format_number (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  g_autofree char *hours = g_strdup_printf ("%d.5", g_rand_int_range (rand, 0, 100000));

  g_strlcpy (command->node_id, pick_any (self, rand), sizeof command->node_id);

  return format_set (command->node_id, "estimated_hours", hours);
}

/* A batch makes a node and changes it; the second command sees the first. */
static char *
format_batch (SimProject *self,
              SimCommand *command,
              GRand      *rand)
{
  g_autofree char *create = format_create (self, command, rand);
  g_autofree char *set = format_set (command->node_id, "name", "\"In a batch\"");
  g_autofree char *status = format_set (command->node_id, "status", "\"in-progress\"");

  return g_strdup_printf ("{\"label\":\"Batch\",\"commands\":["
                          "{\"command_type\":\"CreateNode\",\"data\":%s},"
                          "{\"command_type\":\"UpdateProperty\",\"data\":%s},"
                          "{\"command_type\":\"UpdateProperty\",\"data\":%s}]}", create, set, status);
}

static char *
format_move (SimProject *self,
             SimCommand *command,
             GRand      *rand)
{
  SimType type = g_rand_boolean (rand) ? SIM_TASK : SIM_JOB;
  const char *node_id = pick (self, type, rand);
  const char *parent = pick (self, type - 1, rand);

  if (node_id == NULL || parent == NULL)
    return NULL;
  g_strlcpy (command->node_id, node_id, sizeof command->node_id);

  return g_strdup_printf ("{\"node_id\":\"%s\",\"parent_id\":\"%s\",\"index\":%d}", node_id, parent,
                          g_rand_int_range (rand, 0, 4));
}

static char *
format_delete (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  const char *node_id = pick (self, g_rand_boolean (rand) ? SIM_TASK : SIM_JOB, rand);

  if (node_id == NULL)
    return NULL;
  g_strlcpy (command->node_id, node_id, sizeof command->node_id);

  return g_strdup_printf ("{\"node_id\":\"%s\"}", node_id);
}

static char *
format_link (SimProject *self,
             SimCommand *command,
             GRand      *rand)
{
  return g_strdup_printf ("{\"blocker_id\":\"%s\",\"blocked_id\":\"%s\"}", pick_any (self, rand),
                          pick_any (self, rand));
}

/* What is sent, and of a hundred commands how many. */
static const struct
{
  const char *command_type; /* NULL: undo or redo */
  char *(*format) (SimProject *self, SimCommand *command, GRand *rand);
  gint share;
} mixture[] = {
  { "CreateNode", format_create, 30 },
  { "UpdateProperty", format_rename, 15 },
  { "UpdateProperty", format_number, 15 },
  { "MoveNode", format_move, 12 },
  { "DeleteNode", format_delete, 4 },
  { "LinkDependency", format_link, 8 },
  { "Batch", format_batch, 6 },
  { NULL, NULL, 10 },
};

/**
 * sim_project_command:
 * @self: the project
 * @rand: the run's generator
 *
 * Draws the next command.
 *
 * Returns: (transfer none): a command to be sent
 */
SimCommand *
sim_project_command (SimProject *self,
                     GRand      *rand)
{
  SimCommand *command = g_new0 (SimCommand, 1);
  g_autofree char *data = NULL;
  gint drawn = g_rand_int_range (rand, 0, 100);
  guint kind = 0;

  while (drawn >= mixture[kind].share)
    drawn -= mixture[kind++].share;
  draw_id (rand, command->id);
  command->path = "/commands/execute";
  if (mixture[kind].command_type == NULL)
    {
      command->path = g_rand_int_range (rand, 0, 3) == 0 ? self->redo_path : self->undo_path;
      command->body = g_strdup_printf ("{\"command_id\":\"%s\"}", command->id);
    }
  else
    {
      data = mixture[kind].format (self, command, rand);
      if (data == NULL) /* nothing there yet that it could be about */
        {
          kind = 0;
          data = format_create (self, command, rand);
        }
      command->body = g_strdup_printf (
        "{\"session_id\":\"%s\",\"command_type\":\"%s\",\"command_id\":\"%s\",\"data\":%s}",
        self->session_id, mixture[kind].command_type, command->id, data);
    }
  g_hash_table_insert (self->commands, command->id, command);
  g_ptr_array_add (self->order, command);

  return command;
}

/* A client that is told of a node's end does not ask for it again. */
static void
forget_node (SimProject *self,
             const char *node_id)
{
  for (SimType type = SIM_JOB; type < SIM_N_TYPES; type++)
    {
      guint at;

      if (g_ptr_array_find_with_equal_func (self->nodes[type], node_id, g_str_equal, &at))
        g_ptr_array_remove_index_fast (self->nodes[type], at);
    }
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
      if (allowed[i].status == status && g_str_equal (allowed[i].code, code))
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
  const char *code = details != NULL ? json_object_get_string_member (details, "code") : NULL;

  if (code == NULL || !may_be_refused (status, code))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s answered %u %s (try %u)",
                   command->body, status, body, command->tries);
      return FALSE;
    }
  command->state = SIM_REFUSED;
  if (status == 404)
    forget_node (self, command->node_id);

  return TRUE;
}

/**
 * sim_project_answer:
 * @self: the project
 * @command: what was answered
 * @status: of the answer
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
  if (command->makes)
    g_ptr_array_add (self->nodes[command->type], g_strdup (command->node_id));
  else if (strstr (command->body, "\"DeleteNode\"") != NULL)
    forget_node (self, command->node_id);

  return TRUE;
}
