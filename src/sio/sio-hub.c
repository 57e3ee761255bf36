/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the outlets and rooms of one server meet: it counts the tickets that
 * order what is said, and has everything that was said in a turn of the main
 * loop leave at its end, once a client. It must not know what is said. */
#define G_LOG_DOMAIN "sio-hub"

#include "sio/sio-hub.h"

#include "sio/sio-room-private.h"

/* A turn serves at most this many, so that what else lives on the context is
 * not starved; what is said meanwhile goes with the rest of the next turns. */
#define MAX_CLIENTS_A_TURN 256

typedef struct
{
  GSource  source;
  SioHub  *hub;
} HubSource;

static guint
serve_outlets (SioHub *self,
               guint   budget)
{
  while (budget > 0 && !g_queue_is_empty (&self->dirty_outlets))
    {
      sio_outlet_turn (g_queue_peek_head (&self->dirty_outlets));
      budget--;
    }

  return budget;
}

static guint
serve_rooms (SioHub *self,
             guint   budget)
{
  /* Each at most once a turn: one that is still dirty goes to the end. */
  for (guint n = self->dirty_rooms.length; n > 0 && budget > 0 && self->dirty_rooms.length > 0; n--)
    {
      SioRoom *room = g_queue_peek_head (&self->dirty_rooms);

      g_queue_unlink (&self->dirty_rooms, &room->dirty_link);
      room->is_dirty = FALSE;
      budget = sio_room_turn (room, budget);
    }

  return budget;
}

static gboolean
dispatch_hub (GSource     *source,
              GSourceFunc  callback,
              gpointer     user_data)
{
  SioHub *self = ((HubSource *) source)->hub;
  guint budget = MAX_CLIENTS_A_TURN;

  g_source_set_ready_time (source, -1);
  budget = serve_outlets (self, budget);
  serve_rooms (self, budget);
  if (!g_queue_is_empty (&self->dirty_outlets) || !g_queue_is_empty (&self->dirty_rooms))
    sio_hub_wake (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs hub_funcs = {
  .dispatch = dispatch_hub,
};

/**
 * sio_hub_new:
 * @context: (nullable): the context whose turns are meant; %NULL for the default one
 *
 * Makes a hub. It, its outlets and its rooms belong to the thread that runs @context.
 *
 * Returns: (transfer full): the hub
 */
SioHub *
sio_hub_new (GMainContext *context)
{
  SioHub *self = g_new0 (SioHub, 1);

  self->source = g_source_new (&hub_funcs, sizeof (HubSource));
  ((HubSource *) self->source)->hub = self;
  g_source_set_static_name (self->source, "SioHub");
  g_source_attach (self->source, context);

  return self;
}

/**
 * sio_hub_free:
 * @self: (transfer full): a hub whose outlets are cleared and whose rooms are freed
 *
 * Frees it. Not from inside a callback of an outlet or a room.
 */
void
sio_hub_free (SioHub *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_queue_is_empty (&self->dirty_outlets));

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

/*
 * sio_hub_wake:
 *
 * Has this turn end with a round of sending.
 */
void
sio_hub_wake (SioHub *self)
{
  g_source_set_ready_time (self->source, 0);
}

/*
 * sio_hub_mark_room:
 *
 * Has a room's members sent what they have not got.
 */
void
sio_hub_mark_room (SioRoom *room)
{
  if (room->is_dirty)
    return;

  room->is_dirty = TRUE;
  g_queue_push_tail_link (&room->hub->dirty_rooms, &room->dirty_link);
  sio_hub_wake (room->hub);
}
