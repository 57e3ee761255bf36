/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scrubber: it asks for moments and follows the one that is wanted. It is
 * there while the past is, and where somebody opens it. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-past-bar.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"
#include "app/format/talus-format.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-past-changes.h"
#include "app/history/talus-past.h"
#include "app/history/talus-versions.h"
#include "base/talus-clock.h"

struct _TalusPastBar
{
  AdwBin parent_instance;

  /* template children */
  GtkRevealer *revealer;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  GtkLabel *moment;
  GtkLabel *summary;
  GtkToggleButton *differences;

  /* borrowed */
  AdwApplicationWindow *window;
  TalusPast *past;
  TalusVersions *versions;

  /* owned */
  TalusView *view;
  TalusPastChanges *changes; /* (nullable) */
  GtkFilter *filter;         /* (nullable): ours, while it is the view's */
  GtkFilter *other_filter;   /* (nullable): what the view had before */
  gboolean is_open;
  gboolean is_updating;
  gboolean wants_filter;     /* also at moments where nothing differs */
};

G_DEFINE_FINAL_TYPE (TalusPastBar, talus_past_bar, ADW_TYPE_BIN)

static GSimpleAction *
find_action (TalusPastBar *self,
             const char   *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), name));
}

/* When, who, what. */
static void
update_moment (TalusPastBar *self)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);
  TalusRecord *record = talus_past_get_record (self->past);
  const char *version = talus_versions_find_name (self->versions,
                                                  talus_past_get_seq (self->past));
  g_autofree char *when = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (!talus_past_is_active (self->past) || live == NULL)
    {
      text = version != NULL ? g_strdup_printf (_("Now · “%s”"), version) : g_strdup (_("Now"));
    }
  else if (record == NULL)
    {
      text = version != NULL ? g_strdup_printf ("“%s”", version) : g_strdup ("…");
    }
  else
    {
      TalusGraph *graph = talus_peer_get_graph (live);

      when = talus_format_moment (talus_format_get (graph), record->timestamp,
                                  talus_clock_now ());
      what = talus_describe_by (record, graph, talus_describe_author (record->author));
      text = version != NULL ? g_strdup_printf ("%s · “%s” · %s", when, version, what)
                             : g_strdup_printf ("%s · %s", when, what);
    }

  gtk_label_set_text (self->moment, text);
  talus_tooltip_set (GTK_WIDGET (self->moment), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* Takes over @part. */
static void
append_part (GString *text,
             guint    n,
             char    *part)
{
  if (n > 0 && text->len > 0)
    g_string_append (text, C_("between counts", ", "));
  if (n > 0)
    g_string_append (text, part);
  g_free (part);
}

static char *
word_changes (TalusPastBar *self)
{
  GString *text;
  guint n_added;
  guint n_changed;
  guint n_gone;

  if (self->changes == NULL || !talus_past_changes_is_ready (self->changes))
    return g_strdup ("");
  if (talus_past_changes_is_too_many (self->changes))
    return g_strdup (_("Much has changed since"));

  talus_past_changes_count (self->changes, &n_added, &n_changed, &n_gone);
  text = g_string_new (NULL);
  append_part (text, n_added,
               g_strdup_printf (ngettext ("%u added since", "%u added since", n_added), n_added));
  append_part (text, n_changed,
               g_strdup_printf (ngettext ("%u changed", "%u changed", n_changed), n_changed));
  append_part (text, n_gone,
               g_strdup_printf (ngettext ("%u removed", "%u removed", n_gone), n_gone));
  if (text->len == 0)
    g_string_append (text, _("Nothing differs from now"));

  return g_string_free (text, FALSE);
}

static gboolean
can_filter (TalusPastBar *self)
{
  guint n_added = 0;
  guint n_changed = 0;
  guint n_gone = 0;

  if (self->changes == NULL || !talus_past_changes_is_ready (self->changes) ||
      talus_past_changes_is_too_many (self->changes))
    return FALSE;

  talus_past_changes_count (self->changes, &n_added, &n_changed, &n_gone);

  return n_changed + n_gone > 0;
}

static void
set_filter (TalusPastBar *self,
            gboolean      is_set)
{
  GSimpleAction *action = find_action (self, "past-differences");

  if (is_set && self->filter == NULL)
    {
      g_set_object (&self->other_filter, talus_view_get_filter (self->view));
      self->filter = talus_past_changes_make_filter (self->changes);
      talus_view_set_filter (self->view, self->filter);
    }
  else if (!is_set && self->filter != NULL)
    {
      if (talus_view_get_filter (self->view) == self->filter)
        talus_view_set_filter (self->view, self->other_filter);
      g_clear_object (&self->filter);
      g_clear_object (&self->other_filter);
    }

  g_simple_action_set_state (action, g_variant_new_boolean (self->wants_filter));
}

static TalusPastMark
find_mark (TalusNode *node,
           gpointer   user_data)
{
  return talus_past_changes_get_mark (user_data, node);
}

static void
update_summary (TalusPastBar *self)
{
  g_autofree char *text = word_changes (self);

  /* What is being found out replaces what was known, in its place. */
  if (self->changes != NULL && !talus_past_changes_is_ready (self->changes))
    return;

  gtk_label_set_text (self->summary, text);
  talus_tooltip_set (GTK_WIDGET (self->summary), text);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->differences), can_filter (self));
  g_simple_action_set_enabled (find_action (self, "past-differences"), can_filter (self));
}

