/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of a button and a small form. After each card the form stays, for
 * the next; Escape or leaving it empty shuts it. It must not know a board. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include "app/board/talus-board-adder.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"

struct _TalusBoardAdder
{
  GtkWidget parent_instance;

  /* children */
  GtkStack *stack;
  GtkButton *button;
  GtkEntry *entry;
  GtkDropDown *type_choice;
  GtkDropDown *parent_choice;
  GtkWidget *note;

  /* owned */
  GPtrArray *types;      /* of TalusNodeType, borrowed from the template */
  GPtrArray *parents;    /* of TalusNode */
  gboolean is_setting;
};

enum
{
  OPENED,
  TYPE_CHOSEN,
  ADD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusBoardAdder, talus_board_adder, GTK_TYPE_WIDGET)

static void
shut (TalusBoardAdder *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->button));
}

static void
open_cb (TalusBoardAdder *self)
{
  talus_board_adder_open (self);
}

static void
activate_cb (TalusBoardAdder *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *name = g_strstrip (g_strdup (typed));
  guint chosen = gtk_drop_down_get_selected (self->parent_choice);
  gboolean is_made = FALSE;

  if (*name == '\0')
    {
      shut (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->button));
      return;
    }

  if (chosen >= self->parents->len)
    return;

  g_signal_emit (self, signals[ADD], 0, name, self->parents->pdata[chosen], &is_made);
  if (is_made)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
key_cb (TalusBoardAdder *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  shut (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->button));

  return GDK_EVENT_STOP;
}

static void
type_chosen_cb (TalusBoardAdder *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[TYPE_CHOSEN], 0);
}

static void
talus_board_adder_dispose (GObject *object)
{
  TalusBoardAdder *self = TALUS_BOARD_ADDER (object);

  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->parents, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_board_adder_parent_class)->dispose (object);
}

static void
talus_board_adder_class_init (TalusBoardAdderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_board_adder_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * TalusBoardAdder::opened:
   * @self: the adder
   *
   * A card is about to be added: talus_board_adder_set_types() is to be called.
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TalusBoardAdder::type-chosen:
   * @self: the adder
   *
   * It is to be of another type: talus_board_adder_set_parents() is to be
   * called.
   */
  signals[TYPE_CHOSEN] = g_signal_new ("type-chosen", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TalusBoardAdder::add:
   * @self: the adder
   * @name: a name
   * @parent: a #TalusNode
   *
   * A card is to be made.
   *
   * Returns: %FALSE if it could not be; its name stays
   */
  signals[ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               g_signal_accumulator_first_wins, NULL, NULL, G_TYPE_BOOLEAN, 2,
                               G_TYPE_STRING, TALUS_TYPE_NODE);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* Names may be long; the column is as wide as it is. */
static GtkDropDown *
make_choice (const char *label,
             gboolean    searches)
{
  g_autoptr (GtkStringList) strings = gtk_string_list_new (NULL);
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&strings)),
                                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT,
                                                                      NULL, "string"));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (choice), factory);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (choice), searches);
  gtk_widget_set_tooltip_text (choice, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);

  return GTK_DROP_DOWN (choice);
}

static GtkWidget *
make_form (TalusBoardAdder *self)
{
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_margin_top (form, 6);
  gtk_widget_set_margin_bottom (form, 6);
  gtk_widget_set_margin_start (form, 6);
  gtk_widget_set_margin_end (form, 6);
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->entry, _("Name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of the New Card"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (self->entry));

  self->type_choice = make_choice (_("Type"), FALSE);
  g_signal_connect_swapped (self->type_choice, "notify::selected", G_CALLBACK (type_chosen_cb),
                            self);
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (self->type_choice));

  self->parent_choice = make_choice (_("Below"), TRUE);
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (self->parent_choice));

  self->note = gtk_label_new (_("There is nothing yet that it could be below."));
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_box_append (GTK_BOX (form), self->note);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (form, keys);

  return form;
}

