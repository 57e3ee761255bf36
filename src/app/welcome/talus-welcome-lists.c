/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the welcome page: the projects there are, found by name; the
 * trash; a card for each template. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-welcome-private.h"

#include <glib/gi18n.h>

#include "app/welcome/talus-name-dialog.h"
#include "app/welcome/talus-project-row.h"
#include "app/welcome/talus-template-card.h"

/* Without being asked for more; and from how many one would rather search. */
#define N_SHOWN  6
#define N_SEARCH 8
/* Rows are widgets: more than that nobody reads, but searches. */
#define N_MOST   200

/* What is to be done with a project, on its way. */
typedef struct
{
  TalusWelcome *self;
  TalusProject *project;
  gboolean is_restore;
} Deed;

static void do_to_project (TalusWelcome *self,
                           TalusProject *project,
                           gboolean      is_restore);

static Deed *
new_deed (TalusWelcome *self,
          TalusProject *project,
          gboolean      is_restore)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->self = g_object_ref (self);
  deed->project = g_object_ref (project);
  deed->is_restore = is_restore;

  return deed;
}

static void
free_deed (Deed *deed)
{
  g_object_unref (deed->self);
  g_object_unref (deed->project);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, free_deed)

/* (nullable) */
static TalusTemplate *
find_template (TalusWelcome *self,
               const char   *id)
{
  for (guint i = 0; self->templates != NULL && i < self->templates->len; i++)
    {
      TalusTemplate *template = self->templates->pdata[i];

      if (g_strcmp0 (talus_template_get_id (template), id) == 0)
        return template;
    }

  return NULL;
}

void
talus_welcome_say (TalusWelcome *self,
                   AdwToast     *toast)
{
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
free_undo (gpointer  data,
           GClosure *closure)
{
  free_deed (data);
}

/* The toast goes by itself. */
static void
undo_cb (AdwToast *toast,
         Deed     *deed)
{
  do_to_project (deed->self, deed->project, TRUE);
}

/* What is undone has to outlive the list, which has it no longer. */
static void
say_trashed (TalusWelcome *self,
             TalusProject *project)
{
  /* Translators: %s is the name of a project. */
  g_autofree char *title = g_markup_printf_escaped (_("Moved “%s” to the trash"),
                                                    talus_project_get_name (project));
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb),
                         new_deed (self, project, TRUE), free_undo, 0);
  talus_welcome_say (self, toast);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Deed) deed = user_data;
  g_autoptr(GError) error = NULL;
  const char *name = talus_project_get_name (deed->project);
  gboolean is_done = talus_desk_verb_finish (TALUS_DESK (source), result, &error);
  g_autofree char *title = NULL;

  if (!is_done)
    g_message ("“%s” could not be moved: %s", name, error->message);
  if (is_done && !deed->is_restore)
    g_signal_emit_by_name (deed->self, "trashed", deed->project);
  /* The page is gone: there is nobody to be told. */
  if (deed->self->desk == NULL)
    return;

  if (is_done && !deed->is_restore)
    say_trashed (deed->self, deed->project);
  if (is_done)
    return;

  if (deed->is_restore)
    /* Translators: %s is the name of a project. */
    title = g_markup_printf_escaped (_("“%s” could not be restored"), name);
  else
    /* Translators: %s is the name of a project. */
    title = g_markup_printf_escaped (_("“%s” could not be moved to the trash"), name);
  talus_welcome_say (deed->self, adw_toast_new (title));
}

static void
do_to_project (TalusWelcome *self,
               TalusProject *project,
               gboolean      is_restore)
{
  Deed *deed = new_deed (self, project, is_restore);

  if (is_restore)
    talus_desk_restore_async (self->desk, talus_project_get_id (project), done_cb, deed);
  else
    talus_desk_trash_async (self->desk, talus_project_get_id (project), done_cb, deed);
}

static void
open_cb (TalusWelcome    *self,
         gboolean         apart,
         TalusProjectRow *row)
{
  TalusProject *project = talus_project_row_get_project (row);

  if (apart)
    g_signal_emit_by_name (self, "open-apart", project);
  else
    talus_welcome_open (self, talus_project_get_id (project), talus_project_get_name (project));
}

