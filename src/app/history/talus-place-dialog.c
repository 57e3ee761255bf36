/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All nodes are looked at, a slice at a time, for those whose type may have
 * the node's below it. When the tree is another they are looked at again, and
 * the list is mended where it differs. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-place-dialog.h"

#include <glib/gi18n.h>

#include "app/core/talus-places.h"
#include "app/format/talus-format.h"

/* How many nodes to look at before others have their turn. */
#define SLICE 1000

struct _TalusPlaceDialog
{
  AdwWindow parent_instance;

  /* template children */
  GtkLabel *question;
  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkListView *list;
  GtkWidget *choose_button;

  /* owned */
  TalusPeer *peer;
  TalusNode *next;           /* (nullable): to be looked at */
  GListStore *places;        /* of TalusNode, as they come in the tree */
  GtkSingleSelection *selection;
  char *type_id;
  guint n_known;             /* how many of @places were found again */
  guint source;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusPlaceDialog, talus_place_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static char *
dup_name_cb (TalusNode *node,
             gpointer   data)
{
  return talus_format_node_name (node);
}

/* “Car › Body” */
static char *
dup_path (TalusNode *node)
{
  GString *path = g_string_new (NULL);

  for (node = talus_node_get_parent (node); node != NULL; node = talus_node_get_parent (node))
    {
      g_autofree char *name = talus_format_node_name (node);

      if (path->len > 0)
        g_string_prepend (path, " › ");
      g_string_prepend (path, name);
    }

  return g_string_free (path, FALSE);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *path = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (path), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (path), PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (path, "caption");
  gtk_widget_add_css_class (path, "dim-label");
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), path);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  TalusNode *node = gtk_list_item_get_item (item);
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *path = gtk_widget_get_next_sibling (name);
  g_autofree char *name_text = talus_format_node_name (node);
  g_autofree char *path_text = dup_path (node);

  gtk_label_set_text (GTK_LABEL (name), name_text);
  gtk_label_set_text (GTK_LABEL (path), path_text);
  gtk_widget_set_visible (path, *path_text != '\0');
}

/* (nullable): borrowed from the list. */
static TalusNode *
get_place (TalusPlaceDialog *self,
           guint             position)
{
  g_autoptr (TalusNode) node = g_list_model_get_item (G_LIST_MODEL (self->places), position);

  return node;
}

/* Puts what was found behind what is known: mostly it is there already. */
static void
take_places (TalusPlaceDialog *self,
             GPtrArray        *found)
{
  for (guint i = 0; i < found->len; i++)
    {
      TalusNode *node = found->pdata[i];
      TalusNode *next = get_place (self, self->n_known);
      guint position;

      while (next != NULL && next != node && !talus_node_is_live (next))
        {
          g_list_store_remove (self->places, self->n_known);
          next = get_place (self, self->n_known);
        }

      if (next == NULL)
        {
          g_list_store_splice (self->places, self->n_known, 0, found->pdata + i, found->len - i);
          self->n_known += found->len - i;
          return;
        }
      if (next != node)
        {
          if (g_list_store_find (self->places, node, &position))
            g_list_store_remove (self->places, position);
          g_list_store_insert (self->places, self->n_known, node);
        }
      self->n_known++;
    }
}

/* What is chosen stays so where it has another place in the tree. */
static void
choose_again (TalusPlaceDialog *self,
              TalusNode        *node)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  if (gtk_single_selection_get_selected_item (self->selection) == node)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (TalusNode) other = g_list_model_get_item (model, i);

      if (other == node)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

static void
update (TalusPlaceDialog *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;

  gtk_widget_set_sensitive (self->choose_button, any);
  gtk_stack_set_visible_child_name (self->stack, any || self->source != 0 ? "list" : "none");
}

