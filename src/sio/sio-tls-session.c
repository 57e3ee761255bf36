/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of TLS on one descriptor: the handshake, records in and
 * out, the end. It never blocks; its handshake goes on inside whatever
 * reading or writing comes next. It must not know who reads and writes. */
#define G_LOG_DOMAIN "sio-tls-session"

#include "sio/sio-tls-private.h"

#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "sio/sio-channel.h"

/* What one record holds at most. */
#define RECORD_SIZE (16 * 1024)

/* The first byte of whoever speaks TLS: a record of the handshake. */
#define FIRST_BYTE 0x16

/* Warnings that mean nothing to us are read over; more than these only keep us
 * busy. */
#define MAX_WARNINGS 4

struct _SioTlsSession
{
  SioTls           *tls;
  gnutls_session_t  gnutls;
  gsize             credit;                /* bytes sent of which the writer was not told */
  guint             n_warnings : 8;
  guint             has_begun : 1;         /* what came first was looked at */
  guint             is_in_vain : 1;        /* it was no TLS */
  guint             is_open : 1;           /* hands were shaken */
  guint             is_broken : 1;
  guint             is_at_end : 1;         /* nothing more comes */
  guint             has_record : 1;        /* one was begun: GnuTLS has the rest */
  guint             reading_needs_room : 1; /* what came must be replied to first */
  guint             is_ending : 1;         /* we said that nothing more follows, or are about to */
  guint             is_ended : 1;
};

static gssize
fail (SioTlsSession *self,
      int            code)
{
  g_debug ("A TLS connection is broken: %s", gnutls_strerror (code));

  /* The other side may learn why, if there is room for it. */
  if (!self->is_open)
    gnutls_alert_send_appropriate (self->gnutls, code);
  self->is_broken = TRUE;
  return SIO_CHANNEL_BROKEN;
}

/* Whether to try the same again at once. */
static gboolean
is_nothing (SioTlsSession *self,
            int            code)
{
  if (code == GNUTLS_E_INTERRUPTED)
    return TRUE;
  if (code == GNUTLS_E_WARNING_ALERT_RECEIVED && self->n_warnings < MAX_WARNINGS)
    {
      self->n_warnings++;
      return TRUE;
    }
  return FALSE;
}

/* Looks at what comes first, and leaves it there. Returns FALSE if it is no
 * TLS, of which the library would only say that something is wrong. */
static gboolean
begin (SioTlsSession *self)
{
  guint8 first;

  if (self->has_begun
      || recv (gnutls_transport_get_int (self->gnutls), &first, 1, MSG_PEEK) != 1)
    return TRUE;

  self->has_begun = TRUE;
  self->is_in_vain = first != FIRST_BYTE;
  self->is_broken = self->is_in_vain;
  return !self->is_in_vain;
}

/* A client that has Nagle's delay holds back its first request until the end of
 * its handshake is acknowledged, and the kernel would take 40 ms for that. */
static void
acknowledge (SioTlsSession *self)
{
  int fd = gnutls_transport_get_int (self->gnutls);

  setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &(int) { 1 }, sizeof (int));
}

/* Returns 0 if it is done, or what reading and writing return in its place. */
static gssize
shake_hands (SioTlsSession *self)
{
  int code;

  if (self->is_broken)
    return SIO_CHANNEL_BROKEN;
  if (self->is_open)
    return 0;
  if (!begin (self))
    return SIO_CHANNEL_BROKEN;

  do
    code = gnutls_handshake (self->gnutls);
  while (is_nothing (self, code));

  if (code == GNUTLS_E_AGAIN)
    return SIO_CHANNEL_BLOCKED;
  if (code < 0)
    return fail (self, code);

  self->is_open = TRUE;
  acknowledge (self);
  return 0;
}

/* Sends a record, or the rest of the one that was begun. Returns how many bytes
 * of text it held, or what writing returns in its place. */
static gssize
send_record (SioTlsSession *self,
             const char    *data,
             gsize          length)
{
  gssize n;

  if (self->has_record)
    {
      data = NULL;
      length = 0;
    }
  while ((n = gnutls_record_send (self->gnutls, data, length)) == GNUTLS_E_INTERRUPTED)
    {
      data = NULL;
      length = 0;
    }

  self->has_record = n == GNUTLS_E_AGAIN;
  if (n == GNUTLS_E_AGAIN)
    return SIO_CHANNEL_BLOCKED;
  /* None has no bytes at all. */
  return n > 0 ? n : fail (self, n);
}

/* Finds the bytes behind the first @skip that make a record: in place if they
 * are in one piece, else in @buffer. */
static gsize
gather (const struct iovec  *vector,
        guint                n_vector,
        gsize                skip,
        char                *buffer,
        const char         **data)
{
  gsize length = 0;

  for (guint i = 0; i < n_vector && length < RECORD_SIZE; i++)
    {
      const char *start = vector[i].iov_base;
      gsize size = vector[i].iov_len;

      if (size <= skip)
        {
          skip -= size;
          continue;
        }
      start += skip;
      size -= skip;
      skip = 0;
      if (length == 0 && (size >= RECORD_SIZE || i == n_vector - 1))
        {
          *data = start;
          return MIN (size, RECORD_SIZE);
        }
      size = MIN (size, RECORD_SIZE - length);
      memcpy (buffer + length, start, size);
      length += size;
    }

  *data = buffer;
  return length;
}

/**
 * sio_tls_session_new:
 * @tls: what the server speaks with
 * @fd: a connected socket that does not block
 *
 * Makes a session, which has not begun.
 *
 * Returns: (transfer full): the session
 */
