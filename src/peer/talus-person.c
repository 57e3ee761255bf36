/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person, and what their presence says. What others send there is read with
 * care: it may be anything. It knows no session. */
#define G_LOG_DOMAIN "talus-peer-person"

#include "peer/talus-person.h"

#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "base/talus-util.h"
#include "peer/talus-person-private.h"

/* More than anybody can see; the rest of a selection is not shown. */
#define MAX_SELECTION 100

struct _TalusPerson
{
  GObject parent_instance;

  /* owned */
  char *client_id;
  TalusAuthor *author;
  char *presence;       /* (nullable): as it came */
  char *view;           /* (nullable) */
  GArray *selection;    /* of TalusId */

  TalusRole role;
  gboolean is_self;
  gint64 active_at;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_COLOUR,
  PROP_SELECTION,
  PROP_VIEW,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusPerson, talus_person, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
read_presence (TalusPerson *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonArray *ids = NULL;
  const char *view = NULL;
  TalusId id;

  g_array_set_size (self->selection, 0);
  if (self->presence != NULL)
    node = talus_json_parse (self->presence, strlen (self->presence), TALUS_JSON_DEPTH_COMMAND,
                             NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_clear_pointer (&self->view, g_free);
      return;
    }

  object = json_node_get_object (node);
  talus_json_get_string (object, "view", FALSE, 0, &view, NULL);
  talus_set_string (&self->view, view);
  if (!talus_json_get_array (object, "selection", FALSE, 0, &ids, NULL) || ids == NULL)
    return;

  for (guint i = 0; i < MIN (json_array_get_length (ids), MAX_SELECTION); i++)
    {
      JsonNode *element = json_array_get_element (ids, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING &&
          talus_id_parse (json_node_get_string (element), -1, &id))
        g_array_append_val (self->selection, id);
    }
}

static void
talus_person_finalize (GObject *object)
{
  TalusPerson *self = TALUS_PERSON (object);

  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->selection, g_array_unref);
  g_free (self->client_id);
  g_free (self->presence);
  g_free (self->view);

  G_OBJECT_CLASS (talus_person_parent_class)->finalize (object);
}

static void
talus_person_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TalusPerson *self = TALUS_PERSON (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->author->name);
      break;
    case PROP_COLOUR:
      g_value_set_string (value, self->author->colour);
      break;
    case PROP_SELECTION:
      g_value_set_boxed (value, self->selection);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_person_class_init (TalusPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_person_finalize;
  object_class->get_property = talus_person_get_property;

  /**
   * TalusPerson:name:
   *
   * What they call themselves; may be empty.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * TalusPerson:colour:
   *
   * Theirs, as "#rrggbb".
   */
  properties[PROP_COLOUR] =
    g_param_spec_string ("colour", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * TalusPerson:selection:
   *
   * Which nodes they have selected: an array of #TalusId, not to be changed.
   */
  properties[PROP_SELECTION] =
    g_param_spec_boxed ("selection", NULL, NULL, G_TYPE_ARRAY,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * TalusPerson:view:
   *
   * In which pane they are.
   */
  properties[PROP_VIEW] =
    g_param_spec_string ("view", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_person_init (TalusPerson *self)
{
  self->selection = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/**
 * talus_person_new:
 * @client: a client of the session
 * @is_self: whether it is this window's own
 *
 * Makes a person.
 *
 * Returns: (transfer full): the person
 */
TalusPerson *
talus_person_new (const TalusClient *client,
                  gboolean           is_self)
{
  TalusPerson *self = g_object_new (TALUS_TYPE_PERSON, NULL);

  self->client_id = g_strdup (client->id);
  self->author = talus_author_ref (client->author);
  self->role = client->role;
  self->is_self = is_self;
  self->active_at = client->joined_at;
  self->presence = g_strdup (client->presence);
  read_presence (self);

  return self;
}

/**
 * talus_person_update:
 * @self: a person
 * @client: the same client as it is now
 *
 * Takes what is new.
 */
void
talus_person_update (TalusPerson       *self,
                     const TalusClient *client)
{
  self->role = client->role;
  if (self->author != client->author)
    {
      talus_author_unref (self->author);
      self->author = talus_author_ref (client->author);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOUR]);
    }

  if (!talus_set_string (&self->presence, client->presence))
    return;

  self->active_at = talus_clock_now ();
  read_presence (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

/**
 * talus_person_get_client_id:
 * @self: a person
 *
 * Gets the id of their connection.
 *
 * Returns: (transfer none): the id
 */
const char *
talus_person_get_client_id (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);

  return self->client_id;
}

/**
 * talus_person_get_author_id:
 * @self: a person
 *
 * Gets who it is: the same for all connections of one person.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_person_get_author_id (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);

  return &self->author->id;
}

/**
 * talus_person_get_name:
 * @self: a person
 *
 * Gets what they call themselves.
 *
 * Returns: (transfer none): the name; may be empty
 */
const char *
talus_person_get_name (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);

  return self->author->name;
}

/**
 * talus_person_get_colour:
 * @self: a person
 *
 * Gets their colour.
 *
 * Returns: (transfer none): "#rrggbb"
 */
const char *
talus_person_get_colour (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);

  return self->author->colour;
}

/**
 * talus_person_get_role:
 * @self: a person
 *
 * Gets what they may do.
 *
 * Returns: the role
 */
TalusRole
talus_person_get_role (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), TALUS_ROLE_VIEWER);

  return self->role;
}

/**
 * talus_person_is_self:
 * @self: a person
 *
 * Tells whether this is who sits here.
 *
 * Returns: whether it is this window's own connection
 */
gboolean
talus_person_is_self (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), FALSE);

  return self->is_self;
}

/**
 * talus_person_get_selection:
 * @self: a person
 * @n_ids: (out): how many
 *
 * Gets which nodes they have selected, at most 100. Nodes may be gone.
 *
 * Returns: (transfer none) (array length=n_ids): the ids
 */
const TalusId *
talus_person_get_selection (TalusPerson *self,
                            guint       *n_ids)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);
  g_return_val_if_fail (n_ids != NULL, NULL);

  *n_ids = self->selection->len;

  return (const TalusId *) (gpointer) self->selection->data;
}

/**
 * talus_person_has_selected:
 * @self: a person
 * @id: a node
 *
 * Tells whether they are at a node.
 *
 * Returns: whether it is among those they have selected
 */
gboolean
talus_person_has_selected (TalusPerson   *self,
                           const TalusId *id)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  for (guint i = 0; i < self->selection->len; i++)
    {
      if (talus_id_equal (&g_array_index (self->selection, TalusId, i), id))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_person_get_view:
 * @self: a person
 *
 * Gets in which pane they are.
 *
 * Returns: (transfer none) (nullable): the id of a pane, or %NULL
 */
const char *
talus_person_get_view (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), NULL);

  return self->view;
}

/**
 * talus_person_get_active_at:
 * @self: a person
 *
 * Gets when they last gave a sign of life.
 *
 * Returns: milliseconds since the epoch
 */
gint64
talus_person_get_active_at (TalusPerson *self)
{
  g_return_val_if_fail (TALUS_IS_PERSON (self), 0);

  return self->active_at;
}
