/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the history. What it says is worded once, when it is made or grows:
 * it tells what was, whatever nodes are called later. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-entry-private.h"

#include "app/history/talus-describe.h"
#include "base/talus-util.h"

/* Two changes of one field, this far apart at most, are one step (ms). */
#define STEP_MS 5000

/* Larger records are read again when somebody asks. */
#define MAX_KEPT_BYTES 8192

struct _TalusLogEntry
{
  GObject parent_instance;

  /* owned */
  TalusRecord *record;       /* (nullable) */
  TalusAuthor *author;
  TalusAuthor *undone_by;    /* (nullable) */
  char *text;
  char *label;
  char *key;                 /* (nullable): the one property it sets */
  TalusValue *before;        /* (nullable): what that was */
  TalusValue *after;

  guint64 seq;
  guint64 first_seq;
  gint64 timestamp;
  gint64 first_timestamp;
  gint64 day;
  GArray *command_ids;       /* of TalusId: of its records, the newest first */
  TalusId node;
  guint n_changes;
  guint has_node : 1;
  guint removes_node : 1;
  guint is_reversal : 1;
  guint begins_day : 1;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_UNDONE,
  PROP_BEGINS_DAY,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusLogEntry, talus_log_entry, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* The change, if it is all that the record makes, and sets a field. */
static const TalusChange *
get_field (TalusRecord *record)
{
  const TalusChange *change;

  if (record->undoes > 0 || record->redoes > 0 ||
      talus_change_set_get_length (record->changes) != 1)
    return NULL;

  change = talus_change_set_get (record->changes, 0);

  return change->op == TALUS_CHANGE_SET ? change : NULL;
}

static gint64
find_day (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  GDate date;

  if (local == NULL)
    return 0;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local),
                  (GDateYear) g_date_time_get_year (local));

  return g_date_get_julian (&date);
}

/* What there is to look at, and whether it went. */
static gboolean
find_node (TalusRecord *record,
           TalusId     *node,
           gboolean    *is_removed)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      switch (change->op)
        {
        case TALUS_CHANGE_INSERT:
        case TALUS_CHANGE_REMOVE:
        case TALUS_CHANGE_RESTORE:
        case TALUS_CHANGE_MOVE:
        case TALUS_CHANGE_SET:
          *node = change->node_id;
          *is_removed = change->op == TALUS_CHANGE_REMOVE;
          return TRUE;

        case TALUS_CHANGE_LINK:
        case TALUS_CHANGE_UNLINK:
          *node = change->edges[0].blocked;
          return TRUE;

        case TALUS_CHANGE_META:
        case TALUS_CHANGE_BASELINE:
        default:
          break;
        }
    }

  return FALSE;
}

/* The text of the whole line: from how the field was first to how it became. */
static char *
word (TalusLogEntry *self,
      TalusRecord   *record,
      TalusGraph    *graph)
{
  g_autoptr (TalusChangeSet) changes = NULL;
  TalusChange *change;

  if (self->first_seq == self->seq)
    return talus_describe_record (record, graph);

  changes = talus_change_set_new ();
  change = talus_change_set_add (changes, TALUS_CHANGE_SET);
  change->node_id = self->node;
  change->key = g_strdup (self->key);
  change->old_value = self->before != NULL ? talus_value_ref (self->before) : NULL;
  change->new_value = self->after != NULL ? talus_value_ref (self->after) : NULL;

  return talus_describe_changes (changes, record->label, graph);
}

static void
set_value (TalusValue **field,
           TalusValue  *value)
{
  TalusValue *old = *field;

  *field = value != NULL ? talus_value_ref (value) : NULL;
  g_clear_pointer (&old, talus_value_unref);
}

/* The record as the newest of the line. */
static void
take_newest (TalusLogEntry *self,
             TalusRecord   *record)
{
  self->seq = record->seq;
  self->timestamp = record->timestamp;
  self->day = find_day (record->timestamp);
  if (record->has_command_id)
    g_array_prepend_val (self->command_ids, record->command_id);
  self->n_changes = talus_change_set_get_length (record->changes);
  g_clear_pointer (&self->record, talus_record_unref);
  if (talus_change_set_get_size (record->changes) <= MAX_KEPT_BYTES)
    self->record = talus_record_ref (record);
}

