/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector on a real project: every editor, when it commits, what it does
 * while others change the same field, many nodes at once. */
#include "inspector-test.h"

#include "app/inspector/talus-chip.h"

static void
test_fields_take_what_is_typed (InspectorFixture *self,
                                gconstpointer     data)
{
  static const struct
  {
    const char *property;
    const char *text;
    const char *json;
  } cases[] = {
    { "text", "Weld it", "\"Weld it\"" },
    { "number", "3*12", "36" },
    { "money", "1,234.50", "\"1234.5\"" },
    { "day", "2026-12-24", "\"2026-12-24\"" },
    { "number", "", NULL },
  };

  inspector_select (self, "One", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      inspector_type (self, cases[i].property, cases[i].text);
      g_signal_emit_by_name (inspector_target (self, cases[i].property), "activate");
      inspector_assert_value (self, "One", cases[i].property, cases[i].json);
    }

  inspector_type (self, "name", "Uno");
  g_signal_emit_by_name (inspector_target (self, "name"), "activate");
  inspector_assert_value (self, "Uno", "text", "\"Weld it\"");
}

static void
test_leaving_commits (InspectorFixture *self,
                      gconstpointer     data)
{
  inspector_select (self, "One", NULL);
  inspector_type (self, "text", "typed");
  inspector_assert_value (self, "One", "text", NULL);
  gtk_widget_grab_focus (inspector_target (self, "number"));
  inspector_assert_value (self, "One", "text", "\"typed\"");

  inspector_type (self, "note", "two\nlines");
  gtk_widget_grab_focus (inspector_target (self, "number"));
  inspector_assert_value (self, "One", "note", "\"two\\nlines\"");

  /* What was a sum is a number to be read. */
  inspector_type (self, "number", "12000+345");
  gtk_widget_grab_focus (inspector_target (self, "text"));
  app_run_ready ();
  inspector_assert_text (self, "number", "12,345");
}

static gboolean
is_committed (gpointer data)
{
  return !talus_field_editor_is_touched (data);
}

static void
test_a_rest_commits (InspectorFixture *self,
                     gconstpointer     data)
{
  inspector_select (self, "One", NULL);
  talus_field_editor_set_rest (1);
  inspector_type (self, "number", "2+3");
  app_wait_until (is_committed, inspector_editor (self, "number"));
  inspector_assert_value (self, "One", "number", "5");
  /* What somebody may still be typing is not spelled anew. */
  inspector_assert_text (self, "number", "2+3");
}

static void
test_escape_restores (InspectorFixture *self,
                      gconstpointer     data)
{
  inspector_set (self->peer, inspector_node (self, "One"), "text", "\"before\"");
  inspector_select (self, "One", NULL);
  inspector_type (self, "text", "after");
  g_assert_true (talus_field_editor_restore (inspector_editor (self, "text")));
  inspector_assert_text (self, "text", "before");
  g_assert_false (talus_field_editor_restore (inspector_editor (self, "text")));
  gtk_widget_grab_focus (inspector_target (self, "number"));
  inspector_assert_value (self, "One", "text", "\"before\"");
}

static void
test_what_is_wrong_stays_and_is_said (InspectorFixture *self,
                                      gconstpointer     data)
{
  TalusFieldEditor *number;

  inspector_select (self, "One", NULL);
  number = inspector_editor (self, "number");
  inspector_type (self, "number", "twelve");
  g_assert_nonnull (strstr (talus_field_editor_get_message (number), "twelve"));
  gtk_widget_grab_focus (inspector_target (self, "text"));
  inspector_assert_value (self, "One", "number", NULL);
  inspector_assert_text (self, "number", "twelve");

  /* Corrected, nothing is said any more. */
  inspector_type (self, "number", "12");
  g_assert_null (talus_field_editor_get_message (number));

  /* Another node takes the field: it is said what became of it. */
  inspector_type (self, "number", "thirteen");
  inspector_select (self, "Two", NULL);
  g_assert_nonnull (strstr (self->said, "thirteen"));
  inspector_assert_text (self, "number", "");
  g_assert_null (talus_field_editor_get_message (number));
}

