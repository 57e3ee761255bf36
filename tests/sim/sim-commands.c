/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws commands of every kind, about nodes that are thought to exist. */
#define G_LOG_DOMAIN "sim-commands"

#include <string.h>

#include "sim-host.h"
#include "sim-project.h"

static const char * const type_names[SIM_N_TYPES] = { "phase", "job", "task" };

/* (nullable): one of them, any. */
static const char *
pick_from (GPtrArray *ids,
           GRand     *rand)
{
  return ids->len == 0 ? NULL : g_ptr_array_index (ids, g_rand_int_range (rand, 0, ids->len));
}

static const char *
pick (SimProject *self,
      SimType     type,
      GRand      *rand)
{
  return pick_from (self->nodes[type], rand);
}

/* A job or a task; phases stay where they are. */
static const char *
pick_child (SimProject *self,
            SimCommand *command,
            GRand      *rand)
{
  command->type = g_rand_boolean (rand) ? SIM_TASK : SIM_JOB;

  return pick (self, command->type, rand);
}

/* Any node of any type; there are always phases, which are never deleted. */
static const char *
pick_any (SimProject *self,
          GRand      *rand)
{
  const char *id = pick (self, g_rand_int_range (rand, 0, SIM_N_TYPES), rand);

  return id != NULL ? id : pick (self, SIM_PHASE, rand);
}

static void
set_nodes (SimCommand *command,
           const char *node_id,
           const char *other_id)
{
  g_strlcpy (command->node_id, node_id, sizeof command->node_id);
  g_strlcpy (command->other_id, other_id, sizeof command->other_id);
}

static char *
format_create (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  const char *parent;
  char id[37];

  command->type = g_rand_int_range (rand, SIM_JOB, SIM_N_TYPES);
  if (pick (self, command->type - 1, rand) == NULL)
    command->type = SIM_JOB;
  parent = pick (self, command->type - 1, rand);
  sim_draw_id (rand, id);
  set_nodes (command, id, parent);
  command->makes = TRUE;

  return g_strdup_printf ("{\"blueprint_type_id\":\"%s\",\"parent_id\":\"%s\",\"id\":\"%s\","
                          "\"name\":\"Made %u\",\"index\":%d}", type_names[command->type], parent,
                          id, g_rand_int (rand), g_rand_int_range (rand, 0, 8));
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

  set_nodes (command, pick_any (self, rand), "");

  return format_set (command->node_id, "name", name);
}

static char *
format_number (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  g_autofree char *hours = g_strdup_printf ("%d.5", g_rand_int_range (rand, 0, 100000));

  set_nodes (command, pick_any (self, rand), "");

  return format_set (command->node_id, "estimated_hours", hours);
}

static char *
format_delete_property (SimProject *self,
                        SimCommand *command,
                        GRand      *rand)
{
  set_nodes (command, pick_any (self, rand), "");

  return g_strdup_printf ("{\"node_id\":\"%s\",\"property_id\":\"estimated_hours\"}",
                          command->node_id);
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
                          "{\"command_type\":\"UpdateProperty\",\"data\":%s}]}", create, set,
                          status);
}

static char *
format_move (SimProject *self,
             SimCommand *command,
             GRand      *rand)
{
  const char *node_id = pick_child (self, command, rand);
  const char *parent = pick (self, command->type - 1, rand);

  if (node_id == NULL || parent == NULL)
    return NULL;
  set_nodes (command, node_id, parent);

  return g_strdup_printf ("{\"node_id\":\"%s\",\"parent_id\":\"%s\",\"index\":%d}", node_id, parent,
                          g_rand_int_range (rand, 0, 4));
}

static char *
format_link_node (SimProject *self,
                  SimCommand *command,
                  GRand      *rand)
{
  const char *node_id = pick_child (self, command, rand);
  const char *parent = pick (self, command->type - 1, rand);

  if (node_id == NULL || parent == NULL)
    return NULL;
  set_nodes (command, node_id, parent);

  return g_strdup_printf ("{\"parent_id\":\"%s\",\"child_id\":\"%s\"}", parent, node_id);
}

