/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pair of connections each, side 0 to the client, side 1 to the host; what
 * comes on one side goes out on the other. Bytes that are late wait in a
 * queue, behind which everything else waits too. */
#define G_LOG_DOMAIN "fault-proxy"

#include "fault-proxy.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim-link.h"

/* How many bytes of what comes at once go one by one. */
#define N_SLICES 300

typedef struct
{
  gint64 due;
  GBytes *bytes;
} Late;

typedef struct _Pair Pair;

typedef struct
{
  Pair *pair;
  SimLink link;
  GQueue late;       /* Late, on their way to this side */
  SimTimer timer;
  gboolean has_ended;
} Side;

struct _Pair
{
  SimFaultProxy *proxy;
  Side sides[2];
  SimFault fault;
  gint64 left;       /* bytes before the cut */
  gboolean is_dead;
};

struct _SimFaultProxy
{
  SimLoop *loop;
  GRand *rand;
  const guint16 *target;
  int listener;
  guint16 port;
  SimWatch watch;
  GPtrArray *pairs;
  GPtrArray *dead;   /* to be freed when none of their functions runs */
};

const char *
sim_fault_get_name (SimFault fault)
{
  static const char * const names[SIM_N_FAULTS] = {
    "none", "delay", "reset", "black hole", "half-open", "one-byte slices", "cut",
  };

  return names[fault];
}

static void
late_free (gpointer data)
{
  Late *late = data;

  g_bytes_unref (late->bytes);
  g_free (late);
}

static void
end_pair (Pair     *pair,
          gboolean  reset)
{
  SimFaultProxy *self = pair->proxy;

  if (pair->is_dead)
    return;
  pair->is_dead = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      sim_link_close (&pair->sides[i].link, reset);
      sim_loop_stop_timer (self->loop, &pair->sides[i].timer);
      g_queue_clear_full (&pair->sides[i].late, late_free);
    }
  g_ptr_array_remove_fast (self->pairs, pair);
  g_ptr_array_add (self->dead, pair);
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  for (guint i = 0; i < 2; i++)
    sim_link_clear (&pair->sides[i].link);
  g_free (pair);
}

/* Looks after what is late, and closes behind it once the other side ended. */
static void
timer_cb (gpointer user_data)
{
  Side *side = user_data;
  Side *other = side == &side->pair->sides[0] ? &side->pair->sides[1] : &side->pair->sides[0];
  SimLoop *loop = side->pair->proxy->loop;
  Late *late;

  while ((late = g_queue_peek_head (&side->late)) != NULL && late->due <= g_get_monotonic_time ())
    {
      gsize length;
      const char *data = g_bytes_get_data (late->bytes, &length);

      sim_link_send (&side->link, data, length);
      late_free (g_queue_pop_head (&side->late));
    }
  if (late != NULL)
    sim_loop_start_timer (loop, &side->timer, (late->due - g_get_monotonic_time ()) / 1000 + 1);
  else if (other->has_ended && sim_link_get_unsent (&side->link) > 0)
    sim_loop_start_timer (loop, &side->timer, 10);
  else if (other->has_ended)
    end_pair (side->pair, FALSE);
}

static void
pass_slices (SimLink    *link,
             const char *data,
             gsize       length)
{
  gsize n = MIN (length, N_SLICES);

  for (gsize i = 0; i < n; i++)
    sim_link_send (link, data + i, 1);
  if (n < length)
    sim_link_send (link, data + n, length - n);
}

static void
pass (Pair       *pair,
      Side       *to,
      const char *data,
      gsize       length)
{
  GRand *rand = pair->proxy->rand;

  if (pair->fault == SIM_FAULT_DELAY || !g_queue_is_empty (&to->late))
    {
      Late *late = g_new0 (Late, 1);
      Late *last = g_queue_peek_tail (&to->late);
      int delay = pair->fault == SIM_FAULT_DELAY ? g_rand_int_range (rand, 5000, 300000) : 0;

      late->due = MAX (g_get_monotonic_time () + delay, last != NULL ? last->due : 0);
      late->bytes = g_bytes_new (data, length);
      g_queue_push_tail (&to->late, late);
      if (to->timer.place == NULL)
        timer_cb (to);
    }
  else if (pair->fault == SIM_FAULT_SLICES)
    {
      pass_slices (&to->link, data, length);
    }
  else
    {
      sim_link_send (&to->link, data, length);
    }
}

static void
received_cb (gpointer    owner,
             const char *data,
             gsize       length)
{
  Side *from = owner;
  Pair *pair = from->pair;
  gboolean is_from_host = from == &pair->sides[1];
  Side *to = &pair->sides[is_from_host ? 0 : 1];

  if (pair->fault == SIM_FAULT_BLACK_HOLE || (pair->fault == SIM_FAULT_HALF_OPEN && is_from_host))
    return;
  if (pair->fault == SIM_FAULT_CUT && pair->left < (gint64) length)
    {
      if (g_queue_is_empty (&to->late)) /* else it would overtake what is late */
        sim_link_send (&to->link, data, pair->left);
      end_pair (pair, g_rand_boolean (pair->proxy->rand));
      return;
    }
  pair->left -= length;
  pass (pair, to, data, length);
}

