/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs are few and compared on the spot; nodes come from a search, whose first
 * slice is there in the same frame. It must not do what is chosen. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-palette-results.h"

#include <string.h>

#include "app/search/talus-fold.h"
#include "app/search/talus-node-search.h"

#define MAX_NODES    60
#define MAX_VERBS    8       /* beside nodes */
#define MAX_RECENT   8
#define FIRST_SLICE  6000    /* microseconds */
#define SLICE        4000
#define FUZZY        10      /* a verb with letters in between counts so much more */
#define VERBS_ONLY   '>'

struct _TalusPaletteResults
{
  GObject parent_instance;

  /* owned */
  TalusSearch *search;
  GPtrArray *verbs;          /* of TalusVerb */
  GPtrArray *items;          /* of TalusPaletteItem: what is shown */
  GPtrArray *shown_verbs;    /* of TalusPaletteItem */
  TalusNodeSearch *nodes;    /* NULL: none is going on */
  char *text;
  GArray *recent_nodes;      /* of TalusId, the last first */
  GPtrArray *recent_verbs;   /* of TalusVerb, borrowed */
  guint run_source;
  gboolean verbs_first;
  gboolean saw_all;          /* the index had everything in it */
  gboolean has_menu;         /* what is in the menu of the window is among the verbs */

  /* borrowed */
  GtkWidget *target;         /* NULL: shut */
};

static GType
talus_palette_results_get_item_type (GListModel *model)
{
  return TALUS_TYPE_PALETTE_ITEM;
}

static guint
talus_palette_results_get_n_items (GListModel *model)
{
  return TALUS_PALETTE_RESULTS (model)->items->len;
}

static gpointer
talus_palette_results_get_item (GListModel *model,
                                guint       position)
{
  TalusPaletteResults *self = TALUS_PALETTE_RESULTS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = talus_palette_results_get_item_type;
  iface->get_n_items = talus_palette_results_get_n_items;
  iface->get_item = talus_palette_results_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusPaletteResults, talus_palette_results, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* (transfer full) (nullable) */
static TalusPaletteItem *
make_verb (TalusPaletteResults *self,
           const TalusVerb     *verb)
{
  /* It is open already. */
  if (g_str_equal (verb->action, "win.palette") || !talus_verb_exists (verb, self->target))
    return NULL;

  return talus_palette_item_new_verb (verb, talus_verb_is_possible (verb, self->target));
}

/* The beginning of a word of a text, which may be none. */
static gboolean
has_start (const char *text,
           const char *start)
{
  const char *at = text;

  while (at != NULL && (at = strstr (at, start)) != NULL)
    {
      if (at == text || talus_fold_is_start (text, (gsize) (at - text)))
        return TRUE;
      at++;
    }

  return FALSE;
}

/* How far a verb is from what was typed; less is better, G_MAXUINT not at all. */
static guint
judge_verb (const TalusVerb *verb,
            GStrv            words)
{
  g_autofree char *title = talus_fold (verb->title);
  g_autofree char *group = talus_fold (verb->group);
  g_autofree char *others = verb->words != NULL ? talus_fold (verb->words) : NULL;
  guint total = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *at = strstr (title, words[i]);
      guint cost = 0;

      if (at != NULL)
        total += at == title ? 0 : talus_fold_is_start (title, (gsize) (at - title)) ? 1 : 3;
      else if (has_start (others, words[i]))
        total += 4;
      else if (g_str_has_prefix (group, words[i]))
        total += 5;
      else if (talus_fold_is_fuzzy (title, strlen (title), words[i], &cost) &&
               cost <= 2 * strlen (words[i]))
        total += FUZZY + cost;
      else
        return G_MAXUINT;
    }

  return total;
}

typedef struct
{
  const TalusVerb *verb;
  guint cost;
  guint index;
} Judged;

static int
compare_judged_cb (gconstpointer a,
                   gconstpointer b)
{
  const Judged *left = a;
  const Judged *right = b;

  if (left->cost != right->cost)
    return left->cost < right->cost ? -1 : 1;

  return (left->index > right->index) - (left->index < right->index);
}

