/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The claim of one process on a file: a lock on `.NAME.lock` beside it, which
 * names who holds it. The file itself is never touched. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TalusFileLock TalusFileLock;

TalusFileLock *talus_file_lock_acquire (const char     *path,
                                        GError        **error);
/* Says where others can come to what is held here. Both (nullable): nowhere. */
void           talus_file_lock_note    (TalusFileLock  *self,
                                        const char     *url,
                                        const char     *session_id);
void           talus_file_lock_release (TalusFileLock  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFileLock, talus_file_lock_release)

G_END_DECLS
