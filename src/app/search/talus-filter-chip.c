/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A menu button whose popover has a check button a choice. Several choices are
 * one condition: any of them will do. It must not know what is filtered. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-filter-chip.h"

#include <glib/gi18n.h>

#include "app/core/talus-tinted-icon.h"
#include "app/search/talus-fold.h"

#define MAX_HEIGHT 360

typedef struct
{
  TalusFilterTerm *term;
  char *label;
  GtkCheckButton *check;       /* borrowed */
} Comparison;

struct _TalusFilterChip
{
  AdwBin parent_instance;

  /* children */
  GtkMenuButton *button;
  GtkBox *list;
  GtkCheckButton *none;        /* NULL: not offered */
  GtkButton *clear;

  /* owned */
  char *title;
  char *key;
  TalusFilterTerm *term;       /* NULL: any */
  GPtrArray *values;           /* of char* */
  GPtrArray *labels;           /* of char* */
  GPtrArray *checks;           /* of GtkCheckButton, borrowed */
  GArray *comparisons;         /* of Comparison */
  TalusFilterField field;
  gboolean is_setting;
};

enum
{
  CHOSEN,
  OPENING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusFilterChip, talus_filter_chip, ADW_TYPE_BIN)

static gboolean
has_value (const TalusFilterTerm *term,
           const char            *value,
           const char            *label)
{
  g_autofree char *folded_value = NULL;
  g_autofree char *folded_label = NULL;

  if (term == NULL || term->negated || term->relation != TALUS_FILTER_HAS)
    return FALSE;

  folded_value = talus_fold (value);
  folded_label = talus_fold (label);
  for (guint i = 0; term->values[i] != NULL; i++)
    {
      g_autofree char *folded = talus_fold (term->values[i]);

      if (g_str_equal (folded, folded_value) || g_str_equal (folded, folded_label))
        return TRUE;
    }

  return FALSE;
}

static void
clear_comparison (gpointer data)
{
  Comparison *comparison = data;

  talus_filter_term_free (comparison->term);
  g_free (comparison->label);
}

/* Which of the comparisons the condition is, or NULL. */
static const Comparison *
find_comparison (TalusFilterChip *self)
{
  for (guint i = 0; self->term != NULL && i < self->comparisons->len; i++)
    {
      const Comparison *comparison = &g_array_index (self->comparisons, Comparison, i);

      if (talus_filter_term_equal (comparison->term, self->term) ||
          (comparison->term->relation == TALUS_FILTER_ANY &&
           self->term->relation == TALUS_FILTER_ANY && !self->term->negated))
        return comparison;
    }

  return NULL;
}

static gboolean
is_none (const TalusFilterTerm *term)
{
  return term != NULL && term->negated && term->relation == TALUS_FILTER_ANY;
}

/* A comparison, or a value that is none of the choices, as it was typed. */
static char *
describe_typed (const TalusFilterTerm *term)
{
  static const char * const signs[] = {
    [TALUS_FILTER_HAS] = "", [TALUS_FILTER_LESS] = "< ", [TALUS_FILTER_AT_MOST] = "≤ ",
    [TALUS_FILTER_MORE] = "> ", [TALUS_FILTER_AT_LEAST] = "≥ ", [TALUS_FILTER_ANY] = "",
  };
  g_autofree char *values = g_strjoinv (", ", term->values);
  g_autofree char *text = NULL;

  text = term->relation == TALUS_FILTER_ANY ? g_strdup (C_("filter", "any value"))
                                            : g_strconcat (signs[term->relation], values, NULL);

  /* Translators: a condition that must not hold: "not > 100". */
  return term->negated ? g_strdup_printf (C_("filter", "not %s"), text)
                       : g_steal_pointer (&text);
}

/* What is chosen, in few words. */
static char *
describe (TalusFilterChip *self)
{
  const char *first = NULL;
  guint n = 0;

  if (self->term == NULL)
    return g_strdup (C_("filter", "any"));
  if (is_none (self->term))
    return g_strdup (C_("filter", "none"));
  if (find_comparison (self) != NULL)
    return g_strdup (find_comparison (self)->label);

  for (guint i = 0; i < self->values->len; i++)
    {
      if (!has_value (self->term, self->values->pdata[i], self->labels->pdata[i]))
        continue;
      if (n++ == 0)
        first = self->labels->pdata[i];
    }

  if (n == 1)
    return g_strdup (first);
  if (n > 1)
    /* Translators: the first of the chosen values, and how many more. */
    return g_strdup_printf (C_("filter", "%s +%u"), first, n - 1);

  return describe_typed (self->term);
}

