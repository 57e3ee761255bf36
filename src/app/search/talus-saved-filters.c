/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of names to choose from, each to be renamed or deleted, and an entry
 * to save what there is now. It must not know what a filter means. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-saved-filters.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/core/talus-choices.h"
#include "base/talus-util.h"

#define KEY "saved-filters"

typedef struct
{
  char *name;
  char *text;
} Saved;

struct _TalusSavedFilters
{
  GtkPopover parent_instance;

  /* children */
  GtkListBox *list;
  GtkLabel *empty;
  GtkEntry *entry;
  GtkButton *save;

  /* owned */
  char *template_id;
  char *text;
  GPtrArray *filters;   /* of Saved */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusSavedFilters, talus_saved_filters, GTK_TYPE_POPOVER)

static void rebuild (TalusSavedFilters *self);

static void
free_saved (gpointer data)
{
  Saved *saved = data;

  g_free (saved->name);
  g_free (saved->text);
  g_free (saved);
}

static void
load (TalusSavedFilters *self)
{
  g_autoptr (GVariant) value = NULL;
  GVariantIter iter;
  const char *name;
  const char *text;

  g_ptr_array_set_size (self->filters, 0);
  value = talus_choices_get (KEY, self->template_id);
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE ("a(ss)")))
    return;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &text))
    {
      Saved *saved = g_new0 (Saved, 1);

      saved->name = g_strdup (name);
      saved->text = g_strdup (text);
      g_ptr_array_add (self->filters, saved);
    }
}

static void
store (TalusSavedFilters *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < self->filters->len; i++)
    {
      const Saved *saved = self->filters->pdata[i];

      g_variant_builder_add (&builder, "(ss)", saved->name, saved->text);
    }

  talus_choices_set (KEY, self->template_id,
                     self->filters->len > 0 ? g_variant_builder_end (&builder) : NULL);
  if (self->filters->len == 0)
    g_variant_builder_clear (&builder);
}

static guint
get_index (GtkWidget *child)
{
  GtkWidget *row = gtk_widget_get_ancestor (child, GTK_TYPE_LIST_BOX_ROW);

  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
delete_cb (TalusSavedFilters *self,
           GtkWidget         *button)
{
  g_ptr_array_remove_index (self->filters, get_index (button));
  store (self);
  rebuild (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
renamed_cb (TalusSavedFilters *self,
            GParamSpec        *pspec,
            GtkWidget         *label)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (label));
  Saved *saved;

  if (gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (label)))
    return;

  saved = self->filters->pdata[get_index (label)];
  if (*name == '\0')
    gtk_editable_set_text (GTK_EDITABLE (label), saved->name);
  else if (talus_set_string (&saved->name, name))
    store (self);
}

static void
rename_cb (TalusSavedFilters *self,
           GtkWidget         *button)
{
  gtk_editable_label_start_editing (
    GTK_EDITABLE_LABEL (gtk_widget_get_first_child (gtk_widget_get_parent (button))));
}

static GtkWidget *
make_button (TalusSavedFilters *self,
             const char        *icon,
             const char        *label,
             GCallback          callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_swapped (button, "clicked", callback, self);

  return button;
}

static GtkWidget *
make_row (TalusSavedFilters *self,
          const Saved       *saved)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_editable_label_new (saved->name);
  g_autofree char *rename = g_strdup_printf (_("Rename “%s”"), saved->name);
  g_autofree char *delete = g_strdup_printf (_("Delete “%s”"), saved->name);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_focusable (label, FALSE);
  gtk_widget_set_can_target (label, FALSE);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (label), 30);
  g_signal_connect_swapped (label, "notify::editing", G_CALLBACK (renamed_cb), self);
  gtk_widget_set_tooltip_text (row, saved->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, saved->name,
                                  -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_button (self, "document-edit-symbolic", rename,
                                              G_CALLBACK (rename_cb)));
  gtk_box_append (GTK_BOX (box), make_button (self, "user-trash-symbolic", delete,
                                              G_CALLBACK (delete_cb)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}

static void
update_save (TalusSavedFilters *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), *self->text != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), *self->text != '\0' && *name != '\0');
}

