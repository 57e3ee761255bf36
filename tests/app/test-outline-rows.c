/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows and columns the outline has, and what is in sight. */
#include "outline-test.h"

#include "app/outline/talus-breadcrumb.h"

/* Each row is told what the node is to the template there is. */
static gboolean
is_odd (gpointer data)
{
  OutlineSight *sight = data;
  GtkWidget *cell = outline_find_cell_in (sight->fixture->pane, sight->node);

  return cell != NULL && app_count_icons (cell, "dialog-question-symbolic") > 0;
}

static gboolean
is_not_odd (gpointer data)
{
  return !is_odd (data);
}

/* Names of the rows that look selected, from the top. */
static char *
list_lit (GtkWidget *list)
{
  GString *names = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      TalusOutlineNameCell *cell = app_find_widget (row, TALUS_TYPE_OUTLINE_NAME_CELL);

      if (cell != NULL && talus_outline_name_cell_get_node (cell) != NULL &&
          (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0)
        g_string_append_printf (names, "%s ",
                                talus_node_get_name (talus_outline_name_cell_get_node (cell)));
    }

  return g_string_free (names, FALSE);
}

static void
assert_lit (OutlineFixture *self,
            const char     *expected)
{
  GtkWidget *column_view = app_find_widget (self->pane, GTK_TYPE_COLUMN_VIEW);
  g_autofree char *lit = list_lit (app_find_widget (column_view, GTK_TYPE_LIST_VIEW));

  g_assert_cmpstr (lit, ==, expected);
}

static void
told_cb (guint *n_told,
         guint  position,
         guint  n_items)
{
  *n_told += n_items;
}

/* A list view binds every row anew that it is told of. */
static void
test_only_rows_that_change_are_told_of (OutlineFixture *self,
                                        gconstpointer   data)
{
  GtkSelectionModel *rows =
    gtk_column_view_get_model (app_find_widget (self->pane, GTK_TYPE_COLUMN_VIEW));
  guint n_told = 0;

  outline_go_to (self, outline_find (self, "Body"));
  assert_lit (self, "Body ");
  g_signal_connect_swapped (rows, "selection-changed", G_CALLBACK (told_cb), &n_told);
  outline_press (self, GDK_KEY_Down, 0);
  assert_lit (self, "Paint ");
  g_assert_cmpuint (n_told, ==, 2);
  outline_press (self, GDK_KEY_Down, GDK_SHIFT_MASK);
  assert_lit (self, "Paint Electrical ");
  g_assert_cmpuint (n_told, ==, 3);

  /* Rows that move meanwhile take it along. */
  outline_press (self, GDK_KEY_Up, GDK_ALT_MASK);
  app_fixture_settle (self->peer);
  app_run_ready ();
  assert_lit (self, "Paint Electrical ");
  outline_press (self, GDK_KEY_Escape, 0);
  outline_press (self, GDK_KEY_Home, 0);
  assert_lit (self, "Car ");
}

static gboolean
is_body (gpointer item,
         gpointer user_data)
{
  const char *name = talus_node_get_name (item);

  return g_str_equal (name, "Car") || g_str_equal (name, "Body") || g_str_equal (name, "Floor");
}

static void
test_filter (OutlineFixture *self,
             gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *job = outline_add_below (self, body, "job", "Floor");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_body, NULL, NULL));

  app_run_ready ();
  talus_view_set_filter (self->view, filter);
  outline_wait_seen (self, job);
  g_assert_null (outline_find_cell_in (self->pane, outline_find (self, "Paint")));
  talus_view_set_filter (self->view, NULL);
  outline_wait_seen (self, outline_find (self, "Paint"));
}

/* Rows that are hits below a collapsed one come back with the filter's next
 * turn; what was expanded before it is expanded after it. */
static void
test_collapse_filtered (OutlineFixture *self,
                        gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  TalusNode *job = outline_add_below (self, body, "job", "Floor");
  g_autoptr (GtkFilter) filter = GTK_FILTER (gtk_custom_filter_new (is_body, NULL, NULL));

  outline_go_to (self, job);
  talus_view_set_filter (self->view, filter);
  outline_wait_seen (self, job);
  gtk_widget_activate_action (self->pane, "outline.collapse-all", NULL);
  app_run_ready ();
  g_assert_null (outline_find_cell_in (self->pane, job));
  outline_wait_seen (self, body);

  talus_view_set_filter (self->view, NULL);
  outline_wait_seen (self, job);
}

static gboolean
has_crumb (GtkWidget  *widget,
           const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) &&
                   gtk_widget_get_ancestor (widget, TALUS_TYPE_BREADCRUMB) &&
                   strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = has_crumb (child, text);

  return found;
}

static gboolean
says_body (gpointer data)
{
  return has_crumb (data, "Body");
}

static gboolean
says_shell (gpointer data)
{
  return has_crumb (data, "Shell");
}

static void
test_breadcrumb (OutlineFixture *self,
                 gconstpointer   data)
{
  TalusNode *body = outline_find (self, "Body");
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  outline_go_to (self, outline_add_below (self, body, "job", "Floor"));
  app_wait_until (says_body, self->pane);
  app_fixture_settle (self->peer);
  outline_wait_frame (self);
  talus_batch_rename (batch, talus_node_get_id (body), "Shell");
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
  app_wait_until (says_shell, self->pane);
}

static gboolean
knows_expanded (gpointer data)
{
  guint n_ids;

  talus_view_get_expanded (data, &n_ids);

  return n_ids == 2;
}