static void
talus_log_entry_finalize (GObject *object)
{
  TalusLogEntry *self = TALUS_LOG_ENTRY (object);

  g_clear_pointer (&self->record, talus_record_unref);
  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->undone_by, talus_author_unref);
  g_clear_pointer (&self->before, talus_value_unref);
  g_clear_pointer (&self->after, talus_value_unref);
  g_array_unref (self->command_ids);
  g_free (self->text);
  g_free (self->label);
  g_free (self->key);

  G_OBJECT_CLASS (talus_log_entry_parent_class)->finalize (object);
}

static void
talus_log_entry_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TalusLogEntry *self = TALUS_LOG_ENTRY (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_UNDONE:
      g_value_set_boolean (value, self->undone_by != NULL);
      break;
    case PROP_BEGINS_DAY:
      g_value_set_boolean (value, self->begins_day);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_log_entry_class_init (TalusLogEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = talus_log_entry_finalize;
  object_class->get_property = talus_log_entry_get_property;

  /**
   * TalusLogEntry:text:
   *
   * What was done.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  /**
   * TalusLogEntry:undone:
   *
   * Whether it has been undone since.
   */
  properties[PROP_UNDONE] = g_param_spec_boolean ("undone", NULL, NULL, FALSE, flags);
  /**
   * TalusLogEntry:begins-day:
   *
   * Whether it is the newest of its day in the list.
   */
  properties[PROP_BEGINS_DAY] = g_param_spec_boolean ("begins-day", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_log_entry_init (TalusLogEntry *self)
{
  self->command_ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/* A line of one record. */
TalusLogEntry *
talus_log_entry_new (TalusRecord *record,
                     TalusGraph  *graph)
{
  TalusLogEntry *self = g_object_new (TALUS_TYPE_LOG_ENTRY, NULL);
  const TalusChange *field = get_field (record);
  gboolean is_removed = FALSE;

  self->author = talus_author_ref (record->author);
  self->first_seq = record->seq;
  self->first_timestamp = record->timestamp;
  self->is_reversal = record->undoes > 0 || record->redoes > 0;
  take_newest (self, record);
  self->has_node = find_node (record, &self->node, &is_removed);
  self->removes_node = is_removed;
  if (field != NULL)
    {
      self->key = g_strdup (field->key);
      set_value (&self->before, field->old_value);
      set_value (&self->after, field->new_value);
    }
  self->text = word (self, record, graph);
  if (record->label != NULL && *record->label != '\0' && !g_str_equal (record->label, self->text))
    self->label = g_strdup (record->label);

  return self;
}

gboolean
talus_log_entry_joins (TalusLogEntry *self,
                       TalusRecord   *record)
{
  const TalusChange *field = get_field (record);
  gint64 apart;

  if (self->key == NULL || field == NULL || !g_str_equal (self->key, field->key) ||
      !talus_id_equal (&self->node, &field->node_id) ||
      !talus_id_equal (&self->author->id, &record->author->id))
    return FALSE;

  apart = record->seq < self->first_seq ? self->first_timestamp - record->timestamp
                                        : record->timestamp - self->timestamp;

  return apart <= STEP_MS;
}

void
talus_log_entry_take_in (TalusLogEntry *self,
                         TalusRecord   *record,
                         TalusGraph    *graph)
{
  const TalusChange *field = get_field (record);
  g_autofree char *text = NULL;

  g_return_if_fail (field != NULL);

  if (record->seq < self->first_seq)
    {
      self->first_seq = record->seq;
      self->first_timestamp = record->timestamp;
      g_array_append_val (self->command_ids, record->command_id);
      set_value (&self->before, field->old_value);
    }
  else
    {
      take_newest (self, record);
      set_value (&self->after, field->new_value);
    }

  text = word (self, record, graph);
  if (talus_set_string (&self->text, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

gboolean
talus_log_entry_is_written_by (TalusLogEntry *self,
                               TalusRecord   *record)
{
  for (guint i = 0; self->key != NULL && i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_SET && talus_id_equal (&change->node_id, &self->node) &&
          g_str_equal (change->key, self->key))
        return TRUE;
    }

  return FALSE;
}

void
talus_log_entry_set_undone_by (TalusLogEntry *self,
                               TalusAuthor   *author)
{
  gboolean was_undone = self->undone_by != NULL;

  g_clear_pointer (&self->undone_by, talus_author_unref);
  self->undone_by = author != NULL ? talus_author_ref (author) : NULL;
  if (was_undone != (author != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDONE]);
}

void
talus_log_entry_set_begins_day (TalusLogEntry *self,
                                gboolean       begins_day)
{
  if (self->begins_day == begins_day)
    return;

  self->begins_day = begins_day;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BEGINS_DAY]);
}

gint64
talus_log_entry_get_day (TalusLogEntry *self)
{
  return self->day;
}

/**
 * talus_log_entry_get_seq:
 * @self: a line
 *
 * Returns: the seq of its newest record
 */
guint64
talus_log_entry_get_seq (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), 0);

  return self->seq;
}

/**
 * talus_log_entry_get_first_seq:
 * @self: a line
 *
 * Returns: the seq of its oldest record
 */
guint64
talus_log_entry_get_first_seq (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), 0);

  return self->first_seq;
}

