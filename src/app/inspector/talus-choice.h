/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something to choose from a list: an option of a property, nothing, or what
 * stands for several values. Immutable; it knows no widget. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

/**
 * TalusChoiceKind:
 * @TALUS_CHOICE_OPTION: an option
 * @TALUS_CHOICE_NONE: no value
 * @TALUS_CHOICE_MIXED: several, that differ: no choice that can be made
 * @TALUS_CHOICE_UNKNOWN: a value that is no option any more
 */
typedef enum
{
  TALUS_CHOICE_OPTION,
  TALUS_CHOICE_NONE,
  TALUS_CHOICE_MIXED,
  TALUS_CHOICE_UNKNOWN,
} TalusChoiceKind;

#define TALUS_TYPE_CHOICE (talus_choice_get_type ())

G_DECLARE_FINAL_TYPE (TalusChoice, talus_choice, TALUS, CHOICE, GObject)

TalusChoice    *talus_choice_new        (TalusChoiceKind    kind,
                                         const char        *id,         /* (nullable) */
                                         const char        *name);
/* @property: knows whether its options have indicators. */
TalusChoice    *talus_choice_new_option (const TalusProperty *property,
                                         const TalusOption *option);
TalusChoiceKind talus_choice_get_kind   (TalusChoice       *self);
const char     *talus_choice_get_id     (TalusChoice       *self);      /* (nullable) */
const char     *talus_choice_get_name   (TalusChoice       *self);
const char     *talus_choice_get_icon   (TalusChoice       *self);      /* (nullable) */
const char     *talus_choice_get_colour (TalusChoice       *self);      /* (nullable) */

/* Properties, read-only: name. */

G_END_DECLS
