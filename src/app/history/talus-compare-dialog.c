/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each difference, all of them chosen to begin with. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-compare-dialog.h"

#include <glib/gi18n.h>

#include "app/history/talus-restore.h"

struct _TalusCompareDialog
{
  AdwWindow parent_instance;

  /* template children */
  AdwPreferencesGroup *group;
  GtkWidget *take_button;

  /* owned */
  GPtrArray *differences;
  GPtrArray *checks;         /* of GtkCheckButton, borrowed, one each */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusCompareDialog, talus_compare_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static gboolean
is_checked (TalusCompareDialog *self,
            guint               index)
{
  return gtk_check_button_get_active (g_ptr_array_index (self->checks, index));
}

static void
toggled_cb (TalusCompareDialog *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    any = any || is_checked (self, i);
  gtk_widget_set_sensitive (self->take_button, any);
}

static void
take_cb (TalusCompareDialog *self)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->differences->len; i++)
    if (is_checked (self, i))
      g_ptr_array_add (chosen, g_ptr_array_index (self->differences, i));

  g_signal_emit (self, signals[CHOSEN], 0, chosen);
  gtk_window_close (GTK_WINDOW (self));
}

static const char *
word_value (const char *text)
{
  return *text != '\0' ? text : _("Empty");
}

static void
add_row (TalusCompareDialog    *self,
         const TalusDifference *difference)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *label = g_markup_escape_text (difference->label, -1);
  g_autofree char *subtitle = NULL;
  g_autofree char *escaped = NULL;

  /* Translators: how a value was, and how it is. */
  subtitle = g_strdup_printf (_("%s (now: %s)"), word_value (difference->was),
                              word_value (difference->is));
  escaped = g_markup_escape_text (subtitle, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  difference->label, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->checks, check);
}

static void
talus_compare_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_COMPARE_DIALOG);

  G_OBJECT_CLASS (talus_compare_dialog_parent_class)->dispose (object);
}

static void
talus_compare_dialog_finalize (GObject *object)
{
  TalusCompareDialog *self = TALUS_COMPARE_DIALOG (object);

  g_ptr_array_unref (self->checks);
  g_clear_pointer (&self->differences, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_compare_dialog_parent_class)->finalize (object);
}

static void
talus_compare_dialog_class_init (TalusCompareDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_compare_dialog_dispose;
  object_class->finalize = talus_compare_dialog_finalize;

  /**
   * TalusCompareDialog::chosen:
   * @self: the dialog
   * @differences: (element-type TalusDifference): what is to be as it was
   *
   * Something was chosen; the dialog closes.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-compare-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusCompareDialog, group);
  gtk_widget_class_bind_template_child (widget_class, TalusCompareDialog, take_button);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
}

static void
talus_compare_dialog_init (TalusCompareDialog *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_compare_dialog_new:
 * @name: what the node was called
 * @differences: (transfer full) (element-type TalusDifference): in what it
 *   differs
 *
 * Makes a dialog.
 *
 * Returns: (transfer none): the dialog, which GTK holds
 */
GtkWidget *
talus_compare_dialog_new (const char *name,
                          GPtrArray  *differences)
{
  TalusCompareDialog *self;
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (differences != NULL, NULL);

  self = g_object_new (TALUS_TYPE_COMPARE_DIALOG, NULL);
  self->differences = differences;
  title = g_strdup_printf (_("How “%s” Was"), name);
  escaped = g_markup_escape_text (title, -1);
  adw_preferences_group_set_title (self->group, escaped);
  for (guint i = 0; i < differences->len; i++)
    add_row (self, g_ptr_array_index (differences, i));

  return GTK_WIDGET (self);
}
