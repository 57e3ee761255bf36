/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client wants to be told, and in which words: the spellings, the
 * choice of events, records instead of events. It must not know who it is
 * that is told. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include <string.h>

#include "host/talus-room-private.h"

#define PREFIX "graph:"

/* In the order of the bits of TalusHear. */
static const struct
{
  const char *name;
  const char *prefixed;   /* (nullable) */
} names[] = {
  { "node-created", PREFIX "node-created" },
  { "node-deleted", PREFIX "node-deleted" },
  { "node-linked", PREFIX "node-linked" },
  { "node-unlinked", PREFIX "node-unlinked" },
  { "property-changed", PREFIX "property-changed" },
  { "property-deleted", PREFIX "property-deleted" },
  { "dependency-linked", NULL },
  { "dependency-unlinked", NULL },
  { "template:changed", NULL },
  { "command:executing", NULL },
  { "command:executed", NULL },
  { "command:failed", NULL },
  { "command:undo", NULL },
  { "command:redo", NULL },
  { "undo", NULL },
  { "redo", NULL },
  { "session:connected", NULL },
  { "session:disconnected", NULL },
  { "session:closed", NULL },
  { "presence", NULL },
  { "project:loaded", NULL },
  { "project:saved", NULL },
};

/*
 * talus_taste_find_event:
 *
 * The bit of an event by its name, in either spelling; 0 for a name that no
 * event has.
 */
guint32
talus_taste_find_event (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i].name, name) || g_strcmp0 (names[i].prefixed, name) == 0)
        return 1u << i;
    }

  return 0;
}

/*
 * talus_taste_equal:
 *
 * Whether two clients hear the same.
 */
gboolean
talus_taste_equal (gconstpointer a,
                   gconstpointer b)
{
  const TalusTaste *one = a;
  const TalusTaste *other = b;

  return one->hears == other->hears && one->spelling == other->spelling &&
         one->is_graph == other->is_graph && one->wants_records == other->wants_records;
}

const char *
talus_taste_get_namespace (const TalusTaste *taste)
{
  return taste->is_graph ? "/graph" : "/";
}

static void
say_event (const TalusTaste *taste,
           const TalusEvent *event,
           TalusSayFunc      say,
           gpointer          target)
{
  guint32 bit = talus_taste_find_event (event->name);
  gsize length = 0;
  const char *json = g_bytes_get_data (event->json, &length);
  guint32 bare = bit == TALUS_HEAR_COMMAND_UNDO ? TALUS_HEAR_UNDO
                 : bit == TALUS_HEAR_COMMAND_REDO ? TALUS_HEAR_REDO : 0;

  if ((taste->hears & bit) == 0)
    return;

  if (bare != 0 && (taste->hears & bare) != 0 && taste->spelling != TALUS_SPELL_PREFIXED)
    say (target, bare == TALUS_HEAR_UNDO ? "undo" : "redo", json, length);
  if (!event->is_graph || taste->spelling != TALUS_SPELL_PREFIXED)
    say (target, event->name, json, length);
  if (event->is_graph && taste->spelling != TALUS_SPELL_PLAIN)
    say (target, names[g_bit_nth_lsf (bit, -1)].prefixed, json, length);
}

/*
 * talus_taste_say_record:
 * @is_live: whether it happens now: what is not logged goes with it then
 *
 * Says a record as @taste wants it.
 */
void
talus_taste_say_record (const TalusTaste *taste,
                        TalusRoomRecord  *record,
                        gboolean          is_live,
                        TalusSayFunc      say,
                        gpointer          target)
{
  GPtrArray *events = NULL;

  if (taste->wants_records)
    {
      GString *text = talus_room_record_get_text (record);

      say (target, "record", text->str, text->len);
      return;
    }

  if (is_live && record->record->has_command_id &&
      (taste->hears & TALUS_HEAR_COMMAND_EXECUTING) != 0)
    {
      GString *executing = talus_room_record_get_executing (record);

      say (target, "command:executing", executing->str, executing->len);
    }

  events = talus_room_record_get_events (record);
  for (guint i = 0; i < events->len; i++)
    say_event (taste, g_ptr_array_index (events, i), say, target);
}

static void
add_length (gpointer    target,
            const char *event,
            const char *json,
            gsize       length)
{
  *(gsize *) target += length;
}

/*
 * talus_taste_measure:
 *
 * How many bytes a record that was missed comes to: as @taste wants it said,
 * or as it is made and kept for that, filter or not.
 */
gsize
talus_taste_measure (const TalusTaste *taste,
                     TalusRoomRecord  *record)
{
  gsize said = 0;
  gsize made = 0;

  talus_taste_say_record (taste, record, FALSE, add_length, &said);
  for (guint i = 0; record->events != NULL && i < record->events->len; i++)
    made += g_bytes_get_size (((TalusEvent *) g_ptr_array_index (record->events, i))->json);

  return MAX (said, made);
}
