/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the inspector share: a project of a template with a
 * property of each kind, and an inspector on it in a window. */
#pragma once

#include <string.h>

#include "app-fixture.h"
#include "app/inspector/talus-inspector.h"
#include "base/talus-util.h"

#define INSPECTOR_TEMPLATE                                                       \
  "id: kinds\n"                                                                  \
  "name: Kinds\n"                                                                \
  "node_types:\n"                                                                \
  "  - id: project_root\n"                                                       \
  "    label: Project\n"                                                         \
  "    features: [is_root]\n"                                                    \
  "    allowed_children: [thing, other]\n"                                       \
  "    properties:\n"                                                            \
  "      - id: status\n"                                                         \
  "        label: Status\n"                                                      \
  "        type: select\n"                                                       \
  "        options: [{id: open, name: Open}, {id: shut, name: Shut}]\n"          \
  "  - id: thing\n"                                                              \
  "    label: Thing\n"                                                           \
  "    allowed_children: [thing]\n"                                              \
  "    properties:\n"                                                            \
  "      - {id: name, label: Name, type: text, required: true}\n"                \
  "      - {id: text, label: Text, type: text, required: true, ui_group: Texts}\n"\
  "      - {id: note, label: Note, type: editor, ui_group: Texts}\n"             \
  "      - {id: number, label: Number, type: number, ui_group: Figures}\n"       \
  "      - {id: money, label: Money, type: currency, ui_group: Figures}\n"       \
  "      - {id: flag, label: Flag, type: boolean}\n"                             \
  "      - {id: day, label: Day, type: date}\n"                                  \
  "      - id: state\n"                                                          \
  "        label: State\n"                                                       \
  "        type: select\n"                                                       \
  "        options: [{id: a, name: Alpha}, {id: b, name: Beta}]\n"               \
  "      - id: tags\n"                                                           \
  "        label: Tags\n"                                                        \
  "        type: multi_select\n"                                                 \
  "        options: [{id: x, name: Ex}, {id: y, name: Wye}]\n"                   \
  "      - {id: friend, label: Friend, type: node_reference, target_type: thing}\n"\
  "      - {id: blob, label: Blob, type: object}\n"                              \
  "      - {id: locked, label: Locked, type: text, system_locked: true}\n"       \
  "  - id: other\n"                                                              \
  "    label: Other\n"                                                           \
  "    properties:\n"                                                            \
  "      - {id: number, label: Number, type: number}\n"                          \
  "      - {id: text, label: Text, type: number}\n"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  TalusInspector *inspector;
  char *said;            /* (nullable): what was said last */
} InspectorFixture;

static inline TalusNode *
inspector_node (InspectorFixture *self,
                const char       *name)
{
  TalusNode *node = app_fixture_find (self->peer, name);

  g_assert_nonnull (node);

  return node;
}

static inline void
inspector_submit (TalusPeer  *peer,
                  TalusBatch *batch)
{
  g_autoptr (GError) error = NULL;

  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
}

static inline void
inspector_set (TalusPeer  *peer,
               TalusNode  *node,
               const char *property,
               const char *json)
{
  g_autoptr (TalusValue) value = json != NULL ? talus_value_new_canonical (json, strlen (json))
                                              : NULL;
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_property (batch, talus_node_get_id (node), property, value);
  inspector_submit (peer, batch);
}

static inline void
inspector_add (InspectorFixture *self,
               const char       *type,
               const char       *name)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (self->peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusId id;

  talus_batch_create_node (batch, type, talus_node_get_id (root), NULL, name, &id);
  inspector_submit (self->peer, batch);
}

static inline void
inspector_said_cb (InspectorFixture *self,
                   const char       *text)
{
  talus_set_string (&self->said, text);
}

static inline gboolean
inspector_is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static inline void
inspector_set_up (InspectorFixture *self,
                  gconstpointer     data)
{
  TalusBatch *batch = talus_batch_new (NULL);

  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Kinds");
  talus_batch_set_template (batch, INSPECTOR_TEMPLATE);
  inspector_submit (self->peer, batch);
  inspector_add (self, "thing", "One");
  inspector_add (self, "thing", "Two");
  inspector_add (self, "thing", "Three");
  inspector_add (self, "other", "Odd");
  app_fixture_settle (self->peer);

  self->view = talus_view_new (self->peer);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (inspector_said_cb), self);
  self->inspector = TALUS_INSPECTOR (talus_inspector_new (self->view));
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 360, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->inspector));
  gtk_window_present (GTK_WINDOW (self->window));
  app_wait_until (inspector_is_mapped, self->inspector);
  /* No test waits for a rest but the one that is about it. */
  talus_field_editor_set_rest (G_MAXINT);
}

static inline void
inspector_tear_down (InspectorFixture *self,
                     gconstpointer     data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->view);
  app_fixture_settle (self->peer);
  talus_peer_close (self->peer);
  g_assert_finalize_object (self->peer);
  g_clear_pointer (&self->said, g_free);
  app_fixture_tear_down (&self->app, data);
}

/* @other (nullable): a second one */
static inline void
inspector_select (InspectorFixture *self,
                  const char       *name,
                  const char       *other)
{
  TalusId ids[2];
  guint n = 0;

  if (name != NULL)
    ids[n++] = *talus_node_get_id (inspector_node (self, name));
  if (other != NULL)
    ids[n++] = *talus_node_get_id (inspector_node (self, other));
  talus_selection_set (talus_view_get_selection (self->view), ids, n);
  app_run_ready ();
}

static inline TalusFieldEditor *
inspector_editor (InspectorFixture *self,
                  const char       *property)
{
  TalusFieldEditor *editor = talus_inspector_find_editor (self->inspector, property);

  g_assert_nonnull (editor);

  return editor;
}

static inline GtkWidget *
inspector_target (InspectorFixture *self,
                  const char       *property)
{
  return talus_field_editor_get_target (inspector_editor (self, property));
}

/* As a person does: into the field, all of it replaced. */
static inline void
inspector_type (InspectorFixture *self,
                const char       *property,
                const char       *text)
{
  GtkWidget *target = inspector_target (self, property);

  gtk_widget_grab_focus (target);
  if (GTK_IS_TEXT_VIEW (target))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (target)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (target), text);
}

static inline void
inspector_assert_value (InspectorFixture *self,
                        const char       *name,
                        const char       *property,
                        const char       *json)
{
  g_autoptr (TalusValue) value = talus_node_dup_property (inspector_node (self, name), property);

  g_assert_cmpstr (value != NULL ? talus_value_get_json (value, NULL) : NULL, ==, json);
}

static inline void
inspector_assert_text (InspectorFixture *self,
                       const char       *property,
                       const char       *text)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (inspector_target (self, property))), ==,
                   text);
}
