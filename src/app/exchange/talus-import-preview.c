/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes as they will be, and above them the problems, each of which leads
 * to its row. A cell with a problem shows what the table says. It must not
 * change anything. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-preview.h"

#include <string.h>
#include <glib/gi18n.h>

#include "app/exchange/talus-import-row.h"

#define INDENT_WIDTH 18

/* Columns before those of the table. */
enum
{
  COLUMN_NUMBER = -3,
  COLUMN_NAME = -2,
  COLUMN_TYPE = -1,
};

struct _TalusImportPreview
{
  GtkWidget parent_instance;

  /* template children */
  GtkWidget *box;
  GtkLabel *headline;
  GtkRevealer *problems_revealer;
  GtkListView *problems;
  GtkColumnView *rows;

  /* owned */
  TalusCsvPlan *plan;
  TalusCsvTable *table;
  TalusCsvMapping *mapping;
  GHashTable *problem_at;   /* row * columns + column → TalusCsvProblem */
  GHashTable *index_of;     /* row of the table → index + 1 in the plan */
  GtkSingleSelection *selection;
};

enum
{
  COLUMN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (TalusImportPreview, talus_import_preview, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static gpointer
make_key (TalusImportPreview *self,
          guint               row,
          int                 column)
{
  return GUINT_TO_POINTER (row * (self->mapping->columns->len + 1) + (guint) (column + 1) + 1);
}

static const TalusCsvProblem *
find_problem (TalusImportPreview *self,
              guint               row,
              int                 column)
{
  return g_hash_table_lookup (self->problem_at, make_key (self, row, column));
}

static GListModel *
make_indices (guint n)
{
  GListStore *store = g_list_store_new (TALUS_TYPE_IMPORT_ROW);
  g_autoptr (GPtrArray) items = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, talus_import_row_new (i));
  g_list_store_splice (store, 0, 0, items->pdata, n);

  return G_LIST_MODEL (store);
}

static int
get_column (gpointer factory)
{
  return GPOINTER_TO_INT (g_object_get_data (factory, "column"));
}

static void
setup_cell_cb (TalusImportPreview *self,
               GtkListItem        *item,
               gpointer            factory)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_width_chars (GTK_LABEL (label), get_column (factory) == COLUMN_NAME ? 20
                                                : get_column (factory) == COLUMN_NUMBER ? 3 : 8);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), get_column (factory) == COLUMN_NUMBER ? 1 : 0);
  if (get_column (factory) == COLUMN_NUMBER)
    {
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
    }
  gtk_list_item_set_child (item, label);
}

static char *
write_value (TalusImportPreview    *self,
             const TalusCsvPlanRow *row,
             guint                  column)
{
  const TalusCsvColumn *mapped = self->mapping->columns->pdata[column];
  const TalusProperty *property =
    row->type != NULL ? talus_csv_column_get_property (mapped, row->type) : NULL;

  for (guint i = 0; property != NULL && i < row->values->len; i++)
    {
      const TalusCsvPlanValue *value = &g_array_index (row->values, TalusCsvPlanValue, i);

      if (value->property == property)
        return talus_csv_cell_write (value->value, property, &self->mapping->format);
    }

  return g_strdup (talus_csv_table_get_cell (self->table, row->row, column));
}

static char *
write_cell (TalusImportPreview    *self,
            const TalusCsvPlanRow *row,
            int                    column)
{
  switch (column)
    {
    case COLUMN_NUMBER:
      return g_strdup_printf ("%u", row->row + 1);
    case COLUMN_NAME:
      return g_strdup (row->name);
    case COLUMN_TYPE:
      return g_strdup (row->type != NULL ? row->type->label : "");
    default:
      return write_value (self, row, (guint) column);
    }
}

static const TalusCsvProblem *
find_shown_problem (TalusImportPreview *self,
                    guint               row,
                    int                 column)
{
  int table_column = column;

  if (column == COLUMN_NUMBER)
    table_column = -1;
  else if (column == COLUMN_NAME)
    table_column = talus_csv_mapping_find_role (self->mapping, TALUS_CSV_NAME);
  else if (column == COLUMN_TYPE)
    table_column = talus_csv_mapping_find_role (self->mapping, TALUS_CSV_TYPE);
  if (table_column < 0 && column != COLUMN_NUMBER)
    return NULL;

  return find_problem (self, row, table_column);
}

