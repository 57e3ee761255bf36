/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of TalusFormat share. */
#pragma once

#include "app/format/talus-dates.h"
#include "app/format/talus-format.h"
#include "app/format/talus-money.h"

G_BEGIN_DECLS

/* Longer ones are cut in lists: nobody reads on, and layout costs. */
#define TALUS_FORMAT_MAX_CHARACTERS 300

struct _TalusFormat
{
  TalusDigits digits;
  TalusMoney money;
  TalusDates dates;
  GTimeZone *zone;         /* the project's: what day it is there */
  GTimeZone *local_zone;   /* of who reads */
  gboolean has_12_hours;
  /* (nullable): the settings it was made of, to know that it still holds */
  TalusValue *currency_setting;
  TalusValue *zone_setting;
};

gboolean talus_format_has_12_hours (void);
char    *talus_format_dup_string   (TalusValue *value);

G_END_DECLS