/**
 * talus_log_entry_get_timestamp:
 * @self: a line
 *
 * Returns: when its newest record was written, in milliseconds since the epoch
 */
gint64
talus_log_entry_get_timestamp (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), 0);

  return self->timestamp;
}

/**
 * talus_log_entry_get_author:
 * @self: a line
 *
 * Returns: (transfer none): who it was
 */
TalusAuthor *
talus_log_entry_get_author (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->author;
}

/**
 * talus_log_entry_get_command_ids:
 * @self: a line
 * @n_ids: (out): how many there are
 *
 * Gets the ids of its commands, the newest first: the order in which they are
 * undone. What the project began with has none.
 *
 * Returns: (transfer none) (array length=n_ids): the ids
 */
const TalusId *
talus_log_entry_get_command_ids (TalusLogEntry *self,
                                 guint         *n_ids)
{
  *n_ids = 0;
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  *n_ids = self->command_ids->len;

  return (const TalusId *) (gpointer) self->command_ids->data;
}

/**
 * talus_log_entry_get_text:
 * @self: a line
 *
 * Returns: (transfer none): what was done
 */
const char *
talus_log_entry_get_text (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->text;
}

/**
 * talus_log_entry_get_label:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): what whoever made it calls it, unless
 *   the text says just that
 */
const char *
talus_log_entry_get_label (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->label;
}

/**
 * talus_log_entry_get_n_changes:
 * @self: a line
 *
 * Returns: how many changes its newest record makes
 */
guint
talus_log_entry_get_n_changes (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), 0);

  return self->n_changes;
}

/**
 * talus_log_entry_removes_node:
 * @self: a line
 *
 * Returns: whether the node to show for it was deleted by it
 */
gboolean
talus_log_entry_removes_node (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), FALSE);

  return self->removes_node;
}

/**
 * talus_log_entry_get_node:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): the first node that it is about; it
 *   may be gone
 */
const TalusId *
talus_log_entry_get_node (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->has_node ? &self->node : NULL;
}

/**
 * talus_log_entry_is_reversal:
 * @self: a line
 *
 * Returns: whether it is an undo or a redo itself
 */
gboolean
talus_log_entry_is_reversal (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), FALSE);

  return self->is_reversal;
}

/**
 * talus_log_entry_get_undone_by:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): who has undone it
 */
TalusAuthor *
talus_log_entry_get_undone_by (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->undone_by;
}

/**
 * talus_log_entry_begins_day:
 * @self: a line
 *
 * Returns: whether it is the newest of its day in the list
 */
gboolean
talus_log_entry_begins_day (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), FALSE);

  return self->begins_day;
}

/**
 * talus_log_entry_get_record:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): its newest record, unless that is large
 */
TalusRecord *
talus_log_entry_get_record (TalusLogEntry *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (self), NULL);

  return self->record;
}
