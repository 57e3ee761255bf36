/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel at the side. It knows what is selected and which page shows it;
 * what changes is shown once, before the next frame, however much changed. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-inspector.h"

#include <glib/gi18n.h>

#include "app/history/talus-describe.h"
#include "app/inspector/talus-child-sums.h"
#include "app/inspector/talus-dependency-group.h"
#include "app/inspector/talus-node-page.h"
#include "app/inspector/talus-orphan-group.h"
#include "app/inspector/talus-project-page.h"
#include "app/inspector/talus-recent-group.h"

/* Types that somebody went through lately. */
#define MAX_PAGES 12

/* Records whose author may still be asked for. */
#define MAX_AUTHORS 256

/* What changed is shown in the next frame. Another selection waits behind it:
 * whoever goes from row to row sees first of all where they are. */
#define CHANGE_PRIORITY    (GDK_PRIORITY_REDRAW - 5)
#define SELECTION_PRIORITY (GDK_PRIORITY_REDRAW + 5)

struct _TalusInspector
{
  GtkWidget parent_instance;

  /* template children */
  GtkScrolledWindow *scrolled;
  GtkStack *pages;
  GtkWidget *node_groups;

  /* children, made here */
  GtkWidget *orphans;
  GtkWidget *blockers;
  GtkWidget *blocked;
  GtkWidget *recent;
  GtkWidget *project_page;     /* (nullable): made when it is first needed */

  /* owned */
  TalusView *view;
  TalusChildSums *sums;
  GSignalGroup *peer_signals;
  GPtrArray *node_pages;       /* of TalusNodePage: the newest used last */
  GPtrArray *nodes;            /* of TalusNode: what is shown */
  GHashTable *authors;         /* seq (guint64 *) → char * */
  GQueue author_seqs;          /* of guint64 *: in order, of the table */
  TalusNodePage *page;         /* (nullable): in front, owned by the stack */
  guint update_source;

  gboolean is_other;           /* another selection, not only changes */
  gboolean has_news;           /* the log says something new of what is shown */
};

G_DEFINE_FINAL_TYPE (TalusInspector, talus_inspector, GTK_TYPE_WIDGET)

static const char *
find_author (guint64  seq,
             gpointer user_data)
{
  TalusInspector *self = user_data;

  return g_hash_table_lookup (self->authors, &seq);
}

static int
compare_pointers (gconstpointer a,
                  gconstpointer b)
{
  const char *left = *(char * const *) a;
  const char *right = *(char * const *) b;

  return (left > right) - (left < right);
}

/* Empty as soon as one of them is not known. */
static GPtrArray *
list_types (TalusInspector *self)
{
  TalusTemplate *template = talus_view_get_template (self->view);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *types = g_ptr_array_new ();

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const TalusNodeType *type = talus_template_get_type_by_id (
        template, talus_node_get_type_id (self->nodes->pdata[i]));

      if (type == NULL)
        {
          g_ptr_array_set_size (types, 0);
          break;
        }
      if (g_hash_table_add (seen, (gpointer) type))
        g_ptr_array_add (types, (gpointer) type);
    }

  g_ptr_array_sort (types, compare_pointers);

  return types;
}

static TalusNodePage *
find_page (TalusInspector *self,
           GPtrArray      *types)
{
  TalusTemplate *template = talus_view_get_template (self->view);

  for (guint i = self->node_pages->len; i > 0; i--)
    {
      TalusNodePage *page = self->node_pages->pdata[i - 1];

      if (talus_node_page_is_for (page, template, types))
        {
          g_ptr_array_remove_index (self->node_pages, i - 1);
          g_ptr_array_add (self->node_pages, page);
          return page;
        }
    }

  return NULL;
}

static TalusNodePage *
ensure_page (TalusInspector *self,
             GPtrArray      *types)
{
  TalusNodePage *page = find_page (self, types);

  if (page != NULL)
    return page;

  page = TALUS_NODE_PAGE (talus_node_page_new (self->view, talus_view_get_template (self->view),
                                               types));
  talus_node_page_set_author (page, find_author, self);
  talus_node_page_set_sums (page, self->sums);
  g_ptr_array_add (self->node_pages, page);
  gtk_stack_add_child (self->pages, GTK_WIDGET (page));

  if (self->node_pages->len > MAX_PAGES)
    {
      gtk_stack_remove (self->pages, self->node_pages->pdata[0]);
      g_ptr_array_remove_index (self->node_pages, 0);
    }

  return page;
}

static void
read_selection (TalusInspector *self)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusGraph *graph = talus_view_get_graph (self->view);
  guint n_ids;
  const TalusId *ids = talus_selection_get_ids (selection, &n_ids);

  g_ptr_array_unref (self->nodes);
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_ids; i++)
    {
      TalusNode *node = talus_graph_get_node (graph, &ids[i]);

      if (node != NULL)
        g_ptr_array_add (self->nodes, g_object_ref (node));
    }
}

