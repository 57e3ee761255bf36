/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of a host, in a small database of its data folder: the program
 * that gives and takes them is another process than the host that serves. */
#pragma once

#include "store/talus-token.h"

G_BEGIN_DECLS

typedef struct _TalusHostTokens TalusHostTokens;

/* Touches nothing yet: the file is made with the first token. One thread. */
TalusHostTokens *talus_host_tokens_new        (const char       *data_dir);
void             talus_host_tokens_free       (TalusHostTokens  *self);
/* Whether anybody changed them since the last list. */
gboolean         talus_host_tokens_has_changed(TalusHostTokens  *self);
/* (transfer full) (element-type TalusToken): oldest first, revoked ones too. */
GPtrArray       *talus_host_tokens_list       (TalusHostTokens  *self,
                                               GError          **error);
/* Durable when they return. */
gboolean         talus_host_tokens_add        (TalusHostTokens  *self,
                                               const TalusToken *token,
                                               GError          **error);
gboolean         talus_host_tokens_revoke     (TalusHostTokens  *self,
                                               const TalusId    *id,
                                               gint64            now,
                                               GError          **error); /* NOT_FOUND */
gboolean         talus_host_tokens_note_use   (TalusHostTokens  *self,
                                               const TalusId    *id,
                                               gint64            now,
                                               GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusHostTokens, talus_host_tokens_free)

G_END_DECLS
