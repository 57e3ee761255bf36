/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codec of Socket.IO packets: what is one and what is none, and the bytes
 * that are written. */
#include "sio/sio-packet.h"

#include <string.h>

typedef struct
{
  const char    *text;
  SioPacketType  type;
  guint          n_attachments;
  const char    *namespace_name;
  const char    *id;
  const char    *name;
  const char    *json;
} Good;

static const Good good[] = {
  { "0", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "" },
  { "0{}", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "{}" },
  { "0{\"token\":\"123\"}", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "{\"token\":\"123\"}" },
  { "0{\"a\":[1]} ", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "{\"a\":[1]}" },
  { "0/", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "" },
  { "0/,", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "" },
  { "0/custom", SIO_PACKET_CONNECT, 0, "/custom", NULL, NULL, "" },
  { "0/custom,", SIO_PACKET_CONNECT, 0, "/custom", NULL, NULL, "" },
  { "0/custom,{\"a\":1}", SIO_PACKET_CONNECT, 0, "/custom", NULL, NULL, "{\"a\":1}" },
  { "0/admin?token=1&uid=2,{}", SIO_PACKET_CONNECT, 0, "/admin", NULL, NULL, "{}" },
  { "0/admin?token=1", SIO_PACKET_CONNECT, 0, "/admin", NULL, NULL, "" },
  { "0/?a=b", SIO_PACKET_CONNECT, 0, "/", NULL, NULL, "" },
  { "0/\u00e9 {}", SIO_PACKET_CONNECT, 0, "/\u00e9 {}", NULL, NULL, "" },
  { "1", SIO_PACKET_DISCONNECT, 0, "/", NULL, NULL, "" },
  { "1/custom", SIO_PACKET_DISCONNECT, 0, "/custom", NULL, NULL, "" },
  { "1/custom,", SIO_PACKET_DISCONNECT, 0, "/custom", NULL, NULL, "" },
  { "2[\"foo\"]", SIO_PACKET_EVENT, 0, "/", NULL, "foo", "" },
  { "2[\"message\",1,\"2\",{\"3\":[true]}]", SIO_PACKET_EVENT, 0, "/", NULL, "message",
    "1,\"2\",{\"3\":[true]}" },
  { "2[ \"foo\" , 1 , [ ] ] ", SIO_PACKET_EVENT, 0, "/", NULL, "foo", "1 , [ ]" },
  { "2[\"foo\",{\"a\":[[]]}]", SIO_PACKET_EVENT, 0, "/", NULL, "foo", "{\"a\":[[]]}" },
  { "2[\"\"]", SIO_PACKET_EVENT, 0, "/", NULL, "", "" },
  { "2[\"a\\u0062\\n\\u0000\",null]", SIO_PACKET_EVENT, 0, "/", NULL, "ab\n\uFFFD", "null" },
  { "2[7,\"x\"]", SIO_PACKET_EVENT, 0, "/", NULL, "7", "\"x\"" },
  { "2/admin,[\"bar\"]", SIO_PACKET_EVENT, 0, "/admin", NULL, "bar", "" },
  { "212[\"foo\"]", SIO_PACKET_EVENT, 0, "/", "12", "foo", "" },
  { "20[\"foo\"]", SIO_PACKET_EVENT, 0, "/", "0", "foo", "" },
  { "2/admin,456[\"bar\",1]", SIO_PACKET_EVENT, 0, "/admin", "456", "bar", "1" },
  { "218446744073709551615[\"foo\"]", SIO_PACKET_EVENT, 0, "/", "18446744073709551615", "foo", "" },
  /* Only a binary packet's placeholders mean something. */
  { "2[\"foo\",{\"_placeholder\":true,\"num\":3}]", SIO_PACKET_EVENT, 0, "/", NULL, "foo",
    "{\"_placeholder\":true,\"num\":3}" },
  { "2[\"connected\"]", SIO_PACKET_EVENT, 0, "/", NULL, "connected", "" },
  { "3/admin,13[\"bar\"]", SIO_PACKET_ACK, 0, "/admin", "13", NULL, "\"bar\"" },
  { "312[]", SIO_PACKET_ACK, 0, "/", "12", NULL, "" },
  { "312[ ]", SIO_PACKET_ACK, 0, "/", "12", NULL, "" },
  { "30[\"connect\",{}]", SIO_PACKET_ACK, 0, "/", "0", NULL, "\"connect\",{}" },
  { "4", SIO_PACKET_CONNECT_ERROR, 0, "/", NULL, NULL, "" },
  { "4\"no\"", SIO_PACKET_CONNECT_ERROR, 0, "/", NULL, NULL, "\"no\"" },
  { "4/x,{\"message\":\"no\"}", SIO_PACKET_CONNECT_ERROR, 0, "/x", NULL, NULL,
    "{\"message\":\"no\"}" },
  { "51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", SIO_PACKET_EVENT, 1, "/", NULL, "baz",
    "{\"_placeholder\":true,\"num\":0}" },
  { "52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"num\":1,\"_placeholder\":true}]",
    SIO_PACKET_EVENT, 2, "/admin", NULL, "baz",
    "{\"_placeholder\":true,\"num\":0},{\"num\":1,\"_placeholder\":true}" },
  { "52-789[\"a\",[{\"b\":{\"_placeholder\":true,\"num\":1}}],{\"num\":9}]", SIO_PACKET_EVENT, 2,
    "/", "789", "a", "[{\"b\":{\"_placeholder\":true,\"num\":1}}],{\"num\":9}" },
  { "51-[\"a\",{\"_placeholder\":false,\"num\":7}]", SIO_PACKET_EVENT, 1, "/", NULL, "a",
    "{\"_placeholder\":false,\"num\":7}" },
  { "51-[\"hello\"]", SIO_PACKET_EVENT, 1, "/", NULL, "hello", "" },
  { "50-[\"hello\"]", SIO_PACKET_EVENT, 0, "/", NULL, "hello", "" },
  { "564-[\"hello\"]", SIO_PACKET_EVENT, 64, "/", NULL, "hello", "" },
  { "61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]", SIO_PACKET_ACK, 1, "/", "15", NULL,
    "\"bar\",{\"_placeholder\":true,\"num\":0}" },
  { "61-/x,15[{\"_placeholder\":true,\"num\":0}]", SIO_PACKET_ACK, 1, "/x", "15", NULL,
    "{\"_placeholder\":true,\"num\":0}" },
};

