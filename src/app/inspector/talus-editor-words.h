/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to say of an editor's value, below it: what it will be
 * understood as, what is wrong, who changed it meanwhile. Takes no room while
 * there is nothing. */
#pragma once

#include "app/inspector/talus-field-editor.h"

G_BEGIN_DECLS

#define TALUS_TYPE_EDITOR_WORDS (talus_editor_words_get_type ())

G_DECLARE_FINAL_TYPE (TalusEditorWords, talus_editor_words, TALUS, EDITOR_WORDS, GtkBox)

GtkWidget *talus_editor_words_new     (TalusFieldEditor *editor);
/* (nullable): what its node's children come to. */
void       talus_editor_words_set_sum (TalusEditorWords    *self,
                                       const char          *sum);

G_END_DECLS