static void
test_required_is_said (InspectorFixture *self,
                       gconstpointer     data)
{
  TalusFieldEditor *text;

  inspector_select (self, "One", NULL);
  text = inspector_editor (self, "text");
  g_assert_nonnull (strstr (talus_field_editor_get_message (text), "required"));
  inspector_type (self, "text", "a");
  g_assert_null (talus_field_editor_get_message (text));
  inspector_type (self, "text", "");
  g_assert_nonnull (strstr (talus_field_editor_get_message (text), "required"));
}

static void
test_an_edit_stays_with_its_node (InspectorFixture *self,
                                           gconstpointer     data)
{
  inspector_select (self, "One", NULL);
  inspector_type (self, "text", "of one");
  inspector_select (self, "Two", NULL);
  inspector_assert_value (self, "One", "text", "\"of one\"");
  inspector_assert_value (self, "Two", "text", NULL);
  inspector_assert_text (self, "text", "");
}

static void
test_yes_no_and_neither (InspectorFixture *self,
                         gconstpointer     data)
{
  GtkWidget *toggle;
  GtkWidget *clear;

  inspector_select (self, "One", NULL);
  toggle = inspector_target (self, "flag");
  clear = app_find_widget (GTK_WIDGET (inspector_editor (self, "flag")), GTK_TYPE_BUTTON);
  g_assert_false (gtk_widget_get_visible (clear));

  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  inspector_assert_value (self, "One", "flag", "true");
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  inspector_assert_value (self, "One", "flag", "false");
  g_assert_true (gtk_widget_get_visible (clear));
  g_signal_emit_by_name (clear, "clicked");
  inspector_assert_value (self, "One", "flag", NULL);
  g_assert_false (gtk_widget_get_visible (clear));
}

static GtkWidget *
find_day (GtkWidget  *widget,
          const char *day)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "day-number") &&
      !gtk_widget_has_css_class (widget, "other-month") &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), day))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_day (child, day);

  return found;
}

static void
tell_controllers (GtkWidget  *calendar,
                  GType       type,
                  const char *signal,
                  double      x,
                  double      y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (calendar);
  gboolean is_handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_handled; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        continue;
      if (type == GTK_TYPE_GESTURE_CLICK)
        g_signal_emit_by_name (controller, signal, 1, x, y);
      else
        g_signal_emit_by_name (controller, signal, (guint) x, 0, 0, &is_handled);
    }
}

static GtkWidget *
open_calendar (InspectorFixture *self)
{
  GtkWidget *button = app_find_widget (GTK_WIDGET (inspector_editor (self, "day")),
                                       GTK_TYPE_MENU_BUTTON);
  GtkWidget *calendar;

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  calendar = app_find_widget (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))),
                              GTK_TYPE_CALENDAR);
  app_wait_until (inspector_is_mapped, calendar);
  app_run_ready ();
  gtk_widget_grab_focus (calendar);

  return calendar;
}

