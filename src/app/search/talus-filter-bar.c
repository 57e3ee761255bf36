/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text, shown twice: in the entry as it is, and in chips condition by
 * condition. Whichever is changed, the other follows. It must not judge
 * nodes. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-filter-bar.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"
#include "app/search/talus-filter-chips.h"
#include "app/search/talus-filter-help.h"
#include "app/search/talus-saved-filters.h"
#include "app/search/talus-search.h"

#define BUSY_DELAY 100   /* milliseconds until it is said that it takes time */

struct _TalusFilterBar
{
  GtkWidget parent_instance;

  /* template children */
  GtkRevealer *revealer;
  GtkSearchEntry *entry;
  GtkSpinner *spinner;
  GtkLabel *count;
  GtkWidget *steps;
  GtkMenuButton *saved;
  GtkBox *chips;

  /* children */
  GtkMenuButton *more;
  TalusSavedFilters *saved_filters;

  /* owned */
  TalusSearch *search;
  TalusNodeFilter *filter;     /* the one whose hits are counted */
  char *template_hash;         /* what the chips were made from */
  guint busy_source;
  gboolean is_open;
  gboolean is_setting;
};

enum
{
  PROP_0,
  PROP_IS_OPEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TalusFilterBar, talus_filter_bar, GTK_TYPE_WIDGET)

static TalusView *
get_view (TalusFilterBar *self)
{
  return talus_search_get_view (self->search);
}

static GPtrArray *
parse (TalusFilterBar *self)
{
  return talus_filter_parse (talus_search_get_text (self->search),
                             talus_view_get_template (get_view (self)));
}

static gboolean
is_about (TalusFilterChip       *chip,
          const TalusFilterTerm *term)
{
  return talus_filter_chip_get_field (chip) == term->field &&
         g_strcmp0 (talus_filter_chip_get_key (chip), term->key) == 0;
}

static void chosen_cb (TalusFilterBar  *self,
                       TalusFilterChip *chip);

static void
add_chip (TalusFilterBar *self,
          GtkWidget      *chip)
{
  GtkWidget *last = gtk_widget_get_prev_sibling (GTK_WIDGET (self->more));

  g_signal_connect_swapped (chip, "chosen", G_CALLBACK (chosen_cb), self);
  gtk_box_insert_child_after (self->chips, chip, last);
}

static void
fill_more (TalusFilterBar *self)
{
  g_autoptr (GPtrArray) more = talus_filter_chips_list_more (get_view (self));
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < more->len; i++)
    {
      const TalusProperty *property = more->pdata[i];
      g_autofree char *name = talus_filter_chips_describe (get_view (self), more, property);
      g_autofree char *label = talus_words_for_label (name);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "filter.add", "s", property->id);
      g_menu_append_item (menu, item);
    }

  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->more), more->len > 0);
}

static void
make_chips (TalusFilterBar *self)
{
  const char *hash = talus_template_get_hash (talus_view_get_template (get_view (self)));
  g_autoptr (GPtrArray) chips = NULL;
  GtkWidget *chip;

  if (g_strcmp0 (hash, self->template_hash) == 0)
    return;

  g_free (self->template_hash);
  self->template_hash = g_strdup (hash);
  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != GTK_WIDGET (self->more))
    gtk_box_remove (self->chips, chip);

  chips = talus_filter_chips_make (get_view (self));
  for (guint i = 0; i < chips->len; i++)
    add_chip (self, chips->pdata[i]);
  fill_more (self);
}

static const TalusFilterTerm *
find_term (GPtrArray       *terms,
           TalusFilterChip *chip)
{
  for (guint i = 0; i < terms->len; i++)
    {
      if (is_about (chip, terms->pdata[i]))
        return terms->pdata[i];
    }

  return NULL;
}

static TalusFilterChip *
find_chip (TalusFilterBar        *self,
           const TalusFilterTerm *term)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (TALUS_IS_FILTER_CHIP (child) && is_about (TALUS_FILTER_CHIP (child), term))
        return TALUS_FILTER_CHIP (child);
    }

  return NULL;
}

/* What was typed and has no chip yet gets one. */
static void
show_terms (TalusFilterBar *self)
{
  g_autoptr (GPtrArray) terms = parse (self);

  for (guint i = 0; i < terms->len; i++)
    {
      GtkWidget *chip = NULL;

      if (find_chip (self, terms->pdata[i]) == NULL)
        chip = talus_filter_chips_make_for (get_view (self), terms->pdata[i]);
      if (chip != NULL)
        add_chip (self, chip);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (TALUS_IS_FILTER_CHIP (child))
        talus_filter_chip_set_term (TALUS_FILTER_CHIP (child),
                                    find_term (terms, TALUS_FILTER_CHIP (child)));
    }
}

static void
set_entry (TalusFilterBar *self,
           const char     *text)
{
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    return;

  self->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->is_setting = FALSE;
}