static void
bind_cell_cb (TalusImportPreview *self,
              GtkListItem        *item,
              gpointer            factory)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  int column = get_column (factory);
  const TalusCsvPlanRow *row =
    talus_csv_plan_get_row (self->plan, talus_import_row_get_index (gtk_list_item_get_item (item)));
  const TalusCsvProblem *problem = find_shown_problem (self, row->row, column);
  g_autofree char *text = write_cell (self, row, column);
  g_autofree char *marked = NULL;

  g_strdelimit (text, "\r\n", ' ');
  /* The mark stands for itself where colours are not seen. */
  marked = problem != NULL ? g_strconcat ("⚠ ", text, NULL) : NULL;
  gtk_label_set_label (GTK_LABEL (label), marked != NULL ? marked : text);
  gtk_widget_set_tooltip_text (label, problem != NULL ? problem->message : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem->message : "", -1);
  if (problem != NULL)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
  if (column == COLUMN_NAME)
    gtk_widget_set_margin_start (label, INDENT_WIDTH * (int) MIN (row->depth, 12));
}

static void
add_column (TalusImportPreview *self,
            const char         *title,
            int                 number,
            gboolean            expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (number));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, G_CONNECT_SWAPPED);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (self->rows, column);
}

static void
make_columns (TalusImportPreview *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->rows);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->rows, column);
    }

  add_column (self, _("Row"), COLUMN_NUMBER, FALSE);
  add_column (self, _("Name"), COLUMN_NAME, TRUE);
  add_column (self, _("Type"), COLUMN_TYPE, FALSE);
  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TalusCsvColumn *column = self->mapping->columns->pdata[i];

      if (column->role == TALUS_CSV_PROPERTY || column->role == TALUS_CSV_LEVEL ||
          column->role == TALUS_CSV_PARENT || column->role == TALUS_CSV_KEY ||
          column->role == TALUS_CSV_BLOCKED_BY)
        add_column (self, column->label, (int) i, FALSE);
    }
}

static void
setup_problem_cb (TalusImportPreview *self,
                  GtkListItem        *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  gtk_list_item_set_child (item, label);
}

static void
bind_problem_cb (TalusImportPreview *self,
                 GtkListItem        *item)
{
  const TalusCsvProblem *problem = talus_csv_plan_get_problem (
    self->plan, talus_import_row_get_index (gtk_list_item_get_item (item)));
  const TalusCsvColumn *column =
    problem->column >= 0 ? self->mapping->columns->pdata[problem->column] : NULL;
  g_autofree char *text = NULL;

  if (column != NULL)
    /* Translators: row 3, Cost: “x” is no number */
    text = g_strdup_printf (_("Row %u, %s: %s"), problem->row + 1, column->label, problem->message);
  else
    text = g_strdup_printf (_("Row %u: %s"), problem->row + 1, problem->message);
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
show_row (TalusImportPreview *self,
          guint               index)
{
  gtk_single_selection_set_selected (self->selection, index);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", index);
}

static void
problem_cb (TalusImportPreview *self,
            guint               position)
{
  const TalusCsvProblem *problem = talus_csv_plan_get_problem (self->plan, position);
  gpointer index = g_hash_table_lookup (self->index_of, GUINT_TO_POINTER (problem->row));

  if (index != NULL)
    show_row (self, GPOINTER_TO_UINT (index) - 1);
  else if (problem->column >= 0)
    g_signal_emit (self, signals[COLUMN], 0, (guint) problem->column);
}

static void
talus_import_preview_dispose (GObject *object)
{
  TalusImportPreview *self = TALUS_IMPORT_PREVIEW (object);

  /* No cell is bound to a plan that is gone. */
  if (self->box != NULL)
    {
      gtk_column_view_set_model (self->rows, NULL);
      gtk_list_view_set_model (self->problems, NULL);
    }
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (talus_import_preview_parent_class)->dispose (object);
}

static void
clear_plan (TalusImportPreview *self)
{
  g_clear_pointer (&self->problem_at, g_hash_table_unref);
  g_clear_pointer (&self->index_of, g_hash_table_unref);
  g_clear_pointer (&self->plan, talus_csv_plan_unref);
  g_clear_pointer (&self->mapping, talus_csv_mapping_free);
  g_clear_pointer (&self->table, talus_csv_table_unref);
}

static void
talus_import_preview_finalize (GObject *object)
{
  clear_plan (TALUS_IMPORT_PREVIEW (object));

  G_OBJECT_CLASS (talus_import_preview_parent_class)->finalize (object);
}

static void
talus_import_preview_class_init (TalusImportPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_import_preview_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_import_preview_finalize;

  signals[COLUMN] = g_signal_new ("column", TALUS_TYPE_IMPORT_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/exchange/talus-import-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusImportPreview, box);
  gtk_widget_class_bind_template_child (widget_class, TalusImportPreview, headline);
  gtk_widget_class_bind_template_child (widget_class, TalusImportPreview, problems_revealer);
  gtk_widget_class_bind_template_child (widget_class, TalusImportPreview, problems);
  gtk_widget_class_bind_template_child (widget_class, TalusImportPreview, rows);
}

static void
talus_import_preview_init (TalusImportPreview *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_problem_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->problems, factory);
  g_signal_connect_object (self->problems, "activate", G_CALLBACK (problem_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
describe (TalusImportPreview *self,
          const char         *place)
{
  guint n = talus_csv_plan_get_n_rows (self->plan);
  guint n_problems = talus_csv_plan_get_n_problems (self->plan);
  g_autofree char *nodes = g_strdup_printf (
    ngettext ("%'u item will be imported", "%'u items will be imported", n), n);
  g_autofree char *below = NULL;
  g_autofree char *problems = NULL;
  g_autofree char *all = NULL;

  if (place != NULL)
    /* Translators: the first is “12 items will be imported” */
    below = g_strdup_printf (_("%s below “%s”"), nodes, place);
  if (n_problems > 0)
    problems = g_strdup_printf (
      ngettext ("%'u thing stands in the way. Nothing is imported before it is put right, here "
                "or in the file.",
                "%'u things stand in the way. Nothing is imported before they are put right, here "
                "or in the file.", n_problems), n_problems);

  if (problems != NULL)
    all = g_steal_pointer (&problems);
  else
    all = g_strdup (below != NULL ? below : nodes);
  gtk_label_set_label (self->headline, all);
  if (n_problems > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->headline), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->headline), "error");
  gtk_revealer_set_reveal_child (self->problems_revealer, n_problems > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_revealer), n_problems > 0);
}