static void
ended_cb (gpointer owner,
          int      code)
{
  Side *from = owner;
  Pair *pair = from->pair;
  gboolean is_from_host = from == &pair->sides[1];

  from->has_ended = TRUE;
  if (pair->sides[0].has_ended && pair->sides[1].has_ended)
    end_pair (pair, FALSE);
  else if (pair->fault == SIM_FAULT_BLACK_HOLE ||
           (pair->fault == SIM_FAULT_HALF_OPEN && is_from_host))
    return;
  else if (code != 0)
    end_pair (pair, TRUE);
  else if (pair->sides[is_from_host ? 0 : 1].timer.place == NULL)
    timer_cb (&pair->sides[is_from_host ? 0 : 1]);
}

static void
init_side (Pair *pair,
           Side *side)
{
  side->pair = pair;
  side->timer.func = timer_cb;
  side->timer.user_data = side;
  sim_link_init (&side->link, pair->proxy->loop);
  side->link.received = received_cb;
  side->link.ended = ended_cb;
  side->link.owner = side;
}

static void
accept_cb (guint32  events,
           gpointer user_data)
{
  SimFaultProxy *self = user_data;
  int fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  Pair *pair;

  if (fd < 0)
    return;
  g_ptr_array_set_size (self->dead, 0);
  pair = g_new0 (Pair, 1);
  pair->proxy = self;
  init_side (pair, &pair->sides[0]);
  init_side (pair, &pair->sides[1]);
  sim_link_adopt (&pair->sides[0].link, fd);
  g_ptr_array_add (self->pairs, pair);
  if (!sim_link_connect (&pair->sides[1].link, *self->target, 0))
    end_pair (pair, TRUE);
}

/**
 * sim_fault_proxy_new:
 * @loop: where it lives
 * @rand: for its choices
 * @target: the port behind it; read at each connection
 *
 * Returns: (transfer full): a proxy that does no harm yet
 */
SimFaultProxy *
sim_fault_proxy_new (SimLoop       *loop,
                     GRand         *rand,
                     const guint16 *target)
{
  SimFaultProxy *self = g_new0 (SimFaultProxy, 1);
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;

  self->loop = loop;
  self->rand = rand;
  self->target = target;
  self->pairs = g_ptr_array_new ();
  self->dead = g_ptr_array_new_with_free_func (pair_free);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bind (self->listener, (struct sockaddr *) &address, sizeof address) < 0 ||
      listen (self->listener, 512) < 0 ||
      getsockname (self->listener, (struct sockaddr *) &address, &length) < 0)
    g_error ("No port for the proxy");
  self->port = ntohs (address.sin_port);
  self->watch.fd = -1;
  self->watch.func = accept_cb;
  self->watch.user_data = self;
  sim_loop_watch (loop, &self->watch, self->listener, EPOLLIN);

  return self;
}

void
sim_fault_proxy_free (SimFaultProxy *self)
{
  while (self->pairs->len > 0)
    end_pair (g_ptr_array_index (self->pairs, 0), FALSE);
  g_ptr_array_unref (self->pairs);
  g_ptr_array_unref (self->dead);
  sim_loop_unwatch (self->loop, &self->watch);
  close (self->listener);
  g_free (self);
}

/* (transfer none): where clients are to go. */
guint16 *
sim_fault_proxy_get_port (SimFaultProxy *self)
{
  return &self->port;
}

/**
 * sim_fault_proxy_strike:
 * @self: a proxy
 * @fault: what is to happen
 * @percent: to how many of those to whom nothing has happened
 *
 * Returns: how many it hit
 */
guint
sim_fault_proxy_strike (SimFaultProxy *self,
                        SimFault       fault,
                        guint          percent)
{
  guint n = 0;

  for (guint i = self->pairs->len; i > 0; i--)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i - 1);

      if (pair->fault != SIM_FAULT_NONE ||
          g_rand_int_range (self->rand, 0, 100) >= (int) percent)
        continue;
      n++;
      pair->fault = fault;
      pair->left = g_rand_int_range (self->rand, 0, 3000);
      if (fault == SIM_FAULT_RESET)
        end_pair (pair, TRUE);
    }

  return n;
}

/**
 * sim_fault_proxy_heal:
 * @self: a proxy
 *
 * What lost bytes ends with a reset; the others are as wires again.
 */
void
sim_fault_proxy_heal (SimFaultProxy *self)
{
  for (guint i = self->pairs->len; i > 0; i--)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i - 1);

      if (pair->fault == SIM_FAULT_BLACK_HOLE || pair->fault == SIM_FAULT_HALF_OPEN)
        end_pair (pair, TRUE);
      else
        pair->fault = SIM_FAULT_NONE;
    }
}
