/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A WebSocket client that sends exactly what a test says and shows exactly
 * what came: it answers no ping and knows no packets. */
#pragma once

#include "http-client.h"

typedef struct
{
  HttpClient *http;
} WireClient;

typedef struct
{
  guint   opcode;
  GBytes *data;
} WireMessage;

WireClient  *wire_client_new           (guint16       port,
                                        const char   *target);
void         wire_client_free          (WireClient   *self);
void         wire_client_send          (WireClient   *self,
                                        const char   *text);
void         wire_client_send_text     (WireClient   *self,
                                        const char   *data,
                                        gsize         length);
void         wire_client_send_binary   (WireClient   *self,
                                        const char   *data,
                                        gsize         length);
WireMessage *wire_client_read          (WireClient   *self);
char        *wire_client_read_text     (WireClient   *self);
void         wire_client_assert_text   (WireClient   *self,
                                        const char   *text);
void         wire_client_assert_binary (WireClient   *self,
                                        const char   *data,
                                        gsize         length);
void         wire_client_assert_end    (WireClient   *self);
void         wire_message_free         (WireMessage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireClient, wire_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireMessage, wire_message_free)
