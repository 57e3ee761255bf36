/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search bar in a window: entry, chips and filter say the same, Escape
 * goes back step by step, the next match is shown. */
#include "app-fixture.h"

#include "app/core/talus-choices.h"
#include "app/search/talus-filter-bar.h"
#include "app/search/talus-filter-chip.h"
#include "app/search/talus-filter-chips.h"
#include "app/search/talus-log-times.h"
#include "app/search/talus-saved-filters.h"
#include "app/search/talus-search.h"
#include "app/window/talus-window.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusWindow *window;
  TalusView *view;
  TalusSearch *search;
  TalusFilterBar *bar;
} Fixture;

static GtkApplication *application;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->window = talus_window_new (application, self->peer);
  gtk_window_present (GTK_WINDOW (self->window));
  app_run_ready ();
  self->view = talus_window_get_view (self->window);
  self->search = talus_search_get (self->view);
  self->bar = TALUS_FILTER_BAR (app_find_widget (GTK_WIDGET (self->window), TALUS_TYPE_FILTER_BAR));
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "search", NULL);
  app_run_ready ();
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static GtkEditable *
get_entry (Fixture *self)
{
  return GTK_EDITABLE (app_find_widget (GTK_WIDGET (self->bar), GTK_TYPE_SEARCH_ENTRY));
}

/* The chip of a condition. */
static TalusFilterChip *
get_chip (Fixture          *self,
          TalusFilterField  field,
          const char       *key)
{
  GtkWidget *first = app_find_widget (GTK_WIDGET (self->bar), TALUS_TYPE_FILTER_CHIP);

  for (GtkWidget *chip = first; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      if (TALUS_IS_FILTER_CHIP (chip) &&
          talus_filter_chip_get_field (TALUS_FILTER_CHIP (chip)) == field &&
          g_strcmp0 (talus_filter_chip_get_key (TALUS_FILTER_CHIP (chip)), key) == 0)
        return TALUS_FILTER_CHIP (chip);
    }

  return NULL;
}

static void
type (Fixture    *self,
      const char *text)
{
  gtk_editable_set_text (get_entry (self), text);
  app_run_ready ();
  talus_node_filter_run (talus_search_get_filter (self->search), -1);
}

/* Chips are made anew once the index is there, and must not take letters away. */
static void
test_letters_stay (Fixture       *self,
                   gconstpointer  data)
{
  gtk_editable_set_text (get_entry (self), "we");
  g_assert_cmpstr (talus_search_get_text (self->search), ==, "we");
  g_object_notify (G_OBJECT (self->search), "filter");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (self)), ==, "we");
}

/* Letters that come before the first frame with the bar in it are not lost. */
static void
test_opens_at_once (Fixture       *self,
                    gconstpointer  data)
{
  int height;

  talus_filter_bar_set_open (self->bar, FALSE);
  app_run_ready ();
  gtk_widget_measure (GTK_WIDGET (self->bar), GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL,
                      NULL);
  g_assert_cmpint (height, ==, 0);
  talus_filter_bar_set_open (self->bar, TRUE);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_entry (self))));
}

static void
test_chips_follow (Fixture       *fixture,
                   gconstpointer  data)
{
  TalusFilterChip *status = get_chip (fixture, TALUS_FILTER_PROPERTY, "status");
  g_autoptr (TalusFilterTerm) term = NULL;

  type (fixture, "status:\"In progress\" weld");
  term = talus_filter_chip_dup_term (status);
  g_assert_cmpstr (term->values[0], ==, "In progress");
  g_assert_cmpstr (talus_search_get_text (fixture->search), ==, "status:\"In progress\" weld");

  /* One that was not there comes with what is typed. */
  g_assert_null (get_chip (fixture, TALUS_FILTER_PROPERTY, "estimated_cost"));
  type (fixture, "estimated_cost>100");
  g_assert_nonnull (get_chip (fixture, TALUS_FILTER_PROPERTY, "estimated_cost"));
  g_assert_null (talus_filter_chip_dup_term (status));
}

