/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each column is, in a row of its own with what is in it; what rows
 * become, and how numbers and dates are written. It must not read files. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-mapping.h"

#include <string.h>
#include <glib/gi18n.h>

#define MAX_COLUMNS  256
#define N_SAMPLES    3
#define SAMPLE_CHARS 24

static const char separators[] = { ',', ';', '\t', '|' };

struct _TalusImportMapping
{
  GtkWidget parent_instance;

  /* template children */
  GtkWidget *page;
  AdwComboRow *place_row;
  AdwComboRow *type_row;
  GtkSwitch *headings_switch;
  GtkWidget *indent_row;
  GtkSwitch *indent_switch;
  AdwPreferencesGroup *columns_group;
  AdwComboRow *separator_row;
  AdwComboRow *decimal_row;
  AdwComboRow *date_row;

  /* owned */
  TalusCsvTable *table;
  TalusTemplate *template;
  TalusCsvMapping *mapping;
  GPtrArray *targets;      /* of TalusCsvColumn */
  GPtrArray *rows;         /* borrowed AdwComboRow: one a column */
  gboolean updating;
};

enum
{
  SEPARATOR,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (TalusImportMapping, talus_import_mapping, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static guint
find_target (TalusImportMapping   *self,
             const TalusCsvColumn *column)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      const TalusCsvColumn *target = self->targets->pdata[i];

      if (target->role == column->role &&
          g_strcmp0 (target->property_id, column->property_id) == 0)
        return i;
    }

  return 0;
}

static void
update_rows (TalusImportMapping *self)
{
  self->updating = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_combo_row_set_selected (self->rows->pdata[i],
                                find_target (self, self->mapping->columns->pdata[i]));
  gtk_widget_set_sensitive (self->indent_row,
                            talus_csv_mapping_find_role (self->mapping, TALUS_CSV_LEVEL) < 0 &&
                              talus_csv_mapping_find_role (self->mapping, TALUS_CSV_PARENT) < 0);
  self->updating = FALSE;
}

static void
target_cb (TalusImportMapping *self,
           GParamSpec         *pspec,
           AdwComboRow        *row)
{
  guint index = 0;
  guint target = adw_combo_row_get_selected (row);

  if (self->updating || target >= self->targets->len ||
      !g_ptr_array_find (self->rows, row, &index))
    return;

  talus_csv_mapping_set_column (self->mapping, index, self->targets->pdata[target]);
  update_rows (self);
}

static char *
describe_cells (TalusImportMapping *self,
                guint               column)
{
  GString *samples = g_string_new (NULL);
  guint n = 0;

  for (guint row = self->mapping->has_headings ? 1 : 0;
       n < N_SAMPLES && row < talus_csv_table_get_n_rows (self->table); row++)
    {
      g_autofree char *cell =
        g_strstrip (g_strdelimit (g_strdup (talus_csv_table_get_cell (self->table, row, column)),
                                  "\r\n\t", ' '));
      g_autofree char *start = NULL;

      if (cell[0] == '\0')
        continue;
      start = g_utf8_strlen (cell, -1) > SAMPLE_CHARS ? g_utf8_substring (cell, 0, SAMPLE_CHARS)
                                                      : NULL;
      g_string_append_printf (samples, "%s%s%s", n > 0 ? " · " : "", start != NULL ? start : cell,
                              start != NULL ? "…" : "");
      n++;
    }

  return g_string_free (samples, FALSE);
}

static void
describe_rows (TalusImportMapping *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *heading = talus_csv_table_get_cell (self->table, 0, i);
      g_autofree char *number = g_strdup_printf (_("Column %u"), i + 1);
      g_autofree char *samples = describe_cells (self, i);
      gboolean has_heading = self->mapping->has_headings &&
                             heading[strspn (heading, " \t")] != '\0';

      adw_preferences_row_set_title (self->rows->pdata[i], has_heading ? heading : number);
      adw_action_row_set_subtitle (self->rows->pdata[i], samples);
    }
}