/* What belongs to one node only. */
static void
show_groups (TalusInspector *self)
{
  TalusNode *node = self->nodes->len == 1 ? self->nodes->pdata[0] : NULL;

  talus_orphan_group_show (TALUS_ORPHAN_GROUP (self->orphans), node);
  talus_dependency_group_show (TALUS_DEPENDENCY_GROUP (self->blockers), node);
  talus_dependency_group_show (TALUS_DEPENDENCY_GROUP (self->blocked), node);
  /* Others' edits elsewhere must not keep it from being read. */
  if (self->has_news)
    talus_recent_group_show (TALUS_RECENT_GROUP (self->recent), node);
  self->has_news = FALSE;
}

static void
show_nodes (TalusInspector *self)
{
  g_autoptr (GPtrArray) types = list_types (self);
  TalusNodePage *page = ensure_page (self, types);

  if (page != self->page)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  self->page = page;
  talus_node_page_show (page, self->nodes);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
}

static void
show_project (TalusInspector *self)
{
  gboolean was_other = self->page != NULL || self->project_page == NULL;

  self->page = NULL;
  if (self->project_page == NULL)
    {
      self->project_page = talus_project_page_new (self->view);
      gtk_stack_add_child (self->pages, self->project_page);
    }
  if (was_other)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  talus_project_page_refresh (TALUS_PROJECT_PAGE (self->project_page));
  gtk_stack_set_visible_child (self->pages, self->project_page);
}

static void
update (TalusInspector *self)
{
  gboolean is_other = self->is_other;

  self->is_other = FALSE;
  if (is_other)
    {
      read_selection (self);
      self->has_news = TRUE;
    }

  if (self->nodes->len == 0)
    show_project (self);
  else if (is_other)
    show_nodes (self);
  else
    talus_node_page_refresh (self->page);
  show_groups (self);
}

static gboolean
update_cb (gpointer user_data)
{
  TalusInspector *self = user_data;

  self->update_source = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* What nobody sees waits until somebody does. */
static void
queue_update_at (TalusInspector *self,
                 int             priority)
{
  if (self->update_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update_source = g_idle_add_full (priority, update_cb, self, NULL);
}

static void
queue_update (TalusInspector *self)
{
  queue_update_at (self, CHANGE_PRIORITY);
}

/* What somebody else changed of what is shown flashes once in their colour. */
static void
flash_fields (TalusInspector *self,
              TalusRecord    *record)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  /* Another page is on its way, or nobody sees this one. */
  if (self->is_other || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusFieldEditor *editor = NULL;

      if (self->page != NULL ? change->op == TALUS_CHANGE_SET &&
                                 talus_selection_contains (selection, &change->node_id)
                             : change->op == TALUS_CHANGE_META)
        editor = talus_inspector_find_editor (self, change->key);
      if (editor != NULL)
        talus_field_editor_flash (editor, record->author->colour);
    }
}

static void
recorded_cb (TalusInspector *self,
             TalusRecord    *record,
             gboolean        own)
{
  guint64 *seq;

  /* What was pending has its place in the log now. */
  if (self->nodes->len == 1 &&
      talus_record_touches (record, talus_node_get_id (self->nodes->pdata[0])))
    {
      self->has_news = TRUE;
      queue_update (self);
    }
  if (own)
    return;

  flash_fields (self, record);
  seq = g_memdup2 (&record->seq, sizeof record->seq);
  g_queue_push_tail (&self->author_seqs, seq);
  g_hash_table_insert (self->authors, seq, g_strdup (talus_describe_author (record->author)));
  if (self->author_seqs.length > MAX_AUTHORS)
    g_hash_table_remove (self->authors, g_queue_pop_head (&self->author_seqs));
}

static void
flush (TalusInspector *self)
{
  if (self->page != NULL)
    talus_node_page_flush (self->page);
  else if (self->project_page != NULL)
    talus_project_page_flush (TALUS_PROJECT_PAGE (self->project_page));
}

static void
selection_changed_cb (TalusInspector *self)
{
  flush (self);
  self->is_other = TRUE;
  queue_update_at (self, SELECTION_PRIORITY);
}

static void
node_changed_cb (TalusInspector *self,
                 TalusNode      *node)
{
  queue_update (self);
}

static void
sum_changed_cb (TalusInspector *self,
                TalusNode      *node)
{
  if (self->nodes->len == 1 && self->nodes->pdata[0] == node)
    queue_update (self);
}

/* Nodes may be gone, or there again. */
static void
structure_changed_cb (TalusInspector *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      if (!talus_node_is_live (self->nodes->pdata[i]))
        self->is_other = TRUE;
    }
  if (self->nodes->len != talus_selection_get_length (talus_view_get_selection (self->view)))
    self->is_other = TRUE;

  queue_update (self);
}

static void
forget_pages (TalusInspector *self)
{
  self->page = NULL;
  for (guint i = 0; i < self->node_pages->len; i++)
    gtk_stack_remove (self->pages, self->node_pages->pdata[i]);
  g_ptr_array_set_size (self->node_pages, 0);
  if (self->project_page != NULL)
    {
      gtk_stack_remove (self->pages, self->project_page);
      self->project_page = NULL;
    }
  self->is_other = TRUE;
  queue_update (self);
}

