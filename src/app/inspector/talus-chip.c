/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip. Delete takes it away as its button does. It knows no value. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-chip.h"

#include <glib/gi18n.h>

#include "app/core/talus-tinted-icon.h"

struct _TalusChip
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *name;
  GtkWidget *label;
  GtkWidget *remove_button;
};

enum
{
  ACTIVATED,
  REMOVED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusChip, talus_chip, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static void
activated_cb (TalusChip *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
removed_cb (TalusChip *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static gboolean
key_cb (TalusChip *self,
        guint      key)
{
  if ((key != GDK_KEY_Delete && key != GDK_KEY_BackSpace) ||
      !gtk_widget_get_visible (self->remove_button))
    return FALSE;

  removed_cb (self);

  return TRUE;
}

static void
talus_chip_dispose (GObject *object)
{
  TalusChip *self = TALUS_CHIP (object);

  g_clear_pointer (&self->name, gtk_widget_unparent);
  g_clear_pointer (&self->remove_button, gtk_widget_unparent);

  G_OBJECT_CLASS (talus_chip_parent_class)->dispose (object);
}

static void
talus_chip_class_init (TalusChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_chip_dispose;
  gtk_widget_class_set_css_name (widget_class, "talus-chip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);

  /**
   * TalusChip::activated:
   * @self: the chip
   *
   * Somebody wants to go where it leads.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusChip::removed:
   * @self: the chip
   *
   * Somebody wants it to go.
   */
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_chip_init (TalusChip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * talus_chip_new:
 * @name: (not nullable): what it says
 * @icon: (nullable): a symbolic icon
 * @colour: (nullable): the icon's, as templates have it
 * @is_link: whether it leads somewhere
 *
 * Makes a chip that can be removed.
 *
 * Returns: (transfer floating): the chip
 */
GtkWidget *
talus_chip_new (const char *name,
                const char *icon,
                const char *colour,
                gboolean    is_link)
{
  TalusChip *self = g_object_new (TALUS_TYPE_CHIP, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  g_autofree char *remove = NULL;

  if (icon != NULL)
    {
      GtkWidget *image = talus_tinted_icon_new ();

      talus_tinted_icon_set (TALUS_TINTED_ICON (image), icon, colour);
      gtk_box_append (GTK_BOX (box), image);
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, name);
  self->label = label;
  gtk_box_append (GTK_BOX (box), label);

  if (is_link)
    {
      self->name = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (self->name), box);
      gtk_widget_add_css_class (self->name, "flat");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
      g_signal_connect_swapped (self->name, "clicked", G_CALLBACK (activated_cb), self);
    }
  else
    self->name = box;
  gtk_widget_set_parent (self->name, GTK_WIDGET (self));

  /* TRANSLATORS: %s is one of several options or nodes that a value is made of */
  remove = g_strdup_printf (_("Remove “%s”"), name);
  self->remove_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->remove_button, "flat");
  gtk_widget_add_css_class (self->remove_button, "circular");
  gtk_widget_set_valign (self->remove_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->remove_button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  g_signal_connect_swapped (self->remove_button, "clicked", G_CALLBACK (removed_cb), self);
  gtk_widget_set_parent (self->remove_button, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}

/**
 * talus_chip_get_name:
 * @self: a chip
 *
 * Returns: (transfer none): what it says
 */
const char *
talus_chip_get_name (TalusChip *self)
{
  g_return_val_if_fail (TALUS_IS_CHIP (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->label));
}

/**
 * talus_chip_set_removable:
 * @self: a chip
 * @is_removable: whether it can be taken away
 *
 * Shows or hides the button that does.
 */
void
talus_chip_set_removable (TalusChip *self,
                          gboolean   is_removable)
{
  g_return_if_fail (TALUS_IS_CHIP (self));

  gtk_widget_set_visible (self->remove_button, is_removable);
}
