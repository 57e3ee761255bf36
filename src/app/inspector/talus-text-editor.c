/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits a line of text; one that is an address can be opened. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/core/talus-tooltip.h"
#include "app/format/talus-format.h"

/* Characters that a line of the panel may have no room for. */
#define LONG_TEXT 30

#define TALUS_TYPE_TEXT_EDITOR (talus_text_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusTextEditor, talus_text_editor, TALUS, TEXT_EDITOR, TalusFieldEditor)

struct _TalusTextEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *text;
  GtkWidget *open_button;
};

G_DEFINE_FINAL_TYPE (TalusTextEditor, talus_text_editor, TALUS_TYPE_FIELD_EDITOR)

/* (transfer full) (nullable): what a browser or a mail program opens. */
static char *
make_uri (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *at = strchr (stripped, '@');

  if (strpbrk (stripped, " \t\n\"<>") != NULL)
    return NULL;
  if (g_str_has_prefix (stripped, "https://") || g_str_has_prefix (stripped, "http://") ||
      g_str_has_prefix (stripped, "mailto:"))
    return g_uri_is_valid (stripped, G_URI_FLAGS_PARSE_RELAXED, NULL) ? g_steal_pointer (&stripped)
                                                                      : NULL;
  if (g_str_has_prefix (stripped, "www.") && strchr (stripped + 4, '.') != NULL)
    return g_strconcat ("https://", stripped, NULL);
  if (at != NULL && at != stripped && strchr (at + 1, '@') == NULL && strchr (at, '.') != NULL)
    return g_strconcat ("mailto:", stripped, NULL);

  return NULL;
}

static void
update_button (TalusTextEditor *self)
{
  g_autofree char *uri = make_uri (gtk_editable_get_text (GTK_EDITABLE (self->text)));

  gtk_widget_set_visible (self->open_button, uri != NULL);
  if (uri != NULL)
    talus_tooltip_set (self->open_button, uri);
}

static void
open_cb (TalusTextEditor *self)
{
  g_autofree char *uri = make_uri (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (uri != NULL)
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
talus_text_editor_show (TalusFieldEditor *editor,
                        TalusValue       *value,
                        gboolean          is_mixed)
{
  TalusTextEditor *self = TALUS_TEXT_EDITOR (editor);
  const TalusProperty *subject = talus_field_editor_get_subject (editor);
  TalusGraph *graph = talus_view_get_graph (talus_field_editor_get_view (editor));
  g_autofree char *text = talus_format_edit_text (talus_format_get (graph), subject, value);

  /* Setting it moves the cursor. */
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->text)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  talus_field_editor_set_mixed (GTK_TEXT (self->text), is_mixed);
  /* What the line has no room for. */
  talus_tooltip_set (self->text, g_utf8_strlen (text, -1) > LONG_TEXT ? text : NULL);
  update_button (self);
}

static gboolean
talus_text_editor_read (TalusFieldEditor  *editor,
                        TalusValue       **value,
                        GError           **error)
{
  TalusTextEditor *self = TALUS_TEXT_EDITOR (editor);
  TalusGraph *graph = talus_view_get_graph (talus_field_editor_get_view (editor));

  return talus_format_parse (talus_format_get (graph), talus_field_editor_get_subject (editor),
                             gtk_editable_get_text (GTK_EDITABLE (self->text)), value, error);
}

static void
talus_text_editor_set_editable (TalusFieldEditor *editor,
                                gboolean          is_editable)
{
  gtk_editable_set_editable (GTK_EDITABLE (TALUS_TEXT_EDITOR (editor)->text), is_editable);
}

static GtkWidget *
talus_text_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_TEXT_EDITOR (editor)->text;
}

static void
talus_text_editor_class_init (TalusTextEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->is_wide = TRUE;
  editor_class->is_typed = TRUE;
  editor_class->shows_read_only = TRUE;
  editor_class->show = talus_text_editor_show;
  editor_class->read = talus_text_editor_read;
  editor_class->set_editable = talus_text_editor_set_editable;
  editor_class->get_target = talus_text_editor_get_target;
}

static void
talus_text_editor_init (TalusTextEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->text = talus_field_editor_make_entry (TALUS_FIELD_EDITOR (self));
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (update_button), self);
  gtk_box_append (GTK_BOX (box), self->text);

  self->open_button = gtk_button_new_from_icon_name ("adw-external-link-symbolic");
  gtk_widget_add_css_class (self->open_button, "flat");
  gtk_widget_set_valign (self->open_button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->open_button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open"), -1);
  g_signal_connect_swapped (self->open_button, "clicked", G_CALLBACK (open_cb), self);
  gtk_box_append (GTK_BOX (box), self->open_button);

  adw_bin_set_child (ADW_BIN (self), box);
}
