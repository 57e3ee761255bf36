/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments by seq, and for each the number of its author. The log is read page
 * by page behind what is known, until a page brings nothing and nothing was
 * recorded meanwhile: where records are large the link gives fewer than were
 * asked for. It must not keep records. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-log-times.h"

#include "base/talus-clock.h"

#define PAGE 500

typedef struct
{
  gint64 timestamp;
  guint author;
} Moment;

struct _TalusLogTimes
{
  GObject parent_instance;

  /* borrowed, weak */
  TalusPeer *peer;           /* (nullable) */

  /* owned */
  TalusPeerLink *link;       /* NULL: there is no log to read */
  GArray *moments;           /* of Moment, of seq 1, 2, 3 … */
  GPtrArray *authors;        /* of TalusAuthor */
  GHashTable *numbers;       /* id, in the author → number + 1 */
  GCancellable *cancellable;
  gboolean is_loading;
  gboolean is_complete;
  gboolean has_missed;       /* what was recorded is behind what is known */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusLogTimes, talus_log_times, G_TYPE_OBJECT)

static guint
get_number (TalusLogTimes *self,
            TalusAuthor   *author)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, &author->id));

  if (number > 0)
    return number - 1;

  number = self->authors->len;
  g_ptr_array_add (self->authors, talus_author_ref (author));
  g_hash_table_insert (self->numbers, &author->id, GUINT_TO_POINTER (number + 1));

  return number;
}

static void read_page (TalusLogTimes *self);

static void
read_page_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TalusLogTimes) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  guint n = self->moments->len;

  records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (source), result, &error);
  if (records == NULL)
    {
      /* Left as far as it came: the next who asks tries again. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("The log could not be read: %s", error->message);
      self->is_loading = FALSE;
      return;
    }

  for (guint i = 0; i < records->len; i++)
    talus_log_times_add (self, records->pdata[i]);

  if (self->moments->len > n || self->has_missed)
    {
      read_page (self);
    }
  else
    {
      self->is_loading = FALSE;
      self->is_complete = TRUE;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_page (TalusLogTimes *self)
{
  self->has_missed = FALSE;
  talus_peer_link_read_log_async (self->link, self->moments->len, PAGE, self->cancellable,
                                  read_page_cb, g_object_ref (self));
}

static void
recorded_cb (TalusLogTimes *self,
             TalusRecord   *record,
             gboolean       own,
             TalusPeer     *peer)
{
  guint n = self->moments->len;

  if (record->seq > n + 1)
    {
      self->has_missed = TRUE;
      if (self->is_complete)
        {
          self->is_complete = FALSE;
          talus_log_times_load (self);
        }
      return;
    }

  talus_log_times_add (self, record);
  if (self->moments->len > n)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
talus_log_times_dispose (GObject *object)
{
  TalusLogTimes *self = TALUS_LOG_TIMES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->peer);
  g_clear_object (&self->link);

  G_OBJECT_CLASS (talus_log_times_parent_class)->dispose (object);
}

static void
talus_log_times_finalize (GObject *object)
{
  TalusLogTimes *self = TALUS_LOG_TIMES (object);

  g_array_unref (self->moments);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->authors);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (talus_log_times_parent_class)->finalize (object);
}

static void
talus_log_times_class_init (TalusLogTimesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_log_times_dispose;
  object_class->finalize = talus_log_times_finalize;

  /**
   * TalusLogTimes::changed:
   * @self: the times
   *
   * Emitted when more is known than before.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_log_times_init (TalusLogTimes *self)
{
  self->moments = g_array_new (FALSE, FALSE, sizeof (Moment));
  self->authors = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_author_unref);
  self->numbers = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->cancellable = g_cancellable_new ();
}

/**
 * talus_log_times_new:
 * @peer: (nullable): whose log it is about
 *
 * Makes an empty table. In the thread of the peer.
 *
 * Returns: (transfer full): the times
 */
TalusLogTimes *
talus_log_times_new (TalusPeer *peer)
{
  TalusLogTimes *self = g_object_new (TALUS_TYPE_LOG_TIMES, NULL);

  if (peer != NULL)
    {
      g_set_weak_pointer (&self->peer, peer);
      g_set_object (&self->link, talus_peer_get_link (peer));
      g_signal_connect_object (peer, "recorded", G_CALLBACK (recorded_cb), self,
                               G_CONNECT_SWAPPED);
    }

  return self;
}

/**
 * talus_log_times_load:
 * @self: the times
 *
 * Begins to read the log, if that is not done or being done. It takes as long
 * as the log is long; what is known can be asked meanwhile.
 */
void
talus_log_times_load (TalusLogTimes *self)
{
  g_return_if_fail (TALUS_IS_LOG_TIMES (self));

  if (self->link == NULL || self->is_loading || self->is_complete)
    return;

  self->is_loading = TRUE;
  read_page (self);
}

/**
 * talus_log_times_is_complete:
 * @self: the times
 *
 * Returns: whether the whole log is known
 */
gboolean
talus_log_times_is_complete (TalusLogTimes *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_TIMES (self), FALSE);

  return self->is_complete;
}

/**
 * talus_log_times_add:
 * @self: the times
 * @record: the next one; any other is ignored
 *
 * Notes who wrote a record and when.
 */
void
talus_log_times_add (TalusLogTimes *self,
                     TalusRecord   *record)
{
  Moment moment;

  g_return_if_fail (TALUS_IS_LOG_TIMES (self));

  if (record->seq != self->moments->len + 1)
    return;

  moment.timestamp = record->timestamp;
  moment.author = get_number (self, record->author);
  g_array_append_val (self->moments, moment);
}

/**
 * talus_log_times_get:
 * @self: the times
 * @seq: of a record
 * @timestamp: (out): when, in milliseconds since the epoch
 * @author: (out) (optional) (transfer none): who
 *
 * Looks up a record. One that will be behind the end of the log is what is done
 * here just now, and not confirmed yet.
 *
 * Returns: %FALSE if it is not known, or not yet
 */
gboolean
talus_log_times_get (TalusLogTimes  *self,
                     guint64         seq,
                     gint64         *timestamp,
                     TalusAuthor   **author)
{
  const Moment *moment;

  g_return_val_if_fail (TALUS_IS_LOG_TIMES (self), FALSE);

  if (seq > self->moments->len && self->is_complete && self->peer != NULL)
    {
      *timestamp = talus_clock_now ();
      if (author != NULL)
        *author = talus_peer_get_author (self->peer);
      return TRUE;
    }
  if (seq == 0 || seq > self->moments->len)
    return FALSE;

  moment = &g_array_index (self->moments, Moment, seq - 1);
  *timestamp = moment->timestamp;
  if (author != NULL)
    *author = self->authors->pdata[moment->author];

  return TRUE;
}
