/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about names, values, dependencies, the template and settings, each
 * in the three forms. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-describe-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/format/talus-format.h"

static const TalusNodeType *
find_type (const TalusTelling *self,
           const TalusId      *node)
{
  TalusNode *found = talus_graph_find_node (self->graph, node);

  return found != NULL
         ? talus_template_get_type_by_id (talus_graph_get_template (self->graph),
                                          talus_node_get_type_id (found))
         : NULL;
}

static const TalusProperty *
find_property (const TalusTelling *self,
               const TalusChange  *change)
{
  const TalusNodeType *type = find_type (self, &change->node_id);

  return type != NULL ? talus_node_type_get_property (type, change->key) : NULL;
}

static const char *
get_label (const TalusTelling *self,
           const TalusChange  *change)
{
  const TalusProperty *property = find_property (self, change);

  return property != NULL ? property->label : change->key;
}

/* NULL where the value is none that fits into a sentence. */
static char *
dup_value (const TalusTelling *self,
           const TalusChange  *change,
           TalusValue         *value)
{
  const TalusProperty *property = find_property (self, change);
  TalusFormat *format = talus_format_get (self->graph);
  g_autofree char *text = NULL;

  if (property != NULL && property->kind == TALUS_PROPERTY_EDITOR)
    return NULL;

  text = property != NULL ? talus_format_value (format, self->graph, property, value)
                          : talus_format_unknown_value (format, value);
  if (*text == '\0')
    return NULL;

  return talus_describe_clip (text);
}

static char *
dup_text (TalusValue *value)
{
  g_autofree char *text = value != NULL ? talus_value_dup_string (value) : NULL;

  return talus_describe_clip (text != NULL ? text : "");
}

static char *
say_renamed (const TalusTelling *self,
             const TalusDeed    *deed)
{
  g_autofree char *before = dup_text (talus_deeds_get_old (&self->deeds, deed->first));
  g_autofree char *after = dup_text (talus_deeds_get_new (&self->deeds, deed->first));
  guint n = talus_telling_to_count (deed->n_nodes);

  if (n > 1)
    return SAY (self, ngettext ("Renamed %u node", "Renamed %u nodes", n),
                ngettext ("Rename %u node", "Rename %u nodes", n),
                ngettext ("%s renamed %u node", "%s renamed %u nodes", n), n);

  if (*after == '\0')
    return SAY (self, _("Removed the name “%s”"), _("Remove the name “%s”"),
                _("%s removed the name “%s”"), before);

  if (*before == '\0')
    return SAY (self, _("Gave the name “%s”"), _("Give the name “%s”"),
                _("%s gave the name “%s”"), after);

  return SAY (self, _("Renamed “%s” to “%s”"), _("Rename “%s” to “%s”"),
              _("%s renamed “%s” to “%s”"), before, after);
}

static char *
say_set_one (const TalusTelling *self,
             const TalusDeed    *deed)
{
  TalusValue *value = talus_deeds_get_new (&self->deeds, deed->first);
  const char *label = get_label (self, deed->first);
  g_autofree char *name = talus_telling_dup_name (self, &deed->first->node_id);
  g_autofree char *text = NULL;

  if (value == NULL)
    return SAY (self, _("Cleared %s of “%s”"), _("Clear %s of “%s”"),
                _("%s cleared %s of “%s”"), label, name);

  text = dup_value (self, deed->first, value);
  if (text == NULL)
    return SAY (self, _("Changed %s of “%s”"), _("Change %s of “%s”"),
                _("%s changed %s of “%s”"), label, name);

  return SAY (self, _("Set %s of “%s” to %s"), _("Change %s of “%s” to %s"),
              _("%s set %s of “%s” to %s"), label, name, text);
}