static gboolean
has_size (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

static void
click_day (GtkWidget  *calendar,
           const char *day)
{
  GtkWidget *label = find_day (calendar, day);
  double x;
  double y;

  g_assert_nonnull (label);
  app_wait_until (has_size, label);
  gtk_widget_translate_coordinates (label, calendar, gtk_widget_get_width (label) / 2.0,
                                    gtk_widget_get_height (label) / 2.0, &x, &y);
  tell_controllers (calendar, GTK_TYPE_GESTURE_CLICK, "pressed", x, y);
  tell_controllers (calendar, GTK_TYPE_GESTURE_CLICK, "released", x, y);
  app_run_ready ();
}

/* Any day that is seen can be picked: also the one that is selected, and the
 * same one of another month; to leaf through months picks none. */
static void
test_days_are_picked (InspectorFixture *self,
                      gconstpointer     data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "\"%Y-%m-%d\"");
  g_autofree char *day = g_strdup_printf ("%d", g_date_time_get_day_of_month (now));
  g_autoptr (GDateTime) december = g_date_time_new_local (2026, 12, 30, 0, 0, 0);
  static const guint keys[] = { GDK_KEY_Right, GDK_KEY_Right, GDK_KEY_Down, GDK_KEY_Return };
  g_autoptr (TalusValue) value = NULL;
  GtkWidget *calendar;

  inspector_select (self, "One", NULL);
  click_day (open_calendar (self), day);
  inspector_assert_value (self, "One", "day", today);

  inspector_set (self->peer, inspector_node (self, "One"), "day", "\"2026-11-30\"");
  app_run_ready ();
  calendar = open_calendar (self);
  gtk_calendar_select_day (GTK_CALENDAR (calendar), december);
  inspector_assert_value (self, "One", "day", "\"2026-11-30\"");
  click_day (calendar, "30");
  inspector_assert_value (self, "One", "day", "\"2026-12-30\"");

  calendar = open_calendar (self);
  tell_controllers (calendar, GTK_TYPE_EVENT_CONTROLLER_KEY, "key-pressed", GDK_KEY_Return, 0);
  inspector_assert_value (self, "One", "day", "\"2026-12-30\"");

  /* Enter takes the day that the arrows have gone to. */
  calendar = open_calendar (self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    tell_controllers (calendar, GTK_TYPE_EVENT_CONTROLLER_KEY, "key-pressed", keys[i], 0);
  value = talus_node_dup_property (inspector_node (self, "One"), "day");
  g_assert_cmpstr (talus_value_get_json (value, NULL), !=, "\"2026-12-30\"");
}

static void
test_one_of_several (InspectorFixture *self,
                     gconstpointer     data)
{
  GtkDropDown *drop_down;

  inspector_select (self, "One", NULL);
  drop_down = GTK_DROP_DOWN (inspector_target (self, "state"));
  gtk_drop_down_set_selected (drop_down, 2);
  inspector_assert_value (self, "One", "state", "\"b\"");
  /* The first line is none. */
  gtk_drop_down_set_selected (drop_down, 0);
  inspector_assert_value (self, "One", "state", NULL);
}

static void
test_any_of_several (InspectorFixture *self,
                     gconstpointer     data)
{
  TalusFieldEditor *tags;
  GtkWidget *chip;

  inspector_set (self->peer, inspector_node (self, "One"), "tags", "[\"x\",\"y\"]");
  inspector_select (self, "One", NULL);
  tags = inspector_editor (self, "tags");
  chip = app_find_widget (GTK_WIDGET (tags), TALUS_TYPE_CHIP);
  g_signal_emit_by_name (chip, "removed");
  inspector_assert_value (self, "One", "tags", "[\"y\"]");
  chip = app_find_widget (GTK_WIDGET (tags), TALUS_TYPE_CHIP);
  g_signal_emit_by_name (chip, "removed");
  inspector_assert_value (self, "One", "tags", NULL);
  g_assert_null (app_find_widget (GTK_WIDGET (tags), TALUS_TYPE_CHIP));

  gtk_menu_button_popup (GTK_MENU_BUTTON (talus_field_editor_get_target (tags)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (
    app_find_widget (GTK_WIDGET (tags), GTK_TYPE_CHECK_BUTTON)), TRUE);
  inspector_assert_value (self, "One", "tags", "[\"x\"]");
}

static void
test_references_lead_to_their_nodes (InspectorFixture *self,
                                     gconstpointer     data)
{
  TalusNode *two = inspector_node (self, "Two");
  g_autofree char *id = talus_id_to_string (talus_node_get_id (two));
  g_autofree char *json = g_strdup_printf ("\"%s\"", id);
  GtkWidget *chip;

  inspector_set (self->peer, inspector_node (self, "One"), "friend", json);
  inspector_select (self, "One", NULL);
  chip = app_find_widget (GTK_WIDGET (inspector_editor (self, "friend")), TALUS_TYPE_CHIP);
  g_assert_nonnull (chip);
  g_signal_emit_by_name (chip, "activated");
  g_assert_true (talus_view_get_cursor_node (self->view) == two);

  inspector_select (self, "One", NULL);
  chip = app_find_widget (GTK_WIDGET (inspector_editor (self, "friend")), TALUS_TYPE_CHIP);
  g_signal_emit_by_name (chip, "removed");
  inspector_assert_value (self, "One", "friend", NULL);
}

/* Another window on the same project. */
static TalusPeer *
open_second (InspectorFixture *self)
{
  return app_fixture_open (&self->app, talus_peer_get_project_id (self->peer));
}

static void
close_second (TalusPeer *second)
{
  app_fixture_settle (second);
  talus_peer_close (second);
  g_object_unref (second);
}

static gboolean
has_conflict (gpointer data)
{
  return talus_field_editor_get_conflict (data) != NULL;
}

typedef struct
{
  InspectorFixture *fixture;
  const char *property;
  const char *text;
} Shown;

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;
  GtkWidget *target = inspector_target (shown->fixture, shown->property);

  return g_str_equal (gtk_editable_get_text (GTK_EDITABLE (target)), shown->text);
}

static void
set_elsewhere (TalusPeer  *second,
               const char *name,
               const char *property,
               const char *json)
{
  inspector_set (second, app_fixture_find (second, name), property, json);
}

static void
test_others_changes_show_at_once (InspectorFixture *self,
                                  gconstpointer     data)
{
  TalusPeer *second = open_second (self);
  Shown shown = { self, "text", "theirs" };

  inspector_select (self, "One", NULL);
  gtk_widget_grab_focus (inspector_target (self, "text"));
  set_elsewhere (second, "One", "text", "\"theirs\"");
  app_wait_until (is_shown, &shown);
  close_second (second);
}

/* How much of a colour was drawn in the last frame, 0 to 1. */
static float
find_colour (GskRenderNode *node,
             const GdkRGBA *colour)
{
  float most = 0;

  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_COLOR_NODE:
      {
        const GdkRGBA *there = gsk_color_node_get_color (node);

        return there->red == colour->red && there->green == colour->green &&
               there->blue == colour->blue ? there->alpha : 0;
      }

    case GSK_ROUNDED_CLIP_NODE:
      return find_colour (gsk_rounded_clip_node_get_child (node), colour);

    case GSK_CLIP_NODE:
      return find_colour (gsk_clip_node_get_child (node), colour);

    case GSK_TRANSFORM_NODE:
      return find_colour (gsk_transform_node_get_child (node), colour);

    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        most = MAX (most, find_colour (gsk_container_node_get_child (node, i), colour));
      return most;

    default:
      return 0;
    }
}

