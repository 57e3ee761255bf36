/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many short texts in one piece of memory, so that looking through all of
 * them is one sweep. Each has an owner, a number; none contains a line break.
 * It knows texts, not what they are of. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TalusTextArena TalusTextArena;

/**
 * TalusTextSweep:
 * @at: bytes up to here have been looked at
 * @record: which text that is in
 * @epoch: of the arena when it began
 *
 * A way through all texts that can be left and gone on with later, also when
 * texts were added or dropped between. Starts as zeros.
 */
typedef struct
{
  gsize at;
  guint record;
  guint epoch;
} TalusTextSweep;

/* Told where a text lies now. */
typedef void (*TalusTextMovedFunc) (guint    owner,
                                    gsize    offset,
                                    gpointer user_data);

TalusTextArena *talus_text_arena_new       (TalusTextMovedFunc    moved,
                                            gpointer              user_data);
void            talus_text_arena_free      (TalusTextArena       *self);
void            talus_text_arena_clear     (TalusTextArena       *self);
gsize           talus_text_arena_add       (TalusTextArena       *self,
                                            guint                 owner,
                                            const char           *text,
                                            gsize                 length);
void            talus_text_arena_drop      (TalusTextArena       *self,
                                            gsize                 offset,
                                            gsize                 length);
const char     *talus_text_arena_get       (TalusTextArena       *self,
                                            gsize                 offset);
gsize           talus_text_arena_get_size  (TalusTextArena       *self);
guint           talus_text_arena_get_epoch (TalusTextArena       *self);
gboolean        talus_text_arena_sweep     (TalusTextArena       *self,
                                            TalusTextSweep       *sweep,
                                            const char           *needle,
                                            gsize                 n_bytes,
                                            guint                *owner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTextArena, talus_text_arena_free)

G_END_DECLS
