/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the boards of a template are to show, as somebody chose it: a popover
 * that asks, and the settings that remember. It must not know cards. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-pane-private.h"
#include "app/core/talus-choices.h"
#include "app/core/talus-rollup.h"

#define KEY        "boards"
#define MAX_KEYS   3       /* properties on a card, besides people */
#define MAX_HEIGHT 420

void
talus_board_choice_clear (TalusBoardChoice *self)
{
  g_clear_pointer (&self->property, g_free);
  g_clear_pointer (&self->types, g_strfreev);
  g_clear_pointer (&self->keys, g_strfreev);
  g_clear_pointer (&self->sum, g_free);
  g_clear_pointer (&self->limits, g_hash_table_unref);
  g_clear_pointer (&self->hidden, g_strfreev);
}

static GHashTable *
load_limits (GVariantDict *dict)
{
  GHashTable *limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, "limits",
                                                            G_VARIANT_TYPE ("a{su}"));
  GVariantIter iter;
  const char *option;
  guint limit;

  if (value == NULL)
    return limits;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&su}", &option, &limit))
    g_hash_table_insert (limits, g_strdup (option), GUINT_TO_POINTER (limit));

  return limits;
}

/* Of an empty choice. */
void
talus_board_choice_load (TalusBoardChoice *self,
                         const char       *template_id)
{
  g_autoptr (GVariant) value = talus_choices_get (KEY, template_id);
  g_auto (GVariantDict) dict;

  if (value != NULL && !g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    g_clear_pointer (&value, g_variant_unref);

  g_variant_dict_init (&dict, value);
  g_variant_dict_lookup (&dict, "property", "s", &self->property);
  g_variant_dict_lookup (&dict, "types", "^as", &self->types);
  g_variant_dict_lookup (&dict, "keys", "^as", &self->keys);
  g_variant_dict_lookup (&dict, "sum", "s", &self->sum);
  g_variant_dict_lookup (&dict, "hidden", "^as", &self->hidden);
  self->limits = load_limits (&dict);
}

void
talus_board_choice_store (const TalusBoardChoice *self,
                          const char             *template_id)
{
  g_auto (GVariantDict) dict;
  GVariantBuilder limits;
  GHashTableIter iter;
  gpointer option;
  gpointer limit;

  g_variant_dict_init (&dict, NULL);
  if (self->property != NULL)
    g_variant_dict_insert (&dict, "property", "s", self->property);
  if (self->types != NULL)
    g_variant_dict_insert (&dict, "types", "^as", self->types);
  if (self->keys != NULL)
    g_variant_dict_insert (&dict, "keys", "^as", self->keys);
  if (self->sum != NULL)
    g_variant_dict_insert (&dict, "sum", "s", self->sum);
  if (self->hidden != NULL)
    g_variant_dict_insert (&dict, "hidden", "^as", self->hidden);

  g_variant_builder_init (&limits, G_VARIANT_TYPE ("a{su}"));
  g_hash_table_iter_init (&iter, self->limits);
  while (g_hash_table_iter_next (&iter, &option, &limit))
    g_variant_builder_add (&limits, "{su}", option, GPOINTER_TO_UINT (limit));
  g_variant_dict_insert_value (&dict, "limits", g_variant_builder_end (&limits));

  talus_choices_set (KEY, template_id, g_variant_dict_end (&dict));
}

static const char *
get_template_id (TalusBoardPane *self)
{
  return talus_template_get_id (talus_view_get_template (self->view));
}

guint
talus_board_pane_get_limit (TalusBoardPane *self,
                            guint           slot)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->choice.limits,
                                                talus_board_pane_get_option (self, slot)));
}

void
talus_board_pane_set_limit (TalusBoardPane *self,
                            guint           slot,
                            guint           limit)
{
  if (limit > 0)
    g_hash_table_insert (self->choice.limits, g_strdup (talus_board_pane_get_option (self, slot)),
                         GUINT_TO_POINTER (limit));
  else
    g_hash_table_remove (self->choice.limits, talus_board_pane_get_option (self, slot));
  talus_board_choice_store (&self->choice, get_template_id (self));
}

/* Properties of the types on the board, each id once, that satisfy @takes. */
static GPtrArray *
list_properties (TalusBoardPlan *plan,
                 gboolean      (*takes) (const TalusProperty *property))
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *types = talus_board_plan_get_types (plan);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (takes (property) && g_hash_table_add (seen, property->id) &&
              !g_str_equal (property->id, talus_board_plan_get_property_id (plan)))
            g_ptr_array_add (found, (gpointer) property);
        }
    }

  return found;
}

