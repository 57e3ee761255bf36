/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the desk's host listens, and for whom. What is asked of it beside is
 * in talus-share-verbs.c. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-share-private.h"

/* Beyond that somebody else should decide. */
#define N_MORE_PORTS 20

enum
{
  CHANGED,
  INVITES_CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusShare, talus_share, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
tell (TalusShare *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
forget_where (TalusShare *self)
{
  g_clear_pointer (&self->url, g_free);
  self->port = 0;
}

static void
talus_share_finalize (GObject *object)
{
  TalusShare *self = TALUS_SHARE (object);

  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_error (&self->failure);
  g_free (self->url);

  G_OBJECT_CLASS (talus_share_parent_class)->finalize (object);
}

static void
talus_share_class_init (TalusShareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_share_finalize;

  /**
   * TalusShare::changed:
   * @self: a share
   *
   * Emitted when it is turned on or off, or could not be.
   */
  signals[CHANGED] = g_signal_new ("changed", TALUS_TYPE_SHARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * TalusShare::invites-changed:
   * @self: a share
   * @session_id: (type gpointer): a session's TalusId
   *
   * Emitted when an invite was made or taken back here.
   */
  signals[INVITES_CHANGED] = g_signal_new ("invites-changed", TALUS_TYPE_SHARE, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
talus_share_init (TalusShare *self)
{
}

TalusShareErrand *
talus_share_errand_new (TalusShare  *share,
                        void       (*done) (TalusShareErrand *))
{
  TalusShareErrand *errand = g_new0 (TalusShareErrand, 1);

  errand->share = g_object_ref (share);
  errand->desk = g_object_ref (share->desk);
  errand->done = done;

  return errand;
}

static void
free_errand (TalusShareErrand *errand)
{
  g_clear_object (&errand->task);
  g_clear_object (&errand->share);
  g_clear_object (&errand->desk);
  g_clear_error (&errand->error);
  g_clear_pointer (&errand->invites, g_ptr_array_unref);
  g_free (errand->client_id);
  g_free (errand->url);
  g_free (errand->text);
  g_free (errand->link);
  g_free (errand);
}

static gboolean
returned_cb (gpointer user_data)
{
  TalusShareErrand *errand = user_data;

  errand->done (errand);
  free_errand (errand);

  return G_SOURCE_REMOVE;
}

void
talus_share_errand_send (TalusShareErrand *errand,
                         TalusDeskFunc     func)
{
  talus_desk_run (errand->desk, func, errand, NULL);
}

/* From the host's thread to the main one. */
void
talus_share_errand_return (TalusShareErrand *errand)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, returned_cb, errand, NULL);
  g_source_set_static_name (source, "[talus] sharing");
  g_source_attach (source, NULL);
}

/* Nobody waits for who is told goodbye when it begins anew. */
static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  TalusShareErrand *errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!talus_host_stop_listening_finish (TALUS_HOST (object), result, &error))
    g_debug ("%s", error->message);
  if (errand != NULL)
    talus_share_errand_return (errand);
}

/* On the host's thread, as what follows. */
static void
start_listening (TalusHost *host,
                 gpointer   data)
{
  TalusShareErrand *errand = data;
  TalusHostOptions options = { 0, };

  if (talus_host_get_url (host) != NULL)
    talus_host_stop_listening_async (host, stopped_cb, NULL);
  options.address = errand->reach == TALUS_REACH_COMPUTER ? NULL : "0.0.0.0";
  options.port = errand->port;
  options.n_more_ports = N_MORE_PORTS;
  options.tls_self_signed = errand->reach == TALUS_REACH_NETWORK;
  options.insecure = errand->reach == TALUS_REACH_NETWORK_OPEN;

  talus_host_start_listening (host, &options, &errand->error);
  errand->url = g_strdup (talus_host_get_url (host));
  errand->port = talus_host_get_port (host);
  talus_share_errand_return (errand);
}

static void
stop_listening (TalusHost *host,
                gpointer   data)
{
  talus_host_stop_listening_async (host, stopped_cb, data);
}

static void
started (TalusShareErrand *errand)
{
  TalusShare *self = errand->share;

  if (errand->generation != self->generation)
    return;

  self->state = errand->error == NULL ? TALUS_SHARE_ON : TALUS_SHARE_OFF;
  self->failure = g_steal_pointer (&errand->error);
  forget_where (self);
  if (self->state == TALUS_SHARE_ON)
    {
      self->url = g_steal_pointer (&errand->url);
      self->port = errand->port;
    }
  tell (self);
}

static void
stopped (TalusShareErrand *errand)
{
  TalusShare *self = errand->share;

  if (errand->generation != self->generation)
    return;

  self->state = TALUS_SHARE_OFF;
  tell (self);
}

/**
 * talus_share_get:
 * @desk: a desk
 *
 * Gets the sharing of a desk, off at first.
 *
 * Returns: (transfer none): it, which lives as long as @desk
 */
TalusShare *
talus_share_get (TalusDesk *desk)
{
  static GQuark quark = 0;
  TalusShare *self;

  g_return_val_if_fail (TALUS_IS_DESK (desk), NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("talus-share");
  self = g_object_get_qdata (G_OBJECT (desk), quark);
  if (self == NULL)
    {
      self = g_object_new (TALUS_TYPE_SHARE, NULL);
      self->desk = desk;
      g_object_set_qdata_full (G_OBJECT (desk), quark, self, g_object_unref);
    }

  return self;
}

/**
 * talus_share_get_state:
 * @self: a share
 *
 * Tells whether a port is open.
 *
 * Returns: the state
 */
TalusShareState
talus_share_get_state (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), TALUS_SHARE_OFF);