static void
test_text_follows (Fixture       *fixture,
                   gconstpointer  data)
{
  TalusFilterChip *types = get_chip (fixture, TALUS_FILTER_TYPE, NULL);
  g_autoptr (TalusFilterTerm) term = talus_filter_term_new (TALUS_FILTER_TYPE, NULL,
                                                            TALUS_FILTER_HAS, "phase");

  type (fixture, "body");
  talus_filter_chip_set_term (types, term);
  g_signal_emit_by_name (types, "chosen");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, "type:phase body");
  talus_filter_chip_set_term (types, NULL);
  g_signal_emit_by_name (types, "chosen");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, "body");
}

static void
test_next (Fixture       *fixture,
           gconstpointer  data)
{
  type (fixture, "type:phase");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "find-next", NULL);
  g_assert_cmpstr (talus_node_get_name (talus_view_get_cursor_node (fixture->view)), ==,
                   "Teardown");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "find-next", NULL);
  g_assert_cmpstr (talus_node_get_name (talus_view_get_cursor_node (fixture->view)), ==,
                   "Chassis");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "find-previous", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "find-previous", NULL);
  g_assert_cmpstr (talus_node_get_name (talus_view_get_cursor_node (fixture->view)), ==,
                   "Final assembly");
}

static void
test_escape (Fixture       *fixture,
             gconstpointer  data)
{
  type (fixture, "body");
  g_assert_nonnull (talus_view_get_filter (fixture->view));
  g_signal_emit_by_name (get_entry (fixture), "stop-search");
  g_assert_null (talus_view_get_filter (fixture->view));
  g_assert_true (talus_filter_bar_is_open (fixture->bar));
  g_signal_emit_by_name (get_entry (fixture), "stop-search");
  g_assert_false (talus_filter_bar_is_open (fixture->bar));

  /* Shut, nothing is filtered that nobody would see. */
  talus_filter_bar_set_open (fixture->bar, TRUE);
  type (fixture, "body");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "search", NULL);
  g_assert_null (talus_view_get_filter (fixture->view));
}

static void
test_edits (Fixture       *fixture,
            gconstpointer  data)
{
  TalusNode *node = app_fixture_find (fixture->peer, "Body");
  TalusBatch *batch = talus_batch_new (NULL);
  TalusNodeFilter *filter = talus_search_get_filter (fixture->search);

  type (fixture, "type:phase zinc");
  g_assert_cmpuint (talus_node_filter_get_n_hits (filter), ==, 0);
  talus_batch_rename (batch, talus_node_get_id (node), "Zinc bath");
  g_assert_true (talus_view_submit (fixture->view, batch));
  g_assert_cmpuint (talus_node_filter_get_n_hits (filter), ==, 1);
  g_assert_true (talus_peer_undo (fixture->peer, NULL));
  g_assert_cmpuint (talus_node_filter_get_n_hits (filter), ==, 0);

  batch = talus_batch_new (NULL);
  talus_batch_create_node (batch, "phase", talus_node_get_id (talus_node_get_parent (node)), NULL,
                           "Zinc", NULL);
  g_assert_true (talus_view_submit (fixture->view, batch));
  g_assert_cmpuint (talus_node_filter_get_n_hits (filter), ==, 1);
}

static GtkListBox *
show_saved (Fixture *self)
{
  GtkWidget *saved = app_find_widget (GTK_WIDGET (self->bar), TALUS_TYPE_SAVED_FILTERS);

  gtk_popover_popup (GTK_POPOVER (saved));
  app_run_ready ();

  return GTK_LIST_BOX (app_find_widget (saved, GTK_TYPE_LIST_BOX));
}

static void
test_saved (Fixture       *fixture,
            gconstpointer  data)
{
  GVariant *filters = NULL;
  GtkListBox *list;

  if (talus_choices_get_settings () == NULL)
    {
      g_test_skip ("The schema is not installed");
      return;
    }

  filters = g_variant_new_parsed ("[('Bodies', 'type:phase body')]");
  talus_choices_set ("saved-filters", "restomod", filters);
  list = show_saved (fixture);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 0));
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, "type:phase body");
  talus_choices_set ("saved-filters", "restomod", NULL);
}