static gboolean
look_cb (gpointer user_data)
{
  TalusPlaceDialog *self = user_data;
  TalusTemplate *template = talus_peer_get_template (self->peer);
  const TalusNodeType *type = talus_template_get_type_by_id (template, self->type_id);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  TalusNode *selected = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (TalusNode) chosen = selected != NULL ? g_object_ref (selected) : NULL;

  for (guint i = 0; type != NULL && self->next != NULL && i < SLICE; i++)
    {
      const TalusNodeType *above;

      above = talus_template_get_type_by_id (template, talus_node_get_type_id (self->next));
      if (above != NULL && talus_template_allows_child (template, above, type))
        g_ptr_array_add (found, self->next);
      g_set_object (&self->next, talus_places_next (self->next, NULL));
    }

  take_places (self, found);
  if (chosen != NULL)
    choose_again (self, chosen);
  if (type != NULL && self->next != NULL)
    return G_SOURCE_CONTINUE;

  g_list_store_splice (self->places, self->n_known,
                       g_list_model_get_n_items (G_LIST_MODEL (self->places)) - self->n_known,
                       NULL, 0);
  self->source = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* Also whenever the tree is another: what was found may be gone. */
static void
look_anew (TalusPlaceDialog *self)
{
  TalusGraph *graph = talus_peer_get_graph (self->peer);
  TalusNode *first = talus_graph_get_n_roots (graph) > 0 ? talus_graph_get_root (graph, 0) : NULL;

  self->n_known = 0;
  g_set_object (&self->next, first);
  if (self->source == 0)
    self->source = g_idle_add (look_cb, self);
}

/* Escape: a step back, then out. */
static void
stop_search_cb (TalusPlaceDialog *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
choose_cb (TalusPlaceDialog *self)
{
  TalusNode *node = gtk_single_selection_get_selected_item (self->selection);
  TalusId id;

  if (node == NULL || !talus_node_is_live (node))
    return;

  id = *talus_node_get_id (node);
  g_signal_emit (self, signals[CHOSEN], 0, &id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
build_list (TalusPlaceDialog *self)
{
  GtkExpression *name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL,
                                                     G_CALLBACK (dup_name_cb), NULL, NULL);
  GtkStringFilter *filter = gtk_string_filter_new (name);
  GtkFilterListModel *filtered;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_bind_property (self->entry, "text", filter, "search", G_BINDING_SYNC_CREATE);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->places)),
                                        GTK_FILTER (filter));
  gtk_filter_list_model_set_incremental (filtered, TRUE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
}

static void
talus_place_dialog_dispose (GObject *object)
{
  TalusPlaceDialog *self = TALUS_PLACE_DIALOG (object);

  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_PLACE_DIALOG);
  g_clear_object (&self->selection);
  g_clear_object (&self->places);
  g_clear_object (&self->next);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (talus_place_dialog_parent_class)->dispose (object);
}

static void
talus_place_dialog_finalize (GObject *object)
{
  g_free (TALUS_PLACE_DIALOG (object)->type_id);

  G_OBJECT_CLASS (talus_place_dialog_parent_class)->finalize (object);
}

static void
talus_place_dialog_class_init (TalusPlaceDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_place_dialog_dispose;
  object_class->finalize = talus_place_dialog_finalize;

  /**
   * TalusPlaceDialog::chosen:
   * @self: the dialog
   * @parent: (type gpointer): a #TalusId
   *
   * A place was chosen; the dialog closes.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-place-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusPlaceDialog, question);
  gtk_widget_class_bind_template_child (widget_class, TalusPlaceDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, TalusPlaceDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusPlaceDialog, list);
  gtk_widget_class_bind_template_child (widget_class, TalusPlaceDialog, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
talus_place_dialog_init (TalusPlaceDialog *self)
{
  self->places = g_list_store_new (TALUS_TYPE_NODE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->entry, GTK_WIDGET (self));
}

/**
 * talus_place_dialog_new:
 * @peer: a live project
 * @id: a node of it, which may be gone
 *
 * Makes a dialog that asks where the node is to be.
 *
 * Returns: (transfer none): the dialog, which GTK holds
 */
GtkWidget *
talus_place_dialog_new (TalusPeer     *peer,
                        const TalusId *id)
{
  TalusPlaceDialog *self;
  TalusNode *node;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  node = talus_graph_find_node (talus_peer_get_graph (peer), id);
  g_return_val_if_fail (node != NULL, NULL);

  self = g_object_new (TALUS_TYPE_PLACE_DIALOG, NULL);
  self->peer = g_object_ref (peer);
  self->type_id = g_strdup (talus_node_get_type_id (node));
  name = talus_format_node_name (node);
  text = g_strdup_printf (_("What “%s” was in is gone. Choose what it is to be in now."), name);
  gtk_label_set_text (self->question, text);
  build_list (self);
  g_signal_connect_object (peer, "structure-changed", G_CALLBACK (look_anew), self,
                           G_CONNECT_SWAPPED);
  look_anew (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  return GTK_WIDGET (self);
}
