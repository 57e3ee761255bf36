/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "hostile-make"

#include "hostile-make.h"

#include <string.h>

#include "sim-frame.h"

#define NODE "0197a000-0000-7000-8000-00000000000a"

/* "%s" stands for a session. */
static const char * const packets[] = {
  "2", "3", "5", "6", "1", "0{}", "2probe", "3probe", "4", "bAAEC", "b!!",
  "40", "40{}", "40/graph,", "40/graph,{\"a\":1}", "40/nowhere,", "40/graph?x=1,{}",
  "40{\"token\":\"0123456789abcdef\"}", "40{\"session_id\":\"%s\",\"since\":0}",
  "41", "41/graph,", "44{\"message\":\"no\"}",
  "42[\"ping\"]", "421[\"ping\"]", "42[\"unknown\",{}]", "42[]", "42[1]", "42{}", "42", "43",
  "437[1,2,3]", "45", "451-[\"join_session\",{\"_placeholder\":true,\"num\":0}]",
  "4512-[\"x\",{\"_placeholder\":true,\"num\":11}]", "461-3[{\"_placeholder\":true,\"num\":0}]",
  "4299999999999999999999[\"ping\"]",
  "42[\"join_session\",{\"session_id\":\"%s\"}]",
  "421[\"join_session\",{\"session_id\":\"%s\",\"since\":1,\"epoch\":\"" NODE "\",\"head\":\"0\"}]",
  "42[\"join_session\",{\"session_id\":\"%s\",\"format\":\"records\",\"events\":[\"x\"]}]",
  "42[\"join_session\",\"%s\"]", "42[\"join_session\"]",
  "42[\"leave_session\",{\"session_id\":\"%s\"}]",
  "422[\"sync\",{\"session_id\":\"%s\",\"since\":1,\"epoch\":null,\"head\":null}]",
  "42[\"presence\",{\"session_id\":\"%s\",\"state\":{\"cursor\":[1,2]}}]",
  "423[\"command\",{\"session_id\":\"%s\",\"command_type\":\"CreateNode\",\"data\":"
  "{\"blueprint_type_id\":\"phase\",\"name\":\"Bad\",\"properties\":{\"purpose\":\"x\"}}}]",
  "424[\"command\",{\"session_id\":\"%s\",\"command_type\":\"UpdateProperty\",\"data\":"
  "{\"node_id\":\"" NODE "\",\"property_id\":\"name\",\"value\":\"x\"}}]",
  "425[\"command\",{\"session_id\":\"%s\",\"command\":\"create_node\",\"parent_id\":null}]",
  "426[\"command\",{\"session_id\":\"%s\",\"command_type\":\"Batch\",\"data\":{\"commands\":["
  "{\"command_type\":\"DeleteNode\",\"data\":{\"node_id\":\"" NODE "\"}}]}}]",
  "427[\"undo\",{\"session_id\":\"%s\",\"scope\":\"author\"}]",
  "428[\"redo\",{\"session_id\":\"%s\",\"scope\":\"session\",\"skip\":true}]",
};

static const char * const heads[] = {
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\n"
  "Host: 127.0.0.1\r\nAccept: */*\r\n\r\n",
  "POST /socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\n"
  "Host: 127.0.0.1\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: 2\r\n\r\n40",
  "OPTIONS /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n"
  "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n\r\n",
  "GET /socket.io/?EIO=3&transport=polling&t=abc&b64=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\n"
  "Host: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
  "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AA==\r\n"
  "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
  "DELETE /socket.io/?EIO=4 HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
  "5\r\nhello\r\n0\r\n\r\n",
};

static const char * const tokens[] = {
  "\r\n", "\r\n\r\n", "\n", "\x1e", "\x1e\x1e", "\\u0000", "\\ud800", "\\", "\"", "[[[[[[[[",
  "{\"a\":", "]]]]", "}", "1e999", "-1", "18446744073709551616", "0.1e-999999999", "\xc0\xaf",
  "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xff", "\xef\xbb\xbf", "%00", "&sid=", "&transport=", "?",
  "/", ",", ":",
  "/graph,", "{\"_placeholder\":true,\"num\":-1}", "{\"_placeholder\":true,\"num\":1e9}", "null",
  "true", "9999999999-", "Content-Length: 0\r\n", "Content-Length: 99999999999\r\n",
  "Transfer-Encoding: chunked\r\n", "Host: evil.example\r\n", "Connection: close\r\n",
  "Sec-WebSocket-Key: x\r\n",
};

#define PICK(rand, array) ((array)[g_rand_int_range ((rand), 0, G_N_ELEMENTS (array))])

static void
repeat_token (GRand   *rand,
              GString *text,
              gsize    at)
{
  const char *token = PICK (rand, tokens);
  int n = g_rand_int_range (rand, 1, 400);

  for (int i = 0; i < n; i++)
    g_string_insert (text, at, token);
}