typedef struct
{
  InspectorFixture *fixture;
  const char *property;
  GdkRGBA colour;
} Flash;

static float
get_flash (Flash *flash)
{
  GtkWidget *editor = GTK_WIDGET (inspector_editor (flash->fixture, flash->property));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (editor);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);

  return node != NULL ? find_colour (node, &flash->colour) : 0;
}

static gboolean
is_flashing (gpointer data)
{
  return get_flash (data) > 0;
}

static gboolean
is_over (gpointer data)
{
  return get_flash (data) <= 0;
}

typedef struct
{
  GdkFrameClock *clock;
  gint64 counter;
} Frame;

static gboolean
is_drawn (gpointer data)
{
  Frame *frame = data;

  return gdk_frame_clock_get_frame_counter (frame->clock) > frame->counter;
}

/* What is to be seen by now is in the frame after the next at the latest. */
static void
wait_for_frames (InspectorFixture *self)
{
  Frame frame = { gtk_widget_get_frame_clock (self->window), 0 };

  app_run_ready ();
  for (guint i = 0; i < 2; i++)
    {
      frame.counter = gdk_frame_clock_get_frame_counter (frame.clock);
      gtk_widget_queue_draw (self->window);
      app_wait_until (is_drawn, &frame);
    }
}

static void
set_animations (gboolean are_on)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", are_on, NULL);
}

