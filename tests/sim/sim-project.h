/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project of the host as its clients know it: the commands they sent, what
 * each was told, and a pool of nodes to make more commands from. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  SIM_PHASE,
  SIM_JOB,
  SIM_TASK,
  SIM_N_TYPES,
} SimType;

typedef enum
{
  SIM_SENT,     /* no answer yet: it may be in the log */
  SIM_RECORDED, /* answered 200: it is in the log, once, at @seq */
  SIM_REFUSED,  /* answered otherwise: it is not */
} SimState;

/**
 * SimCommand:
 * @id: its command_id
 * @path: where it is posted
 * @body: what is posted, the same at each try
 * @command_type: "CreateNode" … "Undo", "Redo"
 * @node_id: the node that it makes or needs, or ""
 * @other_id: the other node: its parent, or the other end of an edge; or ""
 * @makes: whether it makes @node_id
 * @seq: where it is in the log, once recorded
 * @head: the log's head there
 *
 * One command.
 */
typedef struct
{
  char id[37];
  const char *path;
  char *body;
  const char *command_type;
  char node_id[37];
  char other_id[37];
  SimType type;
  gboolean makes;
  SimState state;
  guint64 seq;
  char head[33];
  guint tries;
} SimCommand;

/**
 * SimProject:
 * @commands: (element-type utf8 SimCommand): all that were sent, by id
 * @order: (element-type SimCommand): the same in the order of sending
 * @nodes: (element-type utf8): ids of nodes thought to exist
 * @deleted: (element-type utf8): ids of nodes that were deleted
 * @edges: (element-type utf8): "BLOCKER BLOCKED" of dependencies thought to exist
 * @parents: (element-type utf8 utf8): where nodes were last put
 * @heads: (element-type utf8): of the log as last verified, by seq - 1
 * @told_heads: (element-type guint64 utf8): as clients were told, by seq
 * @template_yaml: the project's template
 * @is_anybodys: whether others send commands too, of which it does not know
 * @n_recorded: how many commands were answered 200
 * @max_seq: the highest seq that an answer named
 */
typedef struct
{
  char *project_id;
  char *session_id;
  char *epoch;
  char *root_id;
  char *undo_path;
  char *redo_path;
  guint64 initial_nodes;
  GHashTable *commands;
  GPtrArray *order;
  GPtrArray *nodes[SIM_N_TYPES];
  GPtrArray *deleted[SIM_N_TYPES];
  GPtrArray *edges;
  GHashTable *parents;
  GPtrArray *heads;
  GHashTable *told_heads;
  GBytes *template_yaml;
  gboolean is_anybodys;
  guint64 n_recorded;
  guint64 max_seq;
} SimProject;

JsonObject *sim_parse           (const char  *text);
JsonObject *sim_get_json        (guint16      port,
                                 const char  *path,
                                 GError     **error);
SimProject *sim_project_new     (guint16      port,
                                 const char  *name,
                                 GError     **error);
void        sim_project_free    (SimProject  *self);
SimCommand *sim_project_command (SimProject  *self,
                                 GRand       *rand);
gboolean    sim_project_answer  (SimProject  *self,
                                 SimCommand  *command,
                                 guint        status,
                                 const char  *body,
                                 GError     **error);
gboolean    sim_project_verify  (SimProject  *self,
                                 guint16      port,
                                 GError     **error);
char       *sim_project_digest  (SimProject  *self,
                                 guint16      port,
                                 GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimProject, sim_project_free)

G_END_DECLS
