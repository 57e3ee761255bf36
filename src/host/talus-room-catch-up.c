/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody missed who was away: the newest records are kept with their
 * texts, so that a thousand who come back at once do not read the log a
 * thousand times; older ones are read from it, and kept too where they fit. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"

#define MAX_KEPT       1000
#define MAX_KEPT_BYTES (2 * 1024 * 1024)
#define CHUNK_RECORDS  500
#define CHUNK_BYTES    (1024 * 1024)

/* Who comes back from far behind is seldom the only one: for a while all is
 * kept that may be missed, with what is around it. */
#define MANY_FOR       (10 * G_USEC_PER_SEC)
#define MAX_MANY_BYTES (24 * 1024 * 1024)

static TalusRoomRecord *
get_recent (TalusRoom *self,
            guint      index)
{
  return g_ptr_array_index (self->recent, index);
}

/* The seq that is behind the oldest record that is kept. */
static guint64
get_kept_after (TalusRoom *self)
{
  return self->seq - self->recent->len;
}

static gboolean
fits (TalusRoom *self,
      guint      n_records,
      gsize      size)
{
  if (n_records <= MAX_KEPT && size <= MAX_KEPT_BYTES)
    return TRUE;

  return n_records <= TALUS_MAX_MISSED && size <= MAX_MANY_BYTES &&
         g_get_monotonic_time () < self->many_until;
}

/*
 * talus_room_keep:
 *
 * Keeps @record, which is the newest and at self->seq, for those who missed it.
 */
void
talus_room_keep (TalusRoom       *self,
                 TalusRoomRecord *record)
{
  guint n_old = 0;

  if (self->recent->len > 0 &&
      get_recent (self, self->recent->len - 1)->record->seq + 1 != record->record->seq)
    talus_room_forget (self);

  g_ptr_array_add (self->recent, talus_room_record_ref (record));
  self->recent_bytes += talus_room_record_get_size (record);
  if (fits (self, self->recent->len, self->recent_bytes))
    return;

  /* Half of them, so that this is seldom. */
  while (n_old < self->recent->len - 1 &&
         (self->recent->len - n_old > MAX_KEPT / 2 || self->recent_bytes > MAX_KEPT_BYTES / 2))
    {
      gsize size = talus_room_record_get_size (get_recent (self, n_old));

      self->recent_bytes -= MIN (size, self->recent_bytes);
      n_old++;
    }
  g_ptr_array_remove_range (self->recent, 0, n_old);
}

/*
 * talus_room_forget:
 *
 * Keeps none of them.
 */
void
talus_room_forget (TalusRoom *self)
{
  g_ptr_array_set_size (self->recent, 0);
  self->recent_bytes = 0;
}

/* Keeps what was read from the log, which ends where what is kept begins. */
static void
keep_older (TalusRoom *self,
            GPtrArray *older)
{
  GPtrArray *newer = self->recent;
  gsize size = self->recent_bytes;

  for (guint i = 0; i < older->len; i++)
    size += talus_room_record_get_size (g_ptr_array_index (older, i));
  self->many_until = g_get_monotonic_time () + MANY_FOR;
  if (!fits (self, newer->len + older->len, size))
    return;

  self->recent = g_ptr_array_new_full (newer->len + older->len,
                                       (GDestroyNotify) talus_room_record_unref);
  for (guint i = 0; i < older->len; i++)
    g_ptr_array_add (self->recent, talus_room_record_ref (g_ptr_array_index (older, i)));
  g_ptr_array_extend_and_steal (self->recent, newer);
  self->recent_bytes = size;
}

/* The head that the log has at @seq, which is not beyond what was said. */
static gboolean
find_head (TalusRoom *self,
           guint64    seq,
           char       head[TALUS_HEAD_LENGTH + 1])
{
  guint64 after = get_kept_after (self);
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;
  TalusRecord *record = NULL;

  if (seq == self->seq)
    {
      g_strlcpy (head, self->head, TALUS_HEAD_LENGTH + 1);
      return TRUE;
    }
  if (seq > after)
    {
      record = get_recent (self, (guint) (seq - after - 1))->record;
      g_strlcpy (head, record->head, TALUS_HEAD_LENGTH + 1);
      return TRUE;
    }

  if (!talus_journal_read (talus_session_get_journal (self->session), seq - 1, 1, 1, &records,
                           &error))
    {
      g_message ("A log could not be read: %s", error->message);
      return FALSE;
    }
  if (records->len == 0)
    return FALSE;

  record = g_ptr_array_index (records, 0);
  g_strlcpy (head, record->head, TALUS_HEAD_LENGTH + 1);

  return record->seq == seq;
}