static gboolean
has_seq (gpointer data)
{
  TalusPeer **peers = data;

  return talus_peer_get_seq (peers[0]) == talus_peer_get_seq (peers[1]);
}

/* One that the style has nowhere. */
#define FLASH_COLOUR "#c88800"

/* Another window of somebody in that colour. */
static TalusPeer *
open_in_colour (InspectorFixture *self)
{
  TalusPeer *second;

  talus_desk_set_owner (self->app.desk, NULL, FLASH_COLOUR);
  second = open_second (self);
  g_assert_cmpstr (talus_peer_get_author (second)->colour, ==, FLASH_COLOUR);

  return second;
}

static void
test_others_changes_flash (InspectorFixture *self,
                           gconstpointer     data)
{
  TalusPeer *second = open_in_colour (self);
  Flash text = { self, "text", { 0, } };
  Flash name = { self, "name", { 0, } };
  Flash number = { self, "number", { 0, } };
  TalusBatch *batch = talus_batch_new (NULL);

  gdk_rgba_parse (&text.colour, FLASH_COLOUR);
  name.colour = number.colour = text.colour;
  set_animations (TRUE);
  inspector_select (self, "One", NULL);
  set_elsewhere (second, "One", "text", "\"theirs\"");
  app_wait_until (is_flashing, &text);
  g_assert_cmpfloat (get_flash (&text), <, 0.5f);
  g_assert_true (is_over (&name));
  g_assert_true (is_over (&number));
  app_wait_until (is_over, &text);

  talus_batch_rename (batch, talus_node_get_id (inspector_node (self, "One")), "Uno");
  inspector_submit (second, batch);
  app_wait_until (is_flashing, &name);

  /* It is about that node alone. */
  inspector_select (self, "Two", NULL);
  wait_for_frames (self);
  g_assert_true (is_over (&name));
  close_second (second);
}

static void
test_nothing_else_flashes (InspectorFixture *self,
                           gconstpointer     data)
{
  TalusPeer *second = open_in_colour (self);
  TalusPeer *peers[] = { self->peer, second };
  Flash text = { self, "text", { 0, } };

  gdk_rgba_parse (&text.colour, FLASH_COLOUR);
  inspector_select (self, "One", NULL);

  /* Another node; one's own; and where nothing is to move. */
  set_animations (TRUE);
  set_elsewhere (second, "Two", "text", "\"theirs\"");
  app_fixture_settle (second);
  app_wait_until (has_seq, peers);
  wait_for_frames (self);
  g_assert_true (is_over (&text));
  inspector_set (self->peer, inspector_node (self, "One"), "text", "\"own\"");
  app_fixture_settle (self->peer);
  wait_for_frames (self);
  g_assert_true (is_over (&text));
  set_animations (FALSE);
  app_wait_until (has_seq, peers);
  set_elsewhere (second, "One", "text", "\"again\"");
  app_fixture_settle (second);
  app_wait_until (has_seq, peers);
  wait_for_frames (self);
  g_assert_true (is_over (&text));
  set_animations (TRUE);
  close_second (second);
}

