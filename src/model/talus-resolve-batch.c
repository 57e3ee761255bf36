/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batch: each part is judged on what those before it leave, and the graph is
 * as before when all are done. It knows no single command. */
#define G_LOG_DOMAIN "talus-model-resolve"

#include "model/talus-resolve-private.h"

#include "model/talus-trial-private.h"

static void
settle_part (TalusResolver       *self,
             const TalusCommand  *command,
             guint                index,
             TalusCommand        *part)
{
  gpointer *slot;

  if (self->settled == NULL)
    self->settled = talus_command_copy (command);

  slot = &g_ptr_array_index (self->settled->u.parts, index);
  talus_command_unref (*slot);
  *slot = part;
}

/**
 * talus_resolve_batch:
 * @self: a resolver
 * @command: a batch
 * @error: return location for an error, with `index` among its details
 *
 * Returns: %FALSE with the error of the first part that may not be
 */
gboolean
talus_resolve_batch (TalusResolver       *self,
                     const TalusCommand  *command,
                     GError             **error)
{
  g_autoptr (GString) results = g_string_new ("[");
  g_auto (TalusTrial) trial = { NULL };
  GPtrArray *parts = command->u.parts;

  talus_trial_init (&trial, self->graph, self->context->seq);
  for (guint i = 0; i < parts->len; i++)
    {
      const TalusCommand *part = g_ptr_array_index (parts, i);
      g_autoptr (TalusChangeSet) changes = talus_change_set_new ();
      TalusResolver one = { self->graph, self->context, changes };
      gboolean ok;

      if (part->fault != NULL)
        {
          g_propagate_error (error, g_error_copy (part->fault));
          return FALSE;
        }

      ok = talus_resolve_single (&one, part, error) &&
           talus_trial_apply (&trial, changes, error);

      if (i > 0)
        g_string_append_c (results, ',');
      g_string_append (results, one.result != NULL ? one.result : "null");
      g_free (one.result);
      if (one.settled != NULL)
        settle_part (self, command, i, one.settled);

      if (!ok)
        {
          talus_error_add_index (error, i);
          return FALSE;
        }
    }

  g_string_append_c (results, ']');
  self->result = g_strdup (results->str);
  talus_change_set_unref (self->changes);
  self->changes = talus_trial_join (&trial);

  return TRUE;
}
