/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one of several options: a drop-down with their shapes, whose first line
 * is no value. One that is no option any more is shown as what it is. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/core/talus-tinted-icon.h"
#include "app/inspector/talus-choice.h"

/* From so many on one looks for an option by typing. */
#define SEARCH_THRESHOLD 12

#define TALUS_TYPE_SELECT_EDITOR (talus_select_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusSelectEditor, talus_select_editor, TALUS, SELECT_EDITOR,
                      TalusFieldEditor)

struct _TalusSelectEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *drop_down;

  /* owned */
  GListStore *choices;    /* perhaps one that cannot be chosen, none, the options */
};

G_DEFINE_FINAL_TYPE (TalusSelectEditor, talus_select_editor, TALUS_TYPE_FIELD_EDITOR)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_box_append (GTK_BOX (box), talus_tinted_icon_new ());
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  TalusChoice *choice = gtk_list_item_get_item (item);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_next_sibling (icon);

  talus_tinted_icon_set (TALUS_TINTED_ICON (icon), talus_choice_get_icon (choice),
                         talus_choice_get_colour (choice));
  gtk_widget_set_visible (icon, talus_choice_get_icon (choice) != NULL);
  gtk_label_set_label (GTK_LABEL (label), talus_choice_get_name (choice));
  if (talus_choice_get_kind (choice) == TALUS_CHOICE_OPTION)
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
}

/* In the list what is chosen has a check, for the keyboard may be elsewhere. */
static void
setup_list_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  setup_cb (factory, item);
  /* Here there is room for all of it. */
  gtk_label_set_ellipsize (GTK_LABEL (gtk_widget_get_last_child (gtk_list_item_get_child (item))),
                           PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_set_halign (check, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (gtk_list_item_get_child (item)), check);
  g_object_bind_property (item, "selected", check, "visible", G_BINDING_SYNC_CREATE);
}

static TalusChoice *
get_selected (TalusSelectEditor *self)
{
  return gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->drop_down));
}

static void
selected_cb (TalusSelectEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);

  if (talus_field_editor_is_showing (editor) || get_selected (self) == NULL)
    return;

  talus_field_editor_touch (editor);
  talus_field_editor_commit (editor);
}

static gboolean
key_cb (TalusSelectEditor *self,
        guint              key)
{
  TalusChoice *selected = get_selected (self);
  guint none;

  if ((key != GDK_KEY_Delete && key != GDK_KEY_BackSpace) || selected == NULL ||
      talus_choice_get_kind (selected) == TALUS_CHOICE_NONE)
    return FALSE;

  none = talus_choice_get_kind (selected) == TALUS_CHOICE_OPTION ? 0 : 1;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), none);

  return TRUE;
}

static TalusChoice *
get_choice (TalusSelectEditor *self,
            guint              index)
{
  g_autoptr (TalusChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->choices), index);

  /* The store holds it. */
  return choice;
}

/* A line on top for what cannot be chosen, or none. */
static void
set_extra (TalusSelectEditor *self,
           TalusChoice       *extra)
{
  TalusChoice *first = get_choice (self, 0);

  if (talus_choice_get_kind (first) != TALUS_CHOICE_NONE)
    g_list_store_remove (self->choices, 0);
  if (extra != NULL)
    g_list_store_insert (self->choices, 0, extra);
}

static void
talus_select_editor_show (TalusFieldEditor *editor,
                          TalusValue       *value,
                          gboolean          is_mixed)
{
  TalusSelectEditor *self = TALUS_SELECT_EDITOR (editor);
  g_autoptr (TalusChoice) extra = NULL;
  g_autofree char *id = value != NULL ? talus_value_dup_string (value) : NULL;
  guint selected = 0;

  if (is_mixed)
    extra = talus_choice_new (TALUS_CHOICE_MIXED, NULL, _("Mixed"));
  else if (value != NULL)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self->choices));

      set_extra (self, NULL);
      for (guint i = 1; i < n && id != NULL && selected == 0; i++)
        {
          TalusChoice *choice = get_choice (self, i);

          if (choice != NULL && g_strcmp0 (talus_choice_get_id (choice), id) == 0)
            selected = i;
        }
      if (selected == 0)
        extra = talus_choice_new (TALUS_CHOICE_UNKNOWN, id,
                                  id != NULL ? id : talus_value_get_json (value, NULL));
    }

  set_extra (self, extra);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), selected);
}

static gboolean
talus_select_editor_read (TalusFieldEditor  *editor,
                          TalusValue       **value,
                          GError           **error)
{
  TalusChoice *selected = get_selected (TALUS_SELECT_EDITOR (editor));

  *value = NULL;
  if (selected == NULL)
    return TRUE;

  switch (talus_choice_get_kind (selected))
    {
    case TALUS_CHOICE_OPTION:
      *value = talus_value_new_string (talus_choice_get_id (selected), -1);
      break;
    case TALUS_CHOICE_MIXED:
    case TALUS_CHOICE_UNKNOWN:
      *value = talus_field_editor_get_value (editor);
      if (*value != NULL)
        talus_value_ref (*value);
      break;
    case TALUS_CHOICE_NONE:
    default:
      break;
    }

  return TRUE;
}

static GtkWidget *
talus_select_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_SELECT_EDITOR (editor)->drop_down;
}

static void
talus_select_editor_setup (TalusFieldEditor *editor)
{
  TalusSelectEditor *self = TALUS_SELECT_EDITOR (editor);
  const TalusProperty *subject = talus_field_editor_get_subject (editor);
  g_autoptr (TalusChoice) none = talus_choice_new (TALUS_CHOICE_NONE, NULL,
                                                   C_("value", "Not set"));

  g_list_store_append (self->choices, none);
  for (guint i = 0; i < subject->options->len; i++)
    {
      g_autoptr (TalusChoice) choice = talus_choice_new_option (subject,
                                                                subject->options->pdata[i]);

      g_list_store_append (self->choices, choice);
    }

  if (subject->options->len >= SEARCH_THRESHOLD)
    gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->drop_down), TRUE);
}

static void
talus_select_editor_dispose (GObject *object)
{
  TalusSelectEditor *self = TALUS_SELECT_EDITOR (object);

  g_clear_object (&self->choices);

  G_OBJECT_CLASS (talus_select_editor_parent_class)->dispose (object);
}

static void
talus_select_editor_class_init (TalusSelectEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_select_editor_dispose;
  editor_class->setup = talus_select_editor_setup;
  editor_class->show = talus_select_editor_show;
  editor_class->read = talus_select_editor_read;
  editor_class->get_target = talus_select_editor_get_target;
}

static void
talus_select_editor_init (TalusSelectEditor *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) list_factory = gtk_signal_list_item_factory_new ();
  GtkExpression *expression = gtk_property_expression_new (TALUS_TYPE_CHOICE, NULL, "name");
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->choices = g_list_store_new (TALUS_TYPE_CHOICE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (list_factory, "setup", G_CALLBACK (setup_list_cb), NULL);
  g_signal_connect (list_factory, "bind", G_CALLBACK (bind_cb), NULL);

  self->drop_down = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->choices)), expression);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->drop_down), factory);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->drop_down), list_factory);
  gtk_widget_add_css_class (self->drop_down, "flat");
  gtk_widget_set_valign (self->drop_down, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->drop_down, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->drop_down, TRUE);
  g_signal_connect_swapped (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->drop_down, keys);

  adw_bin_set_child (ADW_BIN (self), self->drop_down);
}
