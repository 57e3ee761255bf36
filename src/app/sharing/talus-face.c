/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A face: somebody's initials on their colour. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-face.h"

#include "app/core/talus-tint.h"
#include "app/core/talus-words.h"

struct _TalusFace
{
  GtkWidget parent_instance;

  TalusPerson *person;       /* (nullable): else these two */
  char *name;
  char *colour;
  PangoLayout *layout;
  int size;
};

G_DEFINE_FINAL_TYPE (TalusFace, talus_face, GTK_TYPE_WIDGET)

static const char *
get_name (TalusFace *self)
{
  if (self->person != NULL)
    return talus_person_get_name (self->person);

  return self->name != NULL ? self->name : "";
}

static const char *
get_colour (TalusFace *self)
{
  if (self->person != NULL)
    return talus_person_get_colour (self->person);

  return self->colour != NULL ? self->colour : "";
}

static const char *
get_shown_name (TalusFace *self)
{
  return talus_words_for_person (get_name (self));
}

static void
update (TalusFace *self)
{
  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_shown_name (self), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  *minimum = *natural = TALUS_FACE (widget)->size;
}

/* Two letters fill half of the circle. */
static void
make_layout (TalusFace *self)
{
  g_autofree char *initials = talus_face_make_initials (get_name (self));
  PangoFontDescription *font = NULL;

  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), initials);
  font = pango_font_description_copy (
    pango_context_get_font_description (pango_layout_get_context (self->layout)));
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_font_description_set_absolute_size (font, self->size * 0.42 * PANGO_SCALE);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
}

static void
snapshot_face (GtkWidget   *widget,
               GtkSnapshot *snapshot)
{
  TalusFace *self = TALUS_FACE (widget);
  float side = (float) self->size;
  float x = ((float) gtk_widget_get_width (widget) - side) / 2;
  float y = ((float) gtk_widget_get_height (widget) - side) / 2;
  GskRoundedRect circle;
  GdkRGBA colour;
  GdkRGBA ink;
  int width;
  int height;

  if (self->layout == NULL)
    make_layout (self);
  if (!gdk_rgba_parse (&colour, get_colour (self)))
    gdk_rgba_parse (&colour, "#9a9996");
  talus_face_choose_ink (&colour, &ink);

  gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (x, y, side, side), side / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &colour, &circle.bounds);
  gtk_snapshot_pop (snapshot);

  pango_layout_get_pixel_size (self->layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x + (side - (float) width) / 2,
                                                y + (side - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, self->layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
style_changed (GtkWidget         *widget,
               GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (talus_face_parent_class)->css_changed (widget, change);
  g_clear_object (&TALUS_FACE (widget)->layout);
}

static void
talus_face_dispose (GObject *object)
{
  TalusFace *self = TALUS_FACE (object);

  g_clear_object (&self->layout);
  g_clear_object (&self->person);

  G_OBJECT_CLASS (talus_face_parent_class)->dispose (object);
}

static void
talus_face_finalize (GObject *object)
{
  TalusFace *self = TALUS_FACE (object);

  g_free (self->name);
  g_free (self->colour);

  G_OBJECT_CLASS (talus_face_parent_class)->finalize (object);
}

static void
talus_face_class_init (TalusFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_face_dispose;
  object_class->finalize = talus_face_finalize;
  widget_class->measure = measure;
  widget_class->snapshot = snapshot_face;
  widget_class->css_changed = style_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "face");
}

static void
talus_face_init (TalusFace *self)
{
}

/**
 * talus_face_new:
 * @person: whose
 * @size: pixels across
 *
 * Makes a face, which follows the person's name and colour.
 *
 * Returns: (transfer floating): the face
 */
GtkWidget *
talus_face_new (TalusPerson *person,
                int          size)
{
  TalusFace *self;

  g_return_val_if_fail (TALUS_IS_PERSON (person), NULL);
  g_return_val_if_fail (size > 0, NULL);

  self = g_object_new (TALUS_TYPE_FACE, NULL);
  self->person = g_object_ref (person);
  self->size = size;
  g_signal_connect_object (person, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (person, "notify::colour", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

/**
 * talus_face_new_blank:
 * @size: pixels across
 *
 * Makes a face of nobody yet.
 *
 * Returns: (transfer floating): the face
 */
GtkWidget *
talus_face_new_blank (int size)
{
  TalusFace *self;

  g_return_val_if_fail (size > 0, NULL);

  self = g_object_new (TALUS_TYPE_FACE, NULL);
  self->size = size;
  update (self);

  return GTK_WIDGET (self);
}

/**
 * talus_face_set_author:
 * @self: a face that was made blank
 * @author: (nullable): whose it is to be
 *
 * Gives the face to somebody who need not be here.
 */
void
talus_face_set_author (TalusFace         *self,
                       const TalusAuthor *author)
{
  g_return_if_fail (TALUS_IS_FACE (self));
  g_return_if_fail (self->person == NULL);

  g_free (self->name);
  g_free (self->colour);
  self->name = author != NULL ? g_strdup (author->name) : NULL;
  self->colour = author != NULL ? g_strdup (author->colour) : NULL;
  update (self);
}

static void
append_initial (GString    *initials,
                const char *word)
{
  const char *p = word;

  while (*p != '\0' && !g_unichar_isalnum (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (*p != '\0')
    g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (p)));
}

/**
 * talus_face_make_initials:
 * @name: what somebody calls themselves; may be empty
 *
 * Shortens a name to the first letters of its first and last word.
 *
 * Returns: (transfer full): one or two letters; "?" where there are none
 */
char *
talus_face_make_initials (const char *name)
{
  g_autofree char *composed = NULL;
  g_auto (GStrv) words = NULL;
  GString *initials = g_string_new (NULL);
  guint n_words;
  guint first;

  g_return_val_if_fail (name != NULL, NULL);

  composed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  words = g_strsplit_set (composed != NULL ? composed : "", " \t-", -1);
  n_words = g_strv_length (words);
  for (first = 0; first < n_words && initials->len == 0; first++)
    append_initial (initials, words[first]);
  for (guint i = n_words; i > first && g_utf8_strlen (initials->str, -1) == 1; i--)
    append_initial (initials, words[i - 1]);
  if (initials->len == 0)
    g_string_append_c (initials, '?');

  return g_string_free (initials, FALSE);
}

/**
 * talus_face_choose_ink:
 * @background: somebody's colour
 * @ink: (out): white or black
 *
 * Chooses in which colour to write upon another.
 */
void
talus_face_choose_ink (const GdkRGBA *background,
                       GdkRGBA       *ink)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };

  g_return_if_fail (background != NULL && ink != NULL);

  *ink = talus_tint_get_contrast (background, &white) >
         talus_tint_get_contrast (background, &black) ? white : black;
}
