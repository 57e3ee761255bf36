/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be done, by the name of its action, with what people call
 * it: the one list of verbs. Whether one can be done now is asked of the widget
 * that it would be done at. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TalusVerb:
 * @action: its detailed action name
 * @title: what people call it, translated
 * @group: what it belongs to, translated
 * @words: (nullable): by which else people may look for it
 * @accel: (nullable): a key that does it
 *
 * A verb.
 */
typedef struct
{
  char *action;
  char *title;
  char *group;
  char *words;
  char *accel;
} TalusVerb;

/* (transfer full) (element-type TalusVerb): all that have keys, those named
 * here, and what is in the primary menu of @window (nullable) */
GPtrArray *talus_verbs_list        (GtkWidget       *window);
/* Whether the action can be reached from @widget, and done now. */
gboolean   talus_verb_exists       (const TalusVerb *self,
                                    GtkWidget       *widget);
gboolean   talus_verb_is_possible  (const TalusVerb *self,
                                    GtkWidget       *widget);
gboolean   talus_verb_activate     (const TalusVerb *self,
                                    GtkWidget       *widget);

G_END_DECLS
