/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters as text, which can be typed, saved and sent: what there is to say,
 * parsed and spelled.
 *
 *     weld "new pans"        both in the name or another text
 *     -rust                  not there
 *     type:task,part         of one of these types
 *     status:done,dropped    a property has one of these values: an option by
 *                            id or name, part of a text, a number, a day or
 *                            the beginning of one, part of a name referred to
 *     cost>100 start_date<=2026-12-24 end_date<today due<+7d
 *     notes:*                has a value;  -notes:*  has none
 *     is:blocked is:orphaned is:incomplete is:finished
 *     person:anna            any property of persons names her
 *     by:anna changed>-7d    who last changed it, and when
 *     created<2026-01-01
 *     -status:done           - in front of a condition: it must not hold
 *     "Assigned to":anna .type:x   a property by its label; one whose id is
 *                            one of the words above
 *
 * All conditions must hold. It knows the template's property ids, no node. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

/**
 * TalusFilterField:
 *
 * What a condition is about.
 */
typedef enum
{
  TALUS_FILTER_TEXT,
  TALUS_FILTER_PROPERTY,
  TALUS_FILTER_TYPE,
  TALUS_FILTER_IS,
  TALUS_FILTER_PERSON,
  TALUS_FILTER_BY,
  TALUS_FILTER_CHANGED,
  TALUS_FILTER_CREATED,
} TalusFilterField;

/**
 * TalusFilterRelation:
 * @TALUS_FILTER_HAS: is one of the values, or contains it
 * @TALUS_FILTER_ANY: has any value
 *
 * How what is there relates to the value of the condition.
 */
typedef enum
{
  TALUS_FILTER_HAS,
  TALUS_FILTER_LESS,
  TALUS_FILTER_AT_MOST,
  TALUS_FILTER_MORE,
  TALUS_FILTER_AT_LEAST,
  TALUS_FILTER_ANY,
} TalusFilterRelation;

/**
 * TalusFilterTerm:
 * @field: what it is about
 * @key: (nullable): property: its id
 * @relation: how
 * @negated: whether it must not be so
 * @values: (array zero-terminated=1): any of them will do
 *
 * One condition.
 */
typedef struct
{
  TalusFilterField field;
  char *key;
  TalusFilterRelation relation;
  gboolean negated;
  GStrv values;
} TalusFilterTerm;

TalusFilterTerm *talus_filter_term_new    (TalusFilterField       field,
                                           const char            *key,
                                           TalusFilterRelation    relation,
                                           const char            *value);   /* (nullable) */
TalusFilterTerm *talus_filter_term_copy   (const TalusFilterTerm *self);
void             talus_filter_term_free   (TalusFilterTerm       *self);
gboolean         talus_filter_term_equal  (const TalusFilterTerm *a,
                                           const TalusFilterTerm *b);
/* (transfer full) (element-type TalusFilterTerm): what cannot be a condition
 * is text to look for, so that nothing is wrong. */
GPtrArray       *talus_filter_parse       (const char            *text,
                                           TalusTemplate         *template);
/* The same conditions as text, as they would be typed. */
char            *talus_filter_format      (GPtrArray             *terms);
/* (nullable): the property that people mean by that word. */
const TalusProperty *talus_filter_find_property (TalusTemplate   *template,
                                                 const char      *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFilterTerm, talus_filter_term_free)

G_END_DECLS