static void
trash_cb (TalusWelcome    *self,
          TalusProjectRow *row)
{
  do_to_project (self, talus_project_row_get_project (row), FALSE);
}

static void
restore_cb (TalusWelcome    *self,
            TalusProjectRow *row)
{
  do_to_project (self, talus_project_row_get_project (row), TRUE);
}

static GtkWidget *
make_row (TalusWelcome *self,
          TalusProject *project,
          gboolean      is_trashed)
{
  TalusTemplate *template = find_template (self, talus_project_get_template_id (project));
  GtkWidget *row = talus_project_row_new (project,
                                          template != NULL ? talus_template_get_name (template)
                                                           : NULL,
                                          is_trashed);

  g_signal_connect_object (row, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "trash", G_CALLBACK (trash_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "restore", G_CALLBACK (restore_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static GtkWidget *
make_project_row (gpointer item,
                  gpointer user_data)
{
  return make_row (user_data, item, FALSE);
}

static GtkWidget *
make_trash_row (gpointer item,
                gpointer user_data)
{
  return make_row (user_data, item, TRUE);
}

static gboolean
has_name (gpointer item,
          gpointer user_data)
{
  TalusWelcome *self = user_data;
  g_autofree char *sought = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));
  g_autofree char *folded = NULL;
  g_autofree char *name = NULL;

  if (*sought == '\0')
    return TRUE;
  folded = g_utf8_casefold (sought, -1);
  name = g_utf8_casefold (talus_project_get_name (item), -1);

  return strstr (name, folded) != NULL || g_str_match_string (sought, name, TRUE);
}

/* Enter does what one most likely came for. */
static void
give_focus (TalusWelcome *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->project_list, 0);

  if (self->has_focus || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->has_focus = gtk_widget_grab_focus (first != NULL ? GTK_WIDGET (first)
                                                         : self->sample_button);
}

/**
 * talus_welcome_update_lists:
 *
 * Shows what there is a reason to show.
 */
void
talus_welcome_update_lists (TalusWelcome *self)
{
  GListModel *projects = talus_desk_get_projects (self->desk);
  guint n_projects = g_list_model_get_n_items (projects);
  guint n_trashed = g_list_model_get_n_items (talus_desk_get_trash (self->desk));
  guint n_found = g_list_model_get_n_items (G_LIST_MODEL (self->found));
  gboolean is_searching = *gtk_editable_get_text (self->search_entry) != '\0';
  g_autofree char *label = NULL;
  g_autofree char *all = NULL;

  gtk_slice_list_model_set_size (self->shown, is_searching || self->shows_all ? N_MOST : N_SHOWN);
  gtk_widget_set_visible (self->hero, n_projects == 0);
  gtk_widget_set_visible (self->others, n_projects > 0);
  gtk_widget_set_visible (self->recent, n_projects > 0 || n_trashed > 0);
  gtk_widget_set_visible (self->recent_label, n_projects > 0);
  gtk_widget_set_visible (self->search_button, n_projects >= N_SEARCH);
  gtk_widget_set_visible (self->trash_button, n_trashed > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->project_list), n_found > 0);
  gtk_widget_set_visible (self->nothing_found, n_found == 0 && n_projects > 0);
  gtk_widget_set_visible (self->all_row, !is_searching && !self->shows_all && n_found > N_SHOWN);
  gtk_stack_set_visible_child_name (self->trash_stack, n_trashed > 0 ? "list" : "empty");
  if (n_projects < N_SEARCH)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->search_button), FALSE);

  label = g_strdup_printf (ngettext ("Trash (%u)", "Trash (%u)", n_trashed), n_trashed);
  gtk_button_set_label (GTK_BUTTON (self->trash_button), label);
  all = g_strdup_printf (ngettext ("Show All %u Project", "Show All %u Projects", n_found),
                         n_found);
  gtk_button_set_label (GTK_BUTTON (self->all_row), all);
  give_focus (self);
}

void
talus_welcome_search_cb (TalusWelcome *self)
{
  gtk_filter_changed (self->name_filter, GTK_FILTER_CHANGE_DIFFERENT);
  talus_welcome_update_lists (self);
}