static const char * const bad[] = {
  /* type */
  "", "a", "abc", "7", "9[\"x\"]", "-1", " 2[\"x\"]", "[\"x\"]", "x2[\"a\"]",
  /* attachments */
  "5", "51", "5[\"a\"]", "51[\"a\"]", "5-[\"a\"]", "5a-[\"a\"]", "5-1-[\"a\"]", "51.5-[\"a\"]",
  "51e1-[\"a\"]", "5 1-[\"a\"]", "565-[\"a\"]", "5999999999999999999999-[\"a\"]", "21-[\"a\"]",
  "01-", "31-1[]", "6[]", "615[]", "51-", "51-{}", "51-[]",
  "50-[\"a\",{\"_placeholder\":true,\"num\":0}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":1}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":-1}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":[0]}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":null}]",
  "51-[\"a\",{\"_placeholder\":true}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":0,\"num\":1}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":18446744073709551616}]",
  "51-[\"a\",{\"b\":[{\"c\":{\"_placeholder\":true,\"num\":1}}]}]",
  "51-[\"a\",{\"\\u005fplaceholder\":true,\"num\":1}]",
  "51-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
  "51-[\"a\",{\"_placeholder\":true,\"x\":{\"num\":0}}]",
  "61-1[{\"_placeholder\":true,\"num\":1}]",
  /* id */
  "2abc[\"a\"]", "2-1[\"a\"]", "21.5[\"a\"]", "21 2[\"a\"]", "218446744073709551616[\"a\"]",
  "299999999999999999999999[\"a\"]", "012", "012{}", "11", "412{}", "2/a,x[\"a\"]",
  /* CONNECT */
  "0[]", "0\"a\"", "0null", "0true", "01", "0{", "0{}x", "0{} {}", "0/a,[]", "0 ", "0a",
  /* DISCONNECT */
  "1{}", "1[]", "1 ", "1/a,{}", "1/a, ",
  /* EVENT */
  "2", "2{}", "2[]", "2\"a\"", "2null", "2[1", "2[\"a\"", "2[\"a\",]", "2[\"a\"]]", "2[\"a\"]x",
  "2[\"a\"][\"b\"]", "2[{}]", "2[[\"a\"]]", "2[null]", "2[true]", "2[,\"a\"]", "2[\"a\" 1]",
  "2/admin", "2/admin,", "2/admin,[]", "2/admin[\"a\"]", "212", "2[\"a\",undefined]",
  "2[\"connect\"]", "2[\"connect_error\"]", "2[\"disconnect\"]", "2[\"disconnecting\",1]",
  "2[\"newListener\"]", "2[\"removeListener\"]", "2[\"\\u0063onnect\"]", "2/x,1[\"disconnect\"]",
  "51-[\"connect\"]",
  /* ACK */
  "3", "3[]", "31", "31{}", "31\"a\"", "31[", "31[1,]", "3/x,[]",
  /* CONNECT_ERROR */
  "41", "4[]", "4null", "4{", "4\"",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const Good *wanted = &good[i];
      g_autofree char *copy = g_memdup2 (wanted->text, strlen (wanted->text));
      g_autofree char *namespace_name = NULL;
      g_autofree char *json = NULL;
      g_autofree char *id = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (SioPacket) packet = { 0 };

      g_test_message ("%s", wanted->text);
      sio_packet_decode (&packet, copy, strlen (wanted->text), &error);
      g_assert_no_error (error);
      namespace_name = g_strndup (packet.namespace_name, packet.namespace_length);
      json = g_strndup (packet.json, packet.json_length);
      id = packet.has_id ? g_strdup_printf ("%" G_GUINT64_FORMAT, packet.id) : NULL;
      g_assert_cmpint (packet.type, ==, wanted->type);
      g_assert_cmpuint (packet.n_attachments, ==, wanted->n_attachments);
      g_assert_cmpstr (namespace_name, ==, wanted->namespace_name);
      g_assert_cmpstr (id, ==, wanted->id);
      g_assert_cmpstr (packet.name, ==, wanted->name);
      g_assert_cmpstr (json, ==, wanted->json);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *copy = g_memdup2 (bad[i], strlen (bad[i]));
      g_autoptr (GError) error = NULL;
      SioPacket packet;

      if (sio_packet_decode (&packet, copy, strlen (bad[i]), &error))
        g_error ("Taken: %s", bad[i]);
      g_assert_error (error, SIO_PACKET_ERROR, SIO_PACKET_ERROR_MALFORMED);
      g_assert_false (g_str_has_suffix (error->message, "."));
    }
}