/* The chip's condition takes the place of the one that was there. */
static void
chosen_cb (TalusFilterBar  *self,
           TalusFilterChip *chip)
{
  g_autoptr (GPtrArray) terms = parse (self);
  TalusFilterTerm *term = talus_filter_chip_dup_term (chip);
  g_autofree char *text = NULL;

  for (guint i = 0; i < terms->len; i++)
    {
      if (!is_about (chip, terms->pdata[i]))
        continue;
      g_ptr_array_remove_index (terms, i);
      if (term != NULL)
        g_ptr_array_insert (terms, (int) i, g_steal_pointer (&term));
      else
        i--;
    }
  if (term != NULL)
    g_ptr_array_insert (terms, 0, term);

  text = talus_filter_format (terms);
  set_entry (self, text);
  talus_search_set_text (self->search, text);
}

static void
add_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  TalusFilterBar *self = TALUS_FILTER_BAR (widget);
  g_autoptr (TalusFilterTerm) term = NULL;
  TalusFilterChip *chip;

  term = talus_filter_term_new (TALUS_FILTER_PROPERTY, g_variant_get_string (parameter, NULL),
                                TALUS_FILTER_HAS, NULL);
  chip = find_chip (self, term);
  if (chip == NULL)
    {
      GtkWidget *made = talus_filter_chips_make_for (get_view (self), term);

      if (made == NULL)
        return;
      add_chip (self, made);
      chip = TALUS_FILTER_CHIP (made);
    }

  gtk_widget_child_focus (GTK_WIDGET (chip), GTK_DIR_TAB_FORWARD);
}

static void
update_count (TalusFilterBar *self)
{
  gboolean is_filtering = *talus_search_get_text (self->search) != '\0';
  gboolean is_busy = talus_node_filter_is_busy (self->filter);
  guint n_hits = talus_node_filter_get_n_hits (self->filter);
  g_autofree char *text = NULL;

  if (n_hits > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u match", "%'u matches", n_hits),
                            n_hits);
  else
    text = g_strdup (_("No matches"));

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), is_filtering && (n_hits > 0 || !is_busy));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "filter.clear", is_filtering);
  if (is_filtering && n_hits == 0 && !is_busy)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "warning");
}

static gboolean
busy_cb (gpointer user_data)
{
  TalusFilterBar *self = user_data;

  self->busy_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);

  return G_SOURCE_REMOVE;
}

static void
update_busy (TalusFilterBar *self)
{
  gboolean is_busy = talus_node_filter_is_busy (self->filter);

  if (is_busy && self->busy_source == 0)
    {
      self->busy_source = g_timeout_add (BUSY_DELAY, busy_cb, self);
    }
  else if (!is_busy)
    {
      g_clear_handle_id (&self->busy_source, g_source_remove);
      gtk_spinner_stop (self->spinner);
      gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
    }
  update_count (self);
}

static void
text_changed_cb (TalusFilterBar *self)
{
  const char *text = talus_search_get_text (self->search);

  set_entry (self, text);
  show_terms (self);
  talus_saved_filters_set_text (self->saved_filters, text);
  update_busy (self);
}

