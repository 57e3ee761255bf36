/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From values to text. It reads values and names of nodes, and changes
 * nothing; it knows no widget. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-format-private.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-property-type.h"

/* More are not read where sums are shown. */
#define MAX_FRACTION 6
#define MIN_GROUPED_DIGITS 5

static void
init_digits (TalusDigits *digits)
{
  const struct lconv *locale = localeconv ();
  g_autofree char *point = g_locale_to_utf8 (locale->decimal_point, -1, NULL, NULL, NULL);
  g_autofree char *separator = g_locale_to_utf8 (locale->thousands_sep, -1, NULL, NULL, NULL);

  /* The locale C groups nothing; its words are English, and so are these. */
  if (strcmp (setlocale (LC_NUMERIC, NULL), "C") == 0 ||
      g_str_has_prefix (setlocale (LC_NUMERIC, NULL), "C."))
    talus_digits_init (digits, ".", ",", "\3");
  else
    talus_digits_init (digits, point != NULL ? point : ".", separator != NULL ? separator : "",
                       locale->grouping);
}

/**
 * talus_format_new:
 * @currency: (nullable): what amounts are in, by ISO 4217
 * @time_zone: (nullable): where it is to be today, by its IANA name; %NULL for
 *   the time zone of this computer
 *
 * Makes a format of the locale that the process has now.
 *
 * Returns: (transfer full): the format
 */
TalusFormat *
talus_format_new (const char *currency,
                  const char *time_zone)
{
  TalusFormat *self = g_rc_box_new0 (TalusFormat);

  init_digits (&self->digits);
  talus_money_init (&self->money, currency, &self->digits);
  talus_dates_init (&self->dates);
  self->local_zone = g_time_zone_new_local ();
  if (time_zone != NULL)
    self->zone = g_time_zone_new_identifier (time_zone);
  if (self->zone == NULL)
    self->zone = g_time_zone_ref (self->local_zone);
  self->has_12_hours = talus_format_has_12_hours ();

  return self;
}

static void
clear_format (gpointer data)
{
  TalusFormat *self = data;

  talus_digits_clear (&self->digits);
  talus_money_clear (&self->money);
  talus_dates_clear (&self->dates);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->local_zone, g_time_zone_unref);
  g_clear_pointer (&self->currency_setting, talus_value_unref);
  g_clear_pointer (&self->zone_setting, talus_value_unref);
}

/**
 * talus_format_ref:
 * @self: a format
 *
 * Returns: (transfer full): it
 */
TalusFormat *
talus_format_ref (TalusFormat *self)
{
  return g_rc_box_acquire (self);
}

/**
 * talus_format_unref:
 * @self: (transfer full): a format
 *
 * Lets go of it.
 */
void
talus_format_unref (TalusFormat *self)
{
  g_rc_box_release_full (self, clear_format);
}

/*< private >
 * talus_format_dup_string:
 * @value: (nullable): a value
 *
 * Returns: (transfer full) (nullable): its text, if it is a string
 */
char *
talus_format_dup_string (TalusValue *value)
{
  return value != NULL ? talus_value_dup_string (value) : NULL;
}

static gboolean
is_same_setting (TalusValue *a,
                 TalusValue *b)
{
  return a == b || (a != NULL && b != NULL && talus_value_equal (a, b));
}

/**
 * talus_format_get:
 * @graph: a graph
 *
 * Gives the format for the settings of a graph. It is made once and again
 * when its currency or time zone has changed.
 *
 * Returns: (transfer none): the format, of the graph
 */
TalusFormat *
talus_format_get (TalusGraph *graph)
{
  static GQuark quark;
  TalusFormat *self;
  TalusValue *currency_setting;
  TalusValue *zone_setting;
  g_autofree char *currency = NULL;
  g_autofree char *zone = NULL;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("talus-format");

  self = g_object_get_qdata (G_OBJECT (graph), quark);
  currency_setting = talus_graph_get_setting (graph, "currency");
  zone_setting = talus_graph_get_setting (graph, "time_zone");
  if (self != NULL && is_same_setting (self->currency_setting, currency_setting) &&
      is_same_setting (self->zone_setting, zone_setting))
    return self;

  currency = talus_format_dup_string (currency_setting);
  zone = talus_format_dup_string (zone_setting);
  self = talus_format_new (currency, zone);
  self->currency_setting = currency_setting != NULL ? talus_value_ref (currency_setting) : NULL;
  self->zone_setting = zone_setting != NULL ? talus_value_ref (zone_setting) : NULL;
  g_object_set_qdata_full (G_OBJECT (graph), quark, self, (GDestroyNotify) talus_format_unref);

  return self;
}

/**
 * talus_format_get_currency:
 * @self: a format
 *
 * Returns: (transfer none) (nullable): the currency of amounts, by ISO 4217
 */