#define ADD(law, test) g_test_add ("/filter-bar/" law, Fixture, NULL, set_up, test, tear_down)

static void
collect_checks (GtkWidget *widget,
                GPtrArray *checks)
{
  if (GTK_IS_CHECK_BUTTON (widget))
    g_ptr_array_add (checks, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_checks (child, checks);
}

/* Days are chosen, not only typed; "due" is where the template has an end. */
static void
test_days_can_be_chosen (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();
  g_autoptr (TalusFilterTerm) term = NULL;
  TalusFilterChip *end;

  type (fixture, "due<today");
  end = get_chip (fixture, TALUS_FILTER_PROPERTY, "end_date");
  g_assert_nonnull (end);
  collect_checks (GTK_WIDGET (end), checks);
  g_assert_cmpuint (checks->len, ==, 6);
  g_assert_true (gtk_check_button_get_active (checks->pdata[0]));

  gtk_check_button_set_active (checks->pdata[2], TRUE);
  g_assert_false (gtk_check_button_get_active (checks->pdata[0]));
  term = talus_filter_chip_dup_term (end);
  g_assert_cmpint (term->relation, ==, TALUS_FILTER_AT_MOST);
  g_assert_cmpstr (term->values[0], ==, "+7d");
  g_assert_true (g_str_has_suffix (talus_search_get_text (fixture->search), "<=+7d"));

  gtk_check_button_set_active (checks->pdata[2], FALSE);
  g_assert_cmpstr (talus_search_get_text (fixture->search), ==, "");
}

/* What is called the same can be told apart. */
static void
test_conditions_have_names_of_their_own (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (GPtrArray) more = talus_filter_chips_list_more (fixture->view);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < more->len; i++)
    g_assert_true (g_hash_table_add (names, talus_filter_chips_describe (fixture->view, more,
                                                                         more->pdata[i])));
  g_assert_true (g_hash_table_contains (names, "Kind (Part)"));
  g_assert_true (g_hash_table_contains (names, "End"));
}

static void
set_zone (Fixture    *self,
          const char *zone)
{
  g_autoptr (TalusValue) value = talus_value_new_string (zone, -1);
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_setting (batch, talus_peer_get_project_id (self->peer), "time_zone", value);
  g_assert_true (talus_view_submit (self->view, batch));
}

/* A day begins while somebody looks: where it is earlier than anywhere, then
 * where it is later. */
static void
test_another_day (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Pacific/Pago_Pago");
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (TalusValue) value = talus_value_new_string (day, -1);
  TalusNode *node = app_fixture_find (fixture->peer, "Body");
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_property (batch, talus_node_get_id (node), "end_date", value);
  g_assert_true (talus_view_submit (fixture->view, batch));
  set_zone (fixture, "Pacific/Pago_Pago");
  type (fixture, "due<today");
  g_assert_cmpuint (talus_node_filter_get_n_hits (talus_search_get_filter (fixture->search)),
                    ==, 0);

  set_zone (fixture, "Pacific/Kiritimati");
  talus_search_check_day (fixture->search);
  talus_node_filter_run (talus_search_get_filter (fixture->search), -1);
  g_assert_cmpuint (talus_node_filter_get_n_hits (talus_search_get_filter (fixture->search)),
                    ==, 1);
}

static gboolean
is_judged (gpointer data)
{
  Fixture *self = data;
  TalusNodeFilter *filter = talus_search_get_filter (self->search);

  return !talus_node_filter_is_busy (filter) && talus_node_filter_get_n_hits (filter) > 0;
}

static gboolean
is_renamed (gpointer data)
{
  return app_fixture_find (data, "Chassis, again") != NULL;
}

static void
rename_by (TalusPeer  *peer,
           const char *name,
           const char *other)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_rename (batch, talus_node_get_id (app_fixture_find (peer, name)), other);
  g_assert_true (talus_peer_submit (peer, batch, NULL));
  talus_batch_free (batch);
  app_fixture_settle (peer);
}