/* The graph is another one: perhaps with another template too. */
static void
filter_replaced_cb (TalusFilterBar *self)
{
  TalusTemplate *template = talus_view_get_template (get_view (self));

  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_data (self->filter, self);
  g_set_object (&self->filter, talus_search_get_filter (self->search));
  g_signal_connect_object (self->filter, "notify::n-hits", G_CALLBACK (update_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "notify::is-busy", G_CALLBACK (update_busy), self,
                           G_CONNECT_SWAPPED);
  talus_saved_filters_set_template (self->saved_filters, talus_template_get_id (template));
  make_chips (self);
  text_changed_cb (self);
}

/* The index is read anew then, and chips may be of what there is no more. */
static void
index_changed_cb (TalusFilterBar *self)
{
  const char *hash = talus_template_get_hash (talus_view_get_template (get_view (self)));

  if (g_strcmp0 (hash, self->template_hash) != 0)
    filter_replaced_cb (self);
}

static void
typed_cb (TalusFilterBar *self)
{
  if (!self->is_setting)
    talus_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
activate_cb (TalusFilterBar *self)
{
  if (!talus_search_go_on (self->search, FALSE))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

/* Escape: one step back, from a filter to none, from none to no bar. */
static void
stop_cb (TalusFilterBar *self)
{
  if (*talus_search_get_text (self->search) != '\0')
    talus_search_set_text (self->search, "");
  else
    talus_filter_bar_set_open (self, FALSE);
}

static gboolean
key_cb (TalusFilterBar  *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  stop_cb (self);

  return GDK_EVENT_STOP;
}

static void
clear_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  talus_search_set_text (TALUS_FILTER_BAR (widget)->search, "");
}

static void
saved_chosen_cb (TalusFilterBar *self,
                 const char     *text)
{
  talus_search_set_text (self->search, text);
}

static void
talus_filter_bar_dispose (GObject *object)
{
  TalusFilterBar *self = TALUS_FILTER_BAR (object);

  g_clear_handle_id (&self->busy_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_FILTER_BAR);
  g_clear_object (&self->filter);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (talus_filter_bar_parent_class)->dispose (object);
}

static void
talus_filter_bar_finalize (GObject *object)
{
  g_free (TALUS_FILTER_BAR (object)->template_hash);

  G_OBJECT_CLASS (talus_filter_bar_parent_class)->finalize (object);
}

static void
talus_filter_bar_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_IS_OPEN:
      g_value_set_boolean (value, TALUS_FILTER_BAR (object)->is_open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_filter_bar_class_init (TalusFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_filter_bar_dispose;
  object_class->finalize = talus_filter_bar_finalize;
  object_class->get_property = talus_filter_bar_get_property;

  /**
   * TalusFilterBar:is-open:
   *
   * Whether it is shown.
   */
  properties[PROP_IS_OPEN] =
    g_param_spec_boolean ("is-open", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/search/talus-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, count);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, steps);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, saved);
  gtk_widget_class_bind_template_child (widget_class, TalusFilterBar, chips);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
  gtk_widget_class_install_action (widget_class, "filter.add", "s", add_cb);
  gtk_widget_class_install_action (widget_class, "filter.clear", NULL, clear_cb);
}

static void
talus_filter_bar_init (TalusFilterBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->more = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->more, "list-add-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->more), _("Add a Condition"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Add a Condition"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "flat");
  gtk_box_append (self->chips, GTK_WIDGET (self->more));
  gtk_box_append (self->chips, talus_filter_help_new ());

  self->saved_filters = TALUS_SAVED_FILTERS (talus_saved_filters_new ());
  gtk_menu_button_set_popover (self->saved, GTK_WIDGET (self->saved_filters));
  g_signal_connect_swapped (self->saved_filters, "chosen", G_CALLBACK (saved_chosen_cb), self);

  /* At once: what is only said later is taken back by whatever comes between. */
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * talus_filter_bar_new:
 * @view: what to search
 *
 * Makes a bar, hidden.
 *
 * Returns: (transfer floating): the bar
 */
GtkWidget *
talus_filter_bar_new (TalusView *view)
{
  TalusFilterBar *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_FILTER_BAR, NULL);
  self->search = g_object_ref (talus_search_get (view));
  g_signal_connect_object (self->search, "notify::text", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::filter", G_CALLBACK (filter_replaced_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "index-changed", G_CALLBACK (index_changed_cb), self,
                           G_CONNECT_SWAPPED);
  filter_replaced_cb (self);

  return GTK_WIDGET (self);
}

/**
 * talus_filter_bar_is_open:
 * @self: a bar
 *
 * Returns: whether it is shown
 */
gboolean
talus_filter_bar_is_open (TalusFilterBar *self)
{
  g_return_val_if_fail (TALUS_IS_FILTER_BAR (self), FALSE);

  return self->is_open;
}

/**
 * talus_filter_bar_set_open:
 * @self: a bar
 * @is_open: whether it is to be shown
 *
 * Shows the bar and puts the focus into it, or hides it: then nothing is
 * filtered any more.
 */
void
talus_filter_bar_set_open (TalusFilterBar *self,
                           gboolean        is_open)
{
  g_return_if_fail (TALUS_IS_FILTER_BAR (self));

  gtk_revealer_set_reveal_child (self->revealer, is_open);
  if (is_open)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    }
  else
    {
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

      /* Back to the pane, not to whatever is next to the bar. */
      if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
        gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
      talus_search_set_text (self->search, "");
    }

  if (self->is_open == is_open)
    return;

  self->is_open = is_open;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_OPEN]);
}

static void
search_cb (GSimpleAction *action,
           GVariant      *state,
           gpointer       user_data)
{
  TalusFilterBar *self = user_data;

  talus_filter_bar_set_open (self, !self->is_open);
}

static void
find (TalusFilterBar *self,
      gboolean        backwards)
{
  if (!self->is_open)
    talus_filter_bar_set_open (self, TRUE);
  else if (!talus_search_go_on (self->search, backwards))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
find_next_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  find (user_data, FALSE);
}

static void
find_previous_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  find (user_data, TRUE);
}

static void
open_changed_cb (GAction        *action,
                 GParamSpec     *pspec,
                 TalusFilterBar *self)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (self->is_open));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = {
    { "search", NULL, NULL, "false", search_cb },
    { "find-next", find_next_cb },
    { "find-previous", find_previous_cb },
  };
  GtkWidget *bar = talus_filter_bar_new (view);

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), bar);
  g_signal_connect_object (bar, "notify::is-open", G_CALLBACK (open_changed_cb),
                           g_action_map_lookup_action (G_ACTION_MAP (window), "search"),
                           G_CONNECT_SWAPPED);

  return bar;
}

static GtkWidget *
create_button (TalusView            *view,
               AdwApplicationWindow *window)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *squeezer = adw_squeezer_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), "edit-find-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.search");
  gtk_widget_set_tooltip_text (button, _("Search and Filter"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Search and Filter"), -1);

  /* On a phone there is the menu. */
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), button);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));

  return squeezer;
}

const TalusPartType talus_filter_bar_part_type = { "search", TALUS_SLOT_BAR, create };
const TalusPartType talus_search_button_part_type = { "search-button", TALUS_SLOT_END,
                                                      create_button };
