/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as a locale writes them and as people say them. It knows no values, no
 * time zones, and not what day it is. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusDates:
 * @pattern: for strftime, of d, m, Y, b, B and text only
 * @order: "dmy", "mdy" or "ymd"
 *
 * How a locale writes dates.
 */
typedef struct
{
  char *pattern;
  char order[4];
  /*< private >*/
  char *months[2][12];      /* long, short */
  char *months_alone[12];   /* as they are called without a day */
  char *days[2][7];         /* from Sunday */
} TalusDates;

void     talus_dates_init    (TalusDates       *self);
void     talus_dates_clear   (TalusDates       *self);
/* @iso: "2026-11-30"; anything else comes back as it is. */
char    *talus_dates_format  (const TalusDates *self,
                              const char       *iso);
/* As ISO; NULL with a sentence where it is no day. */
char    *talus_dates_parse   (const TalusDates *self,
                              const char       *text,
                              const GDate      *today,
                              GError          **error);

/* "2026-11-30" */
gboolean talus_date_from_iso (const char       *iso,
                              GDate            *date);
char    *talus_date_to_iso   (const GDate      *date);

G_END_DECLS
