/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going to a moment takes two readings: its record, which is quick and says
 * when and who, and the project as it was. At most one of each is under way;
 * what was asked for meanwhile is read next, and only the last of it. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-past.h"

#include <glib/gi18n.h>

struct _TalusPast
{
  GObject parent_instance;

  /* borrowed: it belongs to the view, but outlives it while something is read */
  TalusView *view;
  TalusPeer *live;           /* (nullable): whose past it is */

  /* owned */
  TalusRecord *record;       /* (nullable): of @seq */
  GCancellable *cancellable;
  GArray *selection;         /* (nullable): of TalusId: of the present */

  guint64 seq;
  guint64 shown_seq;         /* 0: the present */
  guint64 record_seq;        /* what of is being read: 0: nothing */
  guint64 graph_seq;
  gboolean is_active;
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_SHOWN,
  PROP_LOADING,
  PROP_SEQ,
  PROP_LAST_SEQ,
  PROP_RECORD,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusPast, talus_past, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void read_record (TalusPast *self);
static void load_graph  (TalusPast *self);

static void
notify (TalusPast *self,
        guint      property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_record (TalusPast   *self,
            TalusRecord *record)
{
  if (self->record == record)
    return;

  g_clear_pointer (&self->record, talus_record_unref);
  self->record = record != NULL ? talus_record_ref (record) : NULL;
  notify (self, PROP_RECORD);
}

static void
remember_selection (TalusPast *self)
{
  guint n_ids;
  const TalusId *ids = talus_selection_get_ids (talus_view_get_selection (self->view), &n_ids);

  g_clear_pointer (&self->selection, g_array_unref);
  self->selection = g_array_new (FALSE, FALSE, sizeof (TalusId));
  if (n_ids > 0)
    g_array_append_vals (self->selection, ids, n_ids);
}

static void
restore_selection (TalusPast *self)
{
  g_autoptr (GArray) ids = g_steal_pointer (&self->selection);

  if (ids != NULL)
    talus_selection_set (talus_view_get_selection (self->view),
                         (const TalusId *) (gpointer) ids->data, ids->len);
}

static void
fail (TalusPast    *self,
      const GError *error)
{
  talus_view_say_error (self->view, error);
  if (self->shown_seq == 0)
    talus_past_return (self);
  else if (self->shown_seq != self->seq)
    talus_past_go_to (self, self->shown_seq);
}

static void
record_read_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (TalusPast) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  guint64 seq = self->record_seq;

  records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (object), result, &error);
  self->record_seq = 0;
  if (!self->is_active)
    return;

  if (records != NULL && records->len == 0)
    g_set_error_literal (&error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                         _("The history doesn’t have that moment any more"));

  if (seq != self->seq)
    read_record (self);
  else if (error == NULL)
    set_record (self, g_ptr_array_index (records, 0));
  else
    fail (self, error);

  if (self->record != NULL && self->record->seq == self->seq && self->graph_seq == 0 &&
      self->shown_seq != self->seq)
    load_graph (self);
}

static void
read_record (TalusPast *self)
{
  if (self->record_seq != 0 || (self->record != NULL && self->record->seq == self->seq))
    return;

  self->record_seq = self->seq;
  talus_peer_link_read_log_async (talus_peer_get_link (self->live), self->seq - 1, 1,
                                  self->cancellable, record_read_cb, g_object_ref (self));
}

static void
show (TalusPast  *self,
      TalusGraph *graph)
{
  g_autoptr (TalusPeer) peer = NULL;
  gboolean was_shown = self->shown_seq != 0;

  peer = talus_peer_new_past (graph, self->seq, self->record->timestamp, self->record->author);
  if (!was_shown)
    remember_selection (self);
  self->shown_seq = self->seq;
  talus_view_set_peer (self->view, peer);
  notify (self, PROP_SHOWN);
}