static void
peer_changed_cb (TalusInspector *self)
{
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (self->view));
  forget_pages (self);
}

static void
talus_inspector_map (GtkWidget *widget)
{
  TalusInspector *self = TALUS_INSPECTOR (widget);

  update (self);
  GTK_WIDGET_CLASS (talus_inspector_parent_class)->map (widget);
}

static void
talus_inspector_unmap (GtkWidget *widget)
{
  TalusInspector *self = TALUS_INSPECTOR (widget);

  flush (self);
  g_clear_handle_id (&self->update_source, g_source_remove);
  GTK_WIDGET_CLASS (talus_inspector_parent_class)->unmap (widget);
}

static void
talus_inspector_dispose (GObject *object)
{
  TalusInspector *self = TALUS_INSPECTOR (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  self->page = NULL;
  self->project_page = NULL;
  g_clear_pointer (&self->node_pages, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_INSPECTOR);
  g_clear_object (&self->sums);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_inspector_parent_class)->dispose (object);
}

static void
talus_inspector_finalize (GObject *object)
{
  TalusInspector *self = TALUS_INSPECTOR (object);

  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_queue_clear (&self->author_seqs);
  g_clear_pointer (&self->authors, g_hash_table_unref);

  G_OBJECT_CLASS (talus_inspector_parent_class)->finalize (object);
}

static void
talus_inspector_class_init (TalusInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_inspector_dispose;
  object_class->finalize = talus_inspector_finalize;
  widget_class->map = talus_inspector_map;
  widget_class->unmap = talus_inspector_unmap;

  gtk_widget_class_set_css_name (widget_class, "talus-inspector");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/inspector/talus-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusInspector, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TalusInspector, pages);
  gtk_widget_class_bind_template_child (widget_class, TalusInspector, node_groups);
}

static void
talus_inspector_init (TalusInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->node_pages = g_ptr_array_new ();
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  self->authors = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_queue_init (&self->author_seqs);
  self->is_other = TRUE;

  self->peer_signals = g_signal_group_new (TALUS_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "node-changed",
                                  G_CALLBACK (node_changed_cb), self);
  g_signal_group_connect_swapped (self->peer_signals, "structure-changed",
                                  G_CALLBACK (structure_changed_cb), self);
  g_signal_group_connect_swapped (self->peer_signals, "template-changed",
                                  G_CALLBACK (forget_pages), self);
  g_signal_group_connect_swapped (self->peer_signals, "recorded", G_CALLBACK (recorded_cb), self);
  /* Of settings, the currency among them. */
  g_signal_group_connect_swapped (self->peer_signals, "notify::name", G_CALLBACK (queue_update),
                                  self);
}

/**
 * talus_inspector_new:
 * @view: what is selected in it
 *
 * Makes an inspector.
 *
 * Returns: (transfer floating): the inspector
 */
GtkWidget *
talus_inspector_new (TalusView *view)
{
  TalusInspector *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_INSPECTOR, NULL);
  self->view = g_object_ref (view);
  self->sums = talus_child_sums_new (view);
  g_signal_connect_object (self->sums, "changed", G_CALLBACK (sum_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->orphans = talus_orphan_group_new (view);
  self->blockers = talus_dependency_group_new (view, TALUS_DEPENDENCY_BLOCKERS);
  self->blocked = talus_dependency_group_new (view, TALUS_DEPENDENCY_BLOCKED);
  self->recent = talus_recent_group_new (view);
  gtk_box_append (GTK_BOX (self->node_groups), self->orphans);
  gtk_box_append (GTK_BOX (self->node_groups), self->blockers);
  gtk_box_append (GTK_BOX (self->node_groups), self->blocked);
  gtk_box_append (GTK_BOX (self->node_groups), self->recent);

  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (view));

  return GTK_WIDGET (self);
}

/**
 * talus_inspector_find_editor:
 * @self: an inspector
 * @property_id: (not nullable): the id of a property, or the key of a setting
 *   while the project is shown
 *
 * Finds what edits a property of what is shown.
 *
 * Returns: (transfer none) (nullable): the editor
 */
TalusFieldEditor *
talus_inspector_find_editor (TalusInspector *self,
                             const char     *property_id)
{
  g_autoptr (GPtrArray) editors = NULL;

  g_return_val_if_fail (TALUS_IS_INSPECTOR (self), NULL);
  g_return_val_if_fail (property_id != NULL, NULL);

  if (self->page != NULL)
    editors = talus_node_page_list_editors (self->page);
  else if (self->project_page != NULL)
    editors = talus_project_page_list_editors (TALUS_PROJECT_PAGE (self->project_page));

  for (guint i = 0; editors != NULL && i < editors->len; i++)
    {
      TalusFieldEditor *editor = editors->pdata[i];

      if (g_str_equal (talus_field_editor_get_subject (editor)->id, property_id))
        return editor;
    }

  return NULL;
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  return talus_inspector_new (view);
}

const TalusPartType talus_inspector_part_type = {
  .id = "inspector",
  .slot = TALUS_SLOT_PANEL,
  .create = create,
};
