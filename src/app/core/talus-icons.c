/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which symbolic icon stands for a node type, a status, or a shape: ours where
 * the template names one of ours, and something fitting where it names another
 * set's, as older templates do. Never NULL, never one that cannot be drawn. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-icons.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER "/org/talustally/TalusTally/icons/scalable/actions/"

typedef struct
{
  const char *name;
  const char *icon;
} Alias;

/* Names that older templates use, and what we have for them. */
static const Alias types[] = {
  { "archive-box", "talus-box-symbolic" },
  { "arrow-up-on-square-stack", "talus-stages-symbolic" },
  { "beaker", "talus-gauge-symbolic" },
  { "book-open", "talus-book-symbolic" },
  { "bug-ant", "talus-bug-symbolic" },
  { "building-office", "talus-building-symbolic" },
  { "building-storefront", "talus-store-symbolic" },
  { "calendar", "talus-calendar-symbolic" },
  { "calendar-days", "talus-calendar-symbolic" },
  { "camera", "talus-area-symbolic" },
  { "check", "talus-task-symbolic" },
  { "check-circle", "talus-task-symbolic" },
  { "clipboard-document-check", "talus-task-symbolic" },
  { "clipboard-document-list", "talus-clipboard-symbolic" },
  { "clock", "talus-clock-symbolic" },
  { "cog", "talus-gear-symbolic" },
  { "computer-desktop", "talus-window-symbolic" },
  { "cube", "talus-cube-symbolic" },
  { "currency-dollar", "talus-receipt-symbolic" },
  { "document", "talus-page-symbolic" },
  { "document-duplicate", "talus-overlap-symbolic" },
  { "document-text", "talus-page-symbolic" },
  { "exclamation-triangle", "talus-warning-symbolic" },
  { "film", "talus-stages-symbolic" },
  { "flag", "talus-signpost-symbolic" },
  { "folder", "talus-folder-symbolic" },
  { "globe-alt", "talus-map-symbolic" },
  { "home", "talus-building-symbolic" },
  { "inbox", "talus-tray-symbolic" },
  { "light-bulb", "talus-stars-symbolic" },
  { "list-bullet", "talus-layers-symbolic" },
  { "map", "talus-map-symbolic" },
  { "map-pin", "talus-pin-symbolic" },
  { "microphone", "talus-microphone-symbolic" },
  { "musical-note", "talus-microphone-symbolic" },
  { "pencil", "talus-quill-symbolic" },
  { "question-mark-circle", "talus-question-symbolic" },
  { "rectangle-stack", "talus-stack-symbolic" },
  { "star", "talus-stars-symbolic" },
  { "tag", "talus-tag-symbolic" },
  { "ticket", "talus-ticket-symbolic" },
  { "truck", "talus-truck-symbolic" },
  { "user", "talus-person-symbolic" },
  { "user-group", "talus-people-symbolic" },
  { "users", "talus-people-symbolic" },
  { "video-camera", "talus-area-symbolic" },
  { "wrench", "talus-wrench-symbolic" },
  { "wrench-screwdriver", "talus-toolbox-symbolic" },
};

static const Alias shapes[] = {
  { "circle", "talus-shape-circle-symbolic" },
  { "diamond", "talus-shape-diamond-symbolic" },
  { "hexagon", "talus-shape-hexagon-symbolic" },
  { "rounded", "talus-shape-rounded-symbolic" },
  { "roundedSquare", "talus-shape-square-symbolic" },
  { "square", "talus-shape-square-symbolic" },
  { "triangle", "talus-shape-triangle-symbolic" },
};

static const Alias indicators[] = {
  { "available", "talus-indicator-empty-symbolic" },
  { "check", "talus-indicator-filled-symbolic" },
  { "x-mark", "talus-indicator-cross-symbolic" },
};

static const char *
look_up (const Alias *aliases,
         gsize        n_aliases,
         const char  *name)
{
  for (gsize i = 0; name != NULL && i < n_aliases; i++)
    {
      if (g_str_equal (aliases[i].name, name))
        return aliases[i].icon;
    }

  return NULL;
}

/* (nullable): the name of one of ours, kept for ever. */
static const char *
find_own (const char *prefix,
          const char *name)
{
  g_autofree char *icon = NULL;
  g_autofree char *path = NULL;

  if (name == NULL || *name == '\0' || strchr (name, '/') != NULL)
    return NULL;
  icon = g_str_has_suffix (name, "-symbolic") ? g_strdup (name)
                                              : g_strconcat (prefix, name, "-symbolic", NULL);
  path = g_strconcat (FOLDER, icon, ".svg", NULL);
  if (!g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return NULL;

  return g_intern_string (icon);
}

/* What a name has come to before: rows ask while they scroll. */
static GHashTable *
get_known (void)
{
  static GHashTable *known;

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return known;
}

/* (nullable) */
static const char *
find_type_icon (const char *name)
{
  const char *icon;

  if (name == NULL)
    return NULL;
  if (g_hash_table_lookup_extended (get_known (), name, NULL, (gpointer *) &icon))
    return icon;
  icon = find_own ("talus-", name);
  if (icon == NULL)
    icon = look_up (types, G_N_ELEMENTS (types), name);
  g_hash_table_insert (get_known (), g_strdup (name), (gpointer) icon);

  return icon;
}

/**
 * talus_icon_for_type:
 * @type: (nullable): a type; %NULL if the template does not have it any more
 *
 * The icon the template names, else the shape it names, else a plain stone.
 * Main thread only.
 *
 * Returns: (transfer none): the name of a symbolic icon
 */
const char *
talus_icon_for_type (const TalusNodeType *type)
{
  const char *icon = NULL;

  if (type != NULL)
    icon = find_type_icon (type->icon);
  if (icon == NULL && type != NULL)
    icon = look_up (shapes, G_N_ELEMENTS (shapes), type->shape);

  return icon != NULL ? icon : TALUS_ICON_NODE;
}

/**
 * talus_icon_for_indicator:
 * @indicator_id: (nullable): as options of a status have it: empty, partial,
 *   filled, alert, dash, …
 *
 * Main thread only.
 *
 * Returns: (transfer none): the name of a symbolic icon; a circle for what is
 *   not known
 */
const char *
talus_icon_for_indicator (const char *indicator_id)
{
  g_autofree char *key = NULL;
  const char *icon;

  if (indicator_id == NULL)
    return "talus-indicator-empty-symbolic";
  /* Apart from those of types in the one table: no icon has a colon. */
  key = g_strconcat (":", indicator_id, NULL);
  icon = g_hash_table_lookup (get_known (), key);
  if (icon != NULL)
    return icon;
  icon = find_own ("talus-indicator-", indicator_id);
  if (icon == NULL)
    icon = look_up (indicators, G_N_ELEMENTS (indicators), indicator_id);
  if (icon == NULL)
    icon = "talus-indicator-empty-symbolic";
  g_hash_table_insert (get_known (), g_steal_pointer (&key), (gpointer) icon);

  return icon;
}

/**
 * talus_icon_for_option:
 * @option: (nullable): of a property with indicators
 *
 * Returns: (transfer none): as talus_icon_for_indicator()
 */
const char *
talus_icon_for_option (const TalusOption *option)
{
  return talus_icon_for_indicator (option != NULL ? option->indicator_id : NULL);
}
