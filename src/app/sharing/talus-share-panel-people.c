/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel's lists: who is here, and the links that are about. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "config.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"
#include "app/format/talus-format.h"
#include "app/sharing/talus-face.h"
#include "app/sharing/talus-share-panel-private.h"

#define FACE_SIZE 32

/* A row and what it is about. */
typedef struct
{
  TalusSharePanel *panel; /* borrowed: it outlives the row */
  TalusPerson *person;    /* (nullable) */
  TalusId invite_id;
} Row;

static void
free_row (gpointer data)
{
  Row *row = data;

  g_clear_object (&row->person);
  g_free (row);
}

static void
free_row_closure (gpointer  data,
                  GClosure *closure)
{
  free_row (data);
}

/* What a button asked for. */
typedef struct
{
  TalusSharePanel *panel;
  TalusPerson *person;    /* (nullable) */
  GtkWidget *button;      /* weak, (nullable): it may be gone meanwhile */
} Asked;

static Asked *
ask_by (GtkButton *button,
        Row       *row)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->panel = g_object_ref (row->panel);
  g_set_object (&asked->person, row->person);
  g_set_weak_pointer (&asked->button, GTK_WIDGET (button));
  gtk_widget_set_sensitive (asked->button, FALSE);

  return asked;
}

static void
free_asked (Asked *asked)
{
  g_clear_weak_pointer (&asked->button);
  g_clear_object (&asked->person);
  g_object_unref (asked->panel);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, free_asked)

/* What was not done can be asked for again. */
static void
say_failure (Asked        *asked,
             const GError *error)
{
  if (asked->button != NULL)
    gtk_widget_set_sensitive (asked->button, TRUE);
  talus_view_say_error (asked->panel->view, error);
}

static const char *
get_shown_name (TalusPerson *person)
{
  return talus_words_for_person (talus_person_get_name (person));
}

static const char *
get_role_text (TalusRole role)
{
  switch (role)
    {
    case TALUS_ROLE_OWNER:
      return _("Owner");
    case TALUS_ROLE_EDITOR:
      return _("Can edit");
    case TALUS_ROLE_VIEWER:
    default:
      return _("Can view");
    }
}

/* (transfer none) (nullable): the name of where they are, of several nodes that
 * of the cursor, which comes last; @n_more: how many others they have. Some may
 * be gone. */
static const char *
find_place (TalusSharePanel *self,
            TalusPerson     *person,
            guint           *n_more)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);
  TalusNode *last = NULL;
  guint n_nodes = 0;
  guint n_ids = 0;
  const TalusId *ids = talus_person_get_selection (person, &n_ids);

  for (guint i = 0; peer != NULL && i < n_ids; i++)
    {
      TalusNode *node = talus_graph_get_node (talus_peer_get_graph (peer), &ids[i]);

      if (node == NULL)
        continue;

      last = node;
      n_nodes++;
    }
  *n_more = n_nodes > 0 ? n_nodes - 1 : 0;

  return last != NULL ? talus_node_get_name (last) : NULL;
}

/* (transfer full): what stands below their name. */
static char *
describe_person (TalusSharePanel *self,
                 TalusPerson     *person)
{
  const char *role = get_role_text (talus_person_get_role (person));
  guint n_more;
  const char *place = find_place (self, person, &n_more);

  if (talus_person_is_self (person))
    return g_strdup (_("You"));
  if (place == NULL)
    return g_strdup (role);
  if (n_more == 0)
    /* Translators: the first is "Can edit" or the like, the second the name of
     * what somebody looks at. */
    return g_strdup_printf (_("%s · at “%s”"), role, place);

  /* Translators: as above; of several things that somebody has selected one is
   * named and the others are counted. */
  return g_strdup_printf (ngettext ("%s · at “%s” and %u other", "%s · at “%s” and %u others",
                                    n_more), role, place, n_more);
}

static void
update_person (AdwActionRow *row,
               GParamSpec   *pspec,
               TalusPerson  *person)
{
  TalusSharePanel *self = g_object_get_data (G_OBJECT (row), "panel");
  g_autofree char *text = describe_person (self, person);
  g_autofree char *name = g_markup_escape_text (get_shown_name (person), -1);
  g_autofree char *escaped = NULL;

  escaped = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (row, escaped);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!talus_share_verb_finish (TALUS_SHARE (object), result, &error))
    {
      say_failure (asked, error);
      return;
    }

  if (talus_share_get_reach (asked->panel->share) == TALUS_REACH_COMPUTER)
    /* Translators: %s is a name. */
    text = g_strdup_printf (_("Disconnected %s"), get_shown_name (asked->person));
  else
    text = g_strdup_printf (_("Removed %s and revoked their link"),
                            get_shown_name (asked->person));
  talus_view_say (asked->panel->view, text, NULL, NULL);
}