static void
mutate_once (GRand   *rand,
             GString *text)
{
  gsize at = text->len > 0 ? (gsize) g_rand_int_range (rand, 0, text->len) : 0;
  gsize length = text->len > 0 ? (gsize) g_rand_int_range (rand, 0, text->len - at) + 1 : 0;
  g_autofree char *slice = NULL;

  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0:
      if (text->len > 0)
        text->str[at] ^= 1 << g_rand_int_range (rand, 0, 8);
      break;

    case 1:
      if (text->len > 0)
        text->str[at] = g_rand_int_range (rand, 0, 256);
      break;

    case 2:
      g_string_erase (text, at, MIN (length, text->len - at));
      break;

    case 3:
      g_string_truncate (text, at);
      break;

    case 4:
      slice = g_memdup2 (text->str + at, MIN (length, text->len - at));
      g_string_insert_len (text, at, slice, MIN (length, text->len - at));
      break;

    case 5:
    case 6:
      g_string_insert (text, at, PICK (rand, tokens));
      break;

    case 7:
      g_string_insert_c (text, at, '\0');
      break;

    default:
      repeat_token (rand, text, at);
      break;
    }
}

/* One in ten stays as it is: harm may lie in when something comes. */
static void
mutate (GRand   *rand,
        GString *text)
{
  int n = g_rand_int_range (rand, 0, 10) == 0 ? 0 : g_rand_int_range (rand, 1, 4);

  for (int i = 0; i < n; i++)
    mutate_once (rand, text);
}

static void
append_packet (GRand      *rand,
               const char *session_id,
               GString    *out)
{
  const char *packet = PICK (rand, packets);
  const char *at = strstr (packet, "%s");
  g_autoptr(GString) text = g_string_new_len (packet, at != NULL ? at - packet
                                                                 : (gssize) strlen (packet));

  if (at != NULL)
    {
      g_string_append (text, session_id);
      g_string_append (text, at + 2);
    }
  mutate (rand, text);
  g_string_append_len (out, text->str, text->len);
}

/**
 * hostile_make_head:
 * @rand: the generator
 * @out: where to
 *
 * A request for the wire, with something wrong.
 */
void
hostile_make_head (GRand   *rand,
                   GString *out)
{
  g_autoptr(GString) text = g_string_new (PICK (rand, heads));

  mutate (rand, text);
  g_string_append_len (out, text->str, text->len);
}

/* Something that is no frame of a client, or of none that behaves. */
static void
append_bad_frame (GRand      *rand,
                  const char *data,
                  gsize       length,
                  GString    *out)
{
  g_autoptr(GString) frame = g_string_new (NULL);

  sim_frame_append (frame, SIM_FRAME_TEXT, data, MIN (length, 125), g_rand_int (rand));
  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0: /* any first byte: reserved bits, unknown kinds, fragments */
      frame->str[0] = g_rand_int_range (rand, 0, 256);
      break;

    case 1: /* unmasked */
      frame->str[1] &= 0x7f;
      break;

    case 2: /* a length that is not there */
      frame->str[1] = 0x80 | g_rand_int_range (rand, 0, 128);
      break;

    case 3: /* more than there can be */
      g_string_truncate (frame, 0);
      g_string_append_len (frame, "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10);
      break;

    case 4: /* two gigabytes, announced */
      g_string_truncate (frame, 0);
      g_string_append_len (frame, "\x82\xff\x00\x00\x00\x00\x7f\xff\xff\xff" "aaaa", 14);
      break;

    case 5: /* a long control frame, or a fragment of one */
      frame->str[0] = g_rand_boolean (rand) ? 0x09 : (char) 0x89;
      frame->str[1] = (char) 0xfe;
      break;

    case 6: /* a close that says something odd */
      g_string_truncate (frame, 0);
      sim_frame_append (frame, SIM_FRAME_CLOSE, data, MIN (length, (gsize) 3), g_rand_int (rand));
      break;

    case 7: /* a continuation of nothing */
      frame->str[0] = (char) 0x80;
      break;

    default:
      mutate_once (rand, frame);
      break;
    }
  g_string_append_len (out, frame->str, frame->len);
}

/**
 * hostile_make_frame:
 * @rand: the generator
 * @session_id: of a session that is there
 * @out: where to
 *
 * A frame on a WebSocket: what it carries is wrong, or the frame itself.
 */
void
hostile_make_frame (GRand      *rand,
                    const char *session_id,
                    GString    *out)
{
  g_autoptr(GString) packet = g_string_new (NULL);

  append_packet (rand, session_id, packet);
  if (g_rand_int_range (rand, 0, 3) == 0)
    append_bad_frame (rand, packet->str, packet->len, out);
  else
    sim_frame_append (out, g_rand_int_range (rand, 0, 12) == 0 ? SIM_FRAME_BINARY : SIM_FRAME_TEXT,
                      packet->str, packet->len, g_rand_int (rand));
}

/**
 * hostile_make_payload:
 * @rand: the generator
 * @session_id: of a session that is there
 * @out: where to
 *
 * The body of a POST of long polling.
 */
void
hostile_make_payload (GRand      *rand,
                      const char *session_id,
                      GString    *out)
{
  int n = g_rand_int_range (rand, 1, 5);

  for (int i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, '\x1e');
      append_packet (rand, session_id, out);
    }
}
