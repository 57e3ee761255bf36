/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything begins: the projects there are, new ones from templates, a
 * sample, files. It opens what is chosen and hands the live project over; in
 * which window that goes on is not its affair. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-welcome-private.h"

#include <glib/gi18n.h>

enum
{
  OPENED,
  FAILED,
  OPEN_APART,
  TRASHED,
  JOIN,
  RETRY,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusWelcome, talus_welcome, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* Most pages only open something and are never seen. */
static void
home_mapped_cb (TalusWelcome *self)
{
  talus_desk_refresh (self->desk);
  if (self->has_lists)
    return;
  self->has_lists = TRUE;
  talus_welcome_set_up_lists (self);
  talus_welcome_load_templates (self);
}

void
talus_welcome_go_home (TalusWelcome *self)
{
  talus_opening_end (self->opening);
  gtk_stack_set_visible_child_name (self->stack, "home");
}

static void
left_cb (TalusWelcome *self)
{
  /* Without a desk there is nothing to go to: maybe there is one by now. */
  if (self->failure != NULL)
    {
      g_signal_emit (self, signals[RETRY], 0);
      return;
    }
  talus_welcome_drop_job (self);
  talus_welcome_go_home (self);
}

static void
show_trash_cb (TalusWelcome *self)
{
  gtk_stack_set_visible_child_name (self->stack, "trash");
  gtk_widget_child_focus (GTK_WIDGET (self->trash_list), GTK_DIR_TAB_FORWARD);
}

static void
leave_trash_cb (TalusWelcome *self)
{
  gtk_stack_set_visible_child_name (self->stack, "home");
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
open_row_cb (TalusWelcome *self)
{
  talus_welcome_choose_file (self);
}

static void
sample_row_cb (TalusWelcome *self)
{
  talus_welcome_open_sample (self);
}

static void
talus_welcome_dispose (GObject *object)
{
  TalusWelcome *self = TALUS_WELCOME (object);

  talus_welcome_drop_job (self);
  g_clear_error (&self->failure);
  g_clear_object (&self->shown);
  g_clear_object (&self->found);
  g_clear_object (&self->name_filter);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (talus_welcome_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, toasts);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, hero);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, sample_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, recent);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, recent_label);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, search_entry);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, project_list);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, all_row);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, nothing_found);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_section);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_box);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, template_failure);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, others);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_list);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, back_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, trash_stack);
  gtk_widget_class_bind_template_child (widget_class, TalusWelcome, opening);
}

static void
talus_welcome_class_init (TalusWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_welcome_dispose;

  signals[OPENED] = g_signal_new ("opened", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, TALUS_TYPE_PEER, G_TYPE_STRV);
  signals[FAILED] = g_signal_new ("failed", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[OPEN_APART] = g_signal_new ("open-apart", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_PROJECT);
  signals[TRASHED] = g_signal_new ("trashed", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_PROJECT);
  signals[JOIN] = g_signal_new ("join", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[RETRY] = g_signal_new ("retry", TALUS_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  g_type_ensure (TALUS_TYPE_OPENING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-welcome.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, home_mapped_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "cancelled_cb",
                                                G_CALLBACK (talus_welcome_cancel_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "remedied_cb",
                                                G_CALLBACK (talus_welcome_remedy_cb));
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_trash_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_trash_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, sample_row_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "search_cb",
                                                G_CALLBACK (talus_welcome_search_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "show_all_cb",
                                                G_CALLBACK (talus_welcome_show_all_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "load_templates_cb",
                                                G_CALLBACK (talus_welcome_load_templates));
}

static void
talus_welcome_init (TalusWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_welcome_new:
 * @desk: where the projects are
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
talus_welcome_new (TalusDesk *desk)
{
  TalusWelcome *self;

  g_return_val_if_fail (TALUS_IS_DESK (desk), NULL);

  self = g_object_new (TALUS_TYPE_WELCOME, NULL);
  self->desk = g_object_ref (desk);
  talus_welcome_set_up_drop (self);

  return GTK_WIDGET (self);
}

/**
 * talus_welcome_wait:
 *
 * Shows that the projects are about to be there; talus_welcome_show_home() or
 * something to open follows.
 */
void
talus_welcome_wait (TalusWelcome *self)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));

  talus_opening_begin (self->opening, _("Talus Tally"));
  gtk_stack_set_visible_child_name (self->stack, "opening");
}

/**
 * talus_welcome_show_home:
 *
 * Shows what there is, unless something is being opened.
 */
void
talus_welcome_show_home (TalusWelcome *self)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));

  if (self->job == NULL)
    talus_welcome_go_home (self);
}

/**
 * talus_welcome_go_back:
 *
 * Leaves whatever is in front of what there is: the trash, something that is
 * being opened, or could not be.
 *
 * Returns: whether there was anything
 */
gboolean
talus_welcome_go_back (TalusWelcome *self)
{
  const char *page;

  g_return_val_if_fail (TALUS_IS_WELCOME (self), FALSE);

  page = gtk_stack_get_visible_child_name (self->stack);
  if (g_strcmp0 (page, "trash") == 0)
    leave_trash_cb (self);
  else if (self->job != NULL)
    left_cb (self);
  else
    return FALSE;

  return TRUE;
}

/**
 * talus_welcome_fail:
 * @error: why there are no projects
 * @path: (nullable): the data folder
 *
 * Says so in place of everything else.
 */
void
talus_welcome_fail (TalusWelcome *self,
                    const GError *error,
                    const char   *path)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (error != NULL);

  talus_welcome_drop_job (self);
  g_clear_error (&self->failure);
  self->failure = g_error_copy (error);
  talus_welcome_tell (self, talus_problem_new_for_folder (error, path));
}

/**
 * talus_welcome_tell:
 * @problem: (transfer full): why something could not be had
 *
 * Says so, and offers what can be done about it.
 */
void
talus_welcome_tell (TalusWelcome *self,
                    TalusProblem *problem)
{
  g_return_if_fail (TALUS_IS_WELCOME (self));
  g_return_if_fail (problem != NULL);

  talus_opening_fail (self->opening, problem);
  gtk_stack_set_visible_child_name (self->stack, "opening");
}
