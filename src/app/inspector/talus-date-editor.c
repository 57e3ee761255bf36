/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits days: typed, in whatever form says it, or picked from a calendar. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format/talus-dates.h"
#include "app/format/talus-format.h"

#define TALUS_TYPE_DATE_EDITOR (talus_date_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusDateEditor, talus_date_editor, TALUS, DATE_EDITOR, TalusFieldEditor)

struct _TalusDateEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *text;
  GtkWidget *button;
  GtkWidget *popover;    /* (nullable): made when it is first opened */
  GtkWidget *calendar;
  GtkWidget *pressed;    /* borrowed, to compare: of the calendar, (nullable) */
  gboolean is_on_day;    /* arrows have gone to one */
};

G_DEFINE_FINAL_TYPE (TalusDateEditor, talus_date_editor, TALUS_TYPE_FIELD_EDITOR)

static TalusFormat *
get_format (TalusFieldEditor *editor)
{
  return talus_format_get (talus_view_get_graph (talus_field_editor_get_view (editor)));
}

/* What was typed in short is said in full. */
static void
changed_cb (TalusDateEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  g_autoptr (TalusValue) value = NULL;
  g_autofree char *iso = NULL;
  g_autofree char *hint = NULL;
  GDate date;
  g_autoptr (GDateTime) day = NULL;

  if (talus_field_editor_is_showing (editor))
    return;

  if (talus_format_parse (get_format (editor), talus_field_editor_get_subject (editor), text,
                          &value, NULL) && value != NULL)
    {
      iso = talus_value_dup_string (value);
      if (talus_date_from_iso (iso, &date))
        {
          day = g_date_time_new_utc (g_date_get_year (&date), g_date_get_month (&date),
                                     g_date_get_day (&date), 0, 0, 0);
          /* TRANSLATORS: a day with all that there is to say of it, for strftime */
          hint = g_date_time_format (day, _("%A, %-d %B %Y"));
        }
    }
  talus_field_editor_set_hint (editor, hint);
}

static void
set_day (TalusDateEditor *self,
         const char      *text)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);

  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  talus_field_editor_touch (editor);
  talus_field_editor_commit (editor);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
take_day (TalusDateEditor *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  g_autofree char *iso = g_date_time_format (day, "%Y-%m-%d");

  set_day (self, iso);
}

/* (nullable): the day of the month that is there. */
static GtkWidget *
find_day_at (TalusDateEditor *self,
             double           x,
             double           y)
{
  GtkWidget *widget = gtk_widget_pick (self->calendar, x, y, GTK_PICK_DEFAULT);

  return widget != NULL && gtk_widget_has_css_class (widget, "day-number") ? widget : NULL;
}

/* The calendar says that a day was selected only where the number of the day is
 * another than before: not of today, and not of the same one a month later. */
static void
day_pressed_cb (TalusDateEditor *self,
                int              n_press,
                double           x,
                double           y)
{
  self->pressed = find_day_at (self, x, y);
}

static void
day_released_cb (TalusDateEditor *self,
                 int              n_press,
                 double           x,
                 double           y)
{
  GtkWidget *day = find_day_at (self, x, y);

  if (day != NULL && day == self->pressed)
    take_day (self);
  self->pressed = NULL;
}

/* Which day the arrows have gone to only the calendar knows: to Space it
 * selects that one. */
static void
select_focused_day (TalusDateEditor       *self,
                    GtkEventControllerKey *own)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (self->calendar);
  gboolean is_done = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_done; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          controller != GTK_EVENT_CONTROLLER (own))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_space, 0, 0, &is_done);
    }
}

