/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project's own settings, its template, and how large it is. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-project-page.h"

#include <glib/gi18n.h>

#include "app/inspector/talus-inspector-group.h"
#include "app/inspector/talus-property-row.h"
#include "app/inspector/talus-settings.h"

struct _TalusProjectPage
{
  GtkBox parent_instance;

  /* children */
  GtkWidget *template_name;
  GtkWidget *template_description;
  GtkWidget *template_button;
  GtkWidget *size_label;

  /* owned */
  TalusView *view;
  TalusSettings *settings;
  GPtrArray *editors;     /* of TalusFieldEditor */
};

G_DEFINE_FINAL_TYPE (TalusProjectPage, talus_project_page, GTK_TYPE_BOX)

static gboolean
commit_cb (TalusProjectPage *self,
           TalusValue       *value,
           TalusFieldEditor *editor)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_setting (batch, talus_peer_get_project_id (talus_view_get_peer (self->view)),
                           talus_field_editor_get_subject (editor)->id, value);

  return talus_view_submit (self->view, batch);
}

static void
add_settings (TalusProjectPage *self)
{
  GtkWidget *group = talus_inspector_group_new (_("Project"));
  TalusTemplate *template = talus_view_get_template (self->view);

  self->settings = talus_settings_new ();
  for (guint i = 0; i < talus_settings_get_length (self->settings); i++)
    {
      TalusFieldEditor *editor = talus_field_editor_new (self->view, template,
                                                         talus_settings_get (self->settings, i));

      g_signal_connect_object (editor, "commit", G_CALLBACK (commit_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->editors, g_object_ref (editor));
      talus_inspector_group_append (TALUS_INSPECTOR_GROUP (group), talus_property_row_new (editor));
    }
  gtk_box_append (GTK_BOX (self), group);
}

static void
add_template (TalusProjectPage *self)
{
  GtkWidget *group = talus_inspector_group_new (_("Template"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->template_name = talus_inspector_label_new (NULL, NULL);
  self->template_description = talus_inspector_label_new (NULL, "dim-label");
  gtk_widget_add_css_class (self->template_description, "caption");
  self->template_button = gtk_button_new_with_label (_("Reload Template…"));
  gtk_widget_set_halign (self->template_button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->template_button, 6);
  gtk_widget_set_visible (self->template_button, FALSE);
  gtk_box_append (GTK_BOX (box), self->template_name);
  gtk_box_append (GTK_BOX (box), self->template_description);
  gtk_box_append (GTK_BOX (box), self->template_button);
  talus_inspector_group_append_box (TALUS_INSPECTOR_GROUP (group), box);
  gtk_box_append (GTK_BOX (self), group);

  self->size_label = talus_inspector_label_new (NULL, "dim-label");
  gtk_box_append (GTK_BOX (self), self->size_label);
}

static void
update_template (TalusProjectPage *self)
{
  TalusTemplate *template = talus_view_get_template (self->view);
  const char *description = talus_template_get_description (template);
  const char *version = talus_template_get_version (template);
  g_autofree char *name = NULL;

  /* TRANSLATORS: the name of a template, its version */
  name = version != NULL ? g_strdup_printf (_("%s, version %s"),
                                            talus_template_get_name (template), version)
                         : g_strdup (talus_template_get_name (template));
  gtk_label_set_label (GTK_LABEL (self->template_name), name);
  gtk_label_set_label (GTK_LABEL (self->template_description),
                       description != NULL ? description : "");
  gtk_widget_set_visible (self->template_description, description != NULL);
}

/* The action is the window's, if there is one. */
static void
update_template_button (TalusProjectPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean has_action = G_IS_ACTION_MAP (root) &&
                        g_action_map_lookup_action (G_ACTION_MAP (root), "template") != NULL;

  if (has_action && gtk_actionable_get_action_name (GTK_ACTIONABLE (self->template_button)) == NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->template_button), "win.template");
  gtk_widget_set_visible (self->template_button,
                          has_action && talus_view_can_edit (self->view));
}

static void
update_size (TalusProjectPage *self)
{
  TalusGraph *graph = talus_view_get_graph (self->view);
  gulong n_nodes = (gulong) talus_graph_get_n_nodes (graph);
  gulong n_edges = (gulong) talus_graph_get_n_edges (graph);
  g_autofree char *nodes = g_strdup_printf (g_dngettext (NULL, "%'lu node", "%'lu nodes", n_nodes),
                                            n_nodes);
  g_autofree char *edges = g_strdup_printf (g_dngettext (NULL, "%'lu dependency",
                                                         "%'lu dependencies", n_edges), n_edges);
  /* TRANSLATORS: how many nodes, how many dependencies */
  g_autofree char *text = g_strdup_printf (C_("size", "%s, %s"), nodes, edges);

  gtk_label_set_label (GTK_LABEL (self->size_label), text);
}

static void
talus_project_page_dispose (GObject *object)
{
  TalusProjectPage *self = TALUS_PROJECT_PAGE (object);

  g_clear_pointer (&self->editors, g_ptr_array_unref);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_project_page_parent_class)->dispose (object);
}

static void
talus_project_page_finalize (GObject *object)
{
  TalusProjectPage *self = TALUS_PROJECT_PAGE (object);

  g_clear_pointer (&self->settings, talus_settings_free);

  G_OBJECT_CLASS (talus_project_page_parent_class)->finalize (object);
}

static void
talus_project_page_class_init (TalusProjectPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_project_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_project_page_finalize;
}

static void
talus_project_page_init (TalusProjectPage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * talus_project_page_new:
 * @view: whose project
 *
 * Makes the page.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
talus_project_page_new (TalusView *view)
{
  TalusProjectPage *self = g_object_new (TALUS_TYPE_PROJECT_PAGE, NULL);

  self->view = g_object_ref (view);
  add_settings (self);
  add_template (self);

  return GTK_WIDGET (self);
}

/**
 * talus_project_page_refresh:
 * @self: a page
 *
 * Shows what the project is now.
 */
void
talus_project_page_refresh (TalusProjectPage *self)
{
  g_return_if_fail (TALUS_IS_PROJECT_PAGE (self));

  for (guint i = 0; i < self->editors->len; i++)
    {
      TalusFieldEditor *editor = self->editors->pdata[i];
      g_autoptr (TalusValue) value = talus_settings_dup_value (
        talus_view_get_graph (self->view), talus_field_editor_get_subject (editor));

      talus_field_editor_set_editable (editor, talus_view_can_edit (self->view));
      talus_field_editor_set_value (editor, value, FALSE, NULL);
    }
  update_template (self);
  update_template_button (self);
  update_size (self);
}

/**
 * talus_project_page_flush:
 * @self: a page
 *
 * Commits what was typed, before something else is shown.
 */
void
talus_project_page_flush (TalusProjectPage *self)
{
  g_return_if_fail (TALUS_IS_PROJECT_PAGE (self));

  for (guint i = 0; i < self->editors->len; i++)
    talus_field_editor_finish (self->editors->pdata[i]);
}

/**
 * talus_project_page_list_editors:
 * @self: a page
 *
 * Returns: (transfer container) (element-type TalusFieldEditor): its editors
 */
GPtrArray *
talus_project_page_list_editors (TalusProjectPage *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT_PAGE (self), NULL);

  return g_ptr_array_ref (self->editors);
}
