/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template is made of, in one line: the way down through its types from
 * the project to what has nothing below it. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-type-path.h"

#include <glib/gi18n.h>

/* More than that says no more. */
#define MAX_STEPS 6

static gboolean
is_on_path (GPtrArray           *path,
            const TalusNodeType *type)
{
  for (guint i = 0; i < path->len; i++)
    {
      if (path->pdata[i] == (gpointer) type)
        return TRUE;
    }

  return FALSE;
}

/* The longest way down: @path is where it got to, @best the longest so far. A
 * template has some dozens of types and few ways; a bound keeps it so. */
static void
go_down (TalusTemplate       *template,
         const TalusNodeType *type,
         GPtrArray           *path,
         GPtrArray           *best,
         guint               *budget)
{
  if (*budget == 0 || path->len == MAX_STEPS)
    return;
  (*budget)--;
  g_ptr_array_add (path, (gpointer) type);
  if (path->len > best->len)
    {
      g_ptr_array_set_size (best, 0);
      g_ptr_array_extend (best, path, NULL, NULL);
    }
  for (guint i = 0; i < type->allowed_children->len; i++)
    {
      const TalusNodeType *child =
        talus_template_get_type_by_id (template, type->allowed_children->pdata[i]);

      if (child != NULL && !is_on_path (path, child))
        go_down (template, child, path, best, budget);
    }
  g_ptr_array_set_size (path, path->len - 1);
}

/**
 * talus_type_path_describe:
 * @template: a template
 *
 * Returns: (transfer full): "Project › Phase › Job › Task › Part, and 9 more types"
 */
char *
talus_type_path_describe (TalusTemplate *template)
{
  g_autoptr(GPtrArray) path = g_ptr_array_new ();
  g_autoptr(GPtrArray) best = g_ptr_array_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  const TalusNodeType *root;
  guint n_types;
  guint budget = 2000;
  int n_more;

  g_return_val_if_fail (template != NULL, NULL);

  root = talus_template_get_root_type (template);
  n_types = talus_template_get_types (template)->len;
  if (root != NULL)
    go_down (template, root, path, best, &budget);
  for (guint i = 0; i < best->len; i++)
    {
      const TalusNodeType *type = best->pdata[i];

      if (i > 0)
        g_string_append (text, " › ");
      g_string_append (text, type->label);
    }
  n_more = (int) (n_types - best->len);
  if (best->len == 0)
    return g_strdup_printf (ngettext ("%d type", "%d types", n_more), n_more);
  if (n_more == 0)
    return g_strdup (text->str);

  /* Translators: %s is a way through types, like “Project › Task › Part”. */
  return g_strdup_printf (ngettext ("%s, and %d more type", "%s, and %d more types", n_more),
                          text->str, n_more);
}
