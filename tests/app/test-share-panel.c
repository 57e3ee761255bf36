/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the panel shows of sharing, and does when it is used. */
#include "app-fixture.h"

#include <adwaita.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "app/sharing/talus-face.h"
#include "app/sharing/talus-faces.h"
#include "app/sharing/talus-presence.h"
#include "app/sharing/talus-qr-code.h"
#include "app/sharing/talus-share-panel.h"
#include "lib/talus-test-socket.h"

typedef struct
{
  AppFixture app;
  TalusShare *share;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  GtkWidget *panel;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  app_fixture_set_up (&fixture->app, data);
  fixture->share = talus_share_get (fixture->app.desk);
  fixture->peer = app_fixture_create (&fixture->app, "restomod", "Bronco");
  fixture->view = talus_view_new (fixture->peer);
  fixture->panel = talus_share_panel_new (fixture->share, fixture->view);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->panel);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static gboolean
is_off (gpointer data)
{
  return talus_share_get_state (data) == TALUS_SHARE_OFF;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer view = fixture->view;


  talus_share_stop (fixture->share);
  app_wait_until (is_off, fixture->share);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* What was asked of the host keeps the panel until it is answered. */
  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  g_object_unref (fixture->view);
  app_wait_until (is_gone, &view);
  talus_peer_close (fixture->peer);
  g_clear_object (&fixture->peer);
  app_fixture_tear_down (&fixture->app, data);
}

/* (nullable): the first widget below that @is_it says it is. */
static GtkWidget *
find (GtkWidget  *widget,
      gboolean  (*is_it) (GtkWidget *widget, const char *text),
      const char *text)
{
  GtkWidget *found = is_it (widget, text) ? widget : NULL;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, is_it, text);

  return found;
}

static gboolean
is_shown_label (GtkWidget  *widget,
                const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_shown_button (GtkWidget  *widget,
                 const char *text)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_switch (GtkWidget  *widget,
           const char *text)
{
  return GTK_IS_SWITCH (widget);
}

static gboolean
is_check (GtkWidget  *widget,
          const char *text)
{
  return GTK_IS_CHECK_BUTTON (widget) &&
         find (gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW), is_shown_label,
               text) != NULL;
}

static gboolean
is_entry (GtkWidget  *widget,
          const char *text)
{
  return GTK_IS_ENTRY (widget);
}

static gboolean
is_code (GtkWidget  *widget,
         const char *text)
{
  return TALUS_IS_QR_CODE (widget);
}

static gboolean
is_any_label (GtkWidget  *widget,
              const char *text)
{
  return GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Wanted;

static gboolean
is_said (gpointer data)
{
  Wanted *wanted = data;

  return find (wanted->fixture->panel, is_shown_label, wanted->text) != NULL;
}

static void
wait_for (Fixture    *fixture,
          const char *text)
{
  Wanted wanted = { fixture, text };

  app_wait_until (is_said, &wanted);
}

static const char *
get_link (Fixture *fixture)
{
  GtkWidget *entry = find (fixture->panel, is_entry, NULL);

  return gtk_widget_get_mapped (entry) ? gtk_editable_get_text (GTK_EDITABLE (entry)) : NULL;
}

static gboolean
has_link (gpointer data)
{
  return get_link (data) != NULL;
}

static void
turn_on (Fixture *fixture)
{
  GtkWidget *turn = find (fixture->panel, is_switch, NULL);

  gtk_switch_set_active (GTK_SWITCH (turn), TRUE);
}

static void
choose (Fixture    *fixture,
        const char *reach)
{
  GtkWidget *check;

  wait_for (fixture, reach);
  check = find (fixture->panel, is_check, reach);
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

/* Whatever was chosen before. */
static void
turn_on_here (Fixture *fixture)
{
  choose (fixture, "This Computer");
  turn_on (fixture);
  wait_for (fixture, "At http://127.0.0.1:");
}

static void
test_turned_on_it_shows_link_and_people (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (TalusTestSocket) socket = NULL;
  char id[TALUS_ID_TEXT_SIZE];

  wait_for (fixture, "Nobody else can come to this project");
  turn_on_here (fixture);
  app_wait_until (has_link, fixture);
  g_assert_true (g_str_has_prefix (get_link (fixture), "http://127.0.0.1:"));

  socket = talus_test_socket_new_in ("127.0.0.1", talus_share_get_port (fixture->share), "/",
                                     "{'name':'Ada Lovelace'}");
  talus_test_event_free (talus_test_socket_call (
    socket, "join_session", "{'session_id':'%s'}",
    talus_id_format (talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer)), id)));
  wait_for (fixture, "Ada Lovelace");
  talus_test_event_free (talus_test_socket_call (
    socket, "presence", "{'state':{'selection':['%s']}}",
    talus_id_format (talus_node_get_id (
      talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0)), id)));
  wait_for (fixture, "at “Bronco”");
}

