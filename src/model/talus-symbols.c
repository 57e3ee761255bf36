/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and their numbers. A table only grows: what is in it came with the
 * types of templates, which are few, and a number once given out is in the
 * packed properties of any node. */
#define G_LOG_DOMAIN "talus-model-symbols"

#include "model/talus-symbols.h"

#include <string.h>

#include "base/talus-json-writer.h"

static void
free_symbol (gpointer data)
{
  TalusSymbol *symbol = data;

  g_free (symbol->text);
  g_free (symbol->quoted);
  g_free (symbol);
}

TalusSymbols *
talus_symbols_new (void)
{
  TalusSymbols *self = g_new (TalusSymbols, 1);

  self->symbols = g_ptr_array_new_with_free_func (free_symbol);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

void
talus_symbols_free (TalusSymbols *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->symbols);
  g_free (self);
}

/* The number of @text, a new one if it has none yet. */
guint
talus_symbols_add (TalusSymbols *self,
                   const char   *text)
{
  TalusSymbol *symbol;
  GString *quoted;
  guint number;

  if (talus_symbols_find (self, text, &number))
    return number;

  symbol = g_new (TalusSymbol, 1);
  symbol->text = g_strdup (text);
  symbol->length = (guint) strlen (text);
  quoted = g_string_new (NULL);
  talus_json_append_string (quoted, text, symbol->length);
  symbol->quoted_length = (guint) quoted->len;
  symbol->quoted = g_string_free (quoted, FALSE);

  number = self->symbols->len;
  symbol->behind = number;
  g_ptr_array_add (self->symbols, symbol);
  g_hash_table_insert (self->numbers, symbol->text, GUINT_TO_POINTER (number + 1));

  return number;
}

gboolean
talus_symbols_find (TalusSymbols *self,
                    const char   *text,
                    guint        *symbol)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, text));

  if (number == 0)
    return FALSE;

  *symbol = number - 1;

  return TRUE;
}

/* Orders two of them as RFC 8785 orders member names. */
int
talus_symbols_compare (TalusSymbols *self,
                       guint         a,
                       guint         b)
{
  TalusSymbol *one = talus_symbols_get (self, a);
  const TalusSymbol *other = talus_symbols_get (self, b);
  int order;

  if (a == b)
    return 0;
  if (one->behind == b)
    return -1;

  order = talus_json_compare_names (one->text, one->length, other->text, other->length);
  if (order < 0)
    one->behind = b;

  return order;
}
