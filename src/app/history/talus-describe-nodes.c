/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about nodes that came, went and moved. Each comes in three forms:
 * as what was done, as what a button would take back, and with a subject. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-describe-private.h"

#include <glib/gi18n.h>

/* "" for the roots of the project. */
static char *
dup_parent (const TalusTelling *self,
            const TalusChange  *change)
{
  const TalusPlace *to = talus_deeds_get_to (&self->deeds, change);

  return talus_id_is_null (&to->parent) ? g_strdup ("")
                                        : talus_telling_dup_name (self, &to->parent);
}

static char *
say_added (const TalusTelling *self,
           const TalusDeed    *deed)
{
  g_autofree char *name = talus_telling_dup_name (self, &deed->first->node_id);
  g_autofree char *parent = dup_parent (self, deed->first);
  guint n = talus_telling_to_count (deed->n_nodes);

  if (deed->n == 1 && n == 1 && *parent == '\0')
    return SAY (self, _("Added “%s”"), _("Add “%s”"), _("%s added “%s”"), name);

  if (deed->n == 1 && n == 1)
    return SAY (self, _("Added “%s” to “%s”"), _("Add “%s” to “%s”"), _("%s added “%s” to “%s”"),
                name, parent);

  if (deed->n == 1)
    return SAY (self,
                ngettext ("Added “%s” and %u node below it",
                          "Added “%s” and %u nodes below it", n - 1),
                ngettext ("Add “%s” and %u node below it",
                          "Add “%s” and %u nodes below it", n - 1),
                ngettext ("%s added “%s” and %u node below it",
                          "%s added “%s” and %u nodes below it", n - 1),
                name, n - 1);

  if (!deed->one_parent || *parent == '\0')
    return SAY (self, ngettext ("Added %u node", "Added %u nodes", n),
                ngettext ("Add %u node", "Add %u nodes", n),
                ngettext ("%s added %u node", "%s added %u nodes", n), n);

  return SAY (self, ngettext ("Added %u node to “%s”", "Added %u nodes to “%s”", n),
              ngettext ("Add %u node to “%s”", "Add %u nodes to “%s”", n),
              ngettext ("%s added %u node to “%s”", "%s added %u nodes to “%s”", n), n, parent);
}

static char *
say_deleted (const TalusTelling *self,
             const TalusDeed    *deed)
{
  g_autofree char *name = talus_telling_dup_name (self, &deed->first->node_id);
  guint n = talus_telling_to_count (deed->n_nodes);

  if (deed->n > 1)
    return SAY (self, ngettext ("Deleted %u node", "Deleted %u nodes", n),
                ngettext ("Delete %u node", "Delete %u nodes", n),
                ngettext ("%s deleted %u node", "%s deleted %u nodes", n), n);

  if (n <= 1)
    return SAY (self, _("Deleted “%s”"), _("Delete “%s”"), _("%s deleted “%s”"), name);

  return SAY (self,
              ngettext ("Deleted “%s” and %u node below it",
                        "Deleted “%s” and %u nodes below it", n - 1),
              ngettext ("Delete “%s” and %u node below it",
                        "Delete “%s” and %u nodes below it", n - 1),
              ngettext ("%s deleted “%s” and %u node below it",
                        "%s deleted “%s” and %u nodes below it", n - 1),
              name, n - 1);
}

static char *
say_brought_back (const TalusTelling *self,
                  const TalusDeed    *deed)
{
  g_autofree char *name = talus_telling_dup_name (self, &deed->first->node_id);
  guint n = talus_telling_to_count (deed->n_nodes);

  if (deed->n > 1)
    return SAY (self, ngettext ("Brought back %u node", "Brought back %u nodes", n),
                ngettext ("Bring back %u node", "Bring back %u nodes", n),
                ngettext ("%s brought back %u node", "%s brought back %u nodes", n), n);

  if (n <= 1)
    return SAY (self, _("Brought back “%s”"), _("Bring back “%s”"), _("%s brought back “%s”"),
                name);

  return SAY (self,
              ngettext ("Brought back “%s” and %u node below it",
                        "Brought back “%s” and %u nodes below it", n - 1),
              ngettext ("Bring back “%s” and %u node below it",
                        "Bring back “%s” and %u nodes below it", n - 1),
              ngettext ("%s brought back “%s” and %u node below it",
                        "%s brought back “%s” and %u nodes below it", n - 1),
              name, n - 1);
}

static char *
say_moved_one (const TalusTelling *self,
               const TalusDeed    *deed)
{
  const TalusPlace *to = talus_deeds_get_to (&self->deeds, deed->first);
  g_autofree char *name = talus_telling_dup_name (self, &deed->first->node_id);
  g_autofree char *parent = dup_parent (self, deed->first);
  g_autofree char *after = NULL;

  if (!deed->in_place && *parent == '\0')
    return SAY (self, _("Moved “%s” to the top level"), _("Move “%s” to the top level"),
                _("%s moved “%s” to the top level"), name);

  if (!deed->in_place)
    return SAY (self, _("Moved “%s” to “%s”"), _("Move “%s” to “%s”"), _("%s moved “%s” to “%s”"),
                name, parent);

  if (talus_id_is_null (&to->after))
    return SAY (self, _("Moved “%s” to the first place"), _("Move “%s” to the first place"),
                _("%s moved “%s” to the first place"), name);

  after = talus_telling_dup_name (self, &to->after);

  return SAY (self, _("Moved “%s” behind “%s”"), _("Move “%s” behind “%s”"),
              _("%s moved “%s” behind “%s”"), name, after);
}

static char *
say_moved (const TalusTelling *self,
           const TalusDeed    *deed)
{
  g_autofree char *parent = dup_parent (self, deed->first);
  guint n = deed->n;

  if (n == 1)
    return say_moved_one (self, deed);

  if (!deed->one_parent || *parent == '\0')
    return SAY (self, ngettext ("Moved %u node", "Moved %u nodes", n),
                ngettext ("Move %u node", "Move %u nodes", n),
                ngettext ("%s moved %u node", "%s moved %u nodes", n), n);

  if (deed->in_place)
    return SAY (self,
                ngettext ("Reordered %u node in “%s”", "Reordered %u nodes in “%s”", n),
                ngettext ("Reorder %u node in “%s”", "Reorder %u nodes in “%s”", n),
                ngettext ("%s reordered %u node in “%s”", "%s reordered %u nodes in “%s”", n),
                n, parent);

  return SAY (self, ngettext ("Moved %u node to “%s”", "Moved %u nodes to “%s”", n),
              ngettext ("Move %u node to “%s”", "Move %u nodes to “%s”", n),
              ngettext ("%s moved %u node to “%s”", "%s moved %u nodes to “%s”", n), n, parent);
}

/**
 * talus_telling_say_nodes:
 * @self: what is told
 * @kind: a kind of deed that there is, and that is about places
 *
 * Words one kind of deed.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_telling_say_nodes (const TalusTelling *self,
                         TalusDeedKind       kind)
{
  const TalusDeed *deed = &self->deeds.kinds[kind];

  if (kind == TALUS_DEED_ADD)
    return say_added (self, deed);
  if (kind == TALUS_DEED_DELETE)
    return say_deleted (self, deed);

  return kind == TALUS_DEED_MOVE ? say_moved (self, deed) : say_brought_back (self, deed);
}
