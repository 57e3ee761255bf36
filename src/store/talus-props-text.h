/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that a document keeps a node's properties in:
 * `{"SYMBOL":[SEQ,VALUE],…}`, symbols ascending, `[SEQ]` alone for a property
 * that was deleted at SEQ. Read without building anything, because a million
 * of them are read at once. It knows no database. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More symbols than any project has types and properties. */
#define TALUS_PROPS_TEXT_MAX_SYMBOL (1 << 24)

/**
 * TalusPropsText:
 * @symbol: which property
 * @seq: the record that last changed it
 * @value: (nullable): canonical JSON, not NUL-terminated; %NULL where deleted
 * @length: its length
 *
 * A reader, on the stack. The text must outlive it.
 */
typedef struct
{
  guint symbol;
  guint64 seq;
  const char *value;
  gsize length;

  /*< private >*/
  const char *at;
  const char *end;
  gboolean started;
  gboolean failed;
} TalusPropsText;

void     talus_props_text_init   (TalusPropsText *self,
                                  const char     *text,
                                  gsize           length);
gboolean talus_props_text_next   (TalusPropsText *self);
gboolean talus_props_text_failed (TalusPropsText *self);

void     talus_props_text_begin  (GString        *out);
void     talus_props_text_add    (GString        *out,
                                  guint           symbol,
                                  guint64         seq,
                                  const char     *value,
                                  gsize           length);
void     talus_props_text_end    (GString        *out);
gboolean talus_props_text_change (GString        *out,
                                  const char     *text,
                                  gsize           text_length,
                                  guint           symbol,
                                  guint64         seq,
                                  const char     *value,
                                  gsize           length);

gboolean talus_props_text_is_canonical (const char *value,
                                        gsize       length);

G_END_DECLS