  return self->state;
}

/**
 * talus_share_get_reach:
 * @self: a share
 *
 * Tells who can come, or could the last time it was on.
 *
 * Returns: the reach
 */
TalusReach
talus_share_get_reach (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), TALUS_REACH_COMPUTER);

  return self->reach;
}

/**
 * talus_share_get_url:
 * @self: a share
 *
 * Tells where it listens.
 *
 * Returns: (transfer none) (nullable): "http://127.0.0.1:5000", or %NULL unless on
 */
const char *
talus_share_get_url (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), NULL);

  return self->url;
}

/**
 * talus_share_get_port:
 * @self: a share
 *
 * Tells on which port it listens.
 *
 * Returns: the port, 0 unless on
 */
guint16
talus_share_get_port (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), 0);

  return self->port;
}

/**
 * talus_share_get_wished_port:
 * @self: a share
 *
 * Tells which port was asked for.
 *
 * Returns: the port; another program may have it
 */
guint16
talus_share_get_wished_port (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), 0);

  return self->wished_port;
}

/**
 * talus_share_get_failure:
 * @self: a share
 *
 * Tells why it could not be turned on.
 *
 * Returns: (transfer none) (nullable): the error
 */
const GError *
talus_share_get_failure (TalusShare *self)
{
  g_return_val_if_fail (TALUS_IS_SHARE (self), NULL);

  return self->failure;
}

/**
 * talus_share_start:
 * @self: a share
 * @reach: who can come
 * @port: which port to begin with; where it is taken one of the next twenty
 *
 * Turns it on, or on otherwise: then those who are there are put out, for the
 * address that they know is not good any more.
 */
void
talus_share_start (TalusShare *self,
                   TalusReach  reach,
                   guint16     port)
{
  TalusShareErrand *errand;

  g_return_if_fail (TALUS_IS_SHARE (self));

  if ((self->state == TALUS_SHARE_ON || self->state == TALUS_SHARE_STARTING) &&
      self->reach == reach && self->wished_port == port)
    return;

  self->state = TALUS_SHARE_STARTING;
  self->reach = reach;
  self->wished_port = port;
  g_clear_error (&self->failure);
  forget_where (self);
  errand = talus_share_errand_new (self, started);
  errand->generation = ++self->generation;
  errand->reach = reach;
  errand->port = port;
  talus_share_errand_send (errand, start_listening);
  tell (self);
}

/**
 * talus_share_stop:
 * @self: a share
 *
 * Turns it off. The port is closed at once; those who are there are told, and
 * gone within two seconds.
 */
void
talus_share_stop (TalusShare *self)
{
  TalusShareErrand *errand;

  g_return_if_fail (TALUS_IS_SHARE (self));

  if (self->state == TALUS_SHARE_OFF || self->state == TALUS_SHARE_STOPPING)
    return;

  self->state = TALUS_SHARE_STOPPING;
  forget_where (self);
  errand = talus_share_errand_new (self, stopped);
  errand->generation = ++self->generation;
  talus_share_errand_send (errand, stop_listening);
  tell (self);
}