static void
update_button (TalusFilterChip *self)
{
  g_autofree char *chosen = describe (self);
  /* Translators: a condition of a filter and what is chosen: "Status: Done". */
  g_autofree char *text = g_strdup_printf (C_("filter", "%s: %s"), self->title, chosen);

  gtk_menu_button_set_label (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  if (self->term != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "chosen");
}

static void
update_checks (TalusFilterChip *self)
{
  self->is_setting = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i],
                                 has_value (self->term, self->values->pdata[i],
                                            self->labels->pdata[i]));
  for (guint i = 0; i < self->comparisons->len; i++)
    {
      const Comparison *comparison = &g_array_index (self->comparisons, Comparison, i);

      gtk_check_button_set_active (comparison->check, comparison == find_comparison (self));
    }
  if (self->none != NULL)
    gtk_check_button_set_active (self->none, is_none (self->term));
  gtk_widget_set_sensitive (GTK_WIDGET (self->clear), self->term != NULL);
  self->is_setting = FALSE;
}

static void
choose (TalusFilterChip *self,
        TalusFilterTerm *term)
{
  g_clear_pointer (&self->term, talus_filter_term_free);
  self->term = term;
  update_checks (self);
  update_button (self);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
check_toggled_cb (TalusFilterChip *self)
{
  g_autoptr (GStrvBuilder) values = NULL;
  TalusFilterTerm *term = NULL;
  guint n = 0;

  if (self->is_setting)
    return;

  values = g_strv_builder_new ();
  for (guint i = 0; i < self->checks->len; i++)
    {
      if (!gtk_check_button_get_active (self->checks->pdata[i]))
        continue;
      g_strv_builder_add (values, self->values->pdata[i]);
      n++;
    }

  if (n > 0)
    {
      term = talus_filter_term_new (self->field, self->key, TALUS_FILTER_HAS, NULL);
      g_strfreev (term->values);
      term->values = g_strv_builder_end (values);
    }
  choose (self, term);
}

static void
comparison_toggled_cb (TalusFilterChip *self,
                       GtkCheckButton  *check)
{
  TalusFilterTerm *term = NULL;

  if (self->is_setting)
    return;

  for (guint i = 0; gtk_check_button_get_active (check) && i < self->comparisons->len; i++)
    {
      const Comparison *comparison = &g_array_index (self->comparisons, Comparison, i);

      if (comparison->check == check)
        term = talus_filter_term_copy (comparison->term);
    }
  choose (self, term);
}

static void
none_toggled_cb (TalusFilterChip *self)
{
  TalusFilterTerm *term = NULL;

  if (self->is_setting)
    return;

  if (gtk_check_button_get_active (self->none))
    {
      term = talus_filter_term_new (self->field, self->key, TALUS_FILTER_ANY, NULL);
      term->negated = TRUE;
    }
  choose (self, term);
}

static void
clear_cb (TalusFilterChip *self)
{
  choose (self, NULL);
  gtk_menu_button_popdown (self->button);
}

static void
show_cb (TalusFilterChip *self)
{
  g_signal_emit (self, signals[OPENING], 0);
  update_checks (self);
}

static GtkWidget *
make_popover (TalusFilterChip *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_box_append (GTK_BOX (box), scrolled);

  self->clear = GTK_BUTTON (gtk_button_new_with_label (C_("filter", "Any")));
  gtk_widget_add_css_class (GTK_WIDGET (self->clear), "flat");
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (clear_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->clear));

  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (show_cb), self);

  return popover;
}

static void
talus_filter_chip_finalize (GObject *object)
{
  TalusFilterChip *self = TALUS_FILTER_CHIP (object);

  g_clear_pointer (&self->term, talus_filter_term_free);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->checks);
  g_array_unref (self->comparisons);
  g_free (self->title);
  g_free (self->key);

  G_OBJECT_CLASS (talus_filter_chip_parent_class)->finalize (object);
}

