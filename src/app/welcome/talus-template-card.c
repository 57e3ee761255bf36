/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template on the welcome page: what it is for, and which types it has, so
 * that one can choose. It knows no desk. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-template-card.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/welcome/talus-type-path.h"

struct _TalusTemplateCard
{
  AdwBin parent_instance;

  GtkWidget *button;
  TalusTintedIcon *icon;
  GtkLabel *name;
  GtkLabel *description;
  GtkLabel *types;

  TalusTemplate *template;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusTemplateCard, talus_template_card, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
show_template (TalusTemplateCard *self)
{
  const TalusNodeType *root = talus_template_get_root_type (self->template);
  const char *name = talus_template_get_name (self->template);
  const char *description = talus_template_get_description (self->template);
  g_autofree char *types = talus_type_path_describe (self->template);
  g_autofree char *label = NULL;

  talus_tinted_icon_set (self->icon, talus_icon_for_type (root), root != NULL ? root->color : NULL);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->description, description);
  gtk_widget_set_visible (GTK_WIDGET (self->description),
                          description != NULL && *description != '\0');
  gtk_label_set_label (self->types, types);
  /* Translators: %s is the name of a template, like “Vehicle restoration”. */
  label = g_strdup_printf (_("New project from “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

static void
clicked_cb (TalusTemplateCard *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
talus_template_card_finalize (GObject *object)
{
  g_clear_pointer (&TALUS_TEMPLATE_CARD (object)->template, talus_template_unref);

  G_OBJECT_CLASS (talus_template_card_parent_class)->finalize (object);
}

static void
talus_template_card_class_init (TalusTemplateCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = talus_template_card_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", TALUS_TYPE_TEMPLATE_CARD, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (TALUS_TYPE_TINTED_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-template-card.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateCard, button);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateCard, icon);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateCard, name);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateCard, description);
  gtk_widget_class_bind_template_child (widget_class, TalusTemplateCard, types);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
talus_template_card_init (TalusTemplateCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_template_card_new:
 * @template: what to show
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
talus_template_card_new (TalusTemplate *template)
{
  TalusTemplateCard *self;

  g_return_val_if_fail (template != NULL, NULL);

  self = g_object_new (TALUS_TYPE_TEMPLATE_CARD, NULL);
  self->template = talus_template_ref (template);
  show_template (self);

  return GTK_WIDGET (self);
}

/**
 * talus_template_card_get_template:
 *
 * Returns: (transfer none): the template
 */
TalusTemplate *
talus_template_card_get_template (TalusTemplateCard *self)
{
  g_return_val_if_fail (TALUS_IS_TEMPLATE_CARD (self), NULL);

  return self->template;
}
