/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each deleted node, with a button that brings it back. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-deleted-page.h"

#include <glib/gi18n.h>

#include "app/core/talus-spinning.h"
#include "app/core/talus-words.h"
#include "app/format/talus-format.h"
#include "app/history/talus-bring-back.h"
#include "app/history/talus-deleted-model.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-read-ahead.h"
#include "base/talus-clock.h"

struct _TalusDeletedPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack *stack;
  GtkScrolledWindow *scrolled;
  GtkListView *list;
  GtkSpinner *spinner;
  AdwStatusPage *failed_page;

  /* owned */
  TalusView *view;
  TalusPeer *live;           /* (nullable) */
  TalusDeletedModel *model;  /* (nullable): while it is looked at */
};

G_DEFINE_FINAL_TYPE (TalusDeletedPage, talus_deleted_page, ADW_TYPE_BIN)

static void
bring_back (TalusDeletedPage *self,
            const TalusId    *id)
{
  if (talus_peer_can_edit (self->live))
    talus_bring_back_node (self->view, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), id);
}

static void
bring_back_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  TalusId id;

  if (talus_id_parse (g_variant_get_string (parameter, NULL), -1, &id))
    bring_back (TALUS_DELETED_PAGE (widget), &id);
}

static GtkWidget *
make_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TalusDeletedPage         *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Bring Back"));
  GtkWidget *detail;

  make_label (box);
  detail = make_label (box);
  gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
  gtk_label_set_lines (GTK_LABEL (detail), 2);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), box);
  gtk_box_append (GTK_BOX (row), button);
  gtk_list_item_set_child (item, row);
}

static char *
word_detail (TalusDeletedPage *self,
             TalusDeletedNode *node)
{
  TalusFormat *format = talus_format_get (talus_peer_get_graph (self->live));
  g_autofree char *when = talus_format_moment (format, talus_deleted_node_get_timestamp (node),
                                               talus_clock_now ());
  guint below = (guint) MIN (talus_deleted_node_get_count (node) - 1, G_MAXUINT);
  const char *place = talus_deleted_node_get_place (node);
  GString *text = g_string_new (NULL);

  if (below > 0)
    g_string_append_printf (text, ngettext ("and %u node below it · ",
                                            "and %u nodes below it · ", below), below);
  if (place != NULL)
    g_string_append_printf (text, _("from “%s” · "), place);
  g_string_append_printf (text, "%s · %s",
                          talus_describe_author (talus_deleted_node_get_author (node)), when);

  return g_string_free (text, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TalusDeletedPage         *self)
{
  TalusDeletedNode *node = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *button = gtk_widget_get_next_sibling (box);
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *detail = gtk_widget_get_next_sibling (name);
  g_autofree char *text = word_detail (self, node);
  g_autofree char *label = g_strdup_printf (_("Bring back “%s”"),
                                            talus_deleted_node_get_name (node));
  char id[TALUS_ID_TEXT_SIZE];

  gtk_label_set_text (GTK_LABEL (name), talus_deleted_node_get_name (node));
  gtk_label_set_text (GTK_LABEL (detail), text);
  gtk_widget_set_tooltip_text (detail, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    talus_id_format (talus_deleted_node_get_id (node), id));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "deleted.bring-back");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
read_on (gpointer user_data)
{
  TalusDeletedPage *self = user_data;

  if (self->model != NULL)
    talus_deleted_model_load_more (self->model);
}

static void
update (TalusDeletedPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const GError *failure = talus_deleted_model_get_failure (self->model);
  g_autofree char *words = talus_words_for_page (failure, talus_peer_get_template (self->live));

  adw_status_page_set_description (self->failed_page, words);
  gtk_stack_set_visible_child_name (self->stack,
                                    n > 0 ? "list"
                                    : talus_deleted_model_is_loading (self->model) ? "loading"
                                    : failure != NULL ? "failed" : "none");
}

static void
can_edit_cb (TalusDeletedPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "deleted.bring-back",
                                 self->live != NULL && talus_peer_can_edit (self->live));
}

static void
clear_model (TalusDeletedPage *self)
{
  gtk_list_view_set_model (self->list, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
}

static void
make_model (TalusDeletedPage *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  clear_model (self);
  if (self->live == NULL || talus_peer_get_link (self->live) == NULL)
    return;

  self->model = talus_deleted_model_new (self->live);
  g_signal_connect_swapped (self->model, "notify", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (update), self);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  talus_deleted_model_load_more (self->model);
  update (self);
}

static void
peer_changed_cb (TalusDeletedPage *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);

  if (self->live == live)
    return;

  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_set_object (&self->live, live);
  if (live != NULL)
    g_signal_connect_object (live, "notify::can-edit", G_CALLBACK (can_edit_cb), self,
                             G_CONNECT_SWAPPED);
  can_edit_cb (self);
  clear_model (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_model (self);
}

static void
activate_cb (TalusDeletedPage *self,
             guint             position)
{
  g_autoptr (TalusDeletedNode) node = NULL;

  node = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  bring_back (self, talus_deleted_node_get_id (node));
}

static void
talus_deleted_page_map (GtkWidget *widget)
{
  TalusDeletedPage *self = TALUS_DELETED_PAGE (widget);

  GTK_WIDGET_CLASS (talus_deleted_page_parent_class)->map (widget);

  if (self->model == NULL && self->view != NULL)
    make_model (self);
}

static void
talus_deleted_page_dispose (GObject *object)
{
  TalusDeletedPage *self = TALUS_DELETED_PAGE (object);

  if (self->model != NULL)
    clear_model (self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_DELETED_PAGE);
  g_clear_object (&self->live);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_deleted_page_parent_class)->dispose (object);
}

static void
talus_deleted_page_class_init (TalusDeletedPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_deleted_page_dispose;
  widget_class->map = talus_deleted_page_map;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-deleted-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusDeletedPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusDeletedPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TalusDeletedPage, list);
  gtk_widget_class_bind_template_child (widget_class, TalusDeletedPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusDeletedPage, failed_page);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "deleted.bring-back", "s", bring_back_cb);
}

static void
talus_deleted_page_init (TalusDeletedPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  talus_spin_while_mapped (self->spinner);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  talus_read_ahead (self->scrolled, read_on, self);
}

/**
 * talus_deleted_page_set_view:
 * @self: a page that has no view yet
 * @view: the view of its window
 *
 * Says whose deleted nodes it lists.
 */
void
talus_deleted_page_set_view (TalusDeletedPage *self,
                             TalusView        *view)
{
  g_return_if_fail (TALUS_IS_DELETED_PAGE (self));
  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (self->view == NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  peer_changed_cb (self);
}