static char *
format_unlink_node (SimProject *self,
                    SimCommand *command,
                    GRand      *rand)
{
  const char *node_id = pick_child (self, command, rand);
  const char *parent = node_id != NULL ? g_hash_table_lookup (self->parents, node_id) : NULL;

  if (parent == NULL)
    return NULL;
  set_nodes (command, node_id, "");

  return g_strdup_printf ("{\"parent_id\":\"%s\",\"child_id\":\"%s\"}", parent, node_id);
}

static char *
format_delete (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  const char *node_id = pick_child (self, command, rand);

  if (node_id == NULL)
    return NULL;
  set_nodes (command, node_id, "");

  return g_strdup_printf ("{\"node_id\":\"%s\"}", node_id);
}

static char *
format_restore (SimProject *self,
                SimCommand *command,
                GRand      *rand)
{
  SimType type = g_rand_boolean (rand) ? SIM_TASK : SIM_JOB;
  const char *node_id = pick_from (self->deleted[type], rand);

  if (node_id == NULL)
    return NULL;
  command->type = type;
  set_nodes (command, node_id, "");

  return g_strdup_printf ("{\"node_id\":\"%s\"}", node_id);
}

static char *
format_link (SimProject *self,
             SimCommand *command,
             GRand      *rand)
{
  set_nodes (command, pick_any (self, rand), pick_any (self, rand));

  return g_strdup_printf ("{\"blocker_id\":\"%s\",\"blocked_id\":\"%s\"}", command->node_id,
                          command->other_id);
}

static char *
format_unlink (SimProject *self,
               SimCommand *command,
               GRand      *rand)
{
  const char *edge = pick_from (self->edges, rand);

  if (edge == NULL)
    return NULL;
  set_nodes (command, edge, edge + 37);

  return g_strdup_printf ("{\"blocker_id\":\"%.36s\",\"blocked_id\":\"%s\"}", edge, edge + 37);
}

/* What is sent, and of a hundred commands how many. */
static const struct
{
  const char *command_type; /* NULL: undo or redo */
  char *(*format) (SimProject *self, SimCommand *command, GRand *rand);
  gint share;
} mixture[] = {
  { "CreateNode", format_create, 26 },
  { "UpdateProperty", format_rename, 12 },
  { "UpdateProperty", format_number, 12 },
  { "DeleteProperty", format_delete_property, 5 },
  { "MoveNode", format_move, 8 },
  { "LinkNode", format_link_node, 4 },
  { "UnlinkNode", format_unlink_node, 3 },
  { "DeleteNode", format_delete, 4 },
  { "RestoreNode", format_restore, 3 },
  { "LinkDependency", format_link, 7 },
  { "UnlinkDependency", format_unlink, 3 },
  { "Batch", format_batch, 4 },
  { NULL, NULL, 9 },
};

/* The caller's own undo is what people use, that of all is REST's default. */
static char *
format_undo (SimProject *self,
             SimCommand *command,
             GRand      *rand)
{
  gboolean is_redo = g_rand_int_range (rand, 0, 3) == 0;

  command->command_type = is_redo ? "Redo" : "Undo";
  command->path = is_redo ? self->redo_path : self->undo_path;

  return g_strdup_printf ("{\"session_id\":\"%s\",\"command_id\":\"%s\",\"scope\":\"%s\"}",
                          self->session_id, command->id,
                          g_rand_boolean (rand) ? "author" : "session");
}

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
  sim_draw_id (rand, command->id);
  command->path = "/commands/execute";
  if (mixture[kind].command_type == NULL)
    {
      command->body = format_undo (self, command, rand);
    }
  else
    {
      data = mixture[kind].format (self, command, rand);
      if (data == NULL) /* nothing there yet that it could be about */
        {
          kind = 0;
          data = format_create (self, command, rand);
        }
      command->command_type = mixture[kind].command_type;
      command->body = g_strdup_printf (
        "{\"session_id\":\"%s\",\"command_type\":\"%s\",\"command_id\":\"%s\",\"data\":%s}",
        self->session_id, command->command_type, command->id, data);
    }
  g_hash_table_insert (self->commands, command->id, command);
  g_ptr_array_add (self->order, command);

  return command;
}
