/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences. Each deed is worded in up to three forms: as what was done, as
 * what a button would take back, and with a subject. The facts come from
 * talus-describe-deeds.c; nothing is counted here. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-describe-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/core/talus-words.h"

/**
 * talus_telling_dup_name:
 * @self: what is told
 * @node: a node
 *
 * Names a node.
 *
 * Returns: (transfer full): its name, in one short line
 */
char *
talus_telling_dup_name (const TalusTelling *self,
                        const TalusId      *node)
{
  return talus_deeds_dup_name (&self->deeds, self->graph, node);
}

/**
 * talus_telling_to_count:
 * @n: how many
 *
 * Makes a number fit for choosing a plural.
 *
 * Returns: it, or the largest there is
 */
guint
talus_telling_to_count (guint64 n)
{
  return (guint) MIN (n, G_MAXUINT);
}

static char *
say_deed (const TalusTelling *self,
          TalusDeedKind       kind)
{
  switch (kind)
    {
    case TALUS_DEED_ADD:
    case TALUS_DEED_DELETE:
    case TALUS_DEED_BRING_BACK:
    case TALUS_DEED_MOVE:
      return talus_telling_say_nodes (self, kind);

    case TALUS_DEED_RENAME:
    case TALUS_DEED_SET:
    case TALUS_DEED_LINK:
    case TALUS_DEED_UNLINK:
    case TALUS_DEED_RENAME_PROJECT:
    case TALUS_DEED_TEMPLATE:
    case TALUS_DEED_SETTING:
    case TALUS_DEED_START:
    case TALUS_N_DEEDS:
    default:
      return talus_telling_say_values (self, kind);
    }
}

static char *
say_mixed (const TalusTelling *self,
           const char         *label)
{
  guint n = talus_change_set_get_length (self->deeds.changes);
  g_autofree char *text = label != NULL ? talus_describe_clip (label) : NULL;

  if (text != NULL && *text != '\0')
    return SAY (self, "%s", "%s", _("%s: %s"), text);

  return SAY (self, ngettext ("Made %u change", "Made %u changes", n),
              ngettext ("Make %u change", "Make %u changes", n),
              ngettext ("%s made %u change", "%s made %u changes", n), n);
}

/* Both kinds there are, in one line; only the first has a subject. */
static char *
say_two (TalusTelling *self)
{
  GString *text = g_string_new (NULL);
  TalusTellingForm form = self->form;

  for (guint kind = 0; kind < TALUS_N_DEEDS; kind++)
    {
      g_autofree char *one = NULL;

      if (self->deeds.kinds[kind].n == 0)
        continue;

      one = say_deed (self, kind);
      if (text->len > 0)
        /* Translators: between two things that were done at once. */
        g_string_append (text, C_("between deeds", " · "));
      g_string_append (text, one);
      if (form == TALUS_FORM_BY)
        self->form = TALUS_FORM_DONE;
    }
  self->form = form;

  return g_string_free (text, FALSE);
}

static char *
tell (TalusTelling *self,
      const char   *label)
{
  const TalusDeed *set = &self->deeds.kinds[TALUS_DEED_SET];
  const TalusDeed *renamed = &self->deeds.kinds[TALUS_DEED_RENAME];

  if (self->deeds.n_kinds == 0)
    return say_mixed (self, label);

  if (self->deeds.n_kinds == 1)
    for (guint kind = 0; kind < TALUS_N_DEEDS; kind++)
      if (self->deeds.kinds[kind].n > 0)
        return say_deed (self, kind);

  if (self->deeds.one_node && self->deeds.kinds[TALUS_DEED_MOVE].n == 0 && set->n > 1)
    return talus_telling_say_some (self, &set->first->node_id, set->n + renamed->n);

  return self->deeds.n_kinds == 2 && (label == NULL || *label == '\0')
         ? say_two (self) : say_mixed (self, label);
}

static char *
tell_record (TalusRecord      *record,
             TalusGraph       *graph,
             TalusTellingForm  form,
             const char       *who)
{
  TalusTelling self = { .graph = graph, .form = form, .who = who };

  talus_deeds_count (&self.deeds, record->changes, 0, G_MAXUINT, record->undoes > 0,
                     record->redoes > 0);

  return tell (&self, record->label);
}

/**
 * talus_describe_record:
 * @record: a record
 * @graph: where nodes are looked up that it does not name
 *
 * Says what was done, in the past: “Renamed “Weld pan” to “Weld new pans””;
 * of an undo what it undid.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_describe_record (TalusRecord *record,
                       TalusGraph  *graph)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  text = tell_record (record, graph, TALUS_FORM_DONE, NULL);
  if (record->undoes > 0)
    /* Translators: %s is a whole sentence: “Undid: Deleted “Rust””. */
    return g_strdup_printf (_("Undid: %s"), text);
  if (record->redoes > 0)
    return g_strdup_printf (_("Redid: %s"), text);

  return g_steal_pointer (&text);
}

