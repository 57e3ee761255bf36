/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a log from its end to its start, page by page, and hands out the
 * records newest first. It keeps none of them. Main thread. */
#pragma once

#include "peer/talus-peer-link.h"

G_BEGIN_DECLS

/**
 * TalusLogPageFunc:
 * @records: (element-type TalusRecord): a page, oldest first; the records
 *   before it were handed out earlier, or do not exist
 * @error: (nullable): why reading stopped; @records is empty then
 * @user_data: what was given with the function
 *
 * Takes a page. talus_log_reader_is_done() tells whether it was the last.
 *
 * Returns: whether to read on
 */
typedef gboolean (*TalusLogPageFunc) (GPtrArray    *records,
                                      const GError *error,
                                      gpointer      user_data);

typedef struct _TalusLogReader TalusLogReader;

/* From the record @newest backwards. */
TalusLogReader *talus_log_reader_new        (TalusPeerLink    *link,
                                             guint64           newest,
                                             TalusLogPageFunc  func,
                                             gpointer          user_data);
/* No page comes any more. */
void            talus_log_reader_free       (TalusLogReader   *self);
/* Reads pages of @n_records until the function has enough. */
void            talus_log_reader_read       (TalusLogReader   *self,
                                             guint             n_records);
/* Whether there is nothing before what was handed out. */
gboolean        talus_log_reader_is_done    (TalusLogReader   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusLogReader, talus_log_reader_free)

G_END_DECLS
