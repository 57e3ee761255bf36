/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One's own name and colour. What is chosen goes into the settings, and from
 * there to the desk; what is shown is what the desk made of it. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "app/shell/talus-you-page.h"

#include <glib/gi18n.h>

#include "app/sharing/talus-face.h"
#include "model/talus-palette.h"

#define FACE_SIZE   32
#define SWATCH_SIZE 24
/* More than any name has, less than a list of people can show. */
#define MAX_NAME    100

struct _TalusYouPage
{
  AdwPreferencesPage parent_instance;

  AdwEntryRow *name;
  GtkBox *colours;
  GtkToggleButton *swatches[TALUS_PALETTE_SIZE];
  GtkWidget *face;

  GSettings *settings;
  TalusDesk *desk;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (TalusYouPage, talus_you_page, ADW_TYPE_PREFERENCES_PAGE)

static const char *
get_colour_name (guint index)
{
  static const char * const names[TALUS_PALETTE_SIZE] = {
    N_("Blue"), N_("Teal"), N_("Green"), N_("Yellow"), N_("Orange"), N_("Red"), N_("Pink"),
    N_("Purple"),
  };

  return _(names[index]);
}

static void
show_colour (TalusYouPage *self)
{
  TalusAuthor *owner = talus_desk_get_owner (self->desk);
  guint index;

  if (owner == NULL)
    return;

  self->is_showing = TRUE;
  talus_face_set_author (TALUS_FACE (self->face), owner);
  if (talus_palette_find (owner->colour, &index))
    gtk_toggle_button_set_active (self->swatches[index], TRUE);
  self->is_showing = FALSE;
}

static void
show_name (TalusYouPage *self)
{
  TalusAuthor *owner = talus_desk_get_owner (self->desk);
  GtkEditable *editable = GTK_EDITABLE (self->name);

  if (owner == NULL)
    return;

  talus_face_set_author (TALUS_FACE (self->face), owner);
  if (g_str_equal (gtk_editable_get_text (editable), owner->name))
    return;

  /* That is not to be applied. */
  adw_entry_row_set_show_apply_button (self->name, FALSE);
  gtk_editable_set_text (editable, owner->name);
  adw_entry_row_set_show_apply_button (self->name, TRUE);
}

/* Nothing is the name that the system has. */
static void
name_applied_cb (TalusYouPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *name = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_NAME));

  g_strstrip (name);
  g_settings_set_string (self->settings, "person-name", name);
  show_name (self);
}

static void
swatch_toggled_cb (TalusYouPage    *self,
                   GtkToggleButton *swatch)
{
  gtk_widget_queue_draw (gtk_button_get_child (GTK_BUTTON (swatch)));
  if (self->is_showing || !gtk_toggle_button_get_active (swatch))
    return;

  for (guint i = 0; i < TALUS_PALETTE_SIZE; i++)
    {
      if (self->swatches[i] == swatch)
        g_settings_set_string (self->settings, "person-colour", talus_palette_get (i));
    }
}

/* Which one is chosen shows by a tick, not by colour alone. */
static void
draw_swatch (GtkDrawingArea *area,
             cairo_t        *cr,
             int             width,
             int             height,
             gpointer        data)
{
  GtkWidget *button = gtk_widget_get_parent (GTK_WIDGET (area));
  double radius = MIN (width, height) / 2.0;
  GdkRGBA colour;
  GdkRGBA ink;

  gdk_rgba_parse (&colour, data);
  talus_face_choose_ink (&colour, &ink);
  cairo_translate (cr, width / 2.0, height / 2.0);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_fill (cr);
  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
    return;

  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, radius * 0.22);
  cairo_move_to (cr, -0.42 * radius, 0.02 * radius);
  cairo_line_to (cr, -0.12 * radius, 0.32 * radius);
  cairo_line_to (cr, 0.44 * radius, -0.30 * radius);
  cairo_stroke (cr);
}

static void
add_swatch (TalusYouPage *self,
            guint         index)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SWATCH_SIZE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SWATCH_SIZE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_swatch,
                                  (gpointer) talus_palette_get (index), NULL);
  gtk_button_set_child (GTK_BUTTON (button), area);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, get_colour_name (index));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_colour_name (index), -1);
  self->swatches[index] = GTK_TOGGLE_BUTTON (button);
  if (index > 0)
    gtk_toggle_button_set_group (self->swatches[index], self->swatches[0]);
  g_signal_connect_object (button, "toggled", G_CALLBACK (swatch_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->colours, button);
}

static void
talus_you_page_dispose (GObject *object)
{
  TalusYouPage *self = TALUS_YOU_PAGE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->desk);
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_YOU_PAGE);

  G_OBJECT_CLASS (talus_you_page_parent_class)->dispose (object);
}

static void
talus_you_page_class_init (TalusYouPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_you_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/shell/"
                                               "talus-you-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusYouPage, name);
  gtk_widget_class_bind_template_child (widget_class, TalusYouPage, colours);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
}

static void
talus_you_page_init (TalusYouPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->face = talus_face_new_blank (FACE_SIZE);
  gtk_widget_set_valign (self->face, GTK_ALIGN_CENTER);
  adw_entry_row_add_prefix (self->name, self->face);
  for (guint i = 0; i < TALUS_PALETTE_SIZE; i++)
    add_swatch (self, i);
}

/**
 * talus_you_page_bind:
 * @self: a page
 * @settings: those of the program
 * @desk: a desk
 *
 * Shows how whoever sits here is called, and writes into the settings how they
 * want to be.
 */
void
talus_you_page_bind (TalusYouPage *self,
                     GSettings    *settings,
                     TalusDesk    *desk)
{
  g_return_if_fail (TALUS_IS_YOU_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (TALUS_IS_DESK (desk));

  g_set_object (&self->settings, settings);
  g_set_object (&self->desk, desk);
  /* Behind whoever hands it to the desk. */
  g_signal_connect_object (settings, "changed::person-name", G_CALLBACK (show_name), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (settings, "changed::person-colour", G_CALLBACK (show_colour), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_widget_set_sensitive (GTK_WIDGET (self), talus_desk_get_owner (desk) != NULL);
  show_name (self);
  show_colour (self);
}
