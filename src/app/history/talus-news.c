/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discreet: one toast for all that happened while nobody looked, and one for
 * what overwrote a field that was set here a moment ago, or deleted what is
 * selected. Everything else shows where it is. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-news.h"

#include <glib/gi18n.h>

#include "app/history/talus-describe.h"
#include "base/talus-clock.h"

/* For how long (ms) a field counts as one's own, once it was set here. */
#define OWN_MS (2 * 60 * 1000)

struct _TalusNews
{
  GObject parent_instance;

  /* borrowed */
  TalusView *view;

  /* owned */
  TalusPeer *live;           /* (nullable) */
  GHashTable *own;           /* "id key" → gint64: when it was set here */
  TalusRecord *newest;       /* (nullable): of others, while nobody looked */

  TalusId author;            /* of @newest, if all are theirs */
  guint n_missed;
  gboolean one_author;
  gboolean is_active;
};

G_DEFINE_FINAL_TYPE (TalusNews, talus_news, G_TYPE_OBJECT)

static char *
make_key (const TalusChange *change)
{
  char id[TALUS_ID_TEXT_SIZE];

  return g_strdup_printf ("%s %s", talus_id_format (&change->node_id, id), change->key);
}

static gboolean
is_old_cb (gpointer key,
           gpointer value,
           gpointer now)
{
  return *(gint64 *) now - *(gint64 *) value > OWN_MS;
}

static void
note_own (TalusNews   *self,
          TalusRecord *record)
{
  gint64 now = talus_clock_now ();

  g_hash_table_foreach_remove (self->own, is_old_cb, &now);
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_SET)
        g_hash_table_replace (self->own, make_key (change), g_memdup2 (&now, sizeof now));
    }
}

/* Whether the record removed what is selected, or something above it. */
static gboolean
removes_selection (TalusNews   *self,
                   TalusRecord *record)
{
  TalusGraph *graph = talus_peer_get_graph (self->live);
  guint n_ids;
  const TalusId *ids = talus_selection_get_ids (talus_view_get_selection (self->view), &n_ids);

  for (guint i = 0; i < n_ids; i++)
    {
      TalusNode *node = talus_graph_find_node (graph, &ids[i]);

      while (node != NULL && !talus_node_is_removed (node))
        node = talus_node_get_parent (node);
      if (node != NULL && talus_graph_get_removed_seq (graph, node) == record->seq)
        return TRUE;
    }

  return FALSE;
}

/* Whether it takes something away from whoever sits here. */
static gboolean
takes_away (TalusNews   *self,
            TalusRecord *record)
{
  gint64 now = talus_clock_now ();
  gboolean removes = FALSE;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      g_autofree char *key = NULL;
      gint64 *when;

      removes = removes || change->op == TALUS_CHANGE_REMOVE;
      if (change->op != TALUS_CHANGE_SET)
        continue;

      key = make_key (change);
      when = g_hash_table_lookup (self->own, key);
      if (when != NULL && now - *when <= OWN_MS)
        return TRUE;
    }

  return removes && removes_selection (self, record);
}

static void
say (TalusNews  *self,
     const char *text)
{
  talus_view_say (self->view, text, _("_History"), "win.log");
}

static void
recorded_cb (TalusNews   *self,
             TalusRecord *record,
             gboolean     own)
{
  g_autofree char *text = NULL;

  /* The same person elsewhere is nobody else. */
  if (own || talus_id_equal (&record->author->id, &talus_peer_get_author (self->live)->id))
    {
      note_own (self, record);
      return;
    }

  if (!self->is_active)
    {
      self->one_author = self->n_missed == 0 ||
                         (self->one_author &&
                          talus_id_equal (&self->author, &record->author->id));
      self->author = record->author->id;
      self->n_missed++;
      g_clear_pointer (&self->newest, talus_record_unref);
      self->newest = talus_record_ref (record);
      return;
    }

  if (!takes_away (self, record))
    return;

  text = talus_describe_by (record, talus_peer_get_graph (self->live),
                            talus_describe_author (record->author));
  say (self, text);
}

static char *
word_missed (TalusNews *self)
{
  const char *who = talus_describe_author (self->newest->author);
  guint n = self->n_missed;
  g_autofree char *what = NULL;

  if (n > 1 && self->one_author)
    return g_strdup_printf (ngettext ("%s made %u change while you were away",
                                      "%s made %u changes while you were away", n), who, n);
  if (n > 1)
    return g_strdup_printf (ngettext ("%s and others made %u change while you were away",
                                      "%s and others made %u changes while you were away", n),
                            who, n);

  what = talus_describe_by (self->newest, talus_peer_get_graph (self->live), who);

  /* Translators: %s is a sentence: “Ada set Cost of “Pans” to 900”. */
  return g_strdup_printf (_("%s while you were away"), what);
}

static void
peer_changed_cb (TalusNews *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);

  if (live == self->live)
    return;

  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_set_object (&self->live, live);
  if (live != NULL)
    g_signal_connect_object (live, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);
}

static void
talus_news_dispose (GObject *object)
{
  TalusNews *self = TALUS_NEWS (object);

  g_clear_object (&self->live);
  g_clear_pointer (&self->newest, talus_record_unref);

  G_OBJECT_CLASS (talus_news_parent_class)->dispose (object);
}

static void
talus_news_finalize (GObject *object)
{
  g_hash_table_unref (TALUS_NEWS (object)->own);

  G_OBJECT_CLASS (talus_news_parent_class)->finalize (object);
}

static void
talus_news_class_init (TalusNewsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_news_dispose;
  object_class->finalize = talus_news_finalize;
}

static void
talus_news_init (TalusNews *self)
{
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->is_active = TRUE;
}

/**
 * talus_news_new:
 * @view: a view, which outlives it
 *
 * Follows what others do to its project.
 *
 * Returns: (transfer full): the news
 */
TalusNews *
talus_news_new (TalusView *view)
{
  TalusNews *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_NEWS, NULL);
  self->view = view;
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  peer_changed_cb (self);

  return self;
}

/**
 * talus_news_set_active:
 * @self: the news
 * @is_active: whether somebody looks at the window
 *
 * Says what happened, once somebody looks again.
 */
void
talus_news_set_active (TalusNews *self,
                       gboolean   is_active)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TALUS_IS_NEWS (self));

  self->is_active = is_active;
  if (!is_active || self->n_missed == 0)
    return;

  text = word_missed (self);
  self->n_missed = 0;
  g_clear_pointer (&self->newest, talus_record_unref);
  say (self, text);
}

static void
active_cb (GtkWindow  *window,
           GParamSpec *pspec,
           TalusNews  *self)
{
  talus_news_set_active (self, gtk_window_is_active (window));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  TalusNews *self = talus_news_new (view);

  g_object_set_data_full (G_OBJECT (view), "talus-news", self, g_object_unref);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_cb), self, 0);

  return NULL;
}

const TalusPartType talus_news_part = {
  .id = "news",
  .slot = TALUS_SLOT_OVERLAY,
  .create = create,
};
