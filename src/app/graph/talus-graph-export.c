/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing by cairo. Fonts belong to the main thread, so it draws; making the
 * file of what was drawn is the worker's. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/core/talus-saved-file.h"

#define SLICE_US    5000
#define PNG_SCALE   2.0
#define PNG_PIXELS  40e6      /* beyond, it is drawn smaller */
#define PNG_SIDE    16000.0

typedef struct
{
  GskRenderNode *node;
  TalusGraphRect bounds;
  char *path;
  gboolean is_png;
  TalusSavedFile *file;       /* (nullable) */
  GError *error;              /* (nullable): of the first write that failed */
  cairo_surface_t *surface;
  cairo_t *cr;
  guint next;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_pointer (&export->cr, cairo_destroy);
  g_clear_pointer (&export->surface, cairo_surface_destroy);
  gsk_render_node_unref (export->node);
  g_clear_pointer (&export->file, talus_saved_file_free);
  g_clear_error (&export->error);
  g_free (export->path);
  g_free (export);
}

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  Export *export = closure;

  if (export->error == NULL &&
      g_output_stream_write_all (talus_saved_file_get_stream (export->file), data, length, NULL,
                                 NULL, &export->error))
    return CAIRO_STATUS_SUCCESS;

  return CAIRO_STATUS_WRITE_ERROR;
}

/* On a worker: nobody else has the surface any more. */
static void
write_file_cb (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Export *export = data;
  g_autoptr (GFile) file = g_file_new_for_path (export->path);
  cairo_status_t status;

  if (export->is_png)
    {
      export->file = talus_saved_file_new (file, cancellable, &export->error);
      status = export->file == NULL ? CAIRO_STATUS_WRITE_ERROR
                                    : cairo_surface_write_to_png_stream (export->surface,
                                                                         write_cb, export);
    }
  else
    {
      cairo_surface_finish (export->surface);
      status = cairo_surface_status (export->surface);
    }
  if (export->error == NULL && status == CAIRO_STATUS_SUCCESS)
    talus_saved_file_commit (export->file, cancellable, &export->error);
  /* Before anybody is told that it is not there. */
  g_clear_pointer (&export->file, talus_saved_file_free);

  if (export->error != NULL)
    g_task_return_error (task, g_steal_pointer (&export->error));
  else if (status != CAIRO_STATUS_SUCCESS)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             cairo_status_to_string (status));
  else
    g_task_return_boolean (task, TRUE);
}

static guint
count_parts (Export *export)
{
  return gsk_render_node_get_node_type (export->node) == GSK_CONTAINER_NODE
         ? gsk_container_node_get_n_children (export->node) : 1;
}

static gboolean
draw_slice_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Export *export = g_task_get_task_data (task);
  gint64 end = g_get_monotonic_time () + SLICE_US;
  guint n_parts = count_parts (export);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  while (export->next < n_parts && g_get_monotonic_time () < end)
    {
      GskRenderNode *part = n_parts == 1
                            ? export->node
                            : gsk_container_node_get_child (export->node, export->next);

      gsk_render_node_draw (part, export->cr);
      export->next++;
    }
  if (export->next < n_parts)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&export->cr, cairo_destroy);
  g_task_run_in_thread (task, write_file_cb);

  return G_SOURCE_REMOVE;
}

static gboolean
open_surface (Export  *export,
              GError **error)
{
  double width = export->bounds.width;
  double height = export->bounds.height;
  double scale = 1;
  g_autoptr (GFile) file = g_file_new_for_path (export->path);

  if (export->is_png)
    {
      scale = MIN (PNG_SCALE, MIN (sqrt (PNG_PIXELS / (width * height)),
                                   PNG_SIDE / MAX (width, height)));
      export->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                    (int) ceil (width * scale),
                                                    (int) ceil (height * scale));
    }
  else
    {
      export->file = talus_saved_file_new (file, NULL, error);
      if (export->file == NULL)
        return FALSE;
      export->surface = g_str_has_suffix (export->path, ".pdf")
                        ? cairo_pdf_surface_create_for_stream (write_cb, export, width, height)
                        : cairo_svg_surface_create_for_stream (write_cb, export, width, height);
    }

  export->cr = cairo_create (export->surface);
  cairo_scale (export->cr, scale, scale);
  cairo_translate (export->cr, -export->bounds.x, -export->bounds.y);

  return TRUE;
}

/**
 * talus_graph_export_async:
 * @node: what to draw
 * @bounds: what of it is the picture
 * @path: the file; its ending says what kind
 * @cancellable: (nullable): to stop it
 * @callback: called on the main thread
 * @user_data: for it
 */
void
talus_graph_export_async (GskRenderNode        *node,
                          const TalusGraphRect *bounds,
                          const char           *path,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, talus_graph_export_async);
  g_task_set_task_data (task, export, export_free);
  export->node = gsk_render_node_ref (node);
  export->bounds = *bounds;
  export->path = g_strdup (path);
  export->is_png = !g_str_has_suffix (path, ".svg") && !g_str_has_suffix (path, ".pdf");

  if (!open_surface (export, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, draw_slice_cb, g_steal_pointer (&task),
                   g_object_unref);
}

gboolean
talus_graph_export_finish (GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Not over what was not asked about. */
static char *
find_free (const char *stem,
           const char *suffix)
{
  g_autofree char *path = g_strdup_printf ("%s.%s", stem, suffix);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s %u.%s", stem, i, suffix);
    }

  return g_steal_pointer (&path);
}

/**
 * talus_graph_export_choose_path:
 * @path: the file as it was to be called; ".svg" is what was suggested
 * @suffix: (nullable): what kind was chosen: "svg", "pdf" or "png"
 *
 * Gives a file the ending of the kind that was chosen, unless somebody typed
 * another one.
 *
 * Returns: (transfer full): the file to write
 */
char *
talus_graph_export_choose_path (const char *path,
                                const char *suffix)
{
  g_autofree char *stem = NULL;

  if (suffix == NULL || g_str_has_suffix (path, ".pdf") || g_str_has_suffix (path, ".png"))
    return g_strdup (path);
  if (!g_str_has_suffix (path, ".svg"))
    return find_free (path, suffix);
  if (g_str_equal (suffix, "svg"))
    return g_strdup (path);

  stem = g_strndup (path, strlen (path) - strlen (".svg"));

  return find_free (stem, suffix);
}