static void
find_verbs (TalusPaletteResults *self,
            const char          *text,
            guint                limit)
{
  g_auto (GStrv) words = talus_fold_words (text);
  g_autoptr (GArray) judged = g_array_new (FALSE, FALSE, sizeof (Judged));

  g_ptr_array_set_size (self->shown_verbs, 0);
  for (guint i = 0; i < self->verbs->len; i++)
    {
      Judged one = { self->verbs->pdata[i], judge_verb (self->verbs->pdata[i], words), i };

      if (one.cost != G_MAXUINT)
        g_array_append_val (judged, one);
    }
  g_array_sort (judged, compare_judged_cb);

  self->verbs_first = judged->len > 0 && g_array_index (judged, Judged, 0).cost <= 1;
  for (guint i = 0; i < judged->len && self->shown_verbs->len < limit; i++)
    {
      TalusPaletteItem *item = make_verb (self, g_array_index (judged, Judged, i).verb);

      if (item != NULL)
        g_ptr_array_add (self->shown_verbs, item);
    }
}

static void
show (TalusPaletteResults *self,
      GPtrArray           *items)
{
  guint n_before = self->items->len;

  g_ptr_array_unref (self->items);
  self->items = items;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, items->len);
}

static void
add_all (GPtrArray *items,
         GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (items, g_object_ref (more->pdata[i]));
}

static void
show_found (TalusPaletteResults *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) nodes = NULL;

  if (self->verbs_first)
    add_all (items, self->shown_verbs);
  if (self->nodes != NULL)
    {
      nodes = talus_node_search_list (self->nodes, MAX_NODES);
      for (guint i = 0; i < nodes->len; i++)
        g_ptr_array_add (items, talus_palette_item_new_node (nodes->pdata[i]));
    }
  if (!self->verbs_first)
    add_all (items, self->shown_verbs);

  show (self, items);
}

/* What was used last, then all that can be done. */
static void
show_recent (TalusPaletteResults *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  TalusGraph *graph = talus_node_index_get_graph (talus_search_get_index (self->search));

  for (guint i = 0; i < self->recent_verbs->len; i++)
    {
      TalusPaletteItem *item = make_verb (self, self->recent_verbs->pdata[i]);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  for (guint i = 0; i < self->recent_nodes->len; i++)
    {
      TalusNode *node = talus_graph_get_node (graph, &g_array_index (self->recent_nodes, TalusId,
                                                                     i));

      if (node != NULL)
        g_ptr_array_add (items, talus_palette_item_new_node (node));
    }
  for (guint i = 0; i < self->verbs->len; i++)
    {
      TalusPaletteItem *item = NULL;

      if (!g_ptr_array_find (self->recent_verbs, self->verbs->pdata[i], NULL))
        item = make_verb (self, self->verbs->pdata[i]);
      if (item != NULL && talus_palette_item_is_possible (item))
        g_ptr_array_add (items, g_steal_pointer (&item));
      g_clear_object (&item);
    }

  show (self, items);
}

static gboolean
run_cb (gpointer user_data)
{
  TalusPaletteResults *self = user_data;

  if (!talus_node_search_run (self->nodes, SLICE))
    return G_SOURCE_CONTINUE;

  self->run_source = 0;
  show_found (self);

  return G_SOURCE_REMOVE;
}

static void
stop (TalusPaletteResults *self)
{
  g_clear_handle_id (&self->run_source, g_source_remove);
  g_clear_pointer (&self->nodes, talus_node_search_free);
}

static void
start (TalusPaletteResults *self)
{
  const char *text = self->text;

  stop (self);
  if (self->target == NULL)
    {
      show (self, g_ptr_array_new_with_free_func (g_object_unref));
      return;
    }

  if (strspn (text, " ") == strlen (text))
    {
      show_recent (self);
      return;
    }

  if (text[0] == VERBS_ONLY)
    {
      find_verbs (self, text + 1, G_MAXUINT);
    }
  else
    {
      TalusNodeIndex *index = talus_search_get_index (self->search);

      find_verbs (self, text, MAX_VERBS);
      self->saw_all = talus_node_index_is_complete (index);
      self->nodes = talus_node_search_new (index, text, TRUE);
      if (!talus_node_search_run (self->nodes, FIRST_SLICE))
        self->run_source = g_idle_add_full (GDK_PRIORITY_REDRAW, run_cb, self, NULL);
    }
  show_found (self);
}

/* While somebody reads the list it is not to change under their eyes for what
 * others do; only an index that was still being filled has more to offer. */
static void
index_changed_cb (TalusPaletteResults *self)
{
  if (self->target != NULL && self->nodes != NULL && self->run_source == 0 && !self->saw_all &&
      talus_node_search_get_n_hits (self->nodes) < MAX_NODES)
    start (self);
}

static void
remember_node (TalusPaletteResults *self,
               const TalusId       *id)
{
  for (guint i = 0; i < self->recent_nodes->len; i++)
    {
      if (talus_id_equal (&g_array_index (self->recent_nodes, TalusId, i), id))
        g_array_remove_index (self->recent_nodes, i--);
    }
  g_array_prepend_vals (self->recent_nodes, id, 1);
  if (self->recent_nodes->len > MAX_RECENT)
    g_array_set_size (self->recent_nodes, MAX_RECENT);
}

static void
selection_changed_cb (TalusPaletteResults *self,
                      TalusSelection      *selection)
{
  const TalusId *cursor = talus_selection_get_cursor (selection);

  if (cursor != NULL)
    remember_node (self, cursor);
}

/* Lines shown before are of verbs that go: there is none while it is shut. */
static void
take_menu (TalusPaletteResults *self)
{
  g_ptr_array_set_size (self->recent_verbs, 0);
  g_ptr_array_set_size (self->shown_verbs, 0);
  g_ptr_array_unref (self->verbs);
  self->verbs = talus_verbs_list (GTK_WIDGET (gtk_widget_get_root (self->target)));
  self->has_menu = TRUE;
}

static void
talus_palette_results_dispose (GObject *object)
{
  TalusPaletteResults *self = TALUS_PALETTE_RESULTS (object);

  stop (self);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (talus_palette_results_parent_class)->dispose (object);
}

static void
talus_palette_results_finalize (GObject *object)
{
  TalusPaletteResults *self = TALUS_PALETTE_RESULTS (object);

  g_ptr_array_unref (self->verbs);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->shown_verbs);
  g_ptr_array_unref (self->recent_verbs);
  g_array_unref (self->recent_nodes);
  g_free (self->text);

  G_OBJECT_CLASS (talus_palette_results_parent_class)->finalize (object);
}