SioTlsSession *
sio_tls_session_new (SioTls *tls,
                     int     fd)
{
  SioTlsSession *self = g_new0 (SioTlsSession, 1);

  self->tls = sio_tls_ref (tls);
  self->gnutls = sio_tls_make_session (tls, fd);
  return self;
}

/**
 * sio_tls_session_free:
 * @self: (transfer full): the session
 *
 * Frees it. The descriptor stays open.
 */
void
sio_tls_session_free (SioTlsSession *self)
{
  gnutls_deinit (self->gnutls);
  sio_tls_unref (self->tls);
  g_free (self);
}

/**
 * sio_tls_session_read:
 * @self: the session
 * @buffer: (out caller-allocates): where to put what has come
 * @size: how much there is room for
 *
 * Reads what is there of one record. An end that was not announced is an end as well: whoever reads
 * knows whether something is missing.
 *
 * Returns: as [method@Sio.Channel.read] does
 */
gssize
sio_tls_session_read (SioTlsSession *self,
                      gpointer       buffer,
                      gsize          size)
{
  gssize n = shake_hands (self);

  if (n < 0)
    return n;
  if (self->is_at_end)
    return 0;

  do
    n = gnutls_record_recv (self->gnutls, buffer, size);
  while (n < 0 && is_nothing (self, n));

  self->reading_needs_room = n == GNUTLS_E_AGAIN && gnutls_record_get_direction (self->gnutls) == 1;
  if (n == GNUTLS_E_AGAIN)
    return SIO_CHANNEL_BLOCKED;
  if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION)
    {
      self->is_at_end = TRUE;
      return 0;
    }
  /* A new handshake among the rest: nobody needs it, and some have abused it. */
  return n > 0 ? n : fail (self, n);
}

/**
 * sio_tls_session_write:
 * @self: the session
 * @vector: (array length=n_vector): what to write
 * @n_vector: how many pieces
 *
 * Writes record by record as long as there is room.
 *
 * Returns: as [method@Sio.Channel.write] does
 */
gssize
sio_tls_session_write (SioTlsSession      *self,
                       const struct iovec *vector,
                       guint               n_vector)
{
  char buffer[RECORD_SIZE];
  gsize total = 0, taken;
  gssize n = shake_hands (self);

  if (n < 0)
    return n;
  if (self->is_ending)
    return SIO_CHANNEL_BROKEN;

  for (guint i = 0; i < n_vector; i++)
    total += vector[i].iov_len;

  /* The record that was begun holds the bytes with which this begins: the writer
   * learns only now that they are gone, be it in several steps. */
  if (self->has_record)
    {
      n = send_record (self, NULL, 0);
      if (n < 0)
        return n;
      self->credit += n;
    }
  taken = MIN (self->credit, total);
  self->credit -= taken;

  while (taken < total)
    {
      const char *data;
      gsize length = gather (vector, n_vector, taken, buffer, &data);

      n = send_record (self, data, length);
      if (n == SIO_CHANNEL_BLOCKED)
        return taken > 0 ? (gssize) taken : n;
      if (n < 0)
        return n;
      taken += n;
    }

  return taken;
}

/**
 * sio_tls_session_end:
 * @self: the session
 *
 * Tells the other side that nothing more follows. To be called again when there is room, as long as
 * [method@Sio.TlsSession.is_ending] says so.
 *
 * Returns: whether it is told, or cannot be
 */
gboolean
sio_tls_session_end (SioTlsSession *self)
{
  int code;

  if (!self->is_open || self->is_broken || self->is_ended)
    return TRUE;

  self->is_ending = TRUE;
  if (self->has_record && send_record (self, NULL, 0) == SIO_CHANNEL_BLOCKED)
    return FALSE;

  do
    code = gnutls_bye (self->gnutls, GNUTLS_SHUT_WR);
  while (code == GNUTLS_E_INTERRUPTED);
  if (code == GNUTLS_E_AGAIN)
    return FALSE;

  self->is_ended = TRUE;
  return TRUE;
}

/**
 * sio_tls_session_is_ending:
 * @self: the session
 *
 * Returns: whether the end was to be told and there was no room for it yet
 */
gboolean
sio_tls_session_is_ending (SioTlsSession *self)
{
  return self->is_ending && !self->is_ended && !self->is_broken;
}

/**
 * sio_tls_session_is_in_vain:
 * @self: the session
 *
 * Returns: whether what came first was no TLS; it was not read
 */
gboolean
sio_tls_session_is_in_vain (SioTlsSession *self)
{
  return self->is_in_vain;
}

/**
 * sio_tls_session_has_buffered:
 * @self: the session
 *
 * Returns: whether there is text left of a record that was read
 */
gboolean
sio_tls_session_has_buffered (SioTlsSession *self)
{
  return self->is_open && gnutls_record_check_pending (self->gnutls) > 0;
}

/**
 * sio_tls_session_get_events:
 * @self: the session
 * @wants_input: whether somebody reads
 * @wants_output: whether somebody writes
 *
 * Returns: as [method@Sio.Channel.get_events] does
 */
guint32
sio_tls_session_get_events (SioTlsSession *self,
                            gboolean       wants_input,
                            gboolean       wants_output)
{
  guint32 events = 0;

  if (!self->is_open)
    {
      if (wants_input || wants_output)
        events = gnutls_record_get_direction (self->gnutls) == 1 ? EPOLLOUT : EPOLLIN;
      return events;
    }

  if (wants_input)
    events |= self->reading_needs_room ? EPOLLOUT : EPOLLIN;
  if (wants_output || sio_tls_session_is_ending (self))
    events |= EPOLLOUT;
  return events;
}
