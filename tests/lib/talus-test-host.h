/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host in a thread of its own, with a data folder that goes when it does,
 * and a client that speaks HTTP to it over one kept connection at a time. The
 * client blocks: a test reads from top to bottom. */
#pragma once

#include "host/talus-host.h"

G_BEGIN_DECLS

#define TALUS_TEST_DEADLINE_SECONDS 20

/* The host. */

typedef struct _TalusTestHost TalusTestHost;

/* Unset members of @options (nullable) get what a test wants: an empty data
 * folder of its own, the templates of the source tree, 127.0.0.1, any port. */
TalusTestHost *talus_test_host_new          (const TalusHostOptions *options);
/* Ends the host in good order; its folder stays until the last free. */
void           talus_test_host_stop         (TalusTestHost          *self);
/* After a stop: another host on the same folder, on another port. */
void           talus_test_host_start        (TalusTestHost          *self);
void           talus_test_host_free         (TalusTestHost          *self);
guint16        talus_test_host_get_port     (TalusTestHost          *self);
const char    *talus_test_host_get_data_dir (TalusTestHost          *self);
/* Runs @func on the host's thread and waits for it. */
typedef void (*TalusTestHostFunc) (TalusHost *host,
                                   gpointer   user_data);
void           talus_test_host_run          (TalusTestHost          *self,
                                             TalusTestHostFunc       func,
                                             gpointer                user_data);

/**
 * TalusTestProject:
 * @session_id: as text
 * @project_id: as text
 * @root_id: its root node's
 * @epoch: as text
 * @children: ids of the root's children, as the template makes them
 */
typedef struct
{
  char session_id[TALUS_ID_TEXT_SIZE];
  char project_id[TALUS_ID_TEXT_SIZE];
  char root_id[TALUS_ID_TEXT_SIZE];
  char epoch[TALUS_ID_TEXT_SIZE];
  GPtrArray *children; /* of char* */
} TalusTestProject;

/* Past the REST interface, so that a test of one route needs no other. */
TalusTestProject *talus_test_project_new    (TalusTestHost          *host,
                                             const char             *template_id,
                                             const char             *name);
const char       *talus_test_project_child  (TalusTestProject       *self,
                                             guint                   index);
void              talus_test_project_free   (TalusTestProject       *self);

/* The client. */

typedef struct _TalusTestClient TalusTestClient;

/**
 * TalusTestReply:
 * @status: 200
 * @headers: lower-case name → value
 * @body: what came
 * @json: (nullable): the same, if it is JSON
 */
typedef struct
{
  guint status;
  GHashTable *headers;
  GBytes *body;
  JsonNode *json;
} TalusTestReply;

TalusTestClient *talus_test_client_new        (TalusTestHost   *host);
void             talus_test_client_free       (TalusTestClient *self);
/* On every request from now on; @value NULL: not any more. */
void             talus_test_client_set_header (TalusTestClient *self,
                                               const char      *name,
                                               const char      *value);
/* How much may lie unread in this process, from the next connection on. */
void             talus_test_client_set_buffer (TalusTestClient *self,
                                               int              bytes);
/* Asks and waits. @body (nullable) is sent as it is. */
TalusTestReply  *talus_test_client_call       (TalusTestClient *self,
                                               const char      *method,
                                               const char      *target,
                                               const char      *body);
/* Posts a body that is no JSON text. */
TalusTestReply  *talus_test_client_upload     (TalusTestClient *self,
                                               const char      *target,
                                               const char      *content_type,
                                               GBytes          *body);
/* The two halves of it: several clients can so ask before any is answered. */
void             talus_test_client_send       (TalusTestClient *self,
                                               const char      *method,
                                               const char      *target,
                                               const char      *body);
/* Exactly these bytes, for requests that are none, or come in pieces. */
void             talus_test_client_send_raw   (TalusTestClient *self,
                                               const char      *text,
                                               gssize           length);
TalusTestReply  *talus_test_client_receive    (TalusTestClient *self);
/* Everything until the connection ends, however it does, as it came. */
GBytes          *talus_test_client_read_to_end (TalusTestClient *self);
/* Whether something has come, or the end, so that receive() would not block. */
gboolean         talus_test_client_is_ready   (TalusTestClient *self);
/* Closes the connection at once; the next request opens another. */
void             talus_test_client_hang_up    (TalusTestClient *self);
/* @format as for printf, below /api/v1. In the body of post ' stands for ". */
TalusTestReply  *talus_test_get               (TalusTestClient *self,
                                               const char      *format,
                                               ...) G_GNUC_PRINTF (2, 3);
TalusTestReply  *talus_test_post              (TalusTestClient *self,
                                               const char      *target,
                                               const char      *format,
                                               ...) G_GNUC_PRINTF (3, 4);
void             talus_test_reply_free        (TalusTestReply  *self);

/* What is in a reply, by way: "graph.roots.0.id". It must be there. */
JsonNode        *talus_test_reply_get         (TalusTestReply  *self,
                                               const char      *way);
gboolean         talus_test_reply_has         (TalusTestReply  *self,
                                               const char      *way);
const char      *talus_test_reply_string      (TalusTestReply  *self,
                                               const char      *way);
gint64           talus_test_reply_int         (TalusTestReply  *self,
                                               const char      *way);
gboolean         talus_test_reply_boolean     (TalusTestReply  *self,
                                               const char      *way);
guint            talus_test_reply_length      (TalusTestReply  *self,
                                               const char      *way);
const char      *talus_test_reply_header      (TalusTestReply  *self,
                                               const char      *name); /* (nullable) */

/* The reply is that status; what came is in the message if not. */
#define talus_test_assert_status(reply, expected) \
  talus_test_check_status (reply, expected, G_STRFUNC, __LINE__)
void             talus_test_check_status      (TalusTestReply  *self,
                                               guint            expected,
                                               const char      *function,
                                               int              line);
/* The reply is an error of the contract. */
#define talus_test_assert_error(reply, expected_status, expected_code) \
  G_STMT_START { \
    talus_test_assert_status (reply, expected_status); \
    g_assert_cmpstr (talus_test_reply_string (reply, "error.code"), ==, expected_code); \
    g_assert_true (talus_test_reply_has (reply, "error.message")); \
  } G_STMT_END

/* Waits for something that another thread brings about, or fails. */
typedef gboolean (*TalusTestCondition) (gpointer user_data);
void             talus_test_wait_until        (TalusTestCondition  condition,
                                               gpointer            user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestHost, talus_test_host_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestProject, talus_test_project_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestClient, talus_test_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestReply, talus_test_reply_free)

G_END_DECLS