static void
talus_board_adder_init (TalusBoardAdder *self)
{
  GtkWidget *content = adw_button_content_new ();

  self->types = g_ptr_array_new ();
  self->parents = g_ptr_array_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("Add Card"));
  gtk_widget_set_halign (content, GTK_ALIGN_CENTER);
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_child (self->button, content);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (open_cb), self);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->button));
  gtk_stack_add_named (self->stack, make_form (self), "form");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

/**
 * talus_board_adder_new:
 * @column: what the column is called
 *
 * Makes an adder, shut.
 *
 * Returns: (transfer floating): an adder
 */
GtkWidget *
talus_board_adder_new (const char *column)
{
  TalusBoardAdder *self = g_object_new (TALUS_TYPE_BOARD_ADDER, NULL);
  g_autofree char *label = g_strdup_printf (_("Add Card to “%s”"), column);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);

  return GTK_WIDGET (self);
}

/**
 * talus_board_adder_open:
 * @self: an adder
 *
 * Asks for a name.
 */
void
talus_board_adder_open (TalusBoardAdder *self)
{
  g_return_if_fail (TALUS_IS_BOARD_ADDER (self));

  g_signal_emit (self, signals[OPENED], 0);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/**
 * talus_board_adder_set_types:
 * @self: an adder
 * @types: (element-type TalusNodeType): what can be added
 *
 * Offers types; where there is one only, nothing is asked.
 */
void
talus_board_adder_set_types (TalusBoardAdder *self,
                             GPtrArray       *types)
{
  g_autoptr (GtkStringList) strings = gtk_string_list_new (NULL);

  g_return_if_fail (TALUS_IS_BOARD_ADDER (self));

  self->is_setting = TRUE;
  g_ptr_array_set_size (self->types, 0);
  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      g_ptr_array_add (self->types, types->pdata[i]);
      gtk_string_list_append (strings, type->label);
    }
  gtk_drop_down_set_model (self->type_choice, G_LIST_MODEL (strings));
  gtk_widget_set_visible (GTK_WIDGET (self->type_choice), types->len > 1);
  self->is_setting = FALSE;
  g_signal_emit (self, signals[TYPE_CHOSEN], 0);
}

/**
 * talus_board_adder_set_parents:
 * @self: an adder
 * @parents: (element-type TalusNode): below whom it can be
 *
 * Offers parents, the first to begin with.
 */
void
talus_board_adder_set_parents (TalusBoardAdder *self,
                               GPtrArray       *parents)
{
  g_autoptr (GtkStringList) strings = gtk_string_list_new (NULL);

  g_return_if_fail (TALUS_IS_BOARD_ADDER (self));

  g_ptr_array_unref (self->parents);
  self->parents = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < parents->len; i++)
    {
      g_autofree char *name = talus_format_node_name (parents->pdata[i]);
      /* Translators: below which node a new card is made. */
      g_autofree char *text = g_strdup_printf (C_("board", "in %s"), name);

      g_ptr_array_add (self->parents, g_object_ref (parents->pdata[i]));
      gtk_string_list_append (strings, text);
    }
  gtk_drop_down_set_model (self->parent_choice, G_LIST_MODEL (strings));
  gtk_widget_set_visible (GTK_WIDGET (self->parent_choice), parents->len > 0);
  gtk_widget_set_visible (self->note, parents->len == 0);
}

/**
 * talus_board_adder_get_type_chosen:
 * @self: an adder
 *
 * Returns: (transfer none) (nullable): what is to be added
 */
const TalusNodeType *
talus_board_adder_get_type_chosen (TalusBoardAdder *self)
{
  guint chosen;

  g_return_val_if_fail (TALUS_IS_BOARD_ADDER (self), NULL);

  chosen = gtk_drop_down_get_selected (self->type_choice);

  return chosen < self->types->len ? self->types->pdata[chosen] : NULL;
}