static void
test_settings_flash (InspectorFixture *self,
                     gconstpointer     data)
{
  TalusPeer *second = open_in_colour (self);
  Flash currency = { self, "currency", { 0, } };
  g_autoptr (TalusValue) value = talus_value_new_string ("EUR", -1);
  TalusBatch *batch = talus_batch_new (NULL);

  gdk_rgba_parse (&currency.colour, FLASH_COLOUR);
  set_animations (TRUE);
  inspector_select (self, NULL, NULL);
  talus_batch_set_setting (batch, talus_peer_get_project_id (second), "currency", value);
  inspector_submit (second, batch);
  app_wait_until (is_flashing, &currency);
  close_second (second);
}

static void
test_what_is_typed_is_kept_beside_others_changes (InspectorFixture *self,
                                                  gconstpointer     data)
{
  TalusPeer *second = open_second (self);
  TalusFieldEditor *text;

  inspector_select (self, "One", NULL);
  text = inspector_editor (self, "text");
  inspector_type (self, "text", "mine");
  set_elsewhere (second, "One", "text", "\"theirs\"");
  app_wait_until (has_conflict, text);
  inspector_assert_text (self, "text", "mine");
  g_assert_nonnull (strstr (talus_field_editor_get_conflict (text), "theirs"));

  /* Nothing happens until somebody decides. */
  gtk_widget_grab_focus (inspector_target (self, "number"));
  inspector_assert_value (self, "One", "text", "\"theirs\"");
  inspector_assert_text (self, "text", "mine");

  talus_field_editor_keep_mine (text);
  inspector_assert_value (self, "One", "text", "\"mine\"");
  g_assert_null (talus_field_editor_get_conflict (text));

  inspector_type (self, "text", "mine again");
  set_elsewhere (second, "One", "text", "\"theirs again\"");
  app_wait_until (has_conflict, text);
  talus_field_editor_take_theirs (text);
  inspector_assert_text (self, "text", "theirs again");
  g_assert_null (talus_field_editor_get_conflict (text));
  inspector_assert_value (self, "One", "text", "\"theirs again\"");

  /* Another field is no conflict. */
  inspector_type (self, "text", "mine at last");
  set_elsewhere (second, "One", "number", "7");
  app_wait_until (is_shown, &(Shown) { self, "number", "7" });
  g_assert_null (talus_field_editor_get_conflict (text));
  inspector_assert_text (self, "text", "mine at last");
  talus_field_editor_flush (text);
  close_second (second);
}

static void
test_edits_of_one_field_are_one_step (InspectorFixture *self,
                                      gconstpointer     data)
{
  g_autoptr (GError) error = NULL;

  inspector_set (self->peer, inspector_node (self, "One"), "number", "1");
  inspector_set (self->peer, inspector_node (self, "One"), "text", "\"x\"");
  inspector_select (self, "One", NULL);
  for (guint i = 2; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      inspector_type (self, "number", text);
      g_signal_emit_by_name (inspector_target (self, "number"), "activate");
    }
  inspector_assert_value (self, "One", "number", "4");
  app_fixture_settle (self->peer);

  talus_peer_undo (self->peer, &error);
  g_assert_no_error (error);
  inspector_assert_value (self, "One", "number", "1");
}

static void
test_many_nodes_are_edited_in_one_step (InspectorFixture *self,
                                        gconstpointer     data)
{
  TalusRecord *record;
  g_autoptr (GError) error = NULL;

  inspector_set (self->peer, inspector_node (self, "One"), "number", "1");
  inspector_set (self->peer, inspector_node (self, "Two"), "number", "2");
  inspector_set (self->peer, inspector_node (self, "One"), "text", "\"same\"");
  inspector_set (self->peer, inspector_node (self, "Two"), "text", "\"same\"");
  inspector_select (self, "One", "Two");

  inspector_assert_text (self, "text", "same");
  inspector_assert_text (self, "number", "");
  g_assert_cmpstr (gtk_text_get_placeholder_text (GTK_TEXT (inspector_target (self, "number"))), ==,
                   "Mixed");

  inspector_type (self, "number", "5");
  g_signal_emit_by_name (inspector_target (self, "number"), "activate");
  inspector_assert_value (self, "One", "number", "5");
  inspector_assert_value (self, "Two", "number", "5");
  inspector_assert_value (self, "Three", "number", NULL);

  app_fixture_settle (self->peer);
  record = talus_peer_peek_undo (self->peer);
  g_assert_nonnull (record);
  talus_peer_undo (self->peer, &error);
  g_assert_no_error (error);
  inspector_assert_value (self, "One", "number", "1");
  inspector_assert_value (self, "Two", "number", "2");
}