static void
test_long_namespace (void)
{
  for (gsize length = SIO_PACKET_MAX_NAMESPACE; length <= SIO_PACKET_MAX_NAMESPACE + 1; length++)
    {
      g_autofree char *name = g_strnfill (length - 1, 'n');
      g_autofree char *text = g_strdup_printf ("0/%s,", name);
      g_auto (SioPacket) packet = { 0 };

      g_assert_cmpint (sio_packet_decode (&packet, text, strlen (text), NULL), ==,
                       length <= SIO_PACKET_MAX_NAMESPACE);
    }
}

static void
assert_text (SioPacketText *text,
             const char    *wanted)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < text->n_pieces; i++)
    g_string_append_len (joined, text->pieces[i].iov_base, text->pieces[i].iov_len);
  g_assert_cmpstr (joined->str, ==, wanted);
  sio_packet_text_clear (text);
}

static void
test_write_connect (void)
{
  SioPacketText text;

  sio_packet_text_init_connect (&text, "/", "wZX3oN0bSVIhsaknAAAI");
  assert_text (&text, "0{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}");
  sio_packet_text_init_connect (&text, "/admin", "oSO0OpakMV_3jnilAAAA");
  assert_text (&text, "0/admin,{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}");

  sio_packet_text_init_connect_error (&text, "/", "Not authorized", NULL);
  assert_text (&text, "4{\"message\":\"Not authorized\"}");
  sio_packet_text_init_connect_error (&text, "/x", "say \"please\"", "{\"code\":1}");
  assert_text (&text, "4/x,{\"message\":\"say \\\"please\\\"\",\"data\":{\"code\":1}}");

  sio_packet_text_init_disconnect (&text, "/");
  assert_text (&text, "1");
  sio_packet_text_init_disconnect (&text, "/admin");
  assert_text (&text, "1/admin,");
}

static void
test_write_event (void)
{
  const guint64 large = G_MAXUINT64;
  const guint64 zero = 0;
  SioPacketText text;

  sio_packet_text_init_event (&text, "/", 0, NULL, "foo", "", 0);
  assert_text (&text, "2[\"foo\"]");
  sio_packet_text_init_event (&text, "/", 0, &zero, "foo", "1,{}", 4);
  assert_text (&text, "20[\"foo\",1,{}]");
  sio_packet_text_init_event (&text, "/admin", 0, &large, "b\"r\n", "[] and more", 2);
  assert_text (&text, "2/admin,18446744073709551615[\"b\\\"r\\u000a\",[]]");
  sio_packet_text_init_event (&text, "/admin", 2, NULL, "baz",
                              "{\"_placeholder\":true,\"num\":0}", 29);
  assert_text (&text, "52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0}]");
  sio_packet_text_init_event (&text, "/", 64, &zero, "baz", "1", 1);
  assert_text (&text, "564-0[\"baz\",1]");

  sio_packet_text_init_ack (&text, "/", 0, 12, "", 0);
  assert_text (&text, "312[]");
  sio_packet_text_init_ack (&text, "/admin", 0, 13, "\"bar\"", 5);
  assert_text (&text, "3/admin,13[\"bar\"]");
  sio_packet_text_init_ack (&text, "/admin", 1, G_MAXUINT64, "1", 1);
  assert_text (&text, "61-/admin,18446744073709551615[1]");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet/good-ones-are-read", test_good);
  g_test_add_func ("/packet/bad-ones-are-refused", test_bad);
  g_test_add_func ("/packet/the-name-of-a-namespace-is-bounded", test_long_namespace);
  g_test_add_func ("/packet/connect-error-and-disconnect-are-written", test_write_connect);
  g_test_add_func ("/packet/events-and-acks-are-written", test_write_event);
  return g_test_run ();
}