static void
graph_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (TalusPast) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusGraph) graph = NULL;
  guint64 seq = self->graph_seq;

  graph = talus_peer_link_load_at_finish (TALUS_PEER_LINK (object), result, &error);
  self->graph_seq = 0;
  if (!self->is_active)
    ;
  else if (seq != self->seq)
    load_graph (self);
  else if (graph != NULL)
    show (self, graph);
  else
    fail (self, error);

  if (self->graph_seq == 0)
    notify (self, PROP_LOADING);
}

/* Once the record says when it was. */
static void
load_graph (TalusPast *self)
{
  if (self->record == NULL || self->record->seq != self->seq)
    {
      read_record (self);
      return;
    }
  if (self->graph_seq != 0 || self->shown_seq == self->seq)
    return;

  self->graph_seq = self->seq;
  talus_peer_link_load_at_async (talus_peer_get_link (self->live), self->seq, self->cancellable,
                                 graph_loaded_cb, g_object_ref (self));
  notify (self, PROP_LOADING);
}

static void
recorded_cb (TalusPast   *self,
             TalusRecord *record,
             gboolean     own)
{
  notify (self, PROP_LAST_SEQ);
  if (!self->is_active)
    {
      self->seq = talus_past_get_last_seq (self);
      notify (self, PROP_SEQ);
    }
}

/* What is left of the past when the view does not show it any more. Nobody
 * waits for what is being read. */
static void
leave (TalusPast     *self,
       const TalusId *id)
{
  gboolean was_shown = self->shown_seq != 0;

  self->is_active = FALSE;
  self->shown_seq = 0;
  self->seq = talus_past_get_last_seq (self);
  set_record (self, NULL);
  if (was_shown)
    {
      talus_view_set_peer (self->view, self->live);
      if (id != NULL)
        g_clear_pointer (&self->selection, g_array_unref);
      else
        restore_selection (self);
      notify (self, PROP_SHOWN);
    }
  notify (self, PROP_SEQ);
  notify (self, PROP_ACTIVE);
}

/* The session may end while somebody looks at the past: they may stay. Another
 * one that takes its place is shown as it is. */
static void
follow_live (TalusPast *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);

  if (live == self->live)
    return;

  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_set_object (&self->live, live);
  if (live != NULL)
    g_signal_connect_object (live, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);
  if (self->is_active)
    leave (self, NULL);
  else
    self->seq = talus_past_get_last_seq (self);
}

/* The view is gone: what is still being read is for nobody. */
static void
let_go (gpointer data)
{
  TalusPast *self = data;

  self->view = NULL;
  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

static void
talus_past_dispose (GObject *object)
{
  TalusPast *self = TALUS_PAST (object);

  self->is_active = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->live);
  g_clear_pointer (&self->record, talus_record_unref);
  g_clear_pointer (&self->selection, g_array_unref);

  G_OBJECT_CLASS (talus_past_parent_class)->dispose (object);
}