static void
talus_palette_results_class_init (TalusPaletteResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_palette_results_dispose;
  object_class->finalize = talus_palette_results_finalize;
}

static void
talus_palette_results_init (TalusPaletteResults *self)
{
  self->verbs = talus_verbs_list (NULL);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown_verbs = g_ptr_array_new_with_free_func (g_object_unref);
  self->recent_verbs = g_ptr_array_new ();
  self->recent_nodes = g_array_new (FALSE, FALSE, sizeof (TalusId));
  self->text = g_strdup ("");
}

/**
 * talus_palette_results_new:
 * @search: the search of the window
 *
 * Makes results, empty until there is a target.
 *
 * Returns: (transfer full): the results
 */
TalusPaletteResults *
talus_palette_results_new (TalusSearch *search)
{
  TalusPaletteResults *self;
  TalusView *view;

  g_return_val_if_fail (TALUS_IS_SEARCH (search), NULL);

  self = g_object_new (TALUS_TYPE_PALETTE_RESULTS, NULL);
  self->search = g_object_ref (search);
  view = talus_search_get_view (search);
  g_signal_connect_object (search, "index-changed", G_CALLBACK (index_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * talus_palette_results_set_target:
 * @self: the results
 * @target: (nullable): the widget that verbs would be done at, or %NULL for no
 *   results
 *
 * Begins, or ends, to show something.
 */
void
talus_palette_results_set_target (TalusPaletteResults *self,
                                  GtkWidget           *target)
{
  g_return_if_fail (TALUS_IS_PALETTE_RESULTS (self));

  self->target = target;
  if (target != NULL && !self->has_menu)
    take_menu (self);
  start (self);
}

/**
 * talus_palette_results_set_text:
 * @self: the results
 * @text: what was typed; behind ">" only verbs are found
 *
 * Finds what fits.
 */
void
talus_palette_results_set_text (TalusPaletteResults *self,
                                const char          *text)
{
  g_return_if_fail (TALUS_IS_PALETTE_RESULTS (self));

  g_free (self->text);
  self->text = g_strdup (text);
  start (self);
}

/**
 * talus_palette_results_use:
 * @self: the results
 * @item: what was chosen
 *
 * Remembers it, to be among the first the next time.
 */
void
talus_palette_results_use (TalusPaletteResults *self,
                           TalusPaletteItem    *item)
{
  const TalusVerb *verb;

  g_return_if_fail (TALUS_IS_PALETTE_RESULTS (self));

  verb = talus_palette_item_get_verb (item);
  if (verb == NULL)
    {
      remember_node (self, talus_node_get_id (talus_palette_item_get_node (item)));
      return;
    }

  g_ptr_array_remove (self->recent_verbs, (gpointer) verb);
  g_ptr_array_insert (self->recent_verbs, 0, (gpointer) verb);
  if (self->recent_verbs->len > MAX_RECENT)
    g_ptr_array_set_size (self->recent_verbs, MAX_RECENT);
}
