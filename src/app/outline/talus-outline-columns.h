/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns an outline has: what the template's types have as properties,
 * in the order, width and choice of the person, or a sensible one. The name is
 * none of them; it is always there. It knows no widget. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

/**
 * TalusOutlineColumn:
 * @id: the stored id of the property
 * @label: what stands above it
 * @kind: of the property where it is first
 * @is_number: its values stand below one another, and are summed up
 * @is_status: it says how far nodes are: it stays longest where it is narrow
 * @is_shown: whether it was chosen
 * @width: pixels, -1: not set
 * @scale: how much wider than usual it is otherwise, for larger text
 */
typedef struct
{
  char *id;
  char *label;
  TalusPropertyKind kind;
  gboolean is_number;
  gboolean is_status;
  gboolean is_shown;
  int width;
  double scale;
  /*< private >*/
  guint n_types;
  gboolean is_injected;
  gboolean is_end;
} TalusOutlineColumn;

/* (transfer full) (element-type TalusOutlineColumn): those shown first, in
 * their order, then the others as the template has them. @stored: (nullable):
 * what talus_outline_columns_store() gave. */
GPtrArray  *talus_outline_columns_new       (TalusTemplate       *template,
                                             const char * const  *stored);
/* The same as it was kept for the template, and keeping it. */
GPtrArray  *talus_outline_columns_load      (TalusTemplate       *template);
void        talus_outline_columns_keep      (GPtrArray           *columns,
                                             const char          *template_id);
/* (transfer full): those shown, "id" or "id:width". */
char      **talus_outline_columns_store     (GPtrArray           *columns);
/* (transfer full): a name that actions may have. */
char       *talus_outline_column_get_action (const TalusOutlineColumn *self);
/* How wide one is that nobody made wider. */
int         talus_outline_column_get_width  (const TalusOutlineColumn *self);
/* For text larger than usual, as far as there is room. */
void        talus_outline_columns_scale     (GPtrArray           *columns,
                                             int                  width,
                                             double               text_scale);
/* Which of those shown have room beside a name of @name_width, in @fits, one
 * for each of @columns. They fall away from the right; the status stays. */
void        talus_outline_columns_fit       (GPtrArray           *columns,
                                             int                  width,
                                             int                  name_width,
                                             gboolean            *fits);

G_END_DECLS
