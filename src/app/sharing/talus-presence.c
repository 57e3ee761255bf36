/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presence: who else has which node selected, to be asked by any pane for any
 * row. One index a peer, kept up to date as people come, go and move. It
 * knows no widget. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-presence.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"

/* Somebody who is followed. */
typedef struct
{
  TalusPresence *presence; /* borrowed */
  TalusPerson *person;
  gulong selection_id;
  GArray *ids;             /* of TalusId: where they are in the index */
} Followed;

struct _TalusPresence
{
  GObject parent_instance;

  GListModel *people;
  gulong changed_id;
  GPtrArray *followed;     /* of Followed, in the order of @people */
  GHashTable *by_node;     /* TalusId → GPtrArray of TalusPerson, the last to come last */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusPresence, talus_presence, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
enter (TalusPresence *self,
       const TalusId *id,
       TalusPerson   *person)
{
  GPtrArray *persons = g_hash_table_lookup (self->by_node, id);

  if (persons == NULL)
    {
      persons = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->by_node, g_memdup2 (id, sizeof *id), persons);
    }
  g_ptr_array_add (persons, g_object_ref (person));
}

static void
leave (TalusPresence *self,
       const TalusId *id,
       TalusPerson   *person)
{
  GPtrArray *persons = g_hash_table_lookup (self->by_node, id);

  g_assert (persons != NULL);

  g_ptr_array_remove (persons, person);
  if (persons->len == 0)
    g_hash_table_remove (self->by_node, id);
}

static void
tell (TalusPresence *self,
      GArray        *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_signal_emit (self, signals[CHANGED], 0, &g_array_index (ids, TalusId, i));
}

static GHashTable *
make_set (GArray *ids)
{
  GHashTable *set = g_hash_table_new (talus_id_hash, talus_id_equal);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (set, &g_array_index (ids, TalusId, i));

  return set;
}

/* Each id once, in order. (transfer full) */
static GArray *
copy_ids (const TalusId *ids,
          guint          n_ids)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr(GHashTable) seen = g_hash_table_new (talus_id_hash, talus_id_equal);

  for (guint i = 0; i < n_ids; i++)
    {
      if (g_hash_table_add (seen, (gpointer) &ids[i]))
        g_array_append_val (copy, ids[i]);
    }

  return copy;
}

/* Takes @now in place of where somebody was; tells of what differs, when the
 * index is whole again. */
static void
move_to (Followed *followed,
         GArray   *now)
{
  TalusPresence *self = followed->presence;
  g_autoptr(TalusPresence) guard = g_object_ref (self);
  g_autoptr(GArray) before = g_steal_pointer (&followed->ids);
  g_autoptr(GArray) changed = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr(GHashTable) were = make_set (before);
  g_autoptr(GHashTable) are = make_set (now);

  followed->ids = g_array_ref (now);
  for (guint i = 0; i < before->len; i++)
    {
      const TalusId *id = &g_array_index (before, TalusId, i);

      if (g_hash_table_contains (are, id))
        continue;
      leave (self, id, followed->person);
      g_array_append_val (changed, *id);
    }
  for (guint i = 0; i < now->len; i++)
    {
      const TalusId *id = &g_array_index (now, TalusId, i);

      if (g_hash_table_contains (were, id))
        continue;
      enter (self, id, followed->person);
      g_array_append_val (changed, *id);
    }

  tell (self, changed);
}

static void
read_selection (Followed *followed)
{
  g_autoptr(GArray) now = NULL;
  guint n_ids = 0;
  const TalusId *ids = talus_person_get_selection (followed->person, &n_ids);

  now = copy_ids (ids, talus_person_is_self (followed->person) ? 0 : n_ids);
  move_to (followed, now);
}

static void
selection_cb (TalusPerson *person,
              GParamSpec  *pspec,
              gpointer     user_data)
{
  read_selection (user_data);
}

static Followed *
follow (TalusPresence *self,
        TalusPerson   *person)
{
  Followed *followed = g_new0 (Followed, 1);

  followed->presence = self;
  followed->person = g_object_ref (person);
  followed->ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  followed->selection_id = g_signal_connect (person, "notify::selection",
                                             G_CALLBACK (selection_cb), followed);

  return followed;
}

static void
unfollow (gpointer data)
{
  Followed *followed = data;

  g_signal_handler_disconnect (followed->person, followed->selection_id);
  g_array_unref (followed->ids);
  g_object_unref (followed->person);
  g_free (followed);
}

