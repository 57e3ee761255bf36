/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template has for content from elsewhere: which of its types a name
 * means, and which may be where with so many levels below. It knows no graph. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

typedef struct _TalusFit TalusFit;

TalusFit            *talus_fit_new           (TalusTemplate       *template);
void                 talus_fit_free          (TalusFit            *self);
TalusTemplate       *talus_fit_get_template  (TalusFit            *self);
/* (nullable): the type with that id, else with that label, in any case. */
const TalusNodeType *talus_fit_find_type     (TalusFit            *self,
                                              const char          *id,       /* (nullable) */
                                              const char          *label);   /* (nullable) */
/* Whether @type may be below @parent, and @height levels below it. */
gboolean             talus_fit_allows        (TalusFit            *self,
                                              const TalusNodeType *parent, /* (nullable): a root */
                                              const TalusNodeType *type,
                                              guint                height);
/* The type that something without one becomes there. @preferred: (nullable):
 * that of its neighbours. @wanted: (nullable) (array zero-terminated=1): ids or
 * labels of properties it should have. NULL where no type holds that much. */
const TalusNodeType *talus_fit_choose        (TalusFit            *self,
                                              const TalusNodeType *parent,
                                              const TalusNodeType *preferred,
                                              guint                height,
                                              const char * const  *wanted);
/* (nullable): the property of @type with that id or key, else with that label. */
const TalusProperty *talus_fit_find_property (const TalusNodeType *type,
                                              const char          *id,       /* (nullable) */
                                              const char          *label);   /* (nullable) */
/* Whether two labels are the same to a person. */
gboolean             talus_fit_same_label    (const char          *a,
                                              const char          *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFit, talus_fit_free)

G_END_DECLS