static GListModel *
list_labels (TalusImportMapping *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->targets->len; i++)
    gtk_string_list_append (labels, ((TalusCsvColumn *) self->targets->pdata[i])->label);

  return G_LIST_MODEL (labels);
}

static void
make_rows (TalusImportMapping *self)
{
  g_autoptr (GListModel) labels = list_labels (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->columns_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < MIN (self->mapping->columns->len, MAX_COLUMNS); i++)
    {
      GtkWidget *row = adw_combo_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_combo_row_set_model (ADW_COMBO_ROW (row), labels);
      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (self->columns_group, row);
    }
  describe_rows (self);
  update_rows (self);
  for (guint i = 0; i < self->rows->len; i++)
    g_signal_connect_object (self->rows->pdata[i], "notify::selected", G_CALLBACK (target_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
headings_cb (TalusImportMapping *self)
{
  if (self->updating || self->mapping == NULL)
    return;

  self->mapping->has_headings = gtk_switch_get_active (self->headings_switch);
  describe_rows (self);
}

static void
indent_cb (TalusImportMapping *self)
{
  if (!self->updating && self->mapping != NULL)
    self->mapping->by_indent = gtk_switch_get_active (self->indent_switch);
}

static void
format_cb (TalusImportMapping *self)
{
  if (self->updating || self->mapping == NULL)
    return;

  self->mapping->format.decimal = adw_combo_row_get_selected (self->decimal_row) == 1 ? ',' : '.';
  self->mapping->format.date_order = adw_combo_row_get_selected (self->date_row) == 1
                                       ? TALUS_CSV_DATE_MDY : TALUS_CSV_DATE_DMY;
}

static void
type_cb (TalusImportMapping *self)
{
  guint selected = adw_combo_row_get_selected (self->type_row);
  GPtrArray *types;

  if (self->updating || self->mapping == NULL)
    return;

  types = talus_template_get_types (self->template);
  g_clear_pointer (&self->mapping->type_id, g_free);
  if (selected > 0 && selected <= types->len)
    self->mapping->type_id = g_strdup (((TalusNodeType *) types->pdata[selected - 1])->id);
}

static void
separator_cb (TalusImportMapping *self)
{
  guint selected = adw_combo_row_get_selected (self->separator_row);

  if (!self->updating && self->table != NULL && selected < G_N_ELEMENTS (separators))
    {
      char text[2] = { separators[selected], '\0' };

      g_signal_emit (self, signals[SEPARATOR], 0, text);
    }
}

static void
talus_import_mapping_dispose (GObject *object)
{
  TalusImportMapping *self = TALUS_IMPORT_MAPPING (object);

  g_clear_pointer (&self->page, gtk_widget_unparent);

  G_OBJECT_CLASS (talus_import_mapping_parent_class)->dispose (object);
}

static void
talus_import_mapping_finalize (GObject *object)
{
  TalusImportMapping *self = TALUS_IMPORT_MAPPING (object);

  g_clear_pointer (&self->table, talus_csv_table_unref);
  g_clear_pointer (&self->template, talus_template_unref);
  g_clear_pointer (&self->mapping, talus_csv_mapping_free);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_import_mapping_parent_class)->finalize (object);
}

static void
talus_import_mapping_class_init (TalusImportMappingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_import_mapping_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_import_mapping_finalize;

  signals[SEPARATOR] = g_signal_new ("separator", TALUS_TYPE_IMPORT_MAPPING, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/exchange/talus-import-mapping.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, page);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, place_row);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, type_row);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, headings_switch);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, indent_row);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, indent_switch);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, columns_group);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, separator_row);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, decimal_row);
  gtk_widget_class_bind_template_child (widget_class, TalusImportMapping, date_row);
}