static void
rebuild (TalusSavedFilters *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->filters->len; i++)
    gtk_list_box_append (self->list, make_row (self, self->filters->pdata[i]));

  gtk_widget_set_visible (GTK_WIDGET (self->list), self->filters->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), self->filters->len == 0);
  update_save (self);
}

/* Under a name that is there already the new one takes its place. */
static void
save_cb (TalusSavedFilters *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  Saved *saved = NULL;

  if (*name == '\0' || *self->text == '\0')
    return;

  for (guint i = 0; i < self->filters->len && saved == NULL; i++)
    {
      Saved *other = self->filters->pdata[i];

      if (g_str_equal (other->name, name))
        saved = other;
    }

  if (saved == NULL)
    {
      saved = g_new0 (Saved, 1);
      saved->name = g_strdup (name);
      g_ptr_array_add (self->filters, saved);
    }
  talus_set_string (&saved->text, self->text);
  store (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  rebuild (self);
}

static void
activated_cb (TalusSavedFilters *self,
              GtkListBoxRow     *row)
{
  const Saved *saved = self->filters->pdata[gtk_list_box_row_get_index (row)];
  g_autofree char *text = g_strdup (saved->text);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, text);
}

static void
show_cb (TalusSavedFilters *self)
{
  load (self);
  rebuild (self);
}

static void
talus_saved_filters_finalize (GObject *object)
{
  TalusSavedFilters *self = TALUS_SAVED_FILTERS (object);

  g_ptr_array_unref (self->filters);
  g_free (self->template_id);
  g_free (self->text);

  G_OBJECT_CLASS (talus_saved_filters_parent_class)->finalize (object);
}

static void
talus_saved_filters_class_init (TalusSavedFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_saved_filters_finalize;

  /**
   * TalusSavedFilters::chosen:
   * @self: the popover
   * @text: a filter
   *
   * Somebody wants that filter.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
talus_saved_filters_init (TalusSavedFilters *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->filters = g_ptr_array_new_with_free_func (free_saved);
  self->template_id = g_strdup ("");
  self->text = g_strdup ("");

  self->empty = GTK_LABEL (gtk_label_new (_("Save what you look for often,\nand find it here.")));
  gtk_label_set_justify (self->empty, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->empty));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Saved Filters"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->entry, _("Name of This Filter"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of This Filter"), -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (update_save), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (save_cb), self);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->entry));
  self->save = GTK_BUTTON (gtk_button_new_with_mnemonic (_("_Save")));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->save));
  gtk_box_append (GTK_BOX (box), row);

  gtk_widget_add_css_class (GTK_WIDGET (self), "saved-filters");
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "show", G_CALLBACK (show_cb), NULL);
}

/**
 * talus_saved_filters_new:
 *
 * Makes a list of saved filters.
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
talus_saved_filters_new (void)
{
  return g_object_new (TALUS_TYPE_SAVED_FILTERS, NULL);
}

/**
 * talus_saved_filters_set_template:
 * @self: a popover
 * @template_id: whose filters
 *
 * Shows the filters of a template.
 */
void
talus_saved_filters_set_template (TalusSavedFilters *self,
                                  const char        *template_id)
{
  g_return_if_fail (TALUS_IS_SAVED_FILTERS (self));

  if (talus_set_string (&self->template_id, template_id) &&
      gtk_widget_get_visible (GTK_WIDGET (self)))
    show_cb (self);
}

/**
 * talus_saved_filters_set_text:
 * @self: a popover
 * @text: the filter that there is now, "" for none
 *
 * Says what would be saved.
 */
void
talus_saved_filters_set_text (TalusSavedFilters *self,
                              const char        *text)
{
  g_return_if_fail (TALUS_IS_SAVED_FILTERS (self));

  talus_set_string (&self->text, text);
  update_save (self);
}
