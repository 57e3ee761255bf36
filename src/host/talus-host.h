/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host: everything that serves one data folder, on one thread's main
 * context. The daemon is one in its main thread, the desktop application has
 * one in a thread of its own. */
#pragma once

#include "session/talus-registry.h"

G_BEGIN_DECLS

/**
 * TalusHostOptions:
 * @data_dir: where projects, trash and copies are
 * @template_dirs: (array zero-terminated=1): folders of templates, the user's
 *   own first
 * @no_listen: whether it serves nobody until
 *   [method@Talus.Host.start_listening]
 * @address: (nullable): what to bind; %NULL: 127.0.0.1 and, where there is
 *   IPv6, ::1
 * @port: 0 picks one
 * @n_more_ports: how many of the next ones are tried where @port is taken
 * @origins: (nullable) (array zero-terminated=1): origins that browsers may
 *   call from, beside the host's own
 * @public_url: (nullable): what clients call the host where a proxy is in front
 * @session_timeout: milliseconds without activity before a session without
 *   clients is unloaded; 0 never
 * @no_socketio: whether `/socket.io/` is not there
 * @tls_certificate: (nullable): path of a PEM file with the certificate chain
 * @tls_key: (nullable): path of a PEM file with its key
 * @tls_self_signed: whether to make a certificate of the host's own, kept in
 *   the data folder
 * @insecure: whether others than this computer may be served in the clear
 * @token_file: (nullable): path of a file whose one line is a token of the
 *   host, for an owner
 *
 * How to serve. Borrowed during the call. [method@Talus.Host.start_listening]
 * looks only at what says where to listen and how: @address, @port,
 * @n_more_ports, @origins, @public_url and what is about TLS.
 */
typedef struct
{
  const char *data_dir;
  const char * const *template_dirs;
  gboolean no_listen;
  const char *address;
  guint16 port;
  guint16 n_more_ports;
  const char * const *origins;
  const char *public_url;
  gint64 session_timeout;
  gboolean no_socketio;
  const char *tls_certificate;
  const char *tls_key;
  gboolean tls_self_signed;
  gboolean insecure;
  const char *token_file;
} TalusHostOptions;

#define TALUS_TYPE_HOST (talus_host_get_type ())

G_DECLARE_FINAL_TYPE (TalusHost, talus_host, TALUS, HOST, GObject)

TalusHost     *talus_host_new             (const TalusHostOptions  *options,
                                           GError                 **error);
/* Not while it listens already. Any number of times, behind a stop. */
gboolean       talus_host_start_listening (TalusHost               *self,
                                           const TalusHostOptions  *options,
                                           GError                 **error);
/* Everybody who came by a socket is put out; the sessions go on. */
void           talus_host_stop_listening_async (TalusHost          *self,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
gboolean       talus_host_stop_listening_finish (TalusHost         *self,
                                           GAsyncResult            *result,
                                           GError                 **error);
/* "http://127.0.0.1:5000": the IPv4 address where there is one. (nullable):
 * while it does not listen. */
const char    *talus_host_get_url         (TalusHost               *self);
guint16        talus_host_get_port        (TalusHost               *self);   /* 0 likewise */
/* (nullable): of the certificate that it listens with, as links carry it. */
const char    *talus_host_get_fingerprint (TalusHost               *self);
/* (transfer full) (nullable): of the host's own certificate, made where there
 * is none yet, as browsers show it: "4F:0A:…". */
char          *talus_host_dup_own_fingerprint (TalusHost           *self,
                                           GError                 **error);
TalusRegistry *talus_host_get_registry    (TalusHost               *self);
/* The person at this machine, as they want to be called from now on. */
void           talus_host_set_owner       (TalusHost               *self,
                                           TalusAuthor             *owner);
void           talus_host_shut_down_async (TalusHost               *self,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
gboolean       talus_host_shut_down_finish(TalusHost               *self,
                                           GAsyncResult            *result,
                                           GError                 **error);

G_END_DECLS
