/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on the command line of talus-tallyd. */
#pragma once

#include "host/talus-host.h"

G_BEGIN_DECLS

typedef struct
{
  char *address;
  int port;
  char *data_dir;
  char *template_dir;
  char **origins;
  char *public_url;
  double session_timeout;
  char *tls_certificate;
  char *tls_key;
  gboolean tls_self_signed;
  gboolean insecure;
  char *token_file;
  gboolean no_socketio;
  char *log_format;
  gboolean version;
} TalusOptions;

gboolean  talus_options_read      (TalusOptions        *self,
                                   int                 *argc,
                                   char              ***argv,
                                   GError             **error);
void      talus_options_clear     (TalusOptions        *self);
/* What they come to for the host; borrows from @self and the folders. */
void      talus_options_apply     (const TalusOptions  *self,
                                   TalusHostOptions    *host_options);
/* (transfer full): where the projects are, whether @given (nullable) or not. */
char     *talus_options_find_data_dir (const char      *given);

G_END_DECLS
