/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the rooms share: who is connected (a wire), which
 * sessions somebody is in (a room), and who of them is told in the same words
 * (a variant). All of it belongs to the host's thread. */
#pragma once

#include "base/talus-json-writer.h"
#include "host/talus-events.h"
#include "host/talus-grant.h"
#include "host/talus-host-private.h"
#include "host/talus-rooms.h"
#include "sio/sio-deadline.h"
#include "sio/sio-server.h"

G_BEGIN_DECLS

#define TALUS_MAX_LAG          (8 * 1024 * 1024)
#define TALUS_MAX_JOINS        64
#define TALUS_MAX_MISSED       10000
#define TALUS_MAX_MISSED_BYTES (4 * 1024 * 1024)
#define TALUS_MAX_SNAPSHOT     (512 * 1024)
#define TALUS_MAX_LISTED       200
#define TALUS_SNAPSHOT_WAIT    G_USEC_PER_SEC /* microseconds */

typedef struct _TalusLine       TalusLine;
typedef struct _TalusWire       TalusWire;
typedef struct _TalusAsk        TalusAsk;
typedef struct _TalusRoom       TalusRoom;
typedef struct _TalusRoomMember TalusRoomMember;
typedef struct _TalusVariant    TalusVariant;
typedef struct _TalusRoomRecord TalusRoomRecord;

struct _TalusRooms
{
  TalusHost *host;
  SioServer *server;
  GHashTable *rooms;    /* TalusId → TalusRoom */
  GHashTable *lines;    /* SioEngineSocket → TalusLine */
  GQueue wires;         /* of TalusWire, by its link */
  SioDeadlineQueue *strangers; /* the lines that have joined nothing yet */
};

/* talus-room-variant.c: what a client wants to be told, and how. */

typedef enum
{
  TALUS_SPELL_PLAIN,
  TALUS_SPELL_PREFIXED,
  TALUS_SPELL_BOTH,
} TalusSpelling;

/* Each event that a client can choose, a bit in its filter. */
typedef enum
{
  TALUS_HEAR_NODE_CREATED         = 1 << 0,
  TALUS_HEAR_NODE_DELETED         = 1 << 1,
  TALUS_HEAR_NODE_LINKED          = 1 << 2,
  TALUS_HEAR_NODE_UNLINKED        = 1 << 3,
  TALUS_HEAR_PROPERTY_CHANGED     = 1 << 4,
  TALUS_HEAR_PROPERTY_DELETED     = 1 << 5,
  TALUS_HEAR_DEPENDENCY_LINKED    = 1 << 6,
  TALUS_HEAR_DEPENDENCY_UNLINKED  = 1 << 7,
  TALUS_HEAR_TEMPLATE_CHANGED     = 1 << 8,
  TALUS_HEAR_COMMAND_EXECUTING    = 1 << 9,
  TALUS_HEAR_COMMAND_EXECUTED     = 1 << 10,
  TALUS_HEAR_COMMAND_FAILED       = 1 << 11,
  TALUS_HEAR_COMMAND_UNDO         = 1 << 12,
  TALUS_HEAR_COMMAND_REDO         = 1 << 13,
  TALUS_HEAR_UNDO                 = 1 << 14,
  TALUS_HEAR_REDO                 = 1 << 15,
  TALUS_HEAR_SESSION_CONNECTED    = 1 << 16,
  TALUS_HEAR_SESSION_DISCONNECTED = 1 << 17,
  TALUS_HEAR_SESSION_CLOSED       = 1 << 18,
  TALUS_HEAR_PRESENCE             = 1 << 19,
  TALUS_HEAR_PROJECT_LOADED       = 1 << 20,
  TALUS_HEAR_PROJECT_SAVED        = 1 << 21,
} TalusHear;

/* Without a choice; and what nobody can do without: the end of each seq, and
 * the end of the session. */
#define TALUS_HEAR_ALL    G_MAXUINT32
#define TALUS_HEAR_ALWAYS (TALUS_HEAR_COMMAND_EXECUTED | TALUS_HEAR_COMMAND_UNDO | \
                           TALUS_HEAR_COMMAND_REDO | TALUS_HEAR_PROJECT_LOADED | \
                           TALUS_HEAR_SESSION_CLOSED)

/* What makes two clients hear the same. */
typedef struct
{
  guint32 hears;          /* TalusHear */
  guint8 spelling;        /* TalusSpelling */
  guint8 is_graph;        /* on `/graph`, else on `/` */
  guint8 wants_records;
} TalusTaste;

