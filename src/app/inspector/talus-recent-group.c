/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last changes of a node. The node knows which records last changed each
 * of its parts: only those are read, after a moment without another node, and
 * never a walk through the log. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-recent-group.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-describe.h"
#include "base/talus-clock.h"

#define MAX_SHOWN 5

/* Nobody reads the history of a node that is only passed. */
#define PAUSE_MILLISECONDS 150

/* Records that were read stay true. */
#define MAX_KEPT 256

struct _TalusRecentGroup
{
  TalusInspectorGroup parent_instance;

  /* owned */
  TalusView *view;
  TalusNode *node;             /* (nullable) */
  GHashTable *records;         /* seq (guint64 *) → TalusRecord * */
  GArray *seqs;                /* of guint64: those to show, the newest first */
  GCancellable *cancellable;   /* (nullable): reading */
  guint pause_source;
};

G_DEFINE_FINAL_TYPE (TalusRecentGroup, talus_recent_group, TALUS_TYPE_INSPECTOR_GROUP)

static void read_next (TalusRecentGroup *self);

static void
stop (TalusRecentGroup *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
add_seq (GArray  *seqs,
         guint64  seq)
{
  guint at = 0;

  if (seq == 0)
    return;

  while (at < seqs->len && g_array_index (seqs, guint64, at) > seq)
    at++;
  if (at == seqs->len || g_array_index (seqs, guint64, at) != seq)
    g_array_insert_val (seqs, at, seq);
}

static void
property_cb (const char *key,
             const char *json,
             gsize       length,
             guint64     seq,
             gpointer    user_data)
{
  add_seq (user_data, seq);
}

static void
list_seqs (TalusRecentGroup *self)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  const TalusId *id = talus_node_get_id (self->node);
  g_autoptr (GArray) blockers = talus_graph_list_blockers (graph, id);
  g_autoptr (GArray) blocked = talus_graph_list_blocked (graph, id);

  g_array_set_size (self->seqs, 0);
  add_seq (self->seqs, talus_node_get_existence_seq (self->node));
  add_seq (self->seqs, talus_node_get_place_seq (self->node));
  add_seq (self->seqs, talus_node_get_name_seq (self->node));
  talus_node_foreach_property (self->node, property_cb, self->seqs);
  for (guint i = 0; i < blockers->len; i++)
    add_seq (self->seqs, talus_graph_get_edge_seq (graph, &g_array_index (blockers, TalusId, i),
                                                   id));
  for (guint i = 0; i < blocked->len; i++)
    add_seq (self->seqs, talus_graph_get_edge_seq (graph, id,
                                                   &g_array_index (blocked, TalusId, i)));
  if (self->seqs->len > MAX_SHOWN)
    g_array_set_size (self->seqs, MAX_SHOWN);
}

static GtkWidget *
make_box (TalusRecentGroup *self,
          TalusRecord      *record)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  TalusFormat *format = talus_format_get (graph);
  g_autofree char *what = talus_describe_record (record, graph);
  g_autofree char *when = talus_format_moment (format, record->timestamp, talus_clock_now ());
  g_autofree char *exactly = talus_format_full_time (format, record->timestamp);
  /* TRANSLATORS: who did something, when */
  g_autofree char *by = g_strdup_printf (C_("change", "%s · %s"),
                                         talus_describe_author (record->author), when);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = talus_inspector_label_new (what, NULL);
  GtkWidget *subtitle = gtk_label_new (by);

  gtk_label_set_lines (GTK_LABEL (title), 3);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_wrap (GTK_LABEL (subtitle), TRUE);
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_set_tooltip_text (subtitle, exactly);
  gtk_box_append (GTK_BOX (box), subtitle);

  return box;
}

static void
show_records (TalusRecentGroup *self)
{
  talus_inspector_group_clear (TALUS_INSPECTOR_GROUP (self));
  for (guint i = 0; i < self->seqs->len; i++)
    {
      TalusRecord *record = g_hash_table_lookup (self->records,
                                                 &g_array_index (self->seqs, guint64, i));

      if (record != NULL)
        talus_inspector_group_append_box (TALUS_INSPECTOR_GROUP (self), make_box (self, record));
    }
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_widget_get_visible (GTK_WIDGET (talus_inspector_group_get_list (
                            TALUS_INSPECTOR_GROUP (self)))));
}

static void
keep (TalusRecentGroup *self,
      TalusRecord      *record)
{
  if (g_hash_table_size (self->records) >= MAX_KEPT)
    g_hash_table_remove_all (self->records);
  g_hash_table_replace (self->records, g_memdup2 (&record->seq, sizeof record->seq),
                        talus_record_ref (record));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (TalusRecentGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (object), result,
                                                                   &error);

  /* Without a history there is nothing to be shown; the window says why. */
  if (records == NULL || self->cancellable == NULL)
    return;

  for (guint i = 0; i < records->len; i++)
    keep (self, records->pdata[i]);
  if (records->len > 0)
    read_next (self);
}

static void
read_next (TalusRecentGroup *self)
{
  TalusPeerLink *link = talus_peer_get_link (talus_view_get_peer (self->view));

  for (guint i = 0; link != NULL && i < self->seqs->len; i++)
    {
      guint64 seq = g_array_index (self->seqs, guint64, i);

      if (g_hash_table_contains (self->records, &seq))
        continue;

      talus_peer_link_read_log_async (link, seq - 1, 1, self->cancellable, read_cb,
                                      g_object_ref (self));
      return;
    }

  show_records (self);
}

static gboolean
pause_cb (gpointer user_data)
{
  TalusRecentGroup *self = user_data;

  self->pause_source = 0;
  if (self->node == NULL || !talus_node_is_live (self->node))
    return G_SOURCE_REMOVE;

  list_seqs (self);
  self->cancellable = g_cancellable_new ();
  read_next (self);

  return G_SOURCE_REMOVE;
}

static void
talus_recent_group_dispose (GObject *object)
{
  TalusRecentGroup *self = TALUS_RECENT_GROUP (object);

  stop (self);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->seqs, g_array_unref);
  g_clear_object (&self->node);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_recent_group_parent_class)->dispose (object);
}

static void
talus_recent_group_class_init (TalusRecentGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_recent_group_dispose;
}

static void
talus_recent_group_init (TalusRecentGroup *self)
{
  self->seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->records = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify) talus_record_unref);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * talus_recent_group_new:
 * @view: whose nodes
 *
 * Makes a group that shows no node's.
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
talus_recent_group_new (TalusView *view)
{
  TalusRecentGroup *self = g_object_new (TALUS_TYPE_RECENT_GROUP, NULL);

  self->view = g_object_ref (view);
  talus_inspector_group_set_title (TALUS_INSPECTOR_GROUP (self), _("Last changes"));

  return GTK_WIDGET (self);
}

/**
 * talus_recent_group_show:
 * @self: a group
 * @node: (nullable): whose changes
 *
 * Shows them, once it has stayed with the node for a moment.
 */
void
talus_recent_group_show (TalusRecentGroup *self,
                         TalusNode        *node)
{
  g_return_if_fail (TALUS_IS_RECENT_GROUP (self));

  stop (self);
  if (self->node != node)
    {
      talus_inspector_group_clear (TALUS_INSPECTOR_GROUP (self));
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      g_hash_table_remove_all (self->records);
    }
  g_set_object (&self->node, node);
  if (node != NULL && talus_peer_get_link (talus_view_get_peer (self->view)) != NULL)
    self->pause_source = g_timeout_add (PAUSE_MILLISECONDS, pause_cb, self);
}