const char *
talus_format_get_currency (TalusFormat *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->money.currency;
}

/**
 * talus_format_get_currency_symbol:
 * @self: a format
 *
 * Gives the sign of the currency as it is known here, or its code.
 *
 * Returns: (transfer none): the sign, "" if there is no currency
 */
const char *
talus_format_get_currency_symbol (TalusFormat *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->money.symbol;
}

/* One line: every run of white space a blank, and an end. */
static char *
make_line (const char *text)
{
  GString *out = g_string_new (NULL);
  guint n = 0;
  gboolean need_blank = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      /* No-break spaces are meant. */
      if (g_unichar_isspace (c) && g_unichar_break_type (c) != G_UNICODE_BREAK_NON_BREAKING_GLUE)
        {
          need_blank = out->len > 0;
          continue;
        }
      if (n >= TALUS_FORMAT_MAX_CHARACTERS)
        {
          g_string_append (out, "…");
          break;
        }
      if (need_blank)
        {
          g_string_append_c (out, ' ');
          need_blank = FALSE;
          n++;
        }
      g_string_append_unichar (out, c);
      n++;
    }

  return g_string_free (out, FALSE);
}

/* Four digits are read at a glance, and are as often a year or a serial number
 * as they are a quantity. */
static gboolean
is_grouped (const char *plain)
{
  return strspn (plain + (*plain == '-'), "0123456789") >= MIN_GROUPED_DIGITS;
}

/* Sums of binary fractions have digits that nobody put there. */
static char *
format_plain_number (TalusFormat *self,
                     const char  *plain)
{
  const char *point = strchr (plain, '.');
  gboolean is_long = point != NULL && strlen (point + 1) > MAX_FRACTION;
  char rounded[G_ASCII_DTOSTR_BUF_SIZE];

  if (is_long && strpbrk (plain, "eE") == NULL)
    {
      gsize length;

      g_ascii_formatd (rounded, sizeof rounded, "%.6f", g_ascii_strtod (plain, NULL));
      for (length = strlen (rounded); rounded[length - 1] == '0'; length--)
        rounded[length - 1] = '\0';
      if (rounded[length - 1] == '.')
        rounded[length - 1] = '\0';
      plain = strcmp (rounded, "-0") == 0 ? "0" : rounded;
    }

  return talus_digits_format (&self->digits, plain, is_grouped (plain), 0);
}

/**
 * talus_format_number:
 * @self: a format
 * @number: any number
 *
 * Writes a number, grouped from 10,000 on, with at most six digits behind the
 * point.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_number (TalusFormat *self,
                     double       number)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  talus_json_append_double (plain, number);

  return format_plain_number (self, plain->str);
}

/**
 * talus_format_currency:
 * @self: a format
 * @amount: (not nullable): a decimal as values have it
 *
 * Writes an amount with the currency's sign and at least its decimals.
 *
 * Returns: (transfer full): the text; @amount itself if it is none
 */
char *
talus_format_currency (TalusFormat *self,
                       const char  *amount)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (amount != NULL, NULL);

  normal = talus_currency_normalize (amount);

  return normal != NULL ? talus_money_format (&self->money, normal) : g_strdup (amount);
}

/**
 * talus_format_date:
 * @self: a format
 * @iso: (not nullable): a day as values have it
 *
 * Writes a day as the locale does.
 *
 * Returns: (transfer full): the text; @iso itself if it is none
 */
char *
talus_format_date (TalusFormat *self,
                   const char  *iso)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (iso != NULL, NULL);

  return talus_dates_format (&self->dates, iso);
}

/**
 * talus_format_boolean:
 * @boolean: yes or no
 *
 * Returns: (transfer full): the word for it
 */
char *
talus_format_boolean (gboolean boolean)
{
  return g_strdup (boolean ? C_("value", "Yes") : C_("value", "No"));
}

/**
 * talus_format_node_name:
 * @node: a node
 *
 * Gives what to call a node in a list or a sentence.
 *
 * Returns: (transfer full): its name, or what stands for one without
 */
char *
talus_format_node_name (TalusNode *node)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (TALUS_IS_NODE (node), NULL);

  name = make_line (talus_node_get_name (node));

  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (C_("node", "Unnamed"));
}

static char *
format_reference (TalusGraph *graph,
                  const char *text)
{
  TalusNode *node;
  TalusId id;
  g_autofree char *name = NULL;

  if (graph == NULL || !talus_id_parse (text, -1, &id))
    return g_strdup (text);

  node = talus_graph_find_node (graph, &id);
  if (node == NULL)
    return g_strdup (C_("node", "Unknown"));

  name = talus_format_node_name (node);
  if (talus_node_is_live (node))
    return g_steal_pointer (&name);

  /* TRANSLATORS: the name of a node that has been deleted */
  return g_strdup_printf (_("%s (deleted)"), name);
}

