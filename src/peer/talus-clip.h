/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is cut, copied and pasted: subtrees as JSON of ours, which keeps
 * everything, and as text, which every program takes; and the same back in,
 * fitted into whatever template it lands in. It knows no clipboard. */
#pragma once

#include "model/talus-graph.h"
#include "peer/talus-batch.h"

G_BEGIN_DECLS

/* The type under which other windows of ours find the JSON. */
#define TALUS_CLIP_MIME_TYPE "application/x-talus-nodes+json"

/**
 * TalusClip:
 *
 * A forest that was read from a clipboard, of no project yet. Immutable; one
 * thread at a time.
 */
typedef struct _TalusClip TalusClip;

/* Out. @tops: live nodes, none below another, in the order they are to have. */
char           *talus_clip_write_json     (TalusGraph         *graph,
                                           TalusNode * const  *tops,
                                           guint               n_tops);
/* A line a node, children indented by tabs. */
char           *talus_clip_write_text     (TalusGraph         *graph,
                                           TalusNode * const  *tops,
                                           guint               n_tops);

/* In. */
TalusClip      *talus_clip_new_from_json  (const char         *json,
                                           gssize              length,
                                           GError            **error);
/* Indented lines, bullets, Markdown lists and headings, cells of a
 * spreadsheet (the first row may name properties). */
TalusClip      *talus_clip_new_from_text  (const char         *text,
                                           gssize              length,
                                           GError            **error);
/* For duplicating without a clipboard. */
TalusClip      *talus_clip_new_from_nodes (TalusGraph         *graph,
                                           TalusNode * const  *tops,
                                           guint               n_tops);
void            talus_clip_free           (TalusClip          *self);
guint           talus_clip_get_n_nodes    (const TalusClip    *self);
/* (nullable): which project it was copied from: what was cut there may be
 * moved there instead, by the ids it had. */
const TalusId  *talus_clip_get_project_id (const TalusClip    *self);
/* (transfer full) (element-type TalusId): the ids its tops had; empty for text. */
GArray         *talus_clip_list_tops      (const TalusClip    *self);

/* The nearest place that takes all its tops: below @cursor, else behind it,
 * else behind the nearest ancestor where they may be, else among the roots.
 * @cursor: (nullable). @parent: (out) (transfer none) (nullable). @anchor: (out).
 * FALSE with a sentence where there is none. */
gboolean        talus_clip_find_place     (const TalusClip    *self,
                                           TalusGraph         *graph,
                                           TalusNode          *cursor,
                                           TalusNode         **parent,
                                           TalusAnchor        *anchor,
                                           GError            **error);
/* Adds to @batch what makes the forest anew, with new ids, in order, at the
 * anchor. Types are found by id, then by label; for what this template does
 * not know, and for text, the nearest that may be there is taken. Dependencies
 * within the forest are kept, and references within it and to nodes of @graph.
 * @parent: (nullable): among the roots. @anchor: (nullable): at the end
 * @tops: (out) (optional) (transfer full) (element-type TalusId): the new tops
 * @note: (out) (optional) (transfer full) (nullable): a sentence about what
 *   could not come along
 * FALSE with a sentence for a person, and @batch of no further use, where it
 * does not fit. */
gboolean        talus_clip_paste          (const TalusClip    *self,
                                           TalusGraph         *graph,
                                           TalusNode          *parent,
                                           const TalusAnchor  *anchor,
                                           TalusBatch         *batch,
                                           GArray            **tops,
                                           char              **note,
                                           GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusClip, talus_clip_free)

G_END_DECLS
