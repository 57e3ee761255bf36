/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hub, outlets and rooms share of each other. */
#pragma once

#include "sio/sio-room.h"

G_BEGIN_DECLS

/* One frame that others may share, or small ones of this client alone. */
typedef struct
{
  GList       link;
  GBytes     *frame;  /* NULL if there are several */
  GByteArray *frames;
  gsize       sent;
  guint64     ticket;
} SioOutletItem;

/* A frame in a chunk: when it was said, and where it ends there. */
typedef struct
{
  guint64  ticket;
  gsize    end;
} SioRoomEntry;

/* A piece of a room's stream. Frames are whole in it. */
typedef struct _SioRoomChunk SioRoomChunk;

struct _SioRoomChunk
{
  SioRoomChunk *next;
  guint64       start;      /* of its first byte in the stream */
  gsize         used;
  gsize         size;
  guint         n_readers;  /* members whose cursor is in it */
  guint         n_entries;
  guint         max_entries;
  SioRoomEntry *entries;
  guint8        data[];
};

/* What a member is not to read. */
typedef struct
{
  guint64 start;
  guint64 end;
} SioRoomHole;

typedef enum
{
  SIO_MEMBER_READY,
  SIO_MEMBER_BLOCKED,
  SIO_MEMBER_LAGGED,  /* not a reader any more; to be told so */
} SioMemberState;

/*
 * SioMember:
 *
 * One client's place in one room. It leaves by getting a limit: when it has read so far, it goes.
 */
struct _SioMember
{
  SioRoom        *room;
  SioOutlet      *outlet;
  SioMember      *next;     /* of the same outlet */
  GList           link;     /* in the room's queue for its state */
  SioRoomChunk   *chunk;
  guint64         cursor;
  guint64         limit;    /* G_MAXUINT64 while it stays */
  GArray         *holes;    /* (nullable): SioRoomHole */
  SioMemberState  state;
};

struct _SioRoom
{
  grefcount          refs;      /* the owner's, and one a member */
  SioHub            *hub;
  gsize              max_lag;
  SioRoomLaggedFunc  lagged;
  gpointer           user_data;

  SioRoomChunk      *first;
  SioRoomChunk      *last;
  guint64            end;       /* bytes that were ever said */
  guint64            check_at;  /* when to look for who is too far behind */

  GQueue             queues[3]; /* SioMember, by state */
  guint              n_members; /* who stay */
  guint              n_behind;  /* who have not read to the end, or their limit */
  guint              n_left;    /* ready ones still to be visited for what was said last */
  GList              dirty_link;
  gboolean           is_dirty;
  gboolean           is_closed;
};

/* A run of a peek, to be accounted for by the consume that follows. */
typedef struct
{
  SioMember *member;   /* (nullable): the outlet's own queue */
  gsize      length;
} SioRun;

#define SIO_HUB_MAX_RUNS 64

struct _SioHub
{
  GSource *source;
  guint64  last_ticket;
  GQueue   dirty_outlets;
  GQueue   dirty_rooms;

  /* The last peek */
  SioOutlet *peeked;
  SioRun     runs[SIO_HUB_MAX_RUNS];
  guint      n_runs;
};

/* sio-hub.c */
void          sio_hub_wake              (SioHub       *self);
void          sio_hub_mark_room         (SioRoom      *room);

/* sio-outlet.c */
void          sio_outlet_mark           (SioOutlet    *self);
void          sio_outlet_turn           (SioOutlet    *self);
void          sio_outlet_unlink_member  (SioOutlet    *self,
                                         SioMember    *member);
const guint8 *sio_outlet_item_get_data  (const SioOutletItem *item,
                                         gsize        *size);
void          sio_outlet_drop_own       (SioOutlet    *self,
                                         gsize         length);
/* In front of everything: what is left of a frame that has begun to leave. */
void          sio_outlet_push_rest      (SioOutlet    *self,
                                         GBytes       *rest);

/* sio-room.c */
SioRoom      *sio_room_ref              (SioRoom      *self);
void          sio_room_unref            (SioRoom      *self);
void          sio_room_trim             (SioRoom      *self);
/* Serves up to @budget clients; returns what is left of it. */
guint         sio_room_turn             (SioRoom      *self,
                                         guint         budget);

/* sio-room-member.c */
SioMember    *sio_member_new            (SioRoom      *room,
                                         SioOutlet    *outlet);
/* Out of room and outlet, whatever it has not read. */
void          sio_member_free           (SioMember    *self);
void          sio_member_set_state      (SioMember    *self,
                                         SioMemberState state);
/* Up to where it may read now; its cursor steps over what it is not to read first. */
guint64       sio_member_get_end        (SioMember    *self);
gboolean      sio_member_is_done        (SioMember    *self);
/* When what is at @position of its @chunk was said. */
guint64       sio_member_get_ticket     (SioRoomChunk *chunk,
                                         guint64       position);
/* Reads on; it may be gone afterwards. */
void          sio_member_advance        (SioMember    *self,
                                         gsize         length);
void          sio_member_add_hole       (SioMember    *self,
                                         guint64       start,
                                         guint64       end);
/* It is a reader no more: what it did not read is forgotten, but for a frame that has begun. */
void          sio_member_drop           (SioMember    *self);

G_END_DECLS