static void
test_mixed_fields_left_empty_stay_mixed (InspectorFixture *self,
                                         gconstpointer     data)
{
  inspector_set (self->peer, inspector_node (self, "One"), "number", "1");
  inspector_set (self->peer, inspector_node (self, "Two"), "number", "2");
  inspector_select (self, "One", "Two");
  inspector_type (self, "number", "5");
  inspector_type (self, "number", "");
  gtk_widget_grab_focus (inspector_target (self, "text"));
  inspector_assert_value (self, "One", "number", "1");
  inspector_assert_value (self, "Two", "number", "2");
}

static void
test_nodes_of_several_types_have_what_they_share (InspectorFixture *self,
                                                  gconstpointer     data)
{
  inspector_select (self, "One", "Odd");
  g_assert_nonnull (talus_inspector_find_editor (self->inspector, "name"));
  g_assert_nonnull (talus_inspector_find_editor (self->inspector, "number"));
  g_assert_null (talus_inspector_find_editor (self->inspector, "money"));
  /* The same id, but another kind. */
  g_assert_null (talus_inspector_find_editor (self->inspector, "text"));
}

static void
test_locked_fields_are_to_be_read (InspectorFixture *self,
                                   gconstpointer     data)
{
  inspector_select (self, "One", NULL);
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (inspector_target (self, "locked"))));
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (inspector_target (self, "text"))));
}

static void
test_the_past_is_to_be_read (InspectorFixture *self,
                             gconstpointer     data)
{
  g_autoptr (TalusPeer) past = NULL;

  inspector_set (self->peer, inspector_node (self, "One"), "number", "12345.5");
  inspector_set (self->peer, inspector_node (self, "One"), "state", "\"a\"");
  inspector_select (self, "One", NULL);
  past = talus_peer_new_past (talus_peer_get_graph (self->peer), 1, 0, NULL);
  talus_view_set_peer (self->view, past);
  app_run_ready ();

  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (inspector_target (self, "text"))));
  g_assert_true (GTK_IS_LABEL (inspector_target (self, "number")));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (inspector_target (self, "number"))), ==,
                   "12,345.5");
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (inspector_target (self, "number"))));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (inspector_target (self, "state"))), ==, "Alpha");

  talus_view_set_peer (self->view, self->peer);
  app_run_ready ();
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (inspector_target (self, "text"))));
}

static void
test_without_a_selection_it_is_the_project (InspectorFixture *self,
                                            gconstpointer     data)
{
  TalusGraph *graph = talus_peer_get_graph (self->peer);
  GtkDropDown *currency;
  GListModel *model;

  inspector_select (self, NULL, NULL);
  inspector_assert_text (self, "name", "Kinds");
  inspector_type (self, "name", "Sorts");
  g_signal_emit_by_name (inspector_target (self, "name"), "activate");
  g_assert_cmpstr (talus_graph_get_name (graph), ==, "Sorts");

  currency = GTK_DROP_DOWN (inspector_target (self, "currency"));
  model = gtk_drop_down_get_model (currency);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      g_autofree char *name = NULL;

      g_object_get (item, "name", &name, NULL);
      if (g_str_has_prefix (name, "EUR"))
        gtk_drop_down_set_selected (currency, i);
    }
  g_assert_cmpstr (talus_value_get_json (talus_graph_get_setting (graph, "currency"), NULL), ==,
                   "\"EUR\"");
  g_assert_nonnull (talus_inspector_find_editor (self->inspector, "time_zone"));

  /* Amounts follow. */
  inspector_set (self->peer, inspector_node (self, "One"), "money", "\"5\"");
  inspector_select (self, "One", NULL);
  inspector_assert_text (self, "money", "€5.00");
}