void
talus_welcome_show_all_cb (TalusWelcome *self)
{
  GtkListBoxRow *row;

  self->shows_all = TRUE;
  talus_welcome_update_lists (self);
  /* The button is gone: the focus goes on where it was. */
  row = gtk_list_box_get_row_at_index (self->project_list, N_SHOWN);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
named_cb (TalusWelcome    *self,
          const char      *response,
          TalusNameDialog *dialog)
{
  const char *template_id = g_object_get_data (G_OBJECT (dialog), "template-id");

  if (g_str_equal (response, "create"))
    talus_welcome_create (self, template_id, talus_name_dialog_get_name (dialog));
}

static void
chosen_cb (TalusWelcome      *self,
           TalusTemplateCard *card)
{
  TalusTemplate *template = talus_template_card_get_template (card);
  GtkWidget *dialog = talus_name_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                             template);

  g_object_set_data_full (G_OBJECT (dialog), "template-id",
                          g_strdup (talus_template_get_id (template)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
fill_templates (TalusWelcome *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->template_box))) != NULL)
    gtk_flow_box_remove (self->template_box, child);
  for (guint i = 0; i < self->templates->len; i++)
    {
      GtkWidget *card = talus_template_card_new (self->templates->pdata[i]);
      GtkWidget *place = gtk_flow_box_child_new ();

      /* The button in it has the focus, and is what is pressed. */
      gtk_widget_set_focusable (place, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), card);
      g_signal_connect_object (card, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_append (self->template_box, place);
    }
}

static void
bind_lists (TalusWelcome *self)
{
  gtk_list_box_bind_model (self->project_list, G_LIST_MODEL (self->shown), make_project_row, self,
                           NULL);
  gtk_list_box_bind_model (self->trash_list, talus_desk_get_trash (self->desk), make_trash_row,
                           self, NULL);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TalusWelcome) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) templates = NULL;

  templates = talus_desk_list_templates_finish (TALUS_DESK (source), result, &error);
  if (self->desk == NULL)
    return;
  gtk_widget_set_visible (self->template_failure, templates == NULL || templates->len == 0);
  if (templates == NULL)
    {
      g_message ("The templates could not be read: %s", error->message);
      return;
    }
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  self->templates = g_steal_pointer (&templates);
  fill_templates (self);
  /* Rows name their template. */
  bind_lists (self);
}

/* A row that goes takes the focus along: it goes on to the next. */
static void
keep_focus (TalusWelcome *self,
            GtkListBox   *list,
            GtkWidget    *otherwise,
            guint         position)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkListBoxRow *row = NULL;

  if (root == NULL || gtk_root_get_focus (root) != NULL ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (int i = (int) position; row == NULL && i >= 0; i--)
    row = gtk_list_box_get_row_at_index (list, i);
  if (row == NULL || !gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (otherwise);
}

static void
projects_changed_cb (TalusWelcome *self,
                     guint         position)
{
  talus_welcome_update_lists (self);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "home") == 0)
    keep_focus (self, self->project_list, self->sample_button, position);
}

static void
trash_changed_cb (TalusWelcome *self,
                  guint         position)
{
  talus_welcome_update_lists (self);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "trash") == 0)
    keep_focus (self, self->trash_list, self->back_button, position);
}

/**
 * talus_welcome_load_templates:
 *
 * Reads the templates and shows them; again if it did before.
 */
void
talus_welcome_load_templates (TalusWelcome *self)
{
  talus_desk_list_templates_async (self->desk, listed_cb, g_object_ref (self));
}

/**
 * talus_welcome_set_up_lists:
 *
 * Connects what is shown to what there is.
 */
void
talus_welcome_set_up_lists (TalusWelcome *self)
{
  GListModel *projects = talus_desk_get_projects (self->desk);
  GListModel *trash = talus_desk_get_trash (self->desk);

  self->name_filter = GTK_FILTER (gtk_custom_filter_new (has_name, self, NULL));
  self->found = gtk_filter_list_model_new (g_object_ref (projects),
                                           g_object_ref (self->name_filter));
  self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->found)), 0, N_SHOWN);
  bind_lists (self);
  g_signal_connect_object (projects, "items-changed", G_CALLBACK (projects_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (trash, "items-changed", G_CALLBACK (trash_changed_cb), self,
                           G_CONNECT_SWAPPED);
  talus_welcome_update_lists (self);
}
