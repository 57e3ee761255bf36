/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal interface: what a session may ask of whatever keeps its
 * records. It knows no database. */
#define G_LOG_DOMAIN "talus-journal"

#include "store/talus-journal.h"

G_DEFINE_INTERFACE (TalusJournal, talus_journal, G_TYPE_OBJECT)

static void
talus_journal_default_init (TalusJournalInterface *iface)
{
}

/**
 * talus_journal_set_func:
 * @self: a journal
 * @func: (nullable) (scope notified): who hears what became of the records
 * @user_data: passed to @func
 *
 * Sets the one listener, replacing the one before. It is called on the main
 * context that is the thread's default now; once this was called again it is
 * not called any more, if that is done on the same thread. What nobody listens
 * to is not kept. The session's thread.
 */
void
talus_journal_set_func (TalusJournal     *self,
                        TalusJournalFunc  func,
                        gpointer          user_data)
{
  g_return_if_fail (TALUS_IS_JOURNAL (self));

  TALUS_JOURNAL_GET_IFACE (self)->set_func (self, func, user_data);
}

/**
 * talus_journal_add_template:
 * @self: a journal
 * @template: what a record appended later is going to name
 *
 * Makes the text of a template known, so that the record that puts the project
 * under it and the text become durable together. Needed once for each template
 * that the log has not named so far; harmless otherwise. Never blocks. The
 * session's thread.
 */
void
talus_journal_add_template (TalusJournal  *self,
                            TalusTemplate *template)
{
  g_return_if_fail (TALUS_IS_JOURNAL (self));
  g_return_if_fail (template != NULL);

  if (TALUS_JOURNAL_GET_IFACE (self)->add_template != NULL)
    TALUS_JOURNAL_GET_IFACE (self)->add_template (self, template);
}

/**
 * talus_journal_append:
 * @self: a journal
 * @record: sealed, and the one after the last appended: its seq is one more,
 *   its head continues the head before
 *
 * Hands over a record to be made durable; the listener hears of the outcome,
 * once for each record. Never blocks. The session's thread.
 */
void
talus_journal_append (TalusJournal *self,
                      TalusRecord  *record)
{
  g_return_if_fail (TALUS_IS_JOURNAL (self));
  g_return_if_fail (record != NULL);

  TALUS_JOURNAL_GET_IFACE (self)->append (self, record);
}

/**
 * talus_journal_resume:
 * @self: a journal
 * @seq: (out): the last record that is durable
 * @head: (out): its head
 * @error: return location
 *
 * After %TALUS_JOURNAL_REFUSED or %TALUS_JOURNAL_UNKNOWN: opens the storage
 * afresh, makes what is in it durable and says what that is. Of the records
 * appended before, those up to @seq with equal heads are in the log, the
 * others are not and never will be. Blocks, also on readers. Any thread, but
 * nothing may be appended meanwhile.
 *
 * Returns: %FALSE while the storage is unusable: try again later
 */
gboolean
talus_journal_resume (TalusJournal  *self,
                      guint64       *seq,
                      char           head[TALUS_HEAD_LENGTH + 1],
                      GError       **error)
{
  g_return_val_if_fail (TALUS_IS_JOURNAL (self), FALSE);

  return TALUS_JOURNAL_GET_IFACE (self)->resume (self, seq, head, error);
}

/**
 * talus_journal_read:
 * @self: a journal
 * @after: the record before the first wanted, 0 for all
 * @limit: at most so many
 * @max_bytes: no further record once the JSON of those before comes to this
 * @records: (out) (transfer full) (element-type TalusRecord): oldest first
 * @error: return location
 *
 * Reads durable records. Blocks, but not on the writer. Any thread.
 *
 * Returns: whether they could be read
 */
gboolean
talus_journal_read (TalusJournal  *self,
                    guint64        after,
                    guint          limit,
                    gsize          max_bytes,
                    GPtrArray    **records,
                    GError       **error)
{
  g_return_val_if_fail (TALUS_IS_JOURNAL (self), FALSE);
  g_return_val_if_fail (records != NULL, FALSE);

  return TALUS_JOURNAL_GET_IFACE (self)->read (self, after, limit, max_bytes, records, error);
}

/**
 * talus_journal_find_command:
 * @self: a journal
 * @command_id: an idempotency key
 * @record: (out) (transfer full) (nullable): the durable record of that
 *   command, %NULL where the log holds none
 * @error: return location
 *
 * Looks a command up. Quick enough for every request. Any thread.
 *
 * Returns: whether the log could be read
 */
gboolean
talus_journal_find_command (TalusJournal   *self,
                            const TalusId  *command_id,
                            TalusRecord   **record,
                            GError        **error)
{
  g_return_val_if_fail (TALUS_IS_JOURNAL (self), FALSE);
  g_return_val_if_fail (command_id != NULL && record != NULL, FALSE);

  return TALUS_JOURNAL_GET_IFACE (self)->find_command (self, command_id, record, error);
}
