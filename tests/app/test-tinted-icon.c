/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What icons of one look share, as far as it can be seen in what is drawn. */
#include "app-fixture.h"

#include <gdk/x11/gdkx.h>

#include "app/core/talus-tinted-icon.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *box;
} Fixture;

static gboolean
has_size (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->window = gtk_window_new ();
  fixture->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_run_ready ();
}

static TalusTintedIcon *
add (Fixture    *fixture,
     const char *icon_name,
     const char *colour)
{
  GtkWidget *icon = talus_tinted_icon_new ();

  talus_tinted_icon_set (TALUS_TINTED_ICON (icon), icon_name, colour);
  gtk_box_append (GTK_BOX (fixture->box), icon);
  app_wait_until (has_size, icon);

  return TALUS_TINTED_ICON (icon);
}

static GdkTexture *
find_texture (GskRenderNode *node)
{
  GdkTexture *found = NULL;

  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_TEXTURE_NODE:
      return g_object_ref (gsk_texture_node_get_texture (node));

    case GSK_TRANSFORM_NODE:
      return find_texture (gsk_transform_node_get_child (node));

    case GSK_CLIP_NODE:
      return find_texture (gsk_clip_node_get_child (node));

    case GSK_CONTAINER_NODE:
      for (guint i = 0; found == NULL && i < gsk_container_node_get_n_children (node); i++)
        found = find_texture (gsk_container_node_get_child (node, i));
      return found;

    default:
      return NULL;
    }
}

/* (transfer full): what would be put on the screen for it. */
static GdkTexture *
draw (TalusTintedIcon *icon)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  GdkTexture *texture;

  GTK_WIDGET_GET_CLASS (icon)->snapshot (GTK_WIDGET (icon), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = find_texture (node);
  g_assert_nonnull (texture);

  return texture;
}

static void
assert_alike (TalusTintedIcon *a,
              TalusTintedIcon *b)
{
  g_autoptr (GdkTexture) first = draw (a);
  g_autoptr (GdkTexture) second = draw (b);

  g_assert_true (first == second);
}

static void
assert_unlike (TalusTintedIcon *a,
               TalusTintedIcon *b)
{
  g_autoptr (GdkTexture) first = draw (a);
  g_autoptr (GdkTexture) second = draw (b);

  g_assert_true (first != second);
}

/* The colour of the first pixel that is not seen through, as #rrggbb. */
static char *
get_colour (TalusTintedIcon *icon)
{
  g_autoptr (GdkTexture) texture = draw (icon);
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize n = width * (gsize) gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new0 (guint32, n);

  gdk_texture_download (texture, (guchar *) pixels, width * sizeof *pixels);
  for (gsize i = 0; i < n; i++)
    {
      if (pixels[i] >> 24 == 0xff)
        return g_strdup_printf ("#%06x", pixels[i] & 0xffffff);
    }

  return NULL;
}

static void
test_one_look_is_drawn_once (Fixture       *fixture,
                             gconstpointer  data)
{
  TalusTintedIcon *icon = add (fixture, "talus-car-symbolic", "#a05010");
  TalusTintedIcon *same = add (fixture, "talus-car-symbolic", "#a05010");
  TalusTintedIcon *other = add (fixture, "talus-truck-symbolic", "#a05010");
  TalusTintedIcon *colour = add (fixture, "talus-car-symbolic", "#1050a0");
  TalusTintedIcon *plain = add (fixture, "talus-car-symbolic", NULL);
  TalusTintedIcon *large = add (fixture, "talus-car-symbolic", "#a05010");
  g_autofree char *drawn = get_colour (icon);
  g_autofree char *drawn_other = get_colour (colour);

  talus_tinted_icon_set_pixels (large, 24);
  assert_alike (icon, same);
  assert_unlike (icon, other);
  assert_unlike (icon, colour);
  assert_unlike (icon, plain);
  assert_unlike (icon, large);
  g_assert_cmpstr (drawn, ==, "#a05010");
  g_assert_cmpstr (drawn_other, ==, "#1050a0");

  talus_tinted_icon_set (colour, "talus-car-symbolic", "#a05010");
  assert_alike (icon, colour);
}