static gboolean
is_short (const TalusProperty *property)
{
  return property->kind != TALUS_PROPERTY_EDITOR && property->kind != TALUS_PROPERTY_OBJECT &&
         property->kind != TALUS_PROPERTY_FILE && property->kind != TALUS_PROPERTY_PERSON;
}

static const char *
find_kind (GPtrArray         *properties,
           TalusPropertyKind  kind,
           const char        *role)
{
  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];

      if (property->kind == kind &&
          (role == NULL || g_strcmp0 (property->semantic_role, role) == 0))
        return property->id;
    }

  return NULL;
}

/* How urgent it is, until when, and how much. */
GStrv
talus_board_suggest_keys (TalusBoardPlan *plan)
{
  g_autoptr (GPtrArray) properties = list_properties (plan, is_short);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  const char *wanted[] = {
    find_kind (properties, TALUS_PROPERTY_SELECT, NULL),
    find_kind (properties, TALUS_PROPERTY_DATE, "gantt_end"),
    find_kind (properties, TALUS_PROPERTY_NUMBER, NULL),
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      if (wanted[i] != NULL)
        g_strv_builder_add (keys, wanted[i]);
    }

  return g_strv_builder_end (keys);
}

/* The popover: made anew each time it is shown, for what there is then. */

static void
take_choice (TalusBoardPane *self)
{
  talus_board_choice_store (&self->choice, get_template_id (self));
  talus_board_pane_rebuild (self);
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");

  return label;
}

/* Choices of one, or of several; each button knows the id it stands for. */
static GtkWidget *
append_check (GtkWidget  *box,
              GtkWidget  *group,
              const char *label,
              const char *id,
              gboolean    is_active)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check),
                              group != NULL ? GTK_CHECK_BUTTON (group) : NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_active);
  gtk_widget_set_name (check, id);
  gtk_box_append (GTK_BOX (box), check);

  return check;
}

/* (transfer full): what is ticked, in order. */
static GStrv
list_ticked (GtkWidget *box)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_CHECK_BUTTON (child) && gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
        g_strv_builder_add (ids, gtk_widget_get_name (child));
    }

  return g_strv_builder_end (ids);
}

static void
property_cb (TalusBoardPane *self,
             GtkCheckButton *check)
{
  if (!gtk_check_button_get_active (check))
    return;

  g_free (self->choice.property);
  self->choice.property = g_strdup (gtk_widget_get_name (GTK_WIDGET (check)));
  /* Which types suit is another question now. */
  g_clear_pointer (&self->choice.types, g_strfreev);
  g_clear_pointer (&self->choice.keys, g_strfreev);
  gtk_menu_button_popdown (self->options_button);
  take_choice (self);
}

static void
type_cb (TalusBoardPane *self,
         GtkCheckButton *check)
{
  g_auto (GStrv) ids = list_ticked (gtk_widget_get_parent (GTK_WIDGET (check)));

  /* A board without cards is none. */
  if (ids[0] == NULL)
    {
      gtk_check_button_set_active (check, TRUE);
      return;
    }

  g_strfreev (self->choice.types);
  self->choice.types = g_steal_pointer (&ids);
  take_choice (self);
}

static void
key_cb (TalusBoardPane *self,
        GtkCheckButton *check)
{
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (check));
  g_auto (GStrv) ids = list_ticked (box);
  gboolean is_full = g_strv_length (ids) >= MAX_KEYS;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_CHECK_BUTTON (child))
        gtk_widget_set_sensitive (child, !is_full ||
                                  gtk_check_button_get_active (GTK_CHECK_BUTTON (child)));
    }

  g_strfreev (self->choice.keys);
  self->choice.keys = g_steal_pointer (&ids);
  take_choice (self);
}

static void
sum_cb (TalusBoardPane *self,
        GtkCheckButton *check)
{
  const char *id = gtk_widget_get_name (GTK_WIDGET (check));

  if (!gtk_check_button_get_active (check))
    return;

  g_clear_pointer (&self->choice.sum, g_free);
  if (*id != '-')
    self->choice.sum = g_strdup (id);
  take_choice (self);
}

static GtkWidget *
append_group (GtkWidget  *box,
              const char *title)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = make_title (title);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), group);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);

  return group;
}

static const TalusNodeType *
find_owner (TalusTemplate *template,
            const char    *id)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      if (talus_node_type_get_property (types->pdata[i], id) != NULL)
        return types->pdata[i];
    }

  return NULL;
}