/**
 * talus_describe_changes:
 * @changes: some changes
 * @label: (nullable): what whoever made them calls them
 * @graph: where nodes are looked up that they do not name
 *
 * Says what was done by changes that need not be a whole record.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_describe_changes (const TalusChangeSet *changes,
                        const char           *label,
                        TalusGraph           *graph)
{
  TalusTelling self = { .graph = graph, .form = TALUS_FORM_DONE };

  g_return_val_if_fail (changes != NULL, NULL);

  talus_deeds_count (&self.deeds, changes, 0, G_MAXUINT, FALSE, FALSE);

  return tell (&self, label);
}

/**
 * talus_describe_details:
 * @record: a record
 * @graph: where nodes are looked up that it does not name
 * @max: how many changes to tell at most
 *
 * Tells the changes of a record one by one; what an undo did is told as it
 * happened, not as what it undid.
 *
 * Returns: (transfer full) (element-type utf8): the sentences
 */
GPtrArray *
talus_describe_details (TalusRecord *record,
                        TalusGraph  *graph,
                        guint        max)
{
  GPtrArray *details = g_ptr_array_new_with_free_func (g_free);
  guint n;

  g_return_val_if_fail (record != NULL, details);

  n = MIN (max, talus_change_set_get_length (record->changes));
  for (guint i = 0; i < n; i++)
    {
      TalusTelling self = { .graph = graph, .form = TALUS_FORM_DONE };

      talus_deeds_count (&self.deeds, record->changes, i, 1, FALSE, FALSE);
      g_ptr_array_add (details, tell (&self, NULL));
    }

  return details;
}

/**
 * talus_describe_by:
 * @record: a record
 * @graph: where nodes are looked up that it does not name
 * @name: who it was
 *
 * Says who did what: “Ada set Cost of “Pans” to 900”.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_describe_by (TalusRecord *record,
                   TalusGraph  *graph,
                   const char  *name)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (record != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (record->undoes == 0 && record->redoes == 0)
    return tell_record (record, graph, TALUS_FORM_BY, name);

  text = tell_record (record, graph, TALUS_FORM_DONE, NULL);

  return record->undoes > 0 ? g_strdup_printf (_("%s undid: %s"), name, text)
                            : g_strdup_printf (_("%s redid: %s"), name, text);
}

/* What a button is about, as a person would ask for it. */
static char *
tell_verb (TalusRecord *record,
           TalusGraph  *graph)
{
  TalusTelling self = { .graph = graph, .form = TALUS_FORM_DO };

  /* A label that came with a batch is what the person asked for. */
  if (record->label != NULL && *record->label != '\0' &&
      talus_change_set_get_length (record->changes) > 1)
    return talus_describe_clip (record->label);

  talus_deeds_count (&self.deeds, record->changes, 0, G_MAXUINT, FALSE, FALSE);

  return tell (&self, record->label);
}

/**
 * talus_describe_undo:
 * @record: (nullable): what would be undone
 * @graph: where nodes are looked up that it does not name
 *
 * Words the tooltip of a button that undoes: “Undo: Delete “Rust””.
 *
 * Returns: (transfer full): the text; plain “Undo” where there is nothing
 */
char *
talus_describe_undo (TalusRecord *record,
                     TalusGraph  *graph)
{
  g_autofree char *text = record != NULL ? tell_verb (record, graph) : NULL;

  return text != NULL ? g_strdup_printf (_("Undo: %s"), text) : g_strdup (_("Undo"));
}

/**
 * talus_describe_redo:
 * @record: (nullable): what would be redone
 * @graph: where nodes are looked up that it does not name
 *
 * Words the tooltip of a button that redoes.
 *
 * Returns: (transfer full): the text; plain “Redo” where there is nothing
 */
char *
talus_describe_redo (TalusRecord *record,
                     TalusGraph  *graph)
{
  g_autofree char *text = record != NULL ? tell_verb (record, graph) : NULL;

  return text != NULL ? g_strdup_printf (_("Redo: %s"), text) : g_strdup (_("Redo"));
}

/**
 * talus_describe_author:
 * @author: a person
 *
 * Names a person as sentences do.
 *
 * Returns: (transfer none): the name, or “Somebody”
 */
const char *
talus_describe_author (const TalusAuthor *author)
{
  g_return_val_if_fail (author != NULL, NULL);

  return talus_words_for_person (author->name);
}