static void
remove_cb (GtkButton *button,
           Row       *row)
{
  const TalusId *session_id = talus_share_panel_get_session_id (row->panel);

  if (session_id != NULL)
    talus_share_remove_async (row->panel->share, session_id,
                              talus_person_get_client_id (row->person), removed_cb,
                              ask_by (button, row));
}

/* @label: what it says to who does not see the row. */
static GtkWidget *
add_button (AdwActionRow *row,
            const char   *text,
            const char   *label)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  adw_action_row_add_suffix (row, button);

  return button;
}

static GtkWidget *
make_person_row (gpointer item,
                 gpointer user_data)
{
  TalusSharePanel *self = user_data;
  TalusPerson *person = item;
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *label = NULL;
  Row *about;

  g_object_set_data (G_OBJECT (row), "panel", self);
  adw_action_row_add_prefix (row, talus_face_new (person, FACE_SIZE));
  if (!talus_person_is_self (person))
    {
      about = g_new0 (Row, 1);
      about->panel = self;
      about->person = g_object_ref (person);
      /* Translators: %s is a name. */
      label = g_strdup_printf (_("Remove %s"), get_shown_name (person));
      g_signal_connect_data (add_button (row, _("Remove"), label), "clicked",
                             G_CALLBACK (remove_cb), about, free_row_closure, 0);
    }
  g_signal_connect_object (person, "notify", G_CALLBACK (update_person), row, G_CONNECT_SWAPPED);
  update_person (row, NULL, person);

  return GTK_WIDGET (row);
}

static void
peer_changed_cb (TalusSharePanel *self)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);

  if (peer == self->peer)
    return;

  g_set_object (&self->peer, peer);
  gtk_list_box_bind_model (self->people, peer != NULL ? talus_peer_get_people (peer) : NULL,
                           make_person_row, self, NULL);
  /* Whoever comes came by a link. */
  if (peer != NULL)
    g_signal_connect_object (talus_peer_get_people (peer), "items-changed",
                             G_CALLBACK (talus_share_panel_update_invites), self,
                             G_CONNECT_SWAPPED);
}

/* Follows who comes and goes. */
void
talus_share_panel_follow_people (TalusSharePanel *self)
{
  g_signal_connect_object (self->view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  peer_changed_cb (self);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;

  if (talus_share_verb_finish (TALUS_SHARE (object), result, &error))
    talus_view_say (asked->panel->view, _("Nobody can come by that link any more"), NULL, NULL);
  else
    say_failure (asked, error);
}

static void
revoke_cb (GtkButton *button,
           Row       *row)
{
  const TalusId *session_id = talus_share_panel_get_session_id (row->panel);

  if (session_id != NULL)
    talus_share_revoke_async (row->panel->share, session_id, &row->invite_id, revoked_cb,
                              ask_by (button, row));
}

static void
add_invite (TalusSharePanel        *self,
            const TalusShareInvite *invite)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  TalusFormat *format = talus_format_get (talus_view_get_graph (self->view));
  g_autofree char *when = talus_format_moment (format, invite->created_at, talus_clock_now ());
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *label = NULL;
  const char *title = get_role_text (invite->role);
  Row *about;

  if (invite->n_people == 0)
    count = g_strdup (_("nobody came by it yet"));
  else
    count = g_strdup_printf (ngettext ("%u person came by it", "%u people came by it",
                                       invite->n_people), invite->n_people);
  /* Translators: the first is a date, the second how many came by a link. */
  text = g_strdup_printf (_("Made %s; %s"), when, count);
  escaped = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, escaped);

  about = g_new0 (Row, 1);
  about->panel = self;
  about->invite_id = invite->id;
  /* Translators: %s is "Can edit" or the like, of a link. */
  label = g_strdup_printf (_("Revoke the link “%s”"), title);
  g_signal_connect_data (add_button (row, _("Revoke"), label), "clicked", G_CALLBACK (revoke_cb),
                         about, free_row_closure, 0);
  gtk_list_box_append (self->invites, GTK_WIDGET (row));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (TalusSharePanel) self = user_data;
  g_autoptr (GPtrArray) invites = NULL;
  g_autoptr (GError) error = NULL;
  GtkListBoxRow *row;

  invites = talus_share_invites_finish (TALUS_SHARE (object), result, &error);
  if (self->share == NULL || self->invites == NULL)
    return;
  if (invites == NULL)
    {
      g_debug ("%s", error->message);
      return;
    }

  while ((row = gtk_list_box_get_row_at_index (self->invites, 0)) != NULL)
    gtk_list_box_remove (self->invites, GTK_WIDGET (row));
  for (guint i = 0; i < invites->len; i++)
    add_invite (self, g_ptr_array_index (invites, i));
  gtk_widget_set_visible (self->invites_group, invites->len > 0);
}

/* Reads the links that are about, where somebody looks at them. */
void
talus_share_panel_update_invites (TalusSharePanel *self)
{
  const TalusId *session_id = talus_share_panel_get_session_id (self);

  if (session_id != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_share_invites_async (self->share, session_id, listed_cb, g_object_ref (self));
}
