/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import as it was sent: the body itself, or a form with the file and
 * perhaps its template in it. */
#pragma once

#include <glib.h>

#include "base/talus-id.h"

G_BEGIN_DECLS

/**
 * TalusImportForm:
 * @offset: where the project begins in the body
 * @length: how many bytes it has
 * @template_yaml: (nullable): the template that came along
 * @name: (nullable): what the file is called, without its extension
 * @session_id: (nullable): what the form's field of that name says
 */
typedef struct
{
  gsize offset;
  gsize length;
  GBytes *template_yaml;
  char *name;
  char *session_id;
} TalusImportForm;

/* Any thread: it may have to read a gigabyte. @boundary: NULL for a body that
 * is no form. */
TalusImportForm *talus_import_form_read (int               fd,
                                         const char       *boundary,
                                         GError          **error);
void             talus_import_form_free (TalusImportForm  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusImportForm, talus_import_form_free)

G_END_DECLS