static gboolean
day_key_cb (TalusDateEditor       *self,
            guint                  key,
            guint                  code,
            GdkModifierType        state,
            GtkEventControllerKey *controller)
{
  GtkRoot *root = gtk_widget_get_root (self->calendar);
  gboolean has_focus = root != NULL && gtk_root_get_focus (root) == self->calendar;

  switch (key)
    {
    /* These go to days also while a button for months or years has the focus. */
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      self->is_on_day = (state & GDK_CONTROL_MASK) == 0;
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      self->is_on_day = FALSE;
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_Return:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      if (!has_focus && !self->is_on_day)
        return GDK_EVENT_PROPAGATE;
      select_focused_day (self, controller);
      take_day (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
today_cb (TalusDateEditor *self)
{
  set_day (self, "today");
}

static void
clear_cb (TalusDateEditor *self)
{
  talus_field_editor_clear (TALUS_FIELD_EDITOR (self));
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
add_picking (TalusDateEditor *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (day_pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (day_released_cb), self);
  gtk_widget_add_controller (self->calendar, GTK_EVENT_CONTROLLER (click));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (day_key_cb), self);
  gtk_widget_add_controller (self->calendar, keys);
}

static GtkWidget *
make_popover (TalusDateEditor *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *today = gtk_button_new_with_label (_("Today"));
  GtkWidget *none = gtk_button_new_with_label (_("Clear"));

  self->calendar = gtk_calendar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  talus_field_editor_get_subject (TALUS_FIELD_EDITOR (self))
                                    ->label, -1);
  add_picking (self);
  gtk_box_append (GTK_BOX (box), self->calendar);

  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  g_signal_connect_swapped (today, "clicked", G_CALLBACK (today_cb), self);
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (clear_cb), self);
  gtk_box_append (GTK_BOX (buttons), today);
  gtk_box_append (GTK_BOX (buttons), none);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  return popover;
}

/* Calendars cost much to make: only when somebody wants to see one. */
static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TalusDateEditor *self = user_data;
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *iso = NULL;
  GDate date;

  if (self->popover == NULL)
    {
      self->popover = make_popover (self);
      gtk_menu_button_set_popover (button, self->popover);
    }

  if (TALUS_FIELD_EDITOR_GET_CLASS (self)->read (editor, &value, NULL) && value != NULL)
    iso = talus_value_dup_string (value);
  day = iso != NULL && talus_date_from_iso (iso, &date)
          ? g_date_time_new_local (g_date_get_year (&date), g_date_get_month (&date),
                                   g_date_get_day (&date), 0, 0, 0)
          : g_date_time_new_now_local ();

  self->is_on_day = FALSE;
  if (day != NULL)
    gtk_calendar_select_day (GTK_CALENDAR (self->calendar), day);
}

static void
talus_date_editor_show (TalusFieldEditor *editor,
                        TalusValue       *value,
                        gboolean          is_mixed)
{
  TalusDateEditor *self = TALUS_DATE_EDITOR (editor);
  g_autofree char *text = talus_format_edit_text (get_format (editor),
                                                  talus_field_editor_get_subject (editor),
                                                  is_mixed ? NULL : value);

  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->text)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  talus_field_editor_set_mixed (GTK_TEXT (self->text), is_mixed);
}

static gboolean
talus_date_editor_read (TalusFieldEditor  *editor,
                        TalusValue       **value,
                        GError           **error)
{
  TalusDateEditor *self = TALUS_DATE_EDITOR (editor);

  return talus_format_parse (get_format (editor), talus_field_editor_get_subject (editor),
                             gtk_editable_get_text (GTK_EDITABLE (self->text)), value, error);
}

static GtkWidget *
talus_date_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_DATE_EDITOR (editor)->text;
}

static void
talus_date_editor_class_init (TalusDateEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->is_typed = TRUE;
  editor_class->show = talus_date_editor_show;
  editor_class->read = talus_date_editor_read;
  editor_class->get_target = talus_date_editor_get_target;
}

static void
talus_date_editor_init (TalusDateEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->text = talus_field_editor_make_entry (TALUS_FIELD_EDITOR (self));
  gtk_editable_set_alignment (GTK_EDITABLE (self->text), 1);
  gtk_widget_add_css_class (self->text, "numeric");
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (changed_cb), self);
  gtk_box_append (GTK_BOX (box), self->text);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "x-office-calendar-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self,
                                         NULL);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->button, _("Choose a day"));
  talus_field_editor_name_button (self->button, _("Choose a day"));
  gtk_box_append (GTK_BOX (box), self->button);

  adw_bin_set_child (ADW_BIN (self), box);
}
