/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faces of the others who are here, overlapping, at most three and how
 * many more; nothing while nobody else is. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-faces.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"
#include "app/core/talus-words.h"
#include "app/sharing/talus-face.h"

#define MAX_FACES 3
#define FACE_SIZE 24
#define OVERLAP   8
#define GAP       6
/* Names in a tooltip; of more the number. */
#define MAX_NAMES 10

struct _TalusFaces
{
  GtkWidget parent_instance;

  GListModel *people; /* (nullable) */
  GPtrArray *others;  /* of TalusPerson: those in @people that are not oneself */
  gulong changed_id;
};

G_DEFINE_FINAL_TYPE (TalusFaces, talus_faces, GTK_TYPE_WIDGET)

static const char *
get_shown_name (TalusPerson *person)
{
  return talus_words_for_person (talus_person_get_name (person));
}

static void
append_name (GString     *names,
             TalusPerson *person,
             guint        index)
{
  if (index > 0 && index <= MAX_NAMES)
    g_string_append_c (names, '\n');
  if (index < MAX_NAMES)
    g_string_append (names, get_shown_name (person));
  else if (index == MAX_NAMES)
    g_string_append (names, "…");
}

static void
append_face (TalusFaces  *self,
             TalusPerson *person)
{
  gtk_widget_insert_before (talus_face_new (person, FACE_SIZE), GTK_WIDGET (self), NULL);
}

static void
append_rest (TalusFaces *self,
             guint       n_more)
{
  g_autofree char *text = NULL;
  GtkWidget *label;

  /* Translators: how many more people there are than faces. */
  text = g_strdup_printf (_("+%u"), n_more);
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_insert_before (label, GTK_WIDGET (self), NULL);
}

static void
drop_children (TalusFaces *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
write_names (TalusFaces *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->others->len; i++)
    append_name (names, self->others->pdata[i], i);
  talus_tooltip_set (GTK_WIDGET (self), names->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  names->str, -1);
}

static void
forget_others (TalusFaces *self)
{
  for (guint i = 0; i < self->others->len; i++)
    g_signal_handlers_disconnect_by_func (self->others->pdata[i], write_names, self);
  g_ptr_array_set_size (self->others, 0);
}

static void
update (TalusFaces *self)
{
  guint n_people = self->people != NULL ? g_list_model_get_n_items (self->people) : 0;

  drop_children (self);
  forget_others (self);
  for (guint i = 0; i < n_people; i++)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (self->people, i);

      if (talus_person_is_self (person))
        continue;
      if (self->others->len < MAX_FACES)
        append_face (self, person);
      g_signal_connect_swapped (person, "notify::name", G_CALLBACK (write_names), self);
      g_ptr_array_add (self->others, g_steal_pointer (&person));
    }
  if (self->others->len > MAX_FACES)
    append_rest (self, self->others->len - MAX_FACES);

  gtk_widget_set_visible (GTK_WIDGET (self), self->others->len > 0);
  write_names (self);
}

/* How far behind the one before it a child begins. */
static int
get_gap (GtkWidget *child)
{
  if (gtk_widget_get_prev_sibling (child) == NULL)
    return 0;

  return TALUS_IS_FACE (child) ? -OVERLAP : GAP;
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
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = 0;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int size;

      gtk_widget_measure (child, orientation, -1, &size, NULL, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        *minimum += size + get_gap (child);
      else
        *minimum = MAX (*minimum, size);
    }
  *natural = *minimum;
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int x = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place = { 0, 0, 0, height };

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &place.width, NULL, NULL, NULL);
      x += get_gap (child);
      place.x = is_rtl ? width - x - place.width : x;
      gtk_widget_size_allocate (child, &place, -1);
      x += place.width;
    }
}

static void
talus_faces_dispose (GObject *object)
{
  TalusFaces *self = TALUS_FACES (object);

  if (self->people != NULL)
    g_clear_signal_handler (&self->changed_id, self->people);
  g_clear_object (&self->people);
  forget_others (self);
  drop_children (self);

  G_OBJECT_CLASS (talus_faces_parent_class)->dispose (object);
}

static void
talus_faces_finalize (GObject *object)
{
  g_ptr_array_unref (TALUS_FACES (object)->others);

  G_OBJECT_CLASS (talus_faces_parent_class)->finalize (object);
}

static void
talus_faces_class_init (TalusFacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_faces_dispose;
  object_class->finalize = talus_faces_finalize;
  widget_class->measure = measure;
  widget_class->size_allocate = allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
talus_faces_init (TalusFaces *self)
{
  self->others = g_ptr_array_new_with_free_func (g_object_unref);
  update (self);
}

/**
 * talus_faces_new:
 *
 * Makes it, with nobody.
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
talus_faces_new (void)
{
  return g_object_new (TALUS_TYPE_FACES, NULL);
}

/**
 * talus_faces_set_people:
 * @self: faces
 * @people: (nullable): a list model of #TalusPerson, who sits here included
 *
 * Sets whose.
 */
void
talus_faces_set_people (TalusFaces *self,
                        GListModel *people)
{
  g_return_if_fail (TALUS_IS_FACES (self));

  if (self->people != NULL)
    g_clear_signal_handler (&self->changed_id, self->people);
  g_set_object (&self->people, people);
  if (people != NULL)
    self->changed_id = g_signal_connect_swapped (people, "items-changed", G_CALLBACK (update),
                                                 self);
  update (self);
}
