/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another template would change, in words. GTK-free. */
#pragma once

#include "model/talus-template-diff.h"

G_BEGIN_DECLS

/* (transfer full): “New type “Tool””, ““Note” of “Job” is gone” */
char *talus_template_words_change  (const TalusTemplateChange *change);
/* (transfer full): “14 nodes of type “Job” have “Note”, which is gone” */
char *talus_template_words_effect  (TalusTemplateDiff         *diff,
                                    const TalusTemplateEffect *effect);

G_END_DECLS
