/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that occur a million times, type ids and property keys, as small
 * numbers: one table a graph. It knows texts, not what they name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusSymbol:
 * @text: NUL-terminated
 * @quoted: the same as a JSON string
 * @behind: a symbol that is known to come behind it in canonical order, or
 *   its own: the keys of one node follow one another in a million others
 *
 * One text of the table; it stays where it is as long as the table lives.
 */
typedef struct
{
  char *text;
  char *quoted;
  guint length;
  guint quoted_length;
  guint behind;
} TalusSymbol;

typedef struct
{
  GPtrArray *symbols;    /* by number */
  GHashTable *numbers;   /* text → number + 1 */
} TalusSymbols;

TalusSymbols *talus_symbols_new    (void);
void          talus_symbols_free   (TalusSymbols *self);
guint         talus_symbols_add    (TalusSymbols *self,
                                    const char   *text);
gboolean      talus_symbols_find   (TalusSymbols *self,
                                    const char   *text,
                                    guint        *symbol);
int           talus_symbols_compare(TalusSymbols *self,
                                    guint         a,
                                    guint         b);

static inline TalusSymbol *
talus_symbols_get (const TalusSymbols *self,
                   guint               symbol)
{
  return g_ptr_array_index (self->symbols, symbol);
}

G_END_DECLS
