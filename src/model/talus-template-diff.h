/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another template would change: in the rules, and what that comes to for
 * the nodes of a graph. It says in facts what a person is to see before a
 * template is replaced; it changes nothing. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-issues.h"

G_BEGIN_DECLS

/**
 * TalusTemplateDelta:
 * @TALUS_TEMPLATE_ADDED: the new template has it, the old one has not
 * @TALUS_TEMPLATE_REMOVED: the other way round
 * @TALUS_TEMPLATE_RENAMED: its label is another
 * @TALUS_TEMPLATE_RETYPED: a property holds values of another kind
 * @TALUS_TEMPLATE_REQUIRED: a property has become required
 * @TALUS_TEMPLATE_PLACED: a type allows other types below it
 */
typedef enum
{
  TALUS_TEMPLATE_ADDED,
  TALUS_TEMPLATE_REMOVED,
  TALUS_TEMPLATE_RENAMED,
  TALUS_TEMPLATE_RETYPED,
  TALUS_TEMPLATE_REQUIRED,
  TALUS_TEMPLATE_PLACED,
} TalusTemplateDelta;

/**
 * TalusTemplateChange:
 * @delta: what happened
 * @type: the type it is about, or in which: as the new template has it, where
 *   it has it
 * @property: (nullable): the property it is about, or in which, likewise
 * @option: (nullable): the option it is about, likewise
 * @old_label: (nullable): of something renamed or retyped: what it was
 *
 * One difference between two templates. Its texts belong to them.
 */
typedef struct
{
  TalusTemplateDelta delta;
  const TalusNodeType *type;
  const TalusProperty *property;
  const TalusOption *option;
  const char *old_label;
} TalusTemplateChange;

/* How many nodes an effect names. */
#define TALUS_TEMPLATE_EXAMPLES 50

/**
 * TalusTemplateEffect:
 * @code: what becomes wrong with nodes, or what no longer is
 * @heals: whether it no longer is
 * @type_id: the type of the nodes
 * @key: (nullable): the property that it is about
 * @option: (nullable): the option that there is not
 * @count: how many nodes
 * @examples: (element-type TalusId): the first of them in tree order, at most
 *   %TALUS_TEMPLATE_EXAMPLES
 *
 * What a template comes to for nodes of one type.
 */
typedef struct
{
  TalusIssueCode code;
  gboolean heals;
  char *type_id;
  char *key;
  char *option;
  guint64 count;
  GArray *examples;
} TalusTemplateEffect;

typedef struct _TalusTemplateDiff TalusTemplateDiff;

TalusTemplateDiff *talus_template_diff_new          (TalusTemplate           *before,
                                                     TalusTemplate           *after);
void               talus_template_diff_free         (TalusTemplateDiff       *self);
TalusTemplate     *talus_template_diff_get_before   (TalusTemplateDiff       *self);
TalusTemplate     *talus_template_diff_get_after    (TalusTemplateDiff       *self);
/* (element-type TalusTemplateChange): in the order of the new template, then
 * what is gone in that of the old. */
GArray            *talus_template_diff_get_changes  (TalusTemplateDiff       *self);

/* The nodes, a slice at a time: begin anew whenever the structure of the graph
 * has changed between two steps. */
void               talus_template_diff_begin        (TalusTemplateDiff       *self,
                                                     TalusGraph              *graph);
/* FALSE once all have been looked at. */
gboolean           talus_template_diff_step         (TalusTemplateDiff       *self,
                                                     guint                    n_nodes);
guint64            talus_template_diff_get_n_seen   (TalusTemplateDiff       *self);
/* (transfer none) (element-type TalusTemplateEffect): so far, the most nodes
 * first. */
GPtrArray         *talus_template_diff_list_effects (TalusTemplateDiff       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTemplateDiff, talus_template_diff_free)

G_END_DECLS