struct _TalusVariant
{
  TalusTaste taste;
  TalusRoom *room;
  SioRoom *stream;
  guint n_members;
};

typedef void (*TalusSayFunc) (gpointer    target,
                              const char *event,
                              const char *json,
                              gsize       length);

/* 0 for a name that no event has; either spelling. */
guint32      talus_taste_find_event   (const char           *name);
/* Of two TalusTaste. */
gboolean     talus_taste_equal        (gconstpointer         a,
                                       gconstpointer         b);
const char  *talus_taste_get_namespace(const TalusTaste     *taste);
/* Says a record as @taste wants it; @is_live: with what is not replayed. */
void         talus_taste_say_record   (const TalusTaste     *taste,
                                       TalusRoomRecord      *record,
                                       gboolean              is_live,
                                       TalusSayFunc          say,
                                       gpointer              target);
/* The bytes of that, without what is around each event, or of what is made
 * for it, if that is more. */
gsize        talus_taste_measure      (const TalusTaste     *taste,
                                       TalusRoomRecord      *record);

/* talus-room-record.c: a record with the texts made of it, each once. */

struct _TalusRoomRecord
{
  guint refs;
  TalusRecord *record;
  TalusRoom *room;       /* borrowed: whose ids are in the texts */
  GPtrArray *events;     /* (nullable): of TalusEvent, once needed */
  GString *text;         /* (nullable): the event `record`, once needed */
  GString *executing;    /* (nullable): command:executing, once needed */
};

TalusRoomRecord *talus_room_record_new           (TalusRoom        *room,
                                                  TalusRecord      *record);
TalusRoomRecord *talus_room_record_ref           (TalusRoomRecord  *self);
void             talus_room_record_unref         (TalusRoomRecord  *self);
GPtrArray       *talus_room_record_get_events    (TalusRoomRecord  *self);
GString         *talus_room_record_get_text      (TalusRoomRecord  *self);
GString         *talus_room_record_get_executing (TalusRoomRecord  *self);
gsize            talus_room_record_get_size      (TalusRoomRecord  *self);

/* talus-room.c */

struct _TalusRoom
{
  TalusRooms *rooms;
  TalusSession *session;
  char session_id[TALUS_ID_TEXT_SIZE];
  guint follower_id;
  guint64 seq;                      /* of the last record that was said */
  char head[TALUS_HEAD_LENGTH + 1]; /* its head */
  GHashTable *variants;             /* TalusTaste → TalusVariant */
  GPtrArray *members;               /* of TalusRoomMember; each knows its place */

  /* talus-room-catch-up.c: the newest records, the last of them at @seq */
  GPtrArray *recent;                /* of TalusRoomRecord */
  gsize recent_bytes;
  gint64 many_until;                /* monotonic: till when more than usual is kept */
  guint64 too_far;                  /* from there on back it is, in that taste; 0: not known */
  TalusTaste too_far_taste;

  /* talus-room-snapshot.c: the graph as text at @seq, for a short while */
  GString *snapshot;                /* (nullable): none, or too big */
  guint64 snapshot_seq;
  GSource *snapshot_timeout;

  /* talus-room-crowd.c */
  GString *clients;                 /* (nullable): the array of `joined` */
  struct { guint n; char *client_id; TalusAuthor *author; } came, went;
  guint n_moved;                    /* how many came or went since it was last quiet */
  GSource *crowd_timeout;

  /* talus-room-presence.c */
  GQueue movers;                    /* of TalusRoomMember, who have said where they are */
  GSource *presence_timeout;
  gint64 presence_at;               /* when the ration was last reckoned, microseconds */
  double presence_ration;           /* deliveries that are left */
  TalusRoomMember *speaker;         /* (nullable): who is saying where it is */
};

/* One client in one room. */
struct _TalusRoomMember
{
  TalusRoom *room;
  TalusWire *wire;
  TalusRoomMember *next;      /* of the same wire */
  TalusVariant *variant;      /* (nullable): until it calls `sync` */
  TalusTaste taste;
  guint place;                /* in room->members */

  char *presence;             /* (nullable): the newest, to be told */
  gint64 presence_since;      /* when its second began, microseconds */
  guint presence_count;       /* what was told of it in that second */
  GList mover;                /* in room->movers while @presence waits */
};

/* The room of a session, made where there is none. */
TalusRoom       *talus_room_get            (TalusRooms       *rooms,
                                            TalusSession     *session);