/* Whether somebody who was no further behind was told so: then nothing need be
 * read to say it again. */
static gboolean
is_too_far (TalusRoom           *self,
            const TalusPosition *position,
            const TalusTaste    *taste)
{
  return position->since <= self->too_far &&
         talus_taste_equal (taste, &self->too_far_taste);
}

static void
note_too_far (TalusRoom           *self,
              const TalusPosition *position,
              const TalusTaste    *taste)
{
  self->too_far = position->since;
  self->too_far_taste = *taste;
}

/* NULL where the client's past is this log's; else why it is not. */
static const char *
check_position (TalusRoom           *self,
                const TalusPosition *position,
                const TalusTaste    *taste)
{
  const char *epoch = talus_session_get_epoch (self->session);
  char head[TALUS_HEAD_LENGTH + 1];

  if (position->since == 0)
    return "from the beginning";
  if (position->epoch == NULL || g_ascii_strcasecmp (position->epoch, epoch) != 0)
    return "another epoch";
  if (position->since > self->seq || position->head == NULL)
    return "another history";
  if (self->seq - position->since > TALUS_MAX_MISSED || is_too_far (self, position, taste))
    return "too far behind";
  if (!find_head (self, position->since, head))
    return "the log does not reach back";
  if (g_ascii_strcasecmp (position->head, head) != 0)
    return "another history";

  return NULL;
}

/* Reads what is behind @after and not kept. FALSE with @reason if it is too
 * much or not there. */
static gboolean
read_older (TalusRoom         *self,
            guint64            after,
            const TalusTaste  *taste,
            gsize             *size,
            GPtrArray         *missed,
            const char       **reason)
{
  guint64 end = get_kept_after (self);

  while (after < end)
    {
      g_autoptr(GPtrArray) records = NULL;
      g_autoptr(GError) error = NULL;

      if (!talus_journal_read (talus_session_get_journal (self->session), after,
                               (guint) MIN (end - after, CHUNK_RECORDS), CHUNK_BYTES, &records,
                               &error))
        g_message ("A log could not be read: %s", error->message);
      if (records == NULL || records->len == 0 ||
          ((TalusRecord *) g_ptr_array_index (records, 0))->seq != after + 1)
        {
          *reason = "the log does not reach back";
          return FALSE;
        }

      for (guint i = 0; i < records->len && after < end; i++)
        {
          TalusRoomRecord *record = talus_room_record_new (self, g_ptr_array_index (records, i));

          g_ptr_array_add (missed, record);
          *size += talus_taste_measure (taste, record);
          after = record->record->seq;
        }
      if (*size > TALUS_MAX_MISSED_BYTES)
        {
          *reason = "too far behind";
          return FALSE;
        }
    }

  return TRUE;
}

/*
 * talus_room_get_missed:
 * @position: where the client is
 * @taste: how it wants to be told
 * @reason: (out): why a snapshot must do; static
 *
 * Finds what followed @position, up to what was said.
 *
 * Returns: (transfer full) (nullable) (element-type TalusRoomRecord): the
 *   records in order, or %NULL
 */
GPtrArray *
talus_room_get_missed (TalusRoom           *self,
                       const TalusPosition *position,
                       const TalusTaste    *taste,
                       const char         **reason)
{
  g_autoptr(GPtrArray) missed = NULL;
  guint64 after = 0;
  gsize size = 0;

  *reason = check_position (self, position, taste);
  if (*reason != NULL)
    return NULL;

  missed = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_room_record_unref);
  if (!read_older (self, position->since, taste, &size, missed, reason))
    {
      if (size > TALUS_MAX_MISSED_BYTES)
        note_too_far (self, position, taste);
      return NULL;
    }
  if (missed->len > 0)
    keep_older (self, missed);

  after = get_kept_after (self);
  for (guint64 seq = MAX (position->since + missed->len, after) + 1; seq <= self->seq; seq++)
    {
      TalusRoomRecord *record = get_recent (self, (guint) (seq - after - 1));

      g_ptr_array_add (missed, talus_room_record_ref (record));
      size += talus_taste_measure (taste, record);
      if (size > TALUS_MAX_MISSED_BYTES)
        {
          *reason = "too far behind";
          note_too_far (self, position, taste);
          return NULL;
        }
    }

  return g_steal_pointer (&missed);
}
