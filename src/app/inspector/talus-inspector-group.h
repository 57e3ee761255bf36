/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group of the inspector: a title, perhaps a button beside it, and a boxed
 * list, which is not there while it is empty. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_INSPECTOR_GROUP (talus_inspector_group_get_type ())

G_DECLARE_DERIVABLE_TYPE (TalusInspectorGroup, talus_inspector_group, TALUS, INSPECTOR_GROUP,
                          GtkBox)

struct _TalusInspectorGroupClass
{
  GtkBoxClass parent_class;
};

GtkWidget  *talus_inspector_group_new        (const char          *title);   /* (nullable) */
void        talus_inspector_group_set_title  (TalusInspectorGroup *self,
                                              const char          *title);
/* (transfer floating): beside the title */
void        talus_inspector_group_add_button (TalusInspectorGroup *self,
                                              GtkWidget           *button);
void        talus_inspector_group_append     (TalusInspectorGroup *self,
                                              GtkWidget           *row);
/* In a row of its own, which is nothing to be pressed. */
void        talus_inspector_group_append_box (TalusInspectorGroup *self,
                                              GtkWidget           *box);
void        talus_inspector_group_clear      (TalusInspectorGroup *self);
GtkListBox *talus_inspector_group_get_list   (TalusInspectorGroup *self);

/* (transfer floating): text as rows have it; each (nullable) */
GtkWidget  *talus_inspector_label_new        (const char          *text,
                                              const char          *css_class);

G_END_DECLS
