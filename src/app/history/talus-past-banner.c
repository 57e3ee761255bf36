/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The banner follows the way into the past and gives its verbs to the window,
 * which is tinted while the past is shown. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-past-banner.h"

#include <glib/gi18n.h>

#include "app/core/talus-past-marks.h"
#include "app/core/talus-tooltip.h"
#include "app/format/talus-format.h"
#include "app/history/talus-bring-back.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-past.h"
#include "base/talus-clock.h"

/* What takes longer than this (ms) shows that it is under way. */
#define PATIENCE_MS 100

#define LARGE_DPI 125        /* 96: as usual */

struct _TalusPastBanner
{
  AdwBin parent_instance;

  /* template children */
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkSpinner *spinner;
  GtkButton *bring_back_button;
  GtkOrientable *box;

  /* borrowed */
  AdwApplicationWindow *window;
  TalusPast *past;

  /* owned */
  TalusView *view;
  guint patience;
};

G_DEFINE_FINAL_TYPE (TalusPastBanner, talus_past_banner, ADW_TYPE_BIN)

static void
set_enabled (TalusPastBanner *self,
             const char      *name,
             gboolean         enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_title (TalusPastBanner *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);
  TalusPeer *peer = talus_view_get_peer (self->view);
  g_autofree char *moment = NULL;
  g_autofree char *text = NULL;

  if (!talus_past_is_shown (self->past) || live == NULL)
    {
      gtk_label_set_text (self->title, _("Going back…"));
      return;
    }

  moment = talus_format_moment (talus_format_get (talus_peer_get_graph (live)),
                                talus_peer_get_timestamp (peer), talus_clock_now ());
  /* Translators: %s is a moment: “Today 14:02”, “Tuesday 14:02”, “3 March 14:02”. */
  text = g_strdup_printf (_("As it was: %s"), moment);
  gtk_label_set_text (self->title, text);
}

/* What bringing back would do for what is selected. */
static void
update_bring_back (TalusPastBanner *self)
{
  g_autofree char *tooltip = NULL;
  gboolean can = talus_bring_back_can (self->view, &tooltip);

  set_enabled (self, "bring-back", can);
  talus_tooltip_set (GTK_WIDGET (self->bring_back_button), tooltip);
}

static void
update (TalusPastBanner *self)
{
  gboolean is_active = talus_past_is_active (self->past);
  guint64 seq = talus_past_get_seq (self->past);

  gtk_revealer_set_reveal_child (self->revealer, is_active);
  if (talus_past_is_shown (self->past))
    gtk_widget_add_css_class (GTK_WIDGET (self->window), "past");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->window), "past");

  set_enabled (self, "past-return", is_active);
  set_enabled (self, "past-earlier", seq > 1);
  set_enabled (self, "past-later", seq < talus_past_get_last_seq (self->past));
  update_title (self);
  update_bring_back (self);
}

static gboolean
patience_over_cb (gpointer user_data)
{
  TalusPastBanner *self = user_data;

  self->patience = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);

  return G_SOURCE_REMOVE;
}

static void
loading_cb (TalusPastBanner *self)
{
  gboolean is_loading = talus_past_is_loading (self->past);

  if (is_loading && self->patience == 0 && !gtk_widget_get_visible (GTK_WIDGET (self->spinner)))
    self->patience = g_timeout_add (PATIENCE_MS, patience_over_cb, self);
  if (is_loading)
    return;

  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
}

static void
return_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  talus_past_return (TALUS_PAST_BANNER (user_data)->past);
}

static void
earlier_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  TalusPast *past = TALUS_PAST_BANNER (user_data)->past;

  talus_past_go_to (past, talus_past_get_seq (past) - 1);
}

static void
later_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  TalusPast *past = TALUS_PAST_BANNER (user_data)->past;

  talus_past_go_to (past, talus_past_get_seq (past) + 1);
}

static void
go_to_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  talus_past_go_to (TALUS_PAST_BANNER (user_data)->past, g_variant_get_uint64 (parameter));
}

static void
bring_back_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  TalusPastBanner *self = user_data;

  talus_bring_back (self->view, GTK_WINDOW (self->window));
}

/* Escape, once nobody else wants it. */
static void
add_escape (TalusPastBanner *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_named_action_new ("win.past-return")));
  gtk_widget_add_controller (GTK_WIDGET (self->window), controller);
}

static void
install (TalusPastBanner *self)
{
  static const GActionEntry entries[] = {
    { "past-return", return_cb },
    { "past-earlier", earlier_cb },
    { "past-later", later_cb },
    { "past-go-to", go_to_cb, "t" },
    { "bring-back", bring_back_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries),
                                   self);
  add_escape (self);
  g_signal_connect_object (self->past, "notify::active", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past, "notify::shown", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past, "notify::seq", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past, "notify::last-seq", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past, "notify::loading", G_CALLBACK (loading_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (self->view), "changed",
                           G_CALLBACK (update_bring_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_past_marks_get (self->view), "changed",
                           G_CALLBACK (update_bring_back), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
talus_past_banner_dispose (GObject *object)
{
  TalusPastBanner *self = TALUS_PAST_BANNER (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_PAST_BANNER);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_past_banner_parent_class)->dispose (object);
}

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider,
                                       "/org/talustally/TalusTally/history/history.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Where text is large, words and buttons are not side by side on a phone. */
static void
fit_text (TalusPastBanner *self)
{
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (self->bring_back_button));
  gboolean is_large;
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  is_large = dpi > LARGE_DPI * PANGO_SCALE;
  gtk_orientable_set_orientation (self->box, is_large ? GTK_ORIENTATION_VERTICAL
                                                      : GTK_ORIENTATION_HORIZONTAL);
  gtk_label_set_ellipsize (label, is_large ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}

static void
talus_past_banner_class_init (TalusPastBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_past_banner_dispose;
  add_style ();

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-past-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusPastBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBanner, title);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBanner, spinner);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBanner, bring_back_button);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBanner, box);
}

static void
talus_past_banner_init (TalusPastBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (fit_text), self, G_CONNECT_SWAPPED);
  fit_text (self);
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  TalusPastBanner *self = g_object_new (TALUS_TYPE_PAST_BANNER, NULL);

  self->view = g_object_ref (view);
  self->past = talus_past_get (view);
  self->window = window;
  install (self);

  return GTK_WIDGET (self);
}

const TalusPartType talus_past_banner_part = {
  .id = "past-banner",
  .slot = TALUS_SLOT_BANNER,
  .create = create,
};