/* Frees it if nobody is in it. */
void             talus_room_release        (TalusRoom        *self);
void             talus_room_free           (TalusRoom        *self);
TalusRoomMember *talus_room_add            (TalusRoom        *self,
                                            TalusWire        *wire,
                                            const TalusTaste *taste);
/* Takes it out of the room, and the client out of the session; frees it, and
 * the room where it was the last. */
void             talus_room_remove         (TalusRoomMember  *member);
/* Whether it is told what happens, from now on, in its taste. */
void             talus_room_tell           (TalusRoomMember  *member);
void             talus_room_mute           (TalusRoomMember  *member);
/* Tells everybody who hears it. @except: (nullable) */
void             talus_room_say            (TalusRoom        *self,
                                            guint32           hear,
                                            const char       *event,
                                            GString          *json,
                                            TalusRoomMember  *except);
void             talus_variant_say         (TalusVariant     *variant,
                                            const char       *event,
                                            const char       *json,
                                            gsize             length,
                                            SioSocket        *except);
void             talus_variant_say_cb      (gpointer          target,
                                            const char       *event,
                                            const char       *json,
                                            gsize             length);
/* Everything up to there has been said. */
void             talus_room_move_to        (TalusRoom        *self,
                                            guint64           seq,
                                            const char       *head);
/* Begins an event: what all have in common. What is NULL is null. */
void             talus_room_begin_event    (TalusRoom        *self,
                                            TalusJsonWriter  *writer,
                                            GString          *out,
                                            const char       *event,
                                            const TalusId    *command_id,
                                            TalusAuthor      *author,
                                            const char       *client_id);
void             talus_room_write_text     (TalusJsonWriter  *writer,
                                            const char       *name,
                                            const char       *text);
/* seq, epoch, head. */
void             talus_room_write_position (TalusRoom        *self,
                                            TalusJsonWriter  *writer);

/* talus-room-notices.c */
gboolean         talus_room_notice_cb      (const TalusNotice *notice,
                                            gpointer           user_data);
void             talus_room_say_closed     (TalusRoom         *self,
                                            const char        *reason);

/* talus-room-catch-up.c */

typedef struct
{
  gboolean has_since;
  guint64 since;
  const char *epoch;    /* (nullable) */
  const char *head;     /* (nullable) */
} TalusPosition;

void       talus_room_keep       (TalusRoom           *self,
                                  TalusRoomRecord     *record);
void       talus_room_forget     (TalusRoom           *self);
/* (transfer full) (element-type TalusRoomRecord): what followed @position, or
 * NULL with @reason (static) why a snapshot must do. */
GPtrArray *talus_room_get_missed (TalusRoom           *self,
                                  const TalusPosition *position,
                                  const TalusTaste    *taste,
                                  const char         **reason);

/* talus-room-snapshot.c */

/* Whether a snapshot of the graph at @seq can be taken now. */
gboolean   talus_room_can_snapshot   (TalusRoom        *self);
/* `reason`, seq, epoch, head and the graph, or where it is. */
void       talus_room_write_snapshot (TalusRoom        *self,
                                      const char       *reason,
                                      TalusJsonWriter  *writer);
GString   *talus_room_make_snapshot  (TalusRoom        *self,
                                      const char       *reason);
void       talus_room_drop_snapshot  (TalusRoom        *self);
/* Calls @func when one can be taken, or at @until (monotonic): while commands
 * never cease, nothing may ever be settled, and a snapshot says where the graph
 * is. Never from inside this call. */
void       talus_room_await_snapshot (TalusSession     *session,
                                      gint64            until,
                                      GSourceFunc       func,
                                      gpointer          user_data);

/* talus-room-crowd.c */
void       talus_room_note_came      (TalusRoom         *self,
                                      const TalusNotice *notice);
void       talus_room_note_went      (TalusRoom         *self,
                                      const TalusNotice *notice);
GString   *talus_room_get_clients    (TalusRoom         *self);
void       talus_room_forget_clients (TalusRoom         *self);
void       talus_room_clear_crowd    (TalusRoom         *self);

/* talus-room-presence.c */
void       talus_room_ask_presence   (TalusAsk          *ask);
void       talus_room_say_presence   (TalusRoom         *self,
                                      const TalusNotice *notice);
void       talus_room_forget_mover   (TalusRoomMember   *member);
void       talus_room_clear_presence (TalusRoom         *self);

/* talus-room-join.c, talus-room-sync.c, talus-room-commands.c: what clients
 * ask; each takes the ask over. */