/* Arrows and the like are the other way round there. */
static void
test_directions_differ (Fixture       *fixture,
                        gconstpointer  data)
{
  TalusTintedIcon *icon = add (fixture, "talus-car-symbolic", NULL);
  TalusTintedIcon *turned = add (fixture, "talus-car-symbolic", NULL);

  assert_alike (icon, turned);
  gtk_widget_set_direction (GTK_WIDGET (turned), GTK_TEXT_DIR_RTL);
  assert_unlike (icon, turned);
  gtk_widget_set_direction (GTK_WIDGET (turned), GTK_TEXT_DIR_LTR);
  assert_alike (icon, turned);
}

static gboolean
is_of_two (gpointer data)
{
  return gtk_widget_get_scale_factor (data) == 2;
}

static gboolean
is_of_one (gpointer data)
{
  return gtk_widget_get_scale_factor (data) == 1;
}

static void
test_scales_differ (Fixture       *fixture,
                    gconstpointer  data)
{
  GdkDisplay *display = gtk_widget_get_display (fixture->window);
  TalusTintedIcon *icon = add (fixture, "talus-car-symbolic", NULL);
  g_autoptr (GdkTexture) before = draw (icon);
  g_autoptr (GdkTexture) after = NULL;
  g_autoptr (GdkTexture) again = NULL;

  gdk_x11_display_set_surface_scale (display, 2);
  app_wait_until (is_of_two, icon);
  after = draw (icon);
  gdk_x11_display_set_surface_scale (display, 1);
  app_wait_until (is_of_one, icon);
  again = draw (icon);

  g_assert_cmpint (gdk_texture_get_width (before), ==, 16);
  g_assert_cmpint (gdk_texture_get_width (after), ==, 32);
  g_assert_true (again == before);
}

/* Icons of another theme look unlike those of one name that were drawn. */
static void
test_another_theme_is_drawn_anew (Fixture       *fixture,
                                  gconstpointer  data)
{
  GtkSettings *settings = gtk_widget_get_settings (fixture->window);
  TalusTintedIcon *icon = add (fixture, "talus-car-symbolic", NULL);
  TalusTintedIcon *same = add (fixture, "talus-car-symbolic", NULL);
  g_autoptr (GdkTexture) before = draw (icon);
  g_autoptr (GdkTexture) after = NULL;
  g_autofree char *theme = NULL;

  g_object_get (settings, "gtk-icon-theme-name", &theme, NULL);
  g_object_set (settings, "gtk-icon-theme-name", "hicolor", NULL);
  app_run_ready ();
  after = draw (icon);
  g_assert_true (after != before);
  assert_alike (icon, same);
  g_object_set (settings, "gtk-icon-theme-name", theme, NULL);
  app_run_ready ();
}

static void
gone_cb (gpointer  data,
         GObject  *texture)
{
  guint *n_kept = data;

  *n_kept -= 1;
}

/* Whoever tries out colours all day has as many as all templates together do. */
static void
test_what_is_kept_is_bounded (Fixture       *fixture,
                              gconstpointer  data)
{
  TalusTintedIcon *icon = add (fixture, "talus-car-symbolic", NULL);
  static guint n_kept;
  guint most = 0;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *colour = g_strdup_printf ("#%02x%02x40", i / 80, i % 80);
      GdkTexture *texture;

      talus_tinted_icon_set (icon, "talus-car-symbolic", colour);
      texture = draw (icon);
      g_object_weak_ref (G_OBJECT (texture), gone_cb, &n_kept);
      n_kept++;
      g_object_unref (texture);
      most = MAX (most, n_kept);
    }

  g_assert_cmpuint (most, >, 100);
  g_assert_cmpuint (most, <=, 1100);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/talustally/TalusTally/icons");
#define ADD(name, func) g_test_add ("/tinted-icon/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("one-look-is-drawn-once", test_one_look_is_drawn_once);
  ADD ("directions-differ", test_directions_differ);
  ADD ("scales-differ", test_scales_differ);
  ADD ("another-theme-is-drawn-anew", test_another_theme_is_drawn_anew);
  ADD ("what-is-kept-is-bounded", test_what_is_kept_is_bounded);
#undef ADD

  return g_test_run ();
}