/**
 * talus_import_preview_set_plan:
 * @self: the page
 * @plan: (transfer full): what the import comes to
 * @table: the table
 * @mapping: what its columns are
 * @place: (nullable): the name of what it comes below
 *
 * Shows it.
 */
void
talus_import_preview_set_plan (TalusImportPreview    *self,
                               TalusCsvPlan          *plan,
                               TalusCsvTable         *table,
                               const TalusCsvMapping *mapping,
                               const char            *place)
{
  g_autoptr (GtkSelectionModel) problems = NULL;

  g_return_if_fail (TALUS_IS_IMPORT_PREVIEW (self));
  g_return_if_fail (plan != NULL && table != NULL && mapping != NULL);

  gtk_column_view_set_model (self->rows, NULL);
  gtk_list_view_set_model (self->problems, NULL);
  clear_plan (self);
  self->plan = plan;
  self->table = talus_csv_table_ref (table);
  self->mapping = talus_csv_mapping_copy (mapping);
  self->problem_at = g_hash_table_new (NULL, NULL);
  self->index_of = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < talus_csv_plan_get_n_problems (plan); i++)
    {
      const TalusCsvProblem *problem = talus_csv_plan_get_problem (plan, i);

      g_hash_table_insert (self->problem_at, make_key (self, problem->row, problem->column),
                           (gpointer) problem);
    }
  for (guint i = 0; i < talus_csv_plan_get_n_rows (plan); i++)
    g_hash_table_insert (self->index_of,
                         GUINT_TO_POINTER (talus_csv_plan_get_row (plan, i)->row),
                         GUINT_TO_POINTER (i + 1));

  make_columns (self);
  g_clear_object (&self->selection);
  self->selection = gtk_single_selection_new (make_indices (talus_csv_plan_get_n_rows (plan)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_column_view_set_model (self->rows, GTK_SELECTION_MODEL (self->selection));
  problems = GTK_SELECTION_MODEL (
    gtk_no_selection_new (make_indices (talus_csv_plan_get_n_problems (plan))));
  gtk_list_view_set_model (self->problems, problems);
  describe (self, place);
}

/**
 * talus_import_preview_get_plan:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TalusCsvPlan *
talus_import_preview_get_plan (TalusImportPreview *self)
{
  g_return_val_if_fail (TALUS_IS_IMPORT_PREVIEW (self), NULL);

  return self->plan;
}