static void
talus_filter_chip_class_init (TalusFilterChipClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_filter_chip_finalize;

  /**
   * TalusFilterChip::chosen:
   * @self: the chip
   *
   * Somebody has chosen something else.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TalusFilterChip::opening:
   * @self: the chip
   *
   * The choices are about to be shown: the time to add those that there are
   * now.
   */
  signals[OPENING] = g_signal_new ("opening", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_filter_chip_init (TalusFilterChip *self)
{
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->checks = g_ptr_array_new ();
  self->comparisons = g_array_new (FALSE, FALSE, sizeof (Comparison));
  g_array_set_clear_func (self->comparisons, clear_comparison);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_popover (self->button, make_popover (self));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  gtk_widget_add_css_class (GTK_WIDGET (self), "filter-chip");
}

/**
 * talus_filter_chip_new:
 * @title: what the condition is about, for people
 * @field: the same
 * @key: (nullable): the id of a property
 *
 * Makes a chip without choices.
 *
 * Returns: (transfer floating): a chip
 */
GtkWidget *
talus_filter_chip_new (const char       *title,
                       TalusFilterField  field,
                       const char       *key)
{
  TalusFilterChip *self = g_object_new (TALUS_TYPE_FILTER_CHIP, NULL);

  self->title = g_strdup (title);
  self->field = field;
  self->key = g_strdup (key);
  update_button (self);

  return GTK_WIDGET (self);
}

/**
 * talus_filter_chip_get_field:
 * @self: a chip
 *
 * Returns: what it is about
 */
TalusFilterField
talus_filter_chip_get_field (TalusFilterChip *self)
{
  g_return_val_if_fail (TALUS_IS_FILTER_CHIP (self), TALUS_FILTER_TEXT);

  return self->field;
}

/**
 * talus_filter_chip_get_key:
 * @self: a chip
 *
 * Returns: (transfer none) (nullable): of which property
 */
const char *
talus_filter_chip_get_key (TalusFilterChip *self)
{
  g_return_val_if_fail (TALUS_IS_FILTER_CHIP (self), NULL);

  return self->key;
}

static GtkCheckButton *
append_check (TalusFilterChip *self,
              const char      *label,
              const char      *icon,
              const char      *colour,
              GCallback        callback)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (label);

  if (icon != NULL)
    {
      GtkWidget *image = talus_tinted_icon_new ();

      talus_tinted_icon_set (TALUS_TINTED_ICON (image), icon, colour);
      gtk_box_append (GTK_BOX (row), image);
    }
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  gtk_box_append (GTK_BOX (row), text);

  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (check, "filter-choice");
  g_signal_connect_swapped (check, "toggled", callback, self);
  gtk_box_append (self->list, check);

  return GTK_CHECK_BUTTON (check);
}

/**
 * talus_filter_chip_add_choice:
 * @self: a chip
 * @value: what it is in the text of a filter; one that is there already is left
 * @label: what people call it
 * @icon: (nullable): a symbolic icon
 * @colour: (nullable): its colour
 *
 * Adds a choice.
 */
void
talus_filter_chip_add_choice (TalusFilterChip *self,
                              const char      *value,
                              const char      *label,
                              const char      *icon,
                              const char      *colour)
{
  g_return_if_fail (TALUS_IS_FILTER_CHIP (self));

  for (guint i = 0; i < self->values->len; i++)
    {
      if (g_str_equal (self->values->pdata[i], value))
        return;
    }

  g_ptr_array_add (self->values, g_strdup (value));
  g_ptr_array_add (self->labels, g_strdup (label));
  g_ptr_array_add (self->checks, append_check (self, label, icon, colour,
                                               G_CALLBACK (check_toggled_cb)));
}

/**
 * talus_filter_chip_add_comparison:
 * @self: a chip
 * @relation: how
 * @value: (nullable): to what, or %NULL where any value will do
 * @label: what people call it
 *
 * Adds a choice that excludes the others.
 */
void
talus_filter_chip_add_comparison (TalusFilterChip     *self,
                                  TalusFilterRelation  relation,
                                  const char          *value,
                                  const char          *label)
{
  Comparison comparison;

  g_return_if_fail (TALUS_IS_FILTER_CHIP (self));

  comparison.term = talus_filter_term_new (self->field, self->key, relation, value);
  comparison.label = g_strdup (label);
  comparison.check = append_check (self, label, NULL, NULL, G_CALLBACK (comparison_toggled_cb));
  g_array_append_val (self->comparisons, comparison);
}

/**
 * talus_filter_chip_add_none:
 * @self: a chip of a property
 *
 * Offers nodes without a value, behind the other choices.
 */
void
talus_filter_chip_add_none (TalusFilterChip *self)
{
  g_return_if_fail (TALUS_IS_FILTER_CHIP (self));
  g_return_if_fail (self->none == NULL);

  self->none = append_check (self, C_("filter", "None"), NULL, NULL, G_CALLBACK (none_toggled_cb));
}

/**
 * talus_filter_chip_set_term:
 * @self: a chip
 * @term: (nullable): the condition, or %NULL for any
 *
 * Shows what the condition is.
 */
void
talus_filter_chip_set_term (TalusFilterChip       *self,
                            const TalusFilterTerm *term)
{
  g_return_if_fail (TALUS_IS_FILTER_CHIP (self));

  g_clear_pointer (&self->term, talus_filter_term_free);
  if (term != NULL)
    self->term = talus_filter_term_copy (term);
  update_checks (self);
  update_button (self);
}

/**
 * talus_filter_chip_dup_term:
 * @self: a chip
 *
 * Gets the condition.
 *
 * Returns: (transfer full) (nullable): the condition, or %NULL for any
 */
TalusFilterTerm *
talus_filter_chip_dup_term (TalusFilterChip *self)
{
  g_return_val_if_fail (TALUS_IS_FILTER_CHIP (self), NULL);

  return self->term != NULL ? talus_filter_term_copy (self->term) : NULL;
}
