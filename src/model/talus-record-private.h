/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of records, for those who chain them. */
#pragma once

#include "model/talus-record.h"

G_BEGIN_DECLS

/**
 * TalusRecordForm:
 * @TALUS_RECORD_FORM_FULL: as the contract writes a record
 * @TALUS_RECORD_FORM_HEAD: what its head is made of: without it, and with
 *   `author_id` in place of `author`, whose name may change
 */
typedef enum
{
  TALUS_RECORD_FORM_FULL,
  TALUS_RECORD_FORM_HEAD,
} TalusRecordForm;

void talus_record_write (TalusRecord     *self,
                         TalusRecordForm  form,
                         GString         *out);

G_END_DECLS