static char *
format_option (const TalusProperty *property,
               const char          *text)
{
  const TalusOption *option = talus_property_find_option (property, text);

  return g_strdup (option != NULL ? option->name : text);
}

static char *
format_element (TalusGraph          *graph,
                const TalusProperty *property,
                const char          *text)
{
  if (property->kind == TALUS_PROPERTY_SELECT || property->kind == TALUS_PROPERTY_MULTI_SELECT)
    return format_option (property, text);

  return format_reference (graph, text);
}

/* An array of texts; or NULL if it is none. */
static char *
format_array (TalusGraph          *graph,
              const TalusProperty *property,
              TalusValue          *value)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (GString) out = g_string_new (NULL);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *text = NULL;

      if (json_node_get_value_type (element) != G_TYPE_STRING)
        return NULL;

      text = format_element (graph, property, json_node_get_string (element));
      if (i > 0)
        /* TRANSLATORS: between the items of a list */
        g_string_append (out, C_("list", ", "));
      g_string_append (out, text);
    }

  return make_line (out->str);
}

static char *
format_elements (TalusFormat         *self,
                 TalusGraph          *graph,
                 const TalusProperty *property,
                 TalusValue          *value)
{
  g_autofree char *text = NULL;
  char *list;

  if (talus_value_get_kind (value) == TALUS_VALUE_STRING)
    {
      text = talus_value_dup_string (value);

      return format_element (graph, property, text);
    }

  list = format_array (graph, property, value);

  return list != NULL ? list : talus_format_unknown_value (self, value);
}

/**
 * talus_format_unknown_value:
 * @self: a format
 * @value: (nullable): any value
 *
 * Writes a value of which nothing is known but itself.
 *
 * Returns: (transfer full): one line, "" for no value
 */
char *
talus_format_unknown_value (TalusFormat *self,
                            TalusValue  *value)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (value == NULL)
    return g_strdup ("");

  switch (talus_value_get_kind (value))
    {
    case TALUS_VALUE_STRING:
      text = talus_value_dup_string (value);
      return make_line (text);
    case TALUS_VALUE_NUMBER:
      return format_plain_number (self, talus_value_get_json (value, NULL));
    case TALUS_VALUE_BOOLEAN:
      return talus_format_boolean (talus_value_get_boolean (value));
    case TALUS_VALUE_ARRAY:
    case TALUS_VALUE_OBJECT:
    default:
      return make_line (talus_value_get_json (value, NULL));
    }
}

/**
 * talus_format_value:
 * @self: a format
 * @graph: (nullable): names the nodes that are referred to
 * @property: what the value is of
 * @value: (nullable): the value
 *
 * Writes a value as it is shown in lists: one line, as the locale and the
 * template have it. One that the property does not take is shown as it is.
 *
 * Returns: (transfer full): the text, "" for no value
 */
char *
talus_format_value (TalusFormat         *self,
                    TalusGraph          *graph,
                    const TalusProperty *property,
                    TalusValue          *value)
{
  g_autofree char *text = NULL;
  TalusValueKind kind;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (property != NULL, NULL);

  if (value == NULL)
    return g_strdup ("");

  kind = talus_value_get_kind (value);
  switch (property->kind)
    {
    case TALUS_PROPERTY_CURRENCY:
      if (kind != TALUS_VALUE_STRING)
        break;
      text = talus_value_dup_string (value);
      return talus_format_currency (self, text);
    case TALUS_PROPERTY_DATE:
      if (kind != TALUS_VALUE_STRING)
        break;
      text = talus_value_dup_string (value);
      return talus_format_date (self, text);
    case TALUS_PROPERTY_SELECT:
    case TALUS_PROPERTY_MULTI_SELECT:
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      if (kind != TALUS_VALUE_STRING && kind != TALUS_VALUE_ARRAY)
        break;
      return format_elements (self, graph, property, value);
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
    case TALUS_PROPERTY_NUMBER:
    case TALUS_PROPERTY_BOOLEAN:
    case TALUS_PROPERTY_OBJECT:
    case TALUS_PROPERTY_FILE:
    default:
      break;
    }

  return talus_format_unknown_value (self, value);
}

/**
 * talus_format_object:
 * @value: any value
 *
 * Writes a value out for somebody who wants to see all of it: a member a line,
 * indented.
 *
 * Returns: (transfer full): the text
 */
char *
talus_format_object (TalusValue *value)
{
  g_autoptr (JsonNode) node = NULL;
  char *text;

  g_return_val_if_fail (value != NULL, NULL);

  node = talus_value_to_node (value);
  text = node != NULL ? json_to_string (node, TRUE) : NULL;

  return text != NULL ? text : g_strdup (talus_value_get_json (value, NULL));
}
