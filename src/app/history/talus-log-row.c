/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row follows its line, which may grow, be undone, or become the first of
 * its day. Its menu is made when it opens. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-row.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-describe.h"
#include "app/sharing/talus-face.h"
#include "base/talus-clock.h"

#define FACE_SIZE 28

struct _TalusLogRow
{
  AdwBin parent_instance;

  /* template children */
  GtkLabel *day;
  AdwBin *face_bin;
  GtkLabel *text;
  GtkLabel *detail;
  GtkMenuButton *menu_button;

  /* borrowed */
  GtkWidget *face;

  /* owned */
  TalusGraph *graph;         /* (nullable) */
  GSignalGroup *signals;     /* of the line */
};

G_DEFINE_FINAL_TYPE (TalusLogRow, talus_log_row, ADW_TYPE_BIN)

static char *
word_time (TalusLogRow *self,
           gint64       ms)
{
  TalusFormat *format = talus_format_get (self->graph);
  gint64 now = talus_clock_now ();

  /* What has just happened is told by how long ago. */
  if (now - ms < 60 * 60 * 1000)
    return talus_format_relative_time (format, ms, now);

  return talus_format_clock (format, ms);
}

static char *
word_detail (TalusLogRow   *self,
             TalusLogEntry *entry)
{
  TalusAuthor *undone_by = talus_log_entry_get_undone_by (entry);
  const char *label = talus_log_entry_get_label (entry);
  g_autofree char *time = word_time (self, talus_log_entry_get_timestamp (entry));
  GString *text = g_string_new (talus_describe_author (talus_log_entry_get_author (entry)));

  g_string_append_printf (text, " · %s", time);
  if (undone_by != NULL)
    {
      g_autofree char *undone = NULL;

      if (talus_id_equal (&undone_by->id, &talus_log_entry_get_author (entry)->id))
        undone = g_strdup (_("undone"));
      else
        undone = g_strdup_printf (_("undone by %s"), talus_describe_author (undone_by));
      g_string_append_printf (text, " · %s", undone);
    }
  else if (label != NULL)
    {
      g_string_append_printf (text, " · %s", label);
    }

  return g_string_free (text, FALSE);
}

static void
update (TalusLogRow *self)
{
  g_autoptr (TalusLogEntry) entry = g_signal_group_dup_target (self->signals);
  g_autofree char *day = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *full = NULL;
  gboolean is_undone;

  if (entry == NULL || self->graph == NULL)
    return;

  day = talus_format_day (talus_format_get (self->graph), talus_log_entry_get_timestamp (entry),
                          talus_clock_now ());
  detail = word_detail (self, entry);
  full = talus_format_full_time (talus_format_get (self->graph),
                                 talus_log_entry_get_timestamp (entry));
  is_undone = talus_log_entry_get_undone_by (entry) != NULL;

  gtk_label_set_text (self->day, day);
  gtk_widget_set_visible (GTK_WIDGET (self->day), talus_log_entry_begins_day (entry));
  gtk_label_set_text (self->text, talus_log_entry_get_text (entry));
  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail), full);
  talus_face_set_author (TALUS_FACE (self->face), talus_log_entry_get_author (entry));
  if (is_undone)
    gtk_widget_add_css_class (GTK_WIDGET (self), "undone");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "undone");
}

static void
append_verb (GMenu      *menu,
             const char *label,
             const char *action,
             guint64     seq)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, g_variant_new_uint64 (seq));
  g_menu_append_item (menu, item);
}

static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  TalusLogRow *self = user_data;
  g_autoptr (TalusLogEntry) entry = g_signal_group_dup_target (self->signals);
  g_autoptr (GMenu) menu = g_menu_new ();
  guint64 seq;
  guint n_ids;

  if (entry == NULL)
    return;

  seq = talus_log_entry_get_seq (entry);
  talus_log_entry_get_command_ids (entry, &n_ids);
  append_verb (menu, _("Show the _Project Then"), "win.past-go-to", seq);
  if (talus_log_entry_get_node (entry) != NULL)
    append_verb (menu, _("Show the _Node"), "log.reveal", seq);
  if (n_ids > 0 && !talus_log_entry_is_reversal (entry) &&
      talus_log_entry_get_undone_by (entry) == NULL)
    append_verb (menu, _("_Undo This"), "log.undo", seq);
  if (talus_log_entry_get_n_changes (entry) > 1)
    append_verb (menu, _("_Details"), "log.details", seq);
  append_verb (menu, _("_Copy"), "log.copy", seq);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
talus_log_row_dispose (GObject *object)
{
  TalusLogRow *self = TALUS_LOG_ROW (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_LOG_ROW);
  g_clear_object (&self->signals);
  g_clear_object (&self->graph);

  G_OBJECT_CLASS (talus_log_row_parent_class)->dispose (object);
}

static void
talus_log_row_class_init (TalusLogRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_log_row_dispose;

  gtk_widget_class_set_css_name (widget_class, "log-row");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-log-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusLogRow, day);
  gtk_widget_class_bind_template_child (widget_class, TalusLogRow, face_bin);
  gtk_widget_class_bind_template_child (widget_class, TalusLogRow, text);
  gtk_widget_class_bind_template_child (widget_class, TalusLogRow, detail);
  gtk_widget_class_bind_template_child (widget_class, TalusLogRow, menu_button);
}

static void
talus_log_row_init (TalusLogRow *self)
{
  self->signals = g_signal_group_new (TALUS_TYPE_LOG_ENTRY);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->face = talus_face_new_blank (FACE_SIZE);
  adw_bin_set_child (self->face_bin, self->face);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu_cb, self, NULL);
}

/**
 * talus_log_row_new:
 *
 * Makes a row, of nothing yet.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
talus_log_row_new (void)
{
  return g_object_new (TALUS_TYPE_LOG_ROW, NULL);
}

/**
 * talus_log_row_set_entry:
 * @self: a row
 * @entry: (nullable): the line to show
 * @graph: (nullable): the project, for how it writes times
 *
 * Makes the row one of a line.
 */
void
talus_log_row_set_entry (TalusLogRow   *self,
                         TalusLogEntry *entry,
                         TalusGraph    *graph)
{
  g_return_if_fail (TALUS_IS_LOG_ROW (self));

  g_set_object (&self->graph, graph);
  g_signal_group_set_target (self->signals, entry);
  update (self);
}

/**
 * talus_log_row_refresh:
 * @self: a row
 *
 * Says anew how long ago it was: time has passed.
 */
void
talus_log_row_refresh (TalusLogRow *self)
{
  g_return_if_fail (TALUS_IS_LOG_ROW (self));

  update (self);
}
