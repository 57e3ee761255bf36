/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project of the library, as it was when it was listed. */
#define G_LOG_DOMAIN "talus-app-desk"

#include "app/desk/talus-project.h"

struct _TalusProject
{
  GObject parent_instance;

  TalusId id;
  char *name;
  char *template_id;
  char *path;
  gint64 updated_at;
  guint64 n_nodes;
};

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusProject, talus_project, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
talus_project_finalize (GObject *object)
{
  TalusProject *self = TALUS_PROJECT (object);

  g_free (self->name);
  g_free (self->template_id);
  g_free (self->path);

  G_OBJECT_CLASS (talus_project_parent_class)->finalize (object);
}

static void
talus_project_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, TALUS_PROJECT (object)->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_project_class_init (TalusProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_project_finalize;
  object_class->get_property = talus_project_get_property;

  /**
   * TalusProject:name:
   *
   * What people call it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_project_init (TalusProject *self)
{
}

/**
 * talus_project_new:
 * @entry: an entry of the library that has a project
 *
 * Copies what a list shows of it.
 *
 * Returns: (transfer full): a project
 */
TalusProject *
talus_project_new (const TalusLibraryEntry *entry)
{
  TalusProject *self;

  g_return_val_if_fail (entry != NULL && entry->has_project, NULL);

  self = g_object_new (TALUS_TYPE_PROJECT, NULL);
  self->id = entry->info.project_id;
  self->name = g_strdup (entry->info.name);
  self->template_id = g_strdup (entry->info.template_id);
  self->path = g_strdup (entry->path);
  self->updated_at = MAX (entry->info.updated_at, entry->last_activity);
  self->n_nodes = entry->info.node_count;

  return self;
}

/**
 * talus_project_get_id:
 * @self: a project
 *
 * Gets its id.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_project_get_id (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), NULL);

  return &self->id;
}

/**
 * talus_project_get_name:
 * @self: a project
 *
 * Gets what people call it.
 *
 * Returns: (transfer none): the name
 */
const char *
talus_project_get_name (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), NULL);

  return self->name;
}

/**
 * talus_project_get_template_id:
 * @self: a project
 *
 * Gets which template it was made from.
 *
 * Returns: (transfer none): the template's id
 */
const char *
talus_project_get_template_id (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), NULL);

  return self->template_id;
}

/**
 * talus_project_get_path:
 * @self: a project
 *
 * Gets where its document lies.
 *
 * Returns: (transfer none): a path
 */
const char *
talus_project_get_path (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), NULL);

  return self->path;
}

/**
 * talus_project_get_updated_at:
 * @self: a project
 *
 * Gets when something last happened to it.
 *
 * Returns: milliseconds since the epoch
 */
gint64
talus_project_get_updated_at (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), 0);

  return self->updated_at;
}

/**
 * talus_project_get_n_nodes:
 * @self: a project
 *
 * Gets its size when it was last noted.
 *
 * Returns: how many nodes it has
 */
guint64
talus_project_get_n_nodes (TalusProject *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), 0);

  return self->n_nodes;
}

/**
 * talus_project_is_same:
 * @self: a project
 * @other: one that was listed at another time
 *
 * Compares them.
 *
 * Returns: whether they are one project of which nothing has changed
 */
gboolean
talus_project_is_same (TalusProject *self,
                       TalusProject *other)
{
  g_return_val_if_fail (TALUS_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (TALUS_IS_PROJECT (other), FALSE);

  return talus_id_equal (&self->id, &other->id) &&
         self->updated_at == other->updated_at &&
         self->n_nodes == other->n_nodes &&
         g_strcmp0 (self->name, other->name) == 0 &&
         g_strcmp0 (self->template_id, other->template_id) == 0 &&
         g_strcmp0 (self->path, other->path) == 0;
}