static void
talus_past_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  TalusPast *self = TALUS_PAST (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->is_active);
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, talus_past_is_shown (self));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, talus_past_is_loading (self));
      break;
    case PROP_SEQ:
      g_value_set_uint64 (value, self->seq);
      break;
    case PROP_LAST_SEQ:
      g_value_set_uint64 (value, talus_past_get_last_seq (self));
      break;
    case PROP_RECORD:
      g_value_set_pointer (value, self->record);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_past_class_init (TalusPastClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_past_dispose;
  object_class->get_property = talus_past_get_property;

  /**
   * TalusPast:active:
   *
   * Whether a moment of the past is wanted, read already or not.
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  /**
   * TalusPast:shown:
   *
   * Whether the past is shown; notified also when it is another moment.
   */
  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, flags);
  /**
   * TalusPast:loading:
   *
   * Whether the project as it was is being read.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  /**
   * TalusPast:seq:
   *
   * The moment wanted.
   */
  properties[PROP_SEQ] = g_param_spec_uint64 ("seq", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * TalusPast:last-seq:
   *
   * The present.
   */
  properties[PROP_LAST_SEQ] = g_param_spec_uint64 ("last-seq", NULL, NULL, 0, G_MAXUINT64, 0,
                                                   flags);
  /**
   * TalusPast:record: (type gpointer)
   *
   * The record that made the moment wanted, once it has been read.
   */
  properties[PROP_RECORD] = g_param_spec_pointer ("record", NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_past_init (TalusPast *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * talus_past_get:
 * @view: a view
 *
 * Gets the way into the past of its project.
 *
 * Returns: (transfer none): it, as long as the view lives
 */
TalusPast *
talus_past_get (TalusView *view)
{
  TalusPast *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_get_data (G_OBJECT (view), "talus-past");
  if (self != NULL)
    return self;

  self = g_object_new (TALUS_TYPE_PAST, NULL);
  self->view = view;
  g_object_set_data_full (G_OBJECT (view), "talus-past", self, let_go);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (follow_live), self,
                           G_CONNECT_SWAPPED);
  follow_live (self);

  return self;
}

/**
 * talus_past_is_active:
 * @self: a way into the past
 *
 * Returns: whether a moment of the past is wanted
 */
gboolean
talus_past_is_active (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), FALSE);

  return self->is_active;
}

/**
 * talus_past_is_shown:
 * @self: a way into the past
 *
 * Returns: whether one is shown
 */
gboolean
talus_past_is_shown (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), FALSE);

  return self->shown_seq != 0;
}

/**
 * talus_past_get_seq:
 * @self: a way into the past
 *
 * Returns: the moment wanted; in the present the newest
 */
guint64
talus_past_get_seq (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), 0);

  return self->seq;
}

/**
 * talus_past_get_last_seq:
 * @self: a way into the past
 *
 * Returns: the present
 */
guint64
talus_past_get_last_seq (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), 0);

  return self->live != NULL ? talus_peer_get_seq (self->live) : 0;
}

/**
 * talus_past_get_record:
 * @self: a way into the past
 *
 * Returns: (transfer none) (nullable): what made the moment wanted
 */
TalusRecord *
talus_past_get_record (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), NULL);

  return self->record;
}

/**
 * talus_past_is_loading:
 * @self: a way into the past
 *
 * Returns: whether a project as it was is being read
 */
gboolean
talus_past_is_loading (TalusPast *self)
{
  g_return_val_if_fail (TALUS_IS_PAST (self), FALSE);

  return self->graph_seq != 0;
}

/**
 * talus_past_go_to:
 * @self: a way into the past
 * @seq: as which record left it
 *
 * Shows the project as it was, once it has been read; the newest record is the
 * present. What was wanted before and is not there yet never comes.
 */
void
talus_past_go_to (TalusPast *self,
                  guint64    seq)
{
  g_return_if_fail (TALUS_IS_PAST (self));

  if (self->live == NULL || talus_peer_get_link (self->live) == NULL)
    return;

  seq = MAX (seq, 1);
  if (seq >= talus_past_get_last_seq (self))
    {
      talus_past_return (self);
      return;
    }

  if (self->seq != seq)
    {
      self->seq = seq;
      set_record (self, NULL);
      notify (self, PROP_SEQ);
    }
  if (!self->is_active)
    {
      self->is_active = TRUE;
      notify (self, PROP_ACTIVE);
    }
  load_graph (self);
}

/**
 * talus_past_return_to:
 * @self: a way into the past
 * @id: (nullable): what is to be selected, or %NULL for what was selected there
 *
 * Shows the present again.
 */
void
talus_past_return_to (TalusPast     *self,
                      const TalusId *id)
{
  g_return_if_fail (TALUS_IS_PAST (self));

  if (!self->is_active)
    return;

  leave (self, id);
  if (id != NULL)
    talus_view_reveal (self->view, id);
}

/**
 * talus_past_return:
 * @self: a way into the past
 *
 * Shows the present again, with what was selected there.
 */
void
talus_past_return (TalusPast *self)
{
  talus_past_return_to (self, NULL);
}
