/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing in a window: who is here and the button in the header bar, what is
 * said when somebody comes, the line below the title. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "config.h"

#include "app/sharing/talus-sharing-part.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"
#include "app/core/talus-words.h"
#include "app/sharing/talus-faces.h"
#include "app/sharing/talus-share-panel.h"
#include "app/sharing/talus-share-settings.h"
#include "app/shell/talus-application.h"
#include "app/window/talus-window.h"

/* A window that is narrower has no room for a popover. */
#define NARROW      480
#define PANEL_WIDTH 380

#define TALUS_TYPE_SHARING_PART (talus_sharing_part_get_type ())

G_DECLARE_FINAL_TYPE (TalusSharingPart, talus_sharing_part, TALUS, SHARING_PART, GtkBox)

struct _TalusSharingPart
{
  GtkBox parent_instance;

  GtkWidget *button;
  GtkLabel *label;              /* of the button */
  GtkWidget *popover;
  TalusFaces *faces;

  TalusShare *share;
  TalusView *view;
  AdwApplicationWindow *window; /* borrowed: we are in it */
  GtkWindow *panel_window;      /* (nullable): where it is narrow */
  GListModel *people;           /* (nullable) */
  gulong people_id;
  guint n_others;               /* when it was last looked at */
};

G_DEFINE_FINAL_TYPE (TalusSharingPart, talus_sharing_part, GTK_TYPE_BOX)

static guint
count_others (TalusSharingPart *self)
{
  guint n_people = self->people != NULL ? g_list_model_get_n_items (self->people) : 0;

  return n_people > 0 ? n_people - 1 : 0;
}

/* "Hosting · 3 people", they and who sits here: below the title, and on the
 * button, since where there is room for the panes' names there is no title. */
static void
update_note (TalusSharingPart *self)
{
  gboolean is_on = talus_share_get_state (self->share) == TALUS_SHARE_ON;
  g_autofree char *note = NULL;

  if (is_on && count_others (self) > 0)
    note = g_strdup_printf (ngettext ("Hosting · %u person", "Hosting · %u people",
                                      count_others (self) + 1), count_others (self) + 1);
  else if (is_on)
    note = g_strdup (_("Hosting"));
  if (TALUS_IS_WINDOW (self->window))
    talus_window_set_note (TALUS_WINDOW (self->window), note);

  gtk_label_set_label (self->label, is_on ? _("Hosting") : _("Share"));
  /* Faces say so as well; two that want room at once would both get too little of it. */
  gtk_widget_set_visible (GTK_WIDGET (self->label), count_others (self) == 0);
  talus_tooltip_set (self->button, note);
  if (is_on)
    gtk_widget_add_css_class (self->button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->button, "suggested-action");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note != NULL ? note : "",
                                  -1);
}

/* Quietly, and of the first: the faces tell of the rest, and outside of the
 * window the shell does. */
static void
say_joined (TalusSharingPart *self,
            TalusPerson      *person)
{
  g_autofree char *text = NULL;

  /* Translators: %s is a name. */
  text = g_strdup_printf (_("%s joined"),
                          talus_words_for_person (talus_person_get_name (person)));
  talus_view_say (self->view, text, NULL, NULL);
}

static void
people_cb (TalusSharingPart *self,
           guint             position,
           guint             n_removed,
           guint             n_added,
           GListModel       *people)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (people, position + i);

      if (!talus_person_is_self (person) && self->n_others == 0)
        {
          say_joined (self, person);
          self->n_others = 1;
        }
    }
  self->n_others = count_others (self);
  update_note (self);
}

static void
peer_changed_cb (TalusSharingPart *self)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);
  GListModel *people = peer != NULL ? talus_peer_get_people (peer) : NULL;

  if (people == self->people)
    return;

  if (self->people != NULL)
    g_clear_signal_handler (&self->people_id, self->people);
  g_set_object (&self->people, people);
  if (people != NULL)
    self->people_id = g_signal_connect_swapped (people, "items-changed", G_CALLBACK (people_cb),
                                                self);
  talus_faces_set_people (self->faces, people);
  self->n_others = count_others (self);
  update_note (self);
}

static void
show_panel_window (TalusSharingPart *self)
{
  GtkWidget *box;

  if (self->panel_window == NULL)
    {
      box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
      gtk_box_append (GTK_BOX (box), talus_share_panel_new (self->share, self->view));
      self->panel_window = g_object_new (ADW_TYPE_WINDOW,
                                         "title", _("Share"),
                                         "transient-for", self->window,
                                         "modal", TRUE,
                                         "hide-on-close", TRUE,
                                         "default-width", 360,
                                         "default-height", 560,
                                         "content", box,
                                         NULL);
    }
  gtk_window_present (self->panel_window);
}

static void
share_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  TalusSharingPart *self = user_data;

  if (gtk_widget_get_width (GTK_WIDGET (self->window)) < NARROW)
    show_panel_window (self);
  else
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* A word where there is room for it, else what stands for it. */
static GtkWidget *
make_button (TalusSharingPart *self)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *squeezer = adw_squeezer_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("emblem-shared-symbolic");

  self->label = GTK_LABEL (gtk_label_new (_("Share")));
  adw_squeezer_add (ADW_SQUEEZER (squeezer), GTK_WIDGET (self->label));
  gtk_widget_set_tooltip_text (icon, _("Share"));
  adw_squeezer_add (ADW_SQUEEZER (squeezer), icon);
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  gtk_button_set_child (GTK_BUTTON (button), squeezer);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.share");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Share"), -1);

  return button;
}

static void
talus_sharing_part_dispose (GObject *object)
{
  TalusSharingPart *self = TALUS_SHARING_PART (object);

  if (self->people != NULL)
    g_clear_signal_handler (&self->people_id, self->people);
  g_clear_object (&self->people);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->panel_window, gtk_window_destroy);
  g_clear_object (&self->share);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_sharing_part_parent_class)->dispose (object);
}

static void
talus_sharing_part_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TalusSharingPart *self = TALUS_SHARING_PART (widget);

  GTK_WIDGET_CLASS (talus_sharing_part_parent_class)->size_allocate (widget, width, height,
                                                                     baseline);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
talus_sharing_part_class_init (TalusSharingPartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_sharing_part_dispose;
  widget_class->size_allocate = talus_sharing_part_size_allocate;
}

static void
talus_sharing_part_init (TalusSharingPart *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

static void
fill (TalusSharingPart *self)
{
  self->faces = TALUS_FACES (talus_faces_new ());
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->faces));
  self->button = make_button (self);
  gtk_box_append (GTK_BOX (self), self->button);

  self->popover = gtk_popover_new ();
  gtk_widget_set_size_request (self->popover, PANEL_WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (self->popover),
                         talus_share_panel_new (self->share, self->view));
  gtk_widget_set_parent (self->popover, self->button);
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = { { "share", share_cb } };
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  TalusSharingPart *self;

  if (!TALUS_IS_APPLICATION (application))
    return NULL;

  self = g_object_new (TALUS_TYPE_SHARING_PART, NULL);
  self->share = g_object_ref (
    talus_share_get (talus_application_get_desk (TALUS_APPLICATION (application))));
  self->view = g_object_ref (view);
  self->window = window;
  fill (self);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "changed", G_CALLBACK (update_note), self,
                           G_CONNECT_SWAPPED);
  peer_changed_cb (self);

  return GTK_WIDGET (self);
}

const TalusPartType talus_sharing_part_type = { "sharing", TALUS_SLOT_END, create };
