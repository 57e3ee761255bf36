/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen while a project is being opened, if that takes a while, and
 * when it could not be. It knows no desk. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-opening.h"

#include <glib/gi18n.h>

/* Until then it is as if it were instant. */
#define PATIENCE_MS 100

struct _TalusOpening
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *opening_label;
  GtkWidget *cancel_button;
  AdwStatusPage *problem_page;
  GtkButton *remedy_button;
  GtkWidget *details;
  GtkLabel *details_label;

  guint patience_id;
  TalusRemedy remedy;
};

enum
{
  CANCELLED,
  REMEDIED,
  LEFT,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusOpening, talus_opening, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const char *
get_remedy_label (TalusRemedy remedy)
{
  switch (remedy)
    {
    case TALUS_REMEDY_RETRY:
      return _("Try Again");
    case TALUS_REMEDY_JOIN:
      return _("Take Part There");
    case TALUS_REMEDY_COPY:
      return _("Open a Copy");
    case TALUS_REMEDY_TEMPLATE:
      return _("Choose Template…");
    case TALUS_REMEDY_BACKUP:
      return _("Show Copies");
    case TALUS_REMEDY_NONE:
    default:
      return NULL;
    }
}

static gboolean
lost_patience_cb (gpointer data)
{
  TalusOpening *self = data;

  self->patience_id = 0;
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "opening");
  gtk_widget_grab_focus (self->cancel_button);

  return G_SOURCE_REMOVE;
}

static void
cancel_cb (TalusOpening *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
remedy_cb (TalusOpening *self)
{
  g_signal_emit (self, signals[REMEDIED], 0, (int) self->remedy);
}

static void
leave_cb (TalusOpening *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
talus_opening_dispose (GObject *object)
{
  TalusOpening *self = TALUS_OPENING (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);

  G_OBJECT_CLASS (talus_opening_parent_class)->dispose (object);
}

static void
talus_opening_class_init (TalusOpeningClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_opening_dispose;

  signals[CANCELLED] = g_signal_new ("cancelled", TALUS_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMEDIED] = g_signal_new ("remedied", TALUS_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[LEFT] = g_signal_new ("left", TALUS_TYPE_OPENING, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-opening.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, opening_label);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, problem_page);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, remedy_button);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, details);
  gtk_widget_class_bind_template_child (widget_class, TalusOpening, details_label);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, remedy_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
talus_opening_init (TalusOpening *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_opening_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
talus_opening_new (void)
{
  return g_object_new (TALUS_TYPE_OPENING, NULL);
}

/**
 * talus_opening_begin:
 * @name: what is being opened
 *
 * Shows that, once it has taken longer than one would not notice.
 */
void
talus_opening_begin (TalusOpening *self,
                     const char   *name)
{
  g_autofree char *label = NULL;

  g_return_if_fail (TALUS_IS_OPENING (self));
  g_return_if_fail (name != NULL);

  talus_opening_end (self);
  /* Translators: %s is the name of a project. */
  label = g_strdup_printf (_("Opening “%s”…"), name);
  gtk_label_set_label (self->opening_label, label);
  self->patience_id = g_timeout_add (PATIENCE_MS, lost_patience_cb, self);
}

/**
 * talus_opening_fail:
 * @problem: (transfer full): why it could not be opened
 *
 * Says so, and what can be done.
 */
void
talus_opening_fail (TalusOpening *self,
                    TalusProblem *problem)
{
  g_autoptr(TalusProblem) owned = problem;
  g_autofree char *body = NULL;
  const char *label;

  g_return_if_fail (TALUS_IS_OPENING (self));
  g_return_if_fail (problem != NULL);

  talus_opening_end (self);
  self->remedy = problem->remedy;
  body = g_markup_escape_text (problem->body, -1);
  adw_status_page_set_title (self->problem_page, problem->heading);
  adw_status_page_set_description (self->problem_page, body);
  label = get_remedy_label (problem->remedy);
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (self->remedy_button, label);
  gtk_widget_set_visible (self->details, problem->detail != NULL);
  gtk_label_set_label (self->details_label, problem->detail);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  if (label != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->remedy_button));
}

/**
 * talus_opening_end:
 *
 * Shows nothing again.
 */
void
talus_opening_end (TalusOpening *self)
{
  g_return_if_fail (TALUS_IS_OPENING (self));

  g_clear_handle_id (&self->patience_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}