static char *
say_set_many (const TalusTelling *self,
              const TalusDeed    *deed)
{
  TalusValue *value = talus_deeds_get_new (&self->deeds, deed->first);
  const char *label = get_label (self, deed->first);
  guint n = talus_telling_to_count (deed->n_nodes);
  g_autofree char *text = NULL;

  if (!deed->one_key)
    return SAY (self,
                ngettext ("Changed properties of %u node", "Changed properties of %u nodes", n),
                ngettext ("Change properties of %u node", "Change properties of %u nodes", n),
                ngettext ("%s changed properties of %u node",
                          "%s changed properties of %u nodes", n), n);

  if (deed->one_value && value == NULL)
    return SAY (self, ngettext ("Cleared %s of %u node", "Cleared %s of %u nodes", n),
                ngettext ("Clear %s of %u node", "Clear %s of %u nodes", n),
                ngettext ("%s cleared %s of %u node", "%s cleared %s of %u nodes", n), label, n);

  text = deed->one_value ? dup_value (self, deed->first, value) : NULL;
  if (text == NULL)
    return SAY (self, ngettext ("Changed %s of %u node", "Changed %s of %u nodes", n),
                ngettext ("Change %s of %u node", "Change %s of %u nodes", n),
                ngettext ("%s changed %s of %u node", "%s changed %s of %u nodes", n), label, n);

  return SAY (self, ngettext ("Set %s of %u node to %s", "Set %s of %u nodes to %s", n),
              ngettext ("Change %s of %u node to %s", "Change %s of %u nodes to %s", n),
              ngettext ("%s set %s of %u node to %s", "%s set %s of %u nodes to %s", n),
              label, n, text);
}

/**
 * talus_telling_say_some:
 * @self: what is told
 * @node: a node
 * @n: how many of its properties were changed
 *
 * Words several changes of one node.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_telling_say_some (const TalusTelling *self,
                        const TalusId      *node,
                        guint               n)
{
  g_autofree char *name = talus_telling_dup_name (self, node);

  return SAY (self,
              ngettext ("Changed %u property of “%s”", "Changed %u properties of “%s”", n),
              ngettext ("Change %u property of “%s”", "Change %u properties of “%s”", n),
              ngettext ("%s changed %u property of “%s”", "%s changed %u properties of “%s”", n),
              n, name);
}

static char *
say_set (const TalusTelling *self,
         const TalusDeed    *deed)
{
  if (deed->n == 1)
    return say_set_one (self, deed);

  return deed->one_node ? talus_telling_say_some (self, &deed->first->node_id, deed->n)
                        : say_set_many (self, deed);
}

static char *
say_linked (const TalusTelling *self,
            const TalusDeed    *deed,
            gboolean            linked)
{
  g_autofree char *blocker = talus_telling_dup_name (self, &deed->first->edges[0].blocker);
  g_autofree char *blocked = talus_telling_dup_name (self, &deed->first->edges[0].blocked);
  guint n = deed->n;

  if (n > 1 && linked)
    return SAY (self, ngettext ("Added %u dependency", "Added %u dependencies", n),
                ngettext ("Add %u dependency", "Add %u dependencies", n),
                ngettext ("%s added %u dependency", "%s added %u dependencies", n), n);

  if (n > 1)
    return SAY (self, ngettext ("Removed %u dependency", "Removed %u dependencies", n),
                ngettext ("Remove %u dependency", "Remove %u dependencies", n),
                ngettext ("%s removed %u dependency", "%s removed %u dependencies", n), n);

  if (linked)
    return SAY (self, _("Marked “%s” as blocked by “%s”"), _("Mark “%s” as blocked by “%s”"),
                _("%s marked “%s” as blocked by “%s”"), blocked, blocker);

  return SAY (self, _("Marked “%s” as no longer blocked by “%s”"),
              _("Mark “%s” as no longer blocked by “%s”"),
              _("%s marked “%s” as no longer blocked by “%s”"), blocked, blocker);
}

static char *
dup_member (TalusValue *value,
            const char *member)
{
  g_autoptr (JsonNode) node = value != NULL ? talus_value_to_node (value) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node),
                                                               member, NULL));
}

/* Its name where the graph still knows it, else its id. */
static char *
dup_template_name (const TalusTelling *self,
                   TalusValue         *value)
{
  g_autofree char *id = dup_member (value, "id");
  g_autofree char *hash = dup_member (value, "hash");
  g_autoptr (TalusTemplate) template = NULL;

  if (id == NULL || hash == NULL)
    return g_strdup ("");

  template = talus_graph_find_template (self->graph, id, hash);

  return talus_describe_clip (template != NULL ? talus_template_get_name (template) : id);
}

