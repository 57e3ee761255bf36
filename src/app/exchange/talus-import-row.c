/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An index that lists can hold. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "app/exchange/talus-import-row.h"

struct _TalusImportRow
{
  GObject parent_instance;

  guint index;
};

G_DEFINE_FINAL_TYPE (TalusImportRow, talus_import_row, G_TYPE_OBJECT)

static void
talus_import_row_class_init (TalusImportRowClass *klass)
{
}

static void
talus_import_row_init (TalusImportRow *self)
{
}

/**
 * talus_import_row_new:
 * @index: which
 *
 * Returns: (transfer full): an item
 */
TalusImportRow *
talus_import_row_new (guint index)
{
  TalusImportRow *self = g_object_new (TALUS_TYPE_IMPORT_ROW, NULL);

  self->index = index;

  return self;
}

/**
 * talus_import_row_get_index:
 * @self: an item
 *
 * Returns: which
 */
guint
talus_import_row_get_index (TalusImportRow *self)
{
  g_return_val_if_fail (TALUS_IS_IMPORT_ROW (self), 0);

  return self->index;
}