void       talus_room_ask_join       (TalusAsk          *ask);
void       talus_room_ask_leave      (TalusAsk          *ask);
void       talus_room_ask_sync       (TalusAsk          *ask);
void       talus_room_ask_command    (TalusAsk          *ask);
/* since, epoch, head; borrowed from @body. */
gboolean   talus_room_read_position  (JsonObject        *body,
                                      TalusPosition     *position,
                                      GError           **error);
/* To one client, in its own queue. */
void       talus_room_send_missed    (TalusRoomMember   *member,
                                      GPtrArray         *records);

/* talus-line.c */

/* What is counted a connection, whatever namespaces it is in. */
struct _TalusLine
{
  TalusRooms *rooms;
  SioEngineSocket *connection;
  SioDeadline deadline; /* to have joined by */
  TalusWire *wires[2];  /* (nullable): borrowed; on `/`, on `/graph` */
  guint n_joins;
  guint n_messages;     /* before it joined */
  gsize n_bytes;
  gboolean has_joined;  /* since it was in no namespace */
};

SioDeadlineQueue *talus_line_new_deadlines (void);
TalusLine        *talus_line_new           (TalusRooms  *rooms,
                                            SioEngineSocket *connection);
void              talus_line_free          (TalusLine   *self);
void              talus_line_note_gone     (TalusLine   *self);
void              talus_line_note_join     (TalusLine   *self);
gboolean          talus_line_count_message (TalusLine   *self,
                                            gsize        length,
                                            GError     **error);

/* talus-wire.c */

/* One client: one socket in one namespace. */
struct _TalusWire
{
  guint refs;
  TalusRooms *rooms;
  SioSocket *socket;         /* borrowed; NULL once it is gone */
  TalusLine *line;           /* borrowed while @socket is there */
  TalusGrant *grant;         /* (nullable): until the gate has answered */
  TalusRoomMember *members;  /* the sessions it is in */
  GQueue *waiting;           /* (nullable): what came while it was busy */
  gsize waiting_bytes;       /* of it */
  GList link;                /* in rooms->wires */
  guint is_graph : 1;
  guint is_busy : 1;         /* with something that others must not overtake */
};

/* One event of a client, until it is answered. */
struct _TalusAsk
{
  TalusWire *wire;
  char *event;
  JsonNode *node;        /* (nullable) */
  JsonObject *body;      /* (not nullable) */
  SioAck *ack;           /* (nullable) */
};

TalusWire       *talus_wire_new         (TalusRooms      *rooms,
                                         SioSocket       *socket);
TalusWire       *talus_wire_ref         (TalusWire       *self);
void             talus_wire_unref       (TalusWire       *self);
/* It is gone: out of all rooms. Gives the reference of talus_wire_new() back. */
void             talus_wire_end         (TalusWire       *self);
void             talus_wire_take_event  (TalusWire       *self,
                                         const char      *event,
                                         const SioArgs   *args,
                                         SioAck          *ack);
void             talus_wire_emit        (TalusWire       *self,
                                         const char      *event,
                                         const char      *json,
                                         gsize            length);
void             talus_wire_emit_error  (TalusWire       *self,
                                         const GError    *error,
                                         const char      *in_reply_to);
/* What comes from now on waits until resume(). */
void             talus_wire_hold        (TalusWire       *self);
void             talus_wire_resume      (TalusWire       *self);
TalusRoomMember *talus_wire_find_member (TalusWire       *self,
                                         const TalusId   *session_id);

/* talus-ask.c */

/* (transfer full): what the event `error` carries. */
GString         *talus_ask_write_error  (const GError    *error,
                                         const char      *in_reply_to);
/* (transfer full) @node: an object */
TalusAsk        *talus_ask_new          (TalusWire       *wire,
                                         const char      *event,
                                         JsonNode        *node,
                                         SioAck          *ack);
void             talus_ask_free         (TalusAsk        *self);
/* Both free it. @event: (nullable): said beside the ack. */
void             talus_ask_answer       (TalusAsk        *self,
                                         const char      *event,
                                         GString         *json);
void             talus_ask_fail         (TalusAsk        *self,
                                         const GError    *error);
/* The session it names, else the only one the client is in. */
gboolean         talus_ask_get_session  (TalusAsk        *self,
                                         TalusId         *session_id,
                                         GError         **error);
/* The same where the client must be in it. */
TalusRoomMember *talus_ask_get_member   (TalusAsk        *self,
                                         GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusWire, talus_wire_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusAsk, talus_ask_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusRoomRecord, talus_room_record_unref)

G_END_DECLS