/* (transfer full): so many of the root's children. */
static GArray *
list_children (Fixture *fixture,
               guint    n_children)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->peer), 0);
  TalusNode *child = talus_node_get_first_child (root);

  for (; child != NULL && ids->len < n_children; child = talus_node_get_next_sibling (child))
    g_array_append_vals (ids, talus_node_get_id (child), 1);
  g_assert_cmpuint (ids->len, ==, n_children);

  return ids;
}

/* All of it goes to and fro; the one that is the cursor has its name said. */
static void
test_somebody_is_at_all_they_have_selected (Fixture       *fixture,
                                            gconstpointer  data)
{
  TalusPresence *presence = talus_presence_get (fixture->peer);
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (GArray) ids = list_children (fixture, 3);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *expected = NULL;
  char id[TALUS_ID_TEXT_SIZE];

  turn_on_here (fixture);
  socket = talus_test_socket_new_in ("127.0.0.1", talus_share_get_port (fixture->share), "/",
                                     "{'name':'Ada Lovelace'}");
  talus_test_event_free (talus_test_socket_call (
    socket, "join_session", "{'session_id':'%s'}",
    talus_id_format (talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer)), id)));
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (json, "%s'%s'", i > 0 ? "," : "",
                            talus_id_format (&g_array_index (ids, TalusId, i), id));
  talus_test_event_free (talus_test_socket_call (socket, "presence", "{'state':{'selection':[%s]}}",
                                                 json->str));
  expected = g_strdup_printf ("at “%s” and 2 others",
                              talus_node_get_name (talus_graph_get_node (
                                talus_peer_get_graph (fixture->peer),
                                &g_array_index (ids, TalusId, 2))));
  wait_for (fixture, expected);
  for (guint i = 0; i < ids->len; i++)
    g_assert_nonnull (talus_presence_look_up (presence, &g_array_index (ids, TalusId, i)));
}

/* Whoever tells others hears it, too. */
static gboolean
has_told (gpointer data)
{
  GListModel *people = talus_peer_get_people (((Fixture *) data)->peer);
  g_autoptr (TalusPerson) own = g_list_model_get_item (people, 0);
  guint n_ids = 0;

  g_assert_true (talus_person_is_self (own));
  talus_person_get_selection (own, &n_ids);

  return n_ids > 0;
}

/* Of very many not those that were selected first. */
static void
test_the_cursor_is_always_told (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (TalusTestSocket) socket = NULL;
  g_autoptr (TalusTestEvent) event = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  JsonArray *told;
  char id[TALUS_ID_TEXT_SIZE];

  turn_on_here (fixture);
  socket = talus_test_socket_new_in ("127.0.0.1", talus_share_get_port (fixture->share), "/",
                                     "{'name':'Ada Lovelace'}");
  talus_test_event_free (talus_test_socket_call (
    socket, "join_session", "{'session_id':'%s'}",
    talus_id_format (talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer)), id)));
  wait_for (fixture, "Ada Lovelace");

  for (guint i = 0; i < 500; i++)
    {
      TalusId drawn;

      talus_id_draw (&drawn);
      g_array_append_val (ids, drawn);
    }
  talus_peer_set_presence (fixture->peer, (const TalusId *) (gpointer) ids->data, ids->len,
                           "outline");
  app_wait_until (has_told, fixture);
  event = talus_test_socket_wait (socket, "presence");
  told = json_node_get_array (talus_test_event_get (event, "state.selection"));
  g_assert_cmpuint (json_array_get_length (told), ==, 80);
  g_assert_cmpstr (json_array_get_string_element (told, 79), ==,
                   talus_id_format (&g_array_index (ids, TalusId, 499), id));
}