static void
test_expanded (OutlineFixture *self,
               gconstpointer   data)
{
  TalusOutlinePane *pane = TALUS_OUTLINE_PANE (self->pane);
  TalusNode *body = outline_find (self, "Body");
  g_autoptr (GArray) before = NULL;

  outline_add_below (self, body, "job", "Floor");
  outline_go_to (self, body);
  outline_press (self, GDK_KEY_Right, 0);
  before = talus_outline_pane_list_expanded (pane);
  g_assert_cmpuint (before->len, ==, 2);
  talus_outline_pane_set_expanded (pane, NULL, 0);
  app_run_ready ();
  talus_outline_pane_set_expanded (pane, (const TalusId *) (gpointer) before->data, before->len);
  outline_wait_seen (self, outline_find (self, "Floor"));

  /* The view knows, for who keeps windows. */
  app_wait_until (knows_expanded, self->view);
}

static void
test_comes_into_sight (OutlineFixture *self,
                       gconstpointer   data)
{
  TalusNode *job = outline_add_below (self, outline_find (self, "Body"), "job", "Floor");

  /* As another pane would select it, while it is in front. */
  gtk_widget_set_visible (self->pane, FALSE);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (job));
  app_run_ready ();
  gtk_widget_set_visible (self->pane, TRUE);
  outline_wait_seen (self, job);
}

static gboolean
has_stored (gpointer data)
{
  g_autoptr (GVariant) all = g_settings_get_value (data, "columns");
  g_auto (GStrv) columns = NULL;

  return g_variant_lookup (all, "restomod", "^as", &columns) &&
         g_strv_contains ((const char * const *) columns, "budget") &&
         !g_strv_contains ((const char * const *) columns, "status");
}

static gboolean
has_heading (GtkWidget  *widget,
             const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) &&
                   g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = !GTK_IS_POPOVER (child) && has_heading (child, text);

  return found;
}

static gboolean
shows_budget (gpointer data)
{
  return has_heading (data, "Budget");
}

static void
test_columns (OutlineFixture *self,
              gconstpointer   data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.talustally.TalusTally");

  g_assert_true (has_heading (self->pane, "Status"));
  g_assert_false (has_heading (self->pane, "Budget"));
  gtk_widget_activate_action (self->pane, "outline-columns.status", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.end-5fdate", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.assigned-5fto", NULL);
  gtk_widget_activate_action (self->pane, "outline-columns.budget", NULL);
  app_wait_until (shows_budget, self->pane);
  g_assert_false (has_heading (self->pane, "Status"));
  app_wait_until (has_stored, settings);
  g_settings_reset (settings, "columns");
}

/* With the template change also the marks of rows that stay. */
static void
test_another_template (OutlineFixture *self,
                       gconstpointer   data)
{
  TalusNode *car = outline_find (self, "Car");
  OutlineSight sight = { self, car };
  TalusTemplate *template = talus_peer_get_template (self->peer);
  g_autofree char *yaml = g_strndup (g_bytes_get_data (talus_template_get_yaml (template), NULL),
                                     g_bytes_get_size (talus_template_get_yaml (template)));
  g_autoptr (GString) other = g_string_new (yaml);
  g_autoptr (TalusValue) value = talus_value_new_string ("M", -1);
  g_autoptr (GError) error = NULL;
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_property (batch, talus_node_get_id (car), "paint_code", value);
  g_assert_true (talus_view_submit (self->view, batch));
  outline_wait_seen (self, car);
  g_assert_false (is_odd (&sight));

  g_assert_cmpuint (g_string_replace (other, "{id: paint_code,", "{id: paint,", 0), >, 0);
  batch = talus_batch_new (NULL);
  talus_batch_set_template (batch, other->str);
  g_assert_true (talus_view_submit (self->view, batch));
  app_wait_until (is_odd, &sight);

  g_assert_true (talus_peer_undo (self->peer, &error));
  g_assert_no_error (error);
  app_wait_until (is_not_odd, &sight);
}

static gboolean
has_tooltip (GtkWidget *cell)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean shows = FALSE;

  g_signal_emit_by_name (cell, "query-tooltip", 1, 1, FALSE, tooltip, &shows);

  return shows;
}

/* A tooltip below the pointer would take what is dropped there. */
static void
test_no_tooltips_while_dragging (OutlineFixture *self,
                                 gconstpointer   data)
{
  GtkWidget *column_view = app_find_widget (self->pane, GTK_TYPE_COLUMN_VIEW);
  GtkEventController *source = app_find_controller (
    app_find_widget (column_view, GTK_TYPE_LIST_VIEW), GTK_TYPE_DRAG_SOURCE);
  GtkWidget *cell = app_find_widget (self->pane, TALUS_TYPE_OUTLINE_NAME_CELL);

  g_assert_true (has_tooltip (cell));
  g_signal_emit_by_name (source, "drag-begin", NULL);
  g_assert_false (has_tooltip (cell));
  g_signal_emit_by_name (source, "drag-end", NULL, FALSE);
  g_assert_true (has_tooltip (cell));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  outline_add ("only-rows-that-change-are-told-of", test_only_rows_that_change_are_told_of);
  outline_add ("no-tooltip-is-in-the-way-of-a-drag", test_no_tooltips_while_dragging);
  outline_add ("filter-shows-hits-and-those-above", test_filter);
  outline_add ("collapsing-under-a-filter-forgets-nothing", test_collapse_filtered);
  outline_add ("breadcrumb-follows-names-above", test_breadcrumb);
  outline_add ("what-is-expanded-can-be-had-back", test_expanded);
  outline_add ("what-was-selected-elsewhere-comes-into-sight", test_comes_into_sight);
  outline_add ("marks-follow-the-template", test_another_template);
  outline_add ("columns-that-were-chosen-are-remembered", test_columns);

  return g_test_run ();
}
