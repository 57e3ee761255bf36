/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each version, the newest on top. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-versions-page.h"

#include "app/core/talus-words.h"
#include "app/format/talus-format.h"
#include "app/history/talus-past.h"
#include "app/history/talus-version-row.h"
#include "app/history/talus-versions.h"
#include "base/talus-clock.h"

struct _TalusVersionsPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack *stack;
  GtkListBox *list;
  GtkButton *first_button;
  GtkButton *next_button;
  AdwStatusPage *failed_page;

  /* borrowed */
  TalusVersions *versions;

  /* owned */
  TalusView *view;
};

G_DEFINE_FINAL_TYPE (TalusVersionsPage, talus_versions_page, ADW_TYPE_BIN)

/* (transfer full) (nullable): the row that keys go to. */
static GtkWidget *
dup_focus_row (TalusVersionsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, TALUS_TYPE_VERSION_ROW) : NULL;

  return row != NULL && gtk_widget_is_ancestor (row, GTK_WIDGET (self->list)) ? g_object_ref (row)
                                                                             : NULL;
}

static gboolean
has_version (GPtrArray       *versions,
             TalusVersionRow *row)
{
  for (guint i = 0; i < versions->len; i++)
    {
      if (talus_version_row_is_of (row, g_ptr_array_index (versions, i)))
        return TRUE;
    }

  return FALSE;
}

/* The newest on top. Rows of what is still there stay, and keep the focus; of
 * one that went the next in its place has it. */
static void
update_rows (TalusVersionsPage *self,
             GPtrArray         *versions)
{
  g_autoptr (GtkWidget) focus_row = dup_focus_row (self);
  int focus = focus_row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (focus_row)) : 0;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;)
    {
      if (has_version (versions, TALUS_VERSION_ROW (row)))
        i++;
      else
        gtk_list_box_remove (self->list, GTK_WIDGET (row));
    }

  for (guint i = 0; i < versions->len; i++)
    {
      const TalusVersion *version = g_ptr_array_index (versions, versions->len - 1 - i);

      row = gtk_list_box_get_row_at_index (self->list, (int) i);
      if (row == NULL || !talus_version_row_is_of (TALUS_VERSION_ROW (row), version))
        gtk_list_box_insert (self->list, talus_version_row_new (version), (int) i);
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) versions->len)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  if (focus_row == NULL || gtk_widget_get_parent (focus_row) != NULL || versions->len == 0)
    return;

  row = gtk_list_box_get_row_at_index (self->list, MIN (focus, (int) versions->len - 1));
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* How it was then, whenever somebody gave it a name. */
static void
update_row (TalusVersionsPage  *self,
            TalusVersionRow    *row,
            const TalusVersion *version)
{
  TalusPast *past = talus_past_get (self->view);
  TalusPeer *live = talus_view_get_live_peer (self->view);
  g_autofree char *moment = NULL;

  moment = talus_format_moment (talus_format_get (talus_peer_get_graph (live)),
                                version->moment > 0 ? version->moment : version->created_at,
                                talus_clock_now ());
  talus_version_row_set_state (row, moment,
                               talus_past_is_shown (past) &&
                               talus_past_get_seq (past) == version->seq);
}

static void
update (TalusVersionsPage *self)
{
  GPtrArray *versions = talus_versions_get_list (self->versions);
  TalusPeer *live = talus_view_get_live_peer (self->view);
  const GError *failure = talus_versions_get_failure (self->versions);
  g_autofree char *words = NULL;

  if (live == NULL)
    return;

  if (versions != NULL)
    update_rows (self, versions);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list,
                                                          (int) (versions->len - 1 - i));

      update_row (self, TALUS_VERSION_ROW (row), g_ptr_array_index (versions, i));
    }

  words = talus_words_for_page (failure, talus_peer_get_template (live));
  adw_status_page_set_description (self->failed_page, words);
  gtk_stack_set_visible_child_name (self->stack,
                                    versions != NULL && versions->len > 0 ? "list"
                                    : failure != NULL ? "failed" : "none");
}

static void
row_activated_cb (TalusVersionsPage *self,
                  TalusVersionRow   *row)
{
  talus_past_go_to (talus_past_get (self->view), talus_version_row_get_seq (row));
}

static void
talus_versions_page_map (GtkWidget *widget)
{
  TalusVersionsPage *self = TALUS_VERSIONS_PAGE (widget);

  GTK_WIDGET_CLASS (talus_versions_page_parent_class)->map (widget);

  if (self->versions != NULL)
    talus_versions_refresh (self->versions);
}

static void
talus_versions_page_dispose (GObject *object)
{
  TalusVersionsPage *self = TALUS_VERSIONS_PAGE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_VERSIONS_PAGE);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_versions_page_parent_class)->dispose (object);
}

static void
talus_versions_page_class_init (TalusVersionsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_versions_page_dispose;
  widget_class->map = talus_versions_page_map;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-versions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusVersionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusVersionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, TalusVersionsPage, first_button);
  gtk_widget_class_bind_template_child (widget_class, TalusVersionsPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, TalusVersionsPage, failed_page);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
talus_versions_page_init (TalusVersionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (self->first_button)),
                           PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (self->next_button)),
                           PANGO_ELLIPSIZE_END);
}

/**
 * talus_versions_page_set_view:
 * @self: a page that has no view yet
 * @view: the view of its window
 *
 * Says whose versions it lists.
 */
void
talus_versions_page_set_view (TalusVersionsPage *self,
                              TalusView         *view)
{
  g_return_if_fail (TALUS_IS_VERSIONS_PAGE (self));
  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (self->view == NULL);

  self->view = g_object_ref (view);
  self->versions = talus_versions_get (view);
  g_signal_connect_object (self->versions, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_past_get (view), "notify::shown", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