/* What somebody has just touched was changed today. */
static void
test_changed_today (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (TalusPeer) other = app_fixture_open (&fixture->app,
                                                  talus_peer_get_project_id (fixture->peer));
  TalusNodeFilter *filter = talus_search_get_filter (fixture->search);
  TalusNode *node = app_fixture_find (fixture->peer, "Chassis");
  TalusId id;
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_create_node (batch, "phase",
                           talus_node_get_id (talus_node_get_parent (node)), NULL, "New", &id);
  gtk_editable_set_text (get_entry (fixture), "changed:today");
  app_wait_until (is_judged, fixture);

  rename_by (other, "Chassis", "Chassis, again");
  app_wait_until (is_renamed, fixture->peer);
  g_assert_true (talus_node_filter_is_hit (filter, node));

  rename_by (fixture->peer, "Body", "Body, again");
  g_assert_true (talus_node_filter_is_hit (filter, app_fixture_find (fixture->peer,
                                                                     "Body, again")));

  /* Also before the host has confirmed it. */
  g_assert_true (talus_view_submit (fixture->view, batch));
  node = app_fixture_find (fixture->peer, "New");
  g_assert_true (talus_node_filter_is_hit (filter, node));
  app_fixture_settle (fixture->peer);
  g_assert_true (talus_node_filter_is_hit (filter, node));
}

static gboolean
is_complete (gpointer data)
{
  return talus_log_times_is_complete (data);
}

/* Where records are large, a page of the log has fewer than were asked for;
 * and what comes while it is read is not lost. */
static void
test_all_of_the_log_is_known (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (TalusLogTimes) times = NULL;
  g_autoptr (GError) error = NULL;
  TalusNode *body = app_fixture_find (fixture->peer, "Body");
  TalusId id = *talus_node_get_id (body);
  TalusId ids[16];
  TalusBatch *batch = talus_batch_new ("Phases");
  gint64 timestamp;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    talus_batch_create_node (batch, "phase", talus_node_get_id (talus_node_get_parent (body)),
                             NULL, "Phase", &ids[i]);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *large = g_strnfill (60 * 1000, (char) ('a' + i));
      g_autoptr (TalusValue) value = talus_value_new_string (large, -1);

      talus_peer_submit (fixture->peer, batch, &error);
      g_assert_no_error (error);
      talus_batch_free (batch);
      app_fixture_settle (fixture->peer);
      batch = talus_batch_new ("Purposes");
      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        talus_batch_set_property (batch, &ids[j], "purpose", value);
    }
  talus_batch_free (batch);

  times = talus_log_times_new (fixture->peer);
  talus_log_times_load (times);
  app_wait_until (is_complete, times);
  g_assert_true (talus_log_times_get (times, talus_peer_get_seq (fixture->peer), &timestamp,
                                      NULL));

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (TalusLogTimes) more = talus_log_times_new (fixture->peer);
      g_autofree char *name = g_strdup_printf ("Body %u", i);

      batch = talus_batch_new (NULL);
      talus_log_times_load (more);
      talus_batch_rename (batch, &id, name);
      g_assert_true (talus_view_submit (fixture->view, batch));
      app_fixture_settle (fixture->peer);
      app_wait_until (is_complete, more);
      g_assert_true (talus_log_times_get (more, talus_peer_get_seq (fixture->peer), &timestamp,
                                          NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);

  ADD ("letters-stay-whatever-comes-between", test_letters_stay);
  ADD ("can-be-typed-into-at-once", test_opens_at_once);
  ADD ("chips-follow-what-is-typed", test_chips_follow);
  ADD ("the-text-follows-the-chips", test_text_follows);
  ADD ("the-next-match-is-shown-round-and-round", test_next);
  ADD ("escape-goes-back-step-by-step", test_escape);
  ADD ("edits-change-what-matches", test_edits);
  ADD ("days-can-be-chosen", test_days_can_be_chosen);
  ADD ("conditions-have-names-of-their-own", test_conditions_have_names_of_their_own);
  ADD ("another-day-is-noticed", test_another_day);
  ADD ("what-was-just-touched-was-changed-today", test_changed_today);
  ADD ("all-of-the-log-is-known", test_all_of_the_log_is_known);
  ADD ("a-saved-filter-can-be-chosen", test_saved);

  return g_test_run ();
}