/* Where several are called the same, with the type that has it. */
static char *
describe_property (TalusTemplate       *template,
                   GPtrArray           *properties,
                   const TalusProperty *property)
{
  const TalusNodeType *owner = find_owner (template, property->id);
  guint n = 0;

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *other = properties->pdata[i];

      n += g_str_equal (other->label, property->label);
    }

  if (n == 1 || owner == NULL)
    return g_strdup (property->label);

  /* Translators: a property and a type that has it: "Kind (Part)". */
  return g_strdup_printf (C_("board", "%s (%s)"), property->label, owner->label);
}

static void
append_properties (TalusBoardPane *self,
                   GtkWidget      *box)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);
  TalusTemplate *template = talus_view_get_template (self->view);
  g_autoptr (GPtrArray) properties = talus_board_list_properties (template);
  GtkWidget *group = append_group (box, _("Columns From"));
  GtkWidget *first = NULL;

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];
      g_autofree char *label = describe_property (template, properties, property);
      GtkWidget *check = append_check (group, first, label, property->id,
                                       g_str_equal (property->id,
                                                    talus_board_plan_get_property_id (plan)));

      first = first != NULL ? first : check;
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (property_cb), self);
    }
}

static void
append_types (TalusBoardPane *self,
              GtkWidget      *box)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);
  GPtrArray *types = talus_board_plan_get_candidates (plan);
  GtkWidget *group = append_group (box, _("Cards"));

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];
      GtkWidget *check = append_check (group, NULL, type->label, type->id,
                                       talus_board_plan_shows_type (plan, type->id));

      g_signal_connect_swapped (check, "toggled", G_CALLBACK (type_cb), self);
    }
}

static void
append_keys (TalusBoardPane *self,
             GtkWidget      *box)
{
  g_autoptr (GPtrArray) properties = list_properties (talus_board_get_plan (self->board),
                                                      is_short);
  GtkWidget *group = append_group (box, _("On Each Card"));
  const char * const *keys = talus_board_cards_get_keys (self->cards);
  gboolean is_full = g_strv_length ((GStrv) keys) >= MAX_KEYS;

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];
      gboolean is_shown = g_strv_contains (keys, property->id);
      GtkWidget *check = append_check (group, NULL, property->label, property->id, is_shown);

      gtk_widget_set_sensitive (check, is_shown || !is_full);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (key_cb), self);
    }
}

static void
append_sums (TalusBoardPane *self,
             GtkWidget      *box)
{
  g_autoptr (GPtrArray) properties = list_properties (talus_board_get_plan (self->board),
                                                      talus_rollup_is_summed);
  GtkWidget *group;
  GtkWidget *first;

  if (properties->len == 0)
    return;

  group = append_group (box, _("Sum of Each Column"));
  first = append_check (group, NULL, C_("board", "None"), "-", self->choice.sum == NULL);
  g_signal_connect_swapped (first, "toggled", G_CALLBACK (sum_cb), self);
  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];
      GtkWidget *check = append_check (group, first, property->label, property->id,
                                       g_strcmp0 (self->choice.sum, property->id) == 0);

      g_signal_connect_swapped (check, "toggled", G_CALLBACK (sum_cb), self);
    }
}

static void
column_cb (TalusBoardPane *self,
           GtkCheckButton *check)
{
  guint slot = (guint) g_ascii_strtoull (gtk_widget_get_name (GTK_WIDGET (check)), NULL, 10);

  if (!talus_board_pane_set_hidden (self, slot, !gtk_check_button_get_active (check)))
    gtk_check_button_set_active (check, TRUE);
}

static void
append_columns (TalusBoardPane *self,
                GtkWidget      *box)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);
  GtkWidget *group = append_group (box, C_("board", "Columns"));

  for (guint i = 0; i < talus_board_plan_get_n_slots (plan); i++)
    {
      g_autofree char *title = talus_board_plan_name_slot (plan, i);
      g_autofree char *id = g_strdup_printf ("%u", i);
      GtkWidget *check = append_check (group, NULL, title, id,
                                       !talus_board_pane_is_hidden (self, i));

      g_signal_connect_swapped (check, "toggled", G_CALLBACK (column_cb), self);
    }
}

static void
show_cb (TalusBoardPane *self,
         GtkPopover     *popover)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  append_properties (self, box);
  append_columns (self, box);
  append_types (self, box);
  append_keys (self, box);
  append_sums (self, box);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_popover_set_child (popover, scrolled);
}

GtkWidget *
talus_board_pane_make_options (TalusBoardPane *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  g_signal_connect_object (popover, "map", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, _("What the Board Shows"));
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What the Board Shows"), -1);

  return button;
}
