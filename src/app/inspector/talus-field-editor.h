/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What edits one property: a widget that shows a value and lets somebody make
 * another of it. This class knows when an edit is finished, what to do while
 * somebody else changes the same field, and what to say about it; what a value
 * looks like is a subclass a kind, found by talus_field_editor_new(). It
 * knows no node: whose value it is is its owner's business. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_FIELD_EDITOR (talus_field_editor_get_type ())

G_DECLARE_DERIVABLE_TYPE (TalusFieldEditor, talus_field_editor, TALUS, FIELD_EDITOR, AdwBin)

/**
 * TalusFieldEditorClass:
 * @is_wide: it goes below its label, not beside it
 * @is_typed: it holds text: of several values that differ it shows none, and
 *   to leave it so changes nothing
 * @shows_read_only: it can show itself to somebody who may not edit; any other
 *   is replaced by the text of its value
 * @setup: the property is known: what depends on it is built
 * @show: shows a value, %NULL for none; @is_mixed: several, that differ
 * @read: makes a value of what it shows; %FALSE with a sentence for a person
 * @set_editable: for those that show themselves read-only
 * @get_target: (nullable): the widget that has the keyboard and the name
 */
struct _TalusFieldEditorClass
{
  AdwBinClass parent_class;

  gboolean is_wide;
  gboolean is_typed;
  gboolean shows_read_only;

  void       (*setup)        (TalusFieldEditor     *self);
  void       (*show)         (TalusFieldEditor     *self,
                              TalusValue           *value,
                              gboolean              is_mixed);
  gboolean   (*read)         (TalusFieldEditor     *self,
                              TalusValue          **value,
                              GError              **error);
  void       (*set_editable) (TalusFieldEditor     *self,
                              gboolean              is_editable);
  GtkWidget *(*get_target)   (TalusFieldEditor     *self);
};

/* (transfer floating): the right one for the property. @template keeps it. */
TalusFieldEditor    *talus_field_editor_new           (TalusView            *view,
                                                       TalusTemplate        *template,
                                                       const TalusProperty  *property);
const TalusProperty *talus_field_editor_get_subject   (TalusFieldEditor     *self);
TalusView           *talus_field_editor_get_view      (TalusFieldEditor     *self);
GtkWidget           *talus_field_editor_get_target    (TalusFieldEditor     *self);
gboolean             talus_field_editor_is_wide       (TalusFieldEditor     *self);

/* For the owner. */
/* The value as it is now. What somebody is typing stays; if it is about
 * another value than this one, both are offered. @author (nullable): who
 * made it so. */
void                 talus_field_editor_set_value     (TalusFieldEditor     *self,
                                                       TalusValue           *value,
                                                       gboolean              is_mixed,
                                                       const char           *author);
TalusValue          *talus_field_editor_get_value     (TalusFieldEditor     *self); /* (nullable) */
/* Another node's: nothing of the one before is left. */
void                 talus_field_editor_reset         (TalusFieldEditor     *self,
                                                       TalusValue           *value,
                                                       gboolean              is_mixed);
/* Somebody else has just changed it; @colour: theirs. */
void                 talus_field_editor_flash         (TalusFieldEditor     *self,
                                                       const char           *colour);
void                 talus_field_editor_set_editable  (TalusFieldEditor     *self,
                                                       gboolean              is_editable);
/* Somebody has edited it, and that is not committed yet. */
gboolean             talus_field_editor_is_touched    (TalusFieldEditor     *self);
/* (nullable): what is wrong with what it shows. */
const char          *talus_field_editor_get_message   (TalusFieldEditor     *self);
/* (nullable): what it will be understood as. */
const char          *talus_field_editor_get_hint      (TalusFieldEditor     *self);
/* (nullable): who changed what, while somebody was typing here. */
const char          *talus_field_editor_get_conflict  (TalusFieldEditor     *self);
void                 talus_field_editor_take_theirs   (TalusFieldEditor     *self);
void                 talus_field_editor_keep_mine     (TalusFieldEditor     *self);
/* Commits what was typed, also over what somebody else made of it; FALSE where
 * it cannot be: it is wrong. */
gboolean             talus_field_editor_flush         (TalusFieldEditor     *self);
/* The same before it shows something else: what came of it is said. */
void                 talus_field_editor_finish        (TalusFieldEditor     *self);

/* For subclasses. */
/* Somebody has changed it: it is looked at, and committed after a rest. */
void                 talus_field_editor_touch         (TalusFieldEditor     *self);
/* Somebody has made a choice that is finished. */
void                 talus_field_editor_commit        (TalusFieldEditor     *self);
/* Somebody wants no value, whatever is typed. */
void                 talus_field_editor_clear         (TalusFieldEditor     *self);
/* Back to what it was; FALSE where it is. */
gboolean             talus_field_editor_restore       (TalusFieldEditor     *self);

/* Milliseconds without a key before what was typed is committed: 800. For all. */
void                 talus_field_editor_set_rest      (guint                 milliseconds);

/**
 * TalusFieldEditor::commit: (self, TalusValue *value): gboolean
 *   Somebody wants it to be @value (nullable: none). %FALSE: it could not be.
 * TalusFieldEditor::changed: (self)
 *   message, hint or conflict are not what they were.
 */

G_END_DECLS