/* Also each time that the present has gone on. */
static void
changes_ready_cb (TalusPastBar *self)
{
  update_summary (self);
  set_filter (self, self->wants_filter && can_filter (self));
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  talus_past_marks_set_func (talus_past_marks_get (self->view), find_mark,
                             g_object_ref (self->changes), g_object_unref);
}

/* Another moment is shown, or the present. */
static void
shown_cb (TalusPastBar *self)
{
  self->wants_filter = self->wants_filter && talus_past_is_shown (self->past);
  set_filter (self, FALSE);
  talus_past_marks_set_func (talus_past_marks_get (self->view), NULL, NULL, NULL);
  if (self->changes != NULL)
    g_signal_handlers_disconnect_by_data (self->changes, self);
  g_clear_object (&self->changes);
  if (talus_past_is_shown (self->past))
    {
      self->changes = talus_past_changes_new (talus_view_get_live_peer (self->view),
                                              talus_view_get_peer (self->view));
      g_signal_connect_object (self->changes, "notify::ready", G_CALLBACK (changes_ready_cb),
                               self, G_CONNECT_SWAPPED);
      if (talus_past_changes_is_ready (self->changes))
        changes_ready_cb (self);
    }
  update_summary (self);
}

static void
update (TalusPastBar *self)
{
  guint64 last = talus_past_get_last_seq (self->past);
  gboolean is_revealed = self->is_open || talus_past_is_active (self->past);

  self->is_updating = TRUE;
  gtk_adjustment_configure (self->adjustment, (double) talus_past_get_seq (self->past), 1,
                            (double) MAX (last, 1), 1, MAX (1, (double) last / 20), 0);
  self->is_updating = FALSE;
  gtk_revealer_set_reveal_child (self->revealer, is_revealed);
  g_simple_action_set_state (find_action (self, "time-travel"),
                             g_variant_new_boolean (is_revealed));
  update_moment (self);
}

static void
update_marks (TalusPastBar *self)
{
  GPtrArray *versions = talus_versions_get_list (self->versions);

  gtk_scale_clear_marks (self->scale);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      const TalusVersion *version = g_ptr_array_index (versions, i);

      gtk_scale_add_mark (self->scale, (double) version->seq, GTK_POS_TOP, NULL);
    }
  update_moment (self);
}

static void
value_changed_cb (TalusPastBar *self)
{
  if (!self->is_updating)
    talus_past_go_to (self->past, (guint64) (gtk_adjustment_get_value (self->adjustment) + 0.5));
}

static void
time_travel_cb (GSimpleAction *action,
                GVariant      *state,
                gpointer       user_data)
{
  TalusPastBar *self = user_data;

  self->is_open = g_variant_get_boolean (state);
  if (!self->is_open)
    talus_past_return (self->past);
  update (self);
  if (self->is_open)
    gtk_widget_grab_focus (GTK_WIDGET (self->scale));
}

static void
differences_cb (GSimpleAction *action,
                GVariant      *state,
                gpointer       user_data)
{
  TalusPastBar *self = user_data;

  self->wants_filter = g_variant_get_boolean (state) && can_filter (self);
  set_filter (self, self->wants_filter);
}

static void
install (TalusPastBar *self)
{
  static const GActionEntry entries[] = {
    { "time-travel", NULL, NULL, "false", time_travel_cb },
    { "past-differences", NULL, NULL, "false", differences_cb },
  };
  static const char * const signals[] = { "notify::active", "notify::seq", "notify::last-seq",
                                          "notify::record" };

  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries),
                                   self);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->past, signals[i], G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past, "notify::shown", G_CALLBACK (shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->versions, "changed", G_CALLBACK (update_marks), self,
                           G_CONNECT_SWAPPED);
  update (self);
  update_marks (self);
  shown_cb (self);
}

static void
talus_past_bar_dispose (GObject *object)
{
  TalusPastBar *self = TALUS_PAST_BAR (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_PAST_BAR);
  g_clear_object (&self->changes);
  g_clear_object (&self->filter);
  g_clear_object (&self->other_filter);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_past_bar_parent_class)->dispose (object);
}

static void
talus_past_bar_class_init (TalusPastBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_past_bar_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-past-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, scale);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, adjustment);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, moment);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, summary);
  gtk_widget_class_bind_template_child (widget_class, TalusPastBar, differences);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
}

static void
talus_past_bar_init (TalusPastBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  TalusPastBar *self = g_object_new (TALUS_TYPE_PAST_BAR, NULL);

  self->view = g_object_ref (view);
  self->past = talus_past_get (view);
  self->versions = talus_versions_get (view);
  self->window = window;
  install (self);

  return GTK_WIDGET (self);
}

const TalusPartType talus_past_bar_part = {
  .id = "past-bar",
  .slot = TALUS_SLOT_BOTTOM,
  .create = create,
};
