/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids: 16 bytes in memory, lower-case UUID text at the border. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_ID_TEXT_LENGTH 36
#define TALUS_ID_TEXT_SIZE   37 /* with the terminating NUL */

typedef struct
{
  guint8 bytes[16];
} TalusId;

gboolean talus_id_parse     (const char    *text,
                             gssize         length,
                             TalusId       *id);
char    *talus_id_format    (const TalusId *id,
                             char           text[TALUS_ID_TEXT_SIZE]);
char    *talus_id_to_string (const TalusId *id);
void     talus_id_draw      (TalusId       *id);
void     talus_id_from_name (TalusId       *id,
                             const char    *name,
                             gssize         length);
gboolean talus_id_is_null   (const TalusId *id);
int      talus_id_compare   (const TalusId *a,
                             const TalusId *b);
guint    talus_id_hash      (gconstpointer  id);
gboolean talus_id_equal     (gconstpointer  a,
                             gconstpointer  b);

G_END_DECLS