static void
people_changed_cb (TalusPresence *self,
                   guint          position,
                   guint          n_removed,
                   guint          n_added,
                   GListModel    *people)
{
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func (unfollow);
  g_autoptr(GPtrArray) came = g_ptr_array_new ();
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (TalusId));

  for (guint i = 0; i < n_removed; i++)
    g_ptr_array_add (gone, g_ptr_array_steal_index (self->followed, position));
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(TalusPerson) person = g_list_model_get_item (people, position + i);
      Followed *followed = follow (self, person);

      g_ptr_array_insert (self->followed, (int) (position + i), followed);
      g_ptr_array_add (came, followed);
    }

  for (guint i = 0; i < gone->len; i++)
    move_to (g_ptr_array_index (gone, i), none);
  for (guint i = 0; i < came->len; i++)
    read_selection (g_ptr_array_index (came, i));
}

static void
talus_presence_dispose (GObject *object)
{
  TalusPresence *self = TALUS_PRESENCE (object);

  g_clear_signal_handler (&self->changed_id, self->people);
  g_clear_object (&self->people);
  g_ptr_array_set_size (self->followed, 0);
  g_hash_table_remove_all (self->by_node);

  G_OBJECT_CLASS (talus_presence_parent_class)->dispose (object);
}

static void
talus_presence_finalize (GObject *object)
{
  TalusPresence *self = TALUS_PRESENCE (object);

  g_ptr_array_unref (self->followed);
  g_hash_table_unref (self->by_node);

  G_OBJECT_CLASS (talus_presence_parent_class)->finalize (object);
}

static void
talus_presence_class_init (TalusPresenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_presence_dispose;
  object_class->finalize = talus_presence_finalize;

  /**
   * TalusPresence::changed:
   * @self: a presence
   * @id: (type gpointer): a node's TalusId, valid during the call
   *
   * Emitted when somebody came to the node or went from it.
   */
  signals[CHANGED] = g_signal_new ("changed", TALUS_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
talus_presence_init (TalusPresence *self)
{
  self->followed = g_ptr_array_new_with_free_func (unfollow);
  self->by_node = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free,
                                         (GDestroyNotify) g_ptr_array_unref);
}

/**
 * talus_presence_new:
 * @people: (transfer none): a list model of [class@Talus.Person]
 *
 * Makes the index of where these people are; the person of this window is not
 * in it.
 *
 * Returns: (transfer full): the index
 */
TalusPresence *
talus_presence_new (GListModel *people)
{
  TalusPresence *self = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (people), NULL);

  self = g_object_new (TALUS_TYPE_PRESENCE, NULL);
  self->people = g_object_ref (people);
  self->changed_id = g_signal_connect_object (people, "items-changed",
                                              G_CALLBACK (people_changed_cb), self,
                                              G_CONNECT_SWAPPED);
  people_changed_cb (self, 0, 0, g_list_model_get_n_items (people), people);

  return self;
}

/**
 * talus_presence_get:
 * @peer: a peer
 *
 * Gets the index of a peer, made when it is first asked for.
 *
 * Returns: (transfer none): the index, which lives as long as @peer
 */
TalusPresence *
talus_presence_get (TalusPeer *peer)
{
  static GQuark quark = 0;
  TalusPresence *self = NULL;

  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("talus-presence");
  self = g_object_get_qdata (G_OBJECT (peer), quark);
  if (self == NULL)
    {
      self = talus_presence_new (talus_peer_get_people (peer));
      g_object_set_qdata_full (G_OBJECT (peer), quark, self, g_object_unref);
    }

  return self;
}

/**
 * talus_presence_look_up:
 * @self: an index
 * @id: a node
 *
 * Finds who else has a node selected; of several the one who came last.
 *
 * Returns: (transfer none) (nullable): the person
 */
TalusPerson *
talus_presence_look_up (TalusPresence *self,
                        const TalusId *id)
{
  GPtrArray *persons = NULL;

  g_return_val_if_fail (TALUS_IS_PRESENCE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  persons = g_hash_table_lookup (self->by_node, id);

  return persons != NULL ? g_ptr_array_index (persons, persons->len - 1) : NULL;
}

/**
 * talus_presence_describe:
 * @self: an index
 * @id: a node
 *
 * Says in words who else has a node selected.
 *
 * Returns: (transfer full) (nullable): a phrase, %NULL where nobody has
 */
char *
talus_presence_describe (TalusPresence *self,
                         const TalusId *id)
{
  GPtrArray *persons = NULL;
  const char *name = NULL;

  g_return_val_if_fail (TALUS_IS_PRESENCE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  persons = g_hash_table_lookup (self->by_node, id);
  if (persons == NULL)
    return NULL;

  name = talus_words_for_person (talus_person_get_name (persons->pdata[persons->len - 1]));
  if (persons->len == 1)
    return g_strdup_printf (_("%s is here"), name);

  return g_strdup_printf (ngettext ("%s and %u other are here", "%s and %u others are here",
                                    persons->len - 1),
                          name, persons->len - 1);
}