static void
test_settings_that_cannot_be_are_said (InspectorFixture *self,
                                       gconstpointer     data)
{
  g_autofree char *text = g_strnfill (2000, 'x');

  inspector_select (self, NULL, NULL);
  inspector_type (self, "name", text);
  g_clear_pointer (&self->said, g_free);
  inspector_select (self, "One", NULL);
  g_assert_nonnull (self->said);
  g_assert_nonnull (strstr (self->said, "Name"));
  inspector_select (self, NULL, NULL);
  inspector_assert_text (self, "name", "Kinds");
}

static void
test_a_deleted_node_leaves_the_project (InspectorFixture *self,
                                        gconstpointer     data)
{
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;

  inspector_select (self, "One", NULL);
  inspector_type (self, "text", "half ty");
  talus_batch_delete_node (batch, talus_node_get_id (inspector_node (self, "One")));
  inspector_submit (self->peer, batch);
  app_run_ready ();
  g_assert_nonnull (talus_inspector_find_editor (self->inspector, "currency"));

  talus_peer_undo (self->peer, &error);
  g_assert_no_error (error);
  app_run_ready ();
  inspector_assert_value (self, "One", "number", NULL);
}

#define ADD(path, func)                                                                     \
  g_test_add ("/inspector/" path, InspectorFixture, NULL, inspector_set_up, func,           \
              inspector_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("fields-take-what-is-typed", test_fields_take_what_is_typed);
  ADD ("leaving-commits", test_leaving_commits);
  ADD ("a-rest-commits", test_a_rest_commits);
  ADD ("escape-restores", test_escape_restores);
  ADD ("what-is-wrong-stays-and-is-said", test_what_is_wrong_stays_and_is_said);
  ADD ("required-is-said", test_required_is_said);
  ADD ("an-edit-stays-with-its-node", test_an_edit_stays_with_its_node);
  ADD ("yes-no-and-neither", test_yes_no_and_neither);
  ADD ("days-are-picked", test_days_are_picked);
  ADD ("one-of-several", test_one_of_several);
  ADD ("any-of-several", test_any_of_several);
  ADD ("references-lead-to-their-nodes", test_references_lead_to_their_nodes);
  ADD ("others-changes-show-at-once", test_others_changes_show_at_once);
  ADD ("others-changes-flash-in-their-colour", test_others_changes_flash);
  ADD ("nothing-else-flashes", test_nothing_else_flashes);
  ADD ("others-changes-of-the-project-flash", test_settings_flash);
  ADD ("what-is-typed-is-kept-beside-others-changes",
       test_what_is_typed_is_kept_beside_others_changes);
  ADD ("edits-of-one-field-are-one-step", test_edits_of_one_field_are_one_step);
  ADD ("many-nodes-are-edited-in-one-step", test_many_nodes_are_edited_in_one_step);
  ADD ("mixed-fields-left-empty-stay-mixed", test_mixed_fields_left_empty_stay_mixed);
  ADD ("nodes-of-several-types-have-what-they-share",
       test_nodes_of_several_types_have_what_they_share);
  ADD ("locked-fields-are-to-be-read", test_locked_fields_are_to_be_read);
  ADD ("the-past-is-to-be-read", test_the_past_is_to_be_read);
  ADD ("without-a-selection-it-is-the-project", test_without_a_selection_it_is_the_project);
  ADD ("settings-that-cannot-be-are-said", test_settings_that_cannot_be_are_said);
  ADD ("a-deleted-node-leaves-the-project", test_a_deleted_node_leaves_the_project);

  return g_test_run ();
}
