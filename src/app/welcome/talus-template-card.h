/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template on the welcome page: what it is for, and which types it has, so
 * that one can choose. It knows no desk. */
#pragma once

#include <adwaita.h>

#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_TYPE_TEMPLATE_CARD (talus_template_card_get_type ())

G_DECLARE_FINAL_TYPE (TalusTemplateCard, talus_template_card, TALUS, TEMPLATE_CARD, AdwBin)

GtkWidget     *talus_template_card_new          (TalusTemplate     *template);
TalusTemplate *talus_template_card_get_template (TalusTemplateCard *self);

/**
 * TalusTemplateCard::chosen: (self): a project of this template is wanted
 */

G_END_DECLS
