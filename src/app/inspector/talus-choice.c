/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of a list of choices. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-choice.h"

#include "app/core/talus-icons.h"

struct _TalusChoice
{
  GObject parent_instance;

  TalusChoiceKind kind;
  const char *icon;      /* (nullable), for ever */
  char *id;              /* (nullable) */
  char *name;
  char *colour;          /* (nullable) */
};

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusChoice, talus_choice, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
talus_choice_finalize (GObject *object)
{
  TalusChoice *self = TALUS_CHOICE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->colour);

  G_OBJECT_CLASS (talus_choice_parent_class)->finalize (object);
}

static void
talus_choice_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TalusChoice *self = TALUS_CHOICE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_choice_class_init (TalusChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_choice_finalize;
  object_class->get_property = talus_choice_get_property;

  /**
   * TalusChoice:name:
   *
   * What it is called.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_choice_init (TalusChoice *self)
{
}

/**
 * talus_choice_new:
 * @kind: what it is
 * @id: (nullable): of the option, or what the value is
 * @name: (not nullable): what it is called
 *
 * Makes a line without an icon.
 *
 * Returns: (transfer full): the choice
 */
TalusChoice *
talus_choice_new (TalusChoiceKind  kind,
                  const char      *id,
                  const char      *name)
{
  TalusChoice *self = g_object_new (TALUS_TYPE_CHOICE, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return self;
}

/**
 * talus_choice_new_option:
 * @property: what it is an option of
 * @option: the option
 *
 * Makes the line of an option, with the shape that its template gives it.
 *
 * Returns: (transfer full): the choice
 */
TalusChoice *
talus_choice_new_option (const TalusProperty *property,
                         const TalusOption   *option)
{
  TalusChoice *self = talus_choice_new (TALUS_CHOICE_OPTION, option->id, option->name);

  if (property->indicator_set != NULL || option->indicator_id != NULL)
    self->icon = talus_icon_for_option (option);
  self->colour = g_strdup (option->color);

  return self;
}

/**
 * talus_choice_get_kind:
 * @self: a choice
 *
 * Returns: what it is
 */
TalusChoiceKind
talus_choice_get_kind (TalusChoice *self)
{
  g_return_val_if_fail (TALUS_IS_CHOICE (self), TALUS_CHOICE_NONE);

  return self->kind;
}

/**
 * talus_choice_get_id:
 * @self: a choice
 *
 * Returns: (transfer none) (nullable): the id of the option
 */
const char *
talus_choice_get_id (TalusChoice *self)
{
  g_return_val_if_fail (TALUS_IS_CHOICE (self), NULL);

  return self->id;
}

/**
 * talus_choice_get_name:
 * @self: a choice
 *
 * Returns: (transfer none): what it is called
 */
const char *
talus_choice_get_name (TalusChoice *self)
{
  g_return_val_if_fail (TALUS_IS_CHOICE (self), NULL);

  return self->name;
}

/**
 * talus_choice_get_icon:
 * @self: a choice
 *
 * Returns: (transfer none) (nullable): the name of its shape
 */
const char *
talus_choice_get_icon (TalusChoice *self)
{
  g_return_val_if_fail (TALUS_IS_CHOICE (self), NULL);

  return self->icon;
}

/**
 * talus_choice_get_colour:
 * @self: a choice
 *
 * Returns: (transfer none) (nullable): its colour, as the template has it
 */
const char *
talus_choice_get_colour (TalusChoice *self)
{
  g_return_val_if_fail (TALUS_IS_CHOICE (self), NULL);

  return self->colour;
}