static char *
say_template (const TalusTelling *self,
              const TalusDeed    *deed)
{
  TalusValue *before = talus_deeds_get_old (&self->deeds, deed->first);
  TalusValue *after = talus_deeds_get_new (&self->deeds, deed->first);
  g_autofree char *old_id = dup_member (before, "id");
  g_autofree char *new_id = dup_member (after, "id");
  g_autofree char *old_name = dup_template_name (self, before);
  g_autofree char *new_name = dup_template_name (self, after);

  if (g_strcmp0 (old_id, new_id) == 0)
    return SAY (self, _("Updated the template “%s”"), _("Update the template “%s”"),
                _("%s updated the template “%s”"), new_name);

  return SAY (self, _("Replaced the template “%s” with “%s”"),
              _("Replace the template “%s” with “%s”"),
              _("%s replaced the template “%s” with “%s”"), old_name, new_name);
}

static const char *
get_setting_label (const char *key)
{
  if (g_str_equal (key, "time_zone"))
    return _("Time zone");
  if (g_str_equal (key, "currency"))
    return _("Currency");
  if (g_str_equal (key, "calendar"))
    return _("Calendar");

  return key;
}

static char *
say_setting (const TalusTelling *self,
             const TalusDeed    *deed)
{
  TalusValue *value = talus_deeds_get_new (&self->deeds, deed->first);
  const char *key = deed->first->key;
  g_autofree char *text = NULL;

  if (g_str_equal (key, "views"))
    {
      if (self->form == TALUS_FORM_BY)
        return g_strdup_printf (_("%s changed the saved views"), self->who);

      return g_strdup (self->form == TALUS_FORM_DO ? _("Change the saved views")
                                                   : _("Changed the saved views"));
    }

  if (value != NULL && talus_value_get_kind (value) == TALUS_VALUE_STRING)
    text = dup_text (value);
  if (text == NULL || *text == '\0')
    return SAY (self, _("Changed the setting “%s”"), _("Change the setting “%s”"),
                _("%s changed the setting “%s”"), get_setting_label (key));

  return SAY (self, _("Set “%s” of the project to %s"), _("Change “%s” of the project to %s"),
              _("%s set “%s” of the project to %s"), get_setting_label (key), text);
}

static char *
say_started (const TalusTelling *self,
             const TalusDeed    *deed)
{
  guint n = talus_telling_to_count (deed->n_nodes);

  return SAY (self,
              ngettext ("Began the project with %u node", "Began the project with %u nodes", n),
              ngettext ("Begin the project with %u node", "Begin the project with %u nodes", n),
              ngettext ("%s began the project with %u node",
                        "%s began the project with %u nodes", n), n);
}

/**
 * talus_telling_say_values:
 * @self: what is told
 * @kind: a kind of deed that there is, and that is not about places
 *
 * Words one kind of deed.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_telling_say_values (const TalusTelling *self,
                          TalusDeedKind       kind)
{
  const TalusDeed *deed = &self->deeds.kinds[kind];
  g_autofree char *name = NULL;

  if (kind == TALUS_DEED_RENAME)
    return say_renamed (self, deed);
  if (kind == TALUS_DEED_SET)
    return say_set (self, deed);
  if (kind == TALUS_DEED_LINK || kind == TALUS_DEED_UNLINK)
    return say_linked (self, deed, kind == TALUS_DEED_LINK);
  if (kind == TALUS_DEED_TEMPLATE)
    return say_template (self, deed);
  if (kind == TALUS_DEED_SETTING)
    return say_setting (self, deed);
  if (kind == TALUS_DEED_START)
    return say_started (self, deed);

  name = dup_text (talus_deeds_get_new (&self->deeds, deed->first));

  return SAY (self, _("Renamed the project to “%s”"), _("Rename the project to “%s”"),
              _("%s renamed the project to “%s”"), name);
}