static gboolean
is_alone (gpointer data)
{
  return g_list_model_get_n_items (talus_peer_get_people (((Fixture *) data)->peer)) == 1;
}

static void
test_remove_puts_somebody_out (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (TalusTestSocket) socket = NULL;
  GtkWidget *button;
  char id[TALUS_ID_TEXT_SIZE];

  turn_on_here (fixture);
  socket = talus_test_socket_new_in ("127.0.0.1", talus_share_get_port (fixture->share), "/",
                                     "{'name':'Ada Lovelace'}");
  talus_test_event_free (talus_test_socket_call (
    socket, "join_session", "{'session_id':'%s'}",
    talus_id_format (talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer)), id)));
  wait_for (fixture, "Ada Lovelace");
  button = find (fixture->panel, is_shown_button, "Remove");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  talus_test_socket_wait_closed (socket);
  app_wait_until (is_alone, fixture);
}

static void
test_the_network_is_warned_of_beforehand (Fixture       *fixture,
                                          gconstpointer  data)
{
  choose (fixture, "Local Network, Encrypted");
  wait_for (fixture, "a browser warns that the connection is not private");
  wait_for (fixture, ":");
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_OFF);
  choose (fixture, "Local Network, Not Encrypted");
  wait_for (fixture, "Anybody on the network can read along");
  g_assert_cmpint (talus_share_get_state (fixture->share), ==, TALUS_SHARE_OFF);
}

