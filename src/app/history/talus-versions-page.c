/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each version, the newest on top. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-versions-page.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-past.h"
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

  /* borrowed */
  TalusVersions *versions;

  /* owned */
  TalusView *view;
};

G_DEFINE_FINAL_TYPE (TalusVersionsPage, talus_versions_page, ADW_TYPE_BIN)

static guint64
get_seq (GtkListBoxRow *row)
{
  return *(guint64 *) g_object_get_data (G_OBJECT (row), "seq");
}

static GtkWidget *
make_delete_button (const TalusVersion *version)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("Delete the version “%s”"), version->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_string (version->name));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.delete-version");

  return button;
}

static GtkWidget *
make_row (TalusVersionsPage  *self,
          const TalusVersion *version)
{
  GtkWidget *row = adw_action_row_new ();
  TalusPeer *live = talus_view_get_live_peer (self->view);
  g_autofree char *title = g_markup_escape_text (version->name, -1);
  g_autofree char *moment = NULL;

  /* How it was then, whenever somebody gave it a name. */
  moment = talus_format_moment (talus_format_get (talus_peer_get_graph (live)),
                                version->moment > 0 ? version->moment : version->created_at,
                                talus_clock_now ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), moment);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_delete_button (version));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _("Show the project as it was"));
  g_object_set_data_full (G_OBJECT (row), "seq", g_memdup2 (&version->seq, sizeof version->seq),
                          g_free);
  if (talus_past_is_shown (talus_past_get (self->view)) &&
      talus_past_get_seq (talus_past_get (self->view)) == version->seq)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));

  return row;
}

static void
update (TalusVersionsPage *self)
{
  GPtrArray *versions = talus_versions_get_list (self->versions);
  guint n = versions != NULL ? versions->len : 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);

  if (talus_view_get_live_peer (self->view) == NULL)
    return;

  for (guint i = n; i > 0; i--)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (versions, i - 1)));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
}

static void
row_activated_cb (TalusVersionsPage *self,
                  GtkListBoxRow     *row)
{
  talus_past_go_to (talus_past_get (self->view), get_seq (row));
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
