/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board is to show of a template: which select property makes its
 * columns, nodes of which types are its cards. Immutable. It knows no nodes
 * but for asking in which column one is. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusBoardSlot:
 * @option: (nullable): the id of the option, or %NULL: no value
 * @title: what people call it; "" for none
 * @indicator: (nullable): the shape that stands for it
 * @colour: (nullable): "#rrggbb"
 *
 * A column to be.
 */
typedef struct
{
  char *option;
  char *title;
  char *indicator;
  char *colour;
} TalusBoardSlot;

typedef struct _TalusBoardPlan TalusBoardPlan;

/* @property_id: (nullable): what suits best. @types: (nullable): likewise.
 * What the template does not know of them is left out. (nullable): NULL where
 * no type has a select property. */
TalusBoardPlan       *talus_board_plan_new             (TalusTemplate         *template,
                                                        const char            *property_id,
                                                        const char * const    *types);
void                  talus_board_plan_free            (TalusBoardPlan        *self);
const char           *talus_board_plan_get_property_id (TalusBoardPlan        *self);
/* What the property is called. */
const char           *talus_board_plan_get_label       (TalusBoardPlan        *self);
/* (transfer full): which cards by what, as people are told */
char                 *talus_board_plan_describe        (TalusBoardPlan        *self);
guint                 talus_board_plan_get_n_slots     (TalusBoardPlan        *self);
/* The last of them is for those without a value. */
const TalusBoardSlot *talus_board_plan_get_slot        (TalusBoardPlan        *self,
                                                        guint                  index);
/* (transfer full): its option, or that there is none */
char                 *talus_board_plan_name_slot       (TalusBoardPlan        *self,
                                                        guint                  index);
/* (element-type TalusNodeType): those whose nodes are cards */
GPtrArray            *talus_board_plan_get_types       (TalusBoardPlan        *self);
/* (element-type TalusNodeType): those that could be */
GPtrArray            *talus_board_plan_get_candidates  (TalusBoardPlan        *self);
gboolean              talus_board_plan_shows_type      (TalusBoardPlan        *self,
                                                        const char            *type_id);
/* FALSE where the node is no card. */
gboolean              talus_board_plan_place           (TalusBoardPlan        *self,
                                                        TalusNode             *node,
                                                        guint                 *slot);
/* Whether cards of that type may be in that column. */
gboolean              talus_board_plan_takes           (TalusBoardPlan        *self,
                                                        guint                  slot,
                                                        const char            *type_id);
/* (transfer full) (element-type TalusProperty): one of each id that some type
 * has: what columns can be made from, in the template's order */
GPtrArray            *talus_board_list_properties      (TalusTemplate         *template);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusBoardPlan, talus_board_plan_free)

G_END_DECLS