static void
follow (TalusImportMapping *self,
        gpointer            widget,
        const char         *property,
        GCallback           callback)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  g_signal_connect_object (widget, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
talus_import_mapping_init (TalusImportMapping *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  follow (self, self->headings_switch, "active", G_CALLBACK (headings_cb));
  follow (self, self->indent_switch, "active", G_CALLBACK (indent_cb));
  follow (self, self->decimal_row, "selected", G_CALLBACK (format_cb));
  follow (self, self->date_row, "selected", G_CALLBACK (format_cb));
  follow (self, self->type_row, "selected", G_CALLBACK (type_cb));
  follow (self, self->separator_row, "selected", G_CALLBACK (separator_cb));
}

static void
set_types (TalusImportMapping *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GPtrArray *types = talus_template_get_types (self->template);

  gtk_string_list_append (labels, _("What fits there"));
  for (guint i = 0; i < types->len; i++)
    gtk_string_list_append (labels, ((TalusNodeType *) types->pdata[i])->label);
  adw_combo_row_set_model (self->type_row, G_LIST_MODEL (labels));
}

/**
 * talus_import_mapping_set_table:
 * @self: the page
 * @table: what is to be imported
 * @template: that of the project
 *
 * Shows what the table most likely is.
 */
void
talus_import_mapping_set_table (TalusImportMapping *self,
                                TalusCsvTable      *table,
                                TalusTemplate      *template)
{
  const char *separator;

  g_return_if_fail (TALUS_IS_IMPORT_MAPPING (self));
  g_return_if_fail (table != NULL && template != NULL);

  g_clear_pointer (&self->table, talus_csv_table_unref);
  g_clear_pointer (&self->template, talus_template_unref);
  g_clear_pointer (&self->mapping, talus_csv_mapping_free);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  self->table = talus_csv_table_ref (table);
  self->template = talus_template_ref (template);
  self->mapping = talus_csv_mapping_guess (table, template);
  self->targets = talus_csv_column_list (template);

  self->updating = TRUE;
  set_types (self);
  gtk_switch_set_active (self->headings_switch, self->mapping->has_headings);
  gtk_switch_set_active (self->indent_switch, self->mapping->by_indent);
  adw_combo_row_set_selected (self->decimal_row, self->mapping->format.decimal == ',');
  adw_combo_row_set_selected (self->date_row,
                              self->mapping->format.date_order == TALUS_CSV_DATE_MDY);
  separator = memchr (separators, talus_csv_table_get_separator (table), sizeof separators);
  if (separator != NULL)
    adw_combo_row_set_selected (self->separator_row, (guint) (separator - separators));
  self->updating = FALSE;

  make_rows (self);
}

/**
 * talus_import_mapping_set_places:
 * @self: the page
 * @places: (array zero-terminated=1): what it may come below
 * @place: which is chosen first
 *
 * Offers places.
 */
void
talus_import_mapping_set_places (TalusImportMapping *self,
                                 const char * const *places,
                                 guint               place)
{
  g_autoptr (GtkStringList) model = NULL;

  g_return_if_fail (TALUS_IS_IMPORT_MAPPING (self));

  model = gtk_string_list_new (places);
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (model));
  adw_combo_row_set_selected (self->place_row, place);
}

/**
 * talus_import_mapping_get_mapping:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what is chosen
 */
const TalusCsvMapping *
talus_import_mapping_get_mapping (TalusImportMapping *self)
{
  g_return_val_if_fail (TALUS_IS_IMPORT_MAPPING (self), NULL);

  return self->mapping;
}

/**
 * talus_import_mapping_get_place:
 * @self: the page
 *
 * Returns: which place is chosen
 */
guint
talus_import_mapping_get_place (TalusImportMapping *self)
{
  g_return_val_if_fail (TALUS_IS_IMPORT_MAPPING (self), 0);

  return adw_combo_row_get_selected (self->place_row);
}

/**
 * talus_import_mapping_focus_column:
 * @self: the page
 * @column: a column
 *
 * Goes to what says what that column is.
 */
void
talus_import_mapping_focus_column (TalusImportMapping *self,
                                   guint               column)
{
  g_return_if_fail (TALUS_IS_IMPORT_MAPPING (self));

  if (column < self->rows->len)
    gtk_widget_grab_focus (self->rows->pdata[column]);
}