static void
test_others_need_a_link_of_their_own (Fixture       *fixture,
                                      gconstpointer  data)
{
  GtkWidget *code = find (fixture->panel, is_code, NULL);
  GtkWidget *button;
  guint width;

  choose (fixture, "Local Network, Encrypted");
  turn_on (fixture);
  wait_for (fixture, "At https://");
  wait_for (fixture, "Create a Link");
  g_assert_null (get_link (fixture));

  button = find (fixture->panel, is_shown_button, "Create a Link");
  g_signal_emit_by_name (button, "clicked");
  app_wait_until (has_link, fixture);
  g_assert_nonnull (strstr (get_link (fixture), "#i="));
  wait_for (fixture, "nobody came by it yet");

  /* A finder in the corner: seven dark squares, then a light one. */
  width = talus_qr_code_get_width (TALUS_QR_CODE (code));
  g_assert_cmpuint (width, >=, 21);
  for (guint x = 0; x < 7; x++)
    g_assert_true (talus_qr_code_is_dark (TALUS_QR_CODE (code), x, 0));
  g_assert_false (talus_qr_code_is_dark (TALUS_QR_CODE (code), 7, 0));

  button = find (fixture->panel, is_shown_button, "Revoke");
  g_signal_emit_by_name (button, "clicked");
  wait_for (fixture, "Create a Link");
  g_assert_null (get_link (fixture));
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit limits = { limit, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

static void
say_cb (char      **said,
        const char *text)
{
  g_free (*said);
  *said = g_strdup (text);
}

static gboolean
has_said (gpointer data)
{
  return *(char **) data != NULL;
}

/* The disk is full just then. */
static void
test_what_failed_can_be_asked_for_again (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *said = NULL;
  GtkWidget *button;

  choose (fixture, "Local Network, Encrypted");
  turn_on (fixture);
  wait_for (fixture, "Create a Link");
  g_signal_emit_by_name (find (fixture->panel, is_shown_button, "Create a Link"), "clicked");
  wait_for (fixture, "nobody came by it yet");

  button = find (fixture->panel, is_shown_button, "Revoke");
  g_object_ref (button);
  g_signal_connect_swapped (fixture->view, "said", G_CALLBACK (say_cb), &said);
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (512);
  g_signal_emit_by_name (button, "clicked");
  app_wait_until (has_said, &said);
  set_file_limit (RLIM_INFINITY);
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_true (gtk_widget_get_sensitive (button));
  g_object_unref (button);
}

static void
test_initials_are_of_first_and_last_word (void)
{
  static const char * const names[][2] = {
    { "Ada Lovelace", "AL" }, { "ada", "A" }, { "", "?" }, { "  Jean-Luc  Picard ", "JP" },
    { "Émile Zola", "ÉZ" }, { "Maria da Silva", "MS" }, { "(Bot)", "B" }, { "李 小龍", "李小" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *initials = talus_face_make_initials (names[i][0]);

      g_assert_cmpstr (initials, ==, names[i][1]);
    }
}

static void
test_three_faces_and_how_many_more (Fixture       *fixture,
                                    gconstpointer  data)
{
  TalusTestSocket *sockets[5] = { NULL };
  GtkWidget *faces = g_object_ref_sink (talus_faces_new ());
  char id[TALUS_ID_TEXT_SIZE];
  guint n_faces = 0;

  talus_faces_set_people (TALUS_FACES (faces), talus_peer_get_people (fixture->peer));
  g_assert_false (gtk_widget_get_visible (faces));
  turn_on_here (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      g_autofree char *name = g_strdup_printf ("Client %u", i);
      g_autofree char *auth = g_strdup_printf ("{'name':'%s'}", name);

      sockets[i] = talus_test_socket_new_in ("127.0.0.1", talus_share_get_port (fixture->share),
                                             "/", auth);
      talus_test_event_free (talus_test_socket_call (
        sockets[i], "join_session", "{'session_id':'%s'}",
        talus_id_format (talus_peer_link_get_session_id (talus_peer_get_link (fixture->peer)),
                         id)));
      wait_for (fixture, name);
    }

  g_assert_true (gtk_widget_get_visible (faces));
  for (GtkWidget *child = gtk_widget_get_first_child (faces); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_faces += TALUS_IS_FACE (child);
  g_assert_cmpuint (n_faces, ==, 3);
  g_assert_nonnull (find (faces, is_any_label, "+2"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (faces), ==,
                   "Client 0\nClient 1\nClient 2\nClient 3\nClient 4");

  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++)
    talus_test_socket_free (sockets[i]);
  talus_faces_set_people (TALUS_FACES (faces), NULL);
  g_object_unref (faces);
}

static gboolean
is_renamed (gpointer data)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (data), "Grace Hopper") == 0;
}

static void
test_new_name_is_known (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (TalusPeer) other = app_fixture_open (&fixture->app,
                                                  talus_peer_get_project_id (fixture->peer));
  GtkWidget *faces = g_object_ref_sink (talus_faces_new ());

  talus_faces_set_people (TALUS_FACES (faces), talus_peer_get_people (other));
  talus_desk_set_owner (fixture->app.desk, "Grace Hopper", NULL);
  app_wait_until (is_renamed, faces);
  talus_faces_set_people (TALUS_FACES (faces), NULL);
  g_object_unref (faces);
  talus_peer_close (other);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("/share-panel/turned-on-it-shows-link-and-people", test_turned_on_it_shows_link_and_people);
  ADD ("/share-panel/somebody-is-at-all-they-have-selected",
       test_somebody_is_at_all_they_have_selected);
  ADD ("/share-panel/the-cursor-is-always-told", test_the_cursor_is_always_told);
  ADD ("/share-panel/remove-puts-somebody-out", test_remove_puts_somebody_out);
  ADD ("/share-panel/the-network-is-warned-of-beforehand",
       test_the_network_is_warned_of_beforehand);
  ADD ("/share-panel/others-need-a-link-of-their-own", test_others_need_a_link_of_their_own);
  ADD ("/share-panel/three-faces-and-how-many-more", test_three_faces_and_how_many_more);
  ADD ("/share-panel/what-failed-can-be-asked-for-again",
       test_what_failed_can_be_asked_for_again);
  ADD ("/share-panel/a-new-name-is-known", test_new_name_is_known);
  g_test_add_func ("/share-panel/initials-are-of-first-and-last-word",
                   test_initials_are_of_first_and_last_word);

  return g_test_run ();
}
