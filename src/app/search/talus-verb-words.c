/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs by the words of other programs: who looks for “settings” finds the
 * preferences. It knows no verb but by its action. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-verb-words.h"

#include <glib/gi18n.h>

static const struct
{
  const char *action;
  const char *words;
} others[] = {
  /* TRANSLATORS: Each of these is a list of words, with spaces between, by which somebody
   * may look for what the program can do, beside the words of its title. It is never shown:
   * put what people say in your language, as many words as you like. */
  { "app.new-window", NC_("looked for", "create project") },
  { "app.open", NC_("looked for", "load file") },
  { "app.welcome", NC_("looked for", "home start recent welcome templates create") },
  { "app.preferences", NC_("looked for", "settings options configure language name colour") },
  { "app.shortcuts", NC_("looked for", "keys help hotkeys") },
  { "app.quit", NC_("looked for", "exit leave") },
  { "app.about", NC_("looked for", "version licence help") },
  { "win.undo", NC_("looked for", "take back revert") },
  { "win.redo", NC_("looked for", "repeat again") },
  { "win.search", NC_("looked for", "find look query") },
  { "win.import", NC_("looked for", "csv excel spreadsheet load paste") },
  { "win.export", NC_("looked for", "save as csv json copy spreadsheet backup") },
  { "win.print", NC_("looked for", "paper pdf") },
  { "win.share", NC_("looked for", "host invite link collaborate people publish online qr") },
  { "win.template", NC_("looked for", "types schema yaml properties fields") },
  { "win.pane::outline", NC_("looked for", "view list tree table") },
  { "win.pane::board", NC_("looked for", "view kanban columns cards") },
  { "win.pane::graph", NC_("looked for", "view network canvas diagram map dependencies") },
  { "win.inspector", NC_("looked for", "details properties panel sidebar") },
  { "win.edit-details", NC_("looked for", "properties inspector edit") },
  { "win.history", NC_("looked for", "log changes activity panel sidebar who") },
  { "win.node-history", NC_("looked for", "log changes who") },
  { "win.time-travel", NC_("looked for", "history before rewind") },
  { "win.name-version", NC_("looked for", "version snapshot tag save moment") },
  { "win.versions", NC_("looked for", "versions snapshots tags") },
  { "win.deleted", NC_("looked for", "trash bin restore recover") },
  { "win.past-return", NC_("looked for", "now today") },
  { "win.bring-back", NC_("looked for", "restore recover undelete") },

  { "outline.rename", NC_("looked for", "name edit") },
  { "outline.add-sibling", NC_("looked for", "new insert create node row") },
  { "outline.add-child", NC_("looked for", "new insert create node row below") },
  { "outline.indent", NC_("looked for", "demote nest below right") },
  { "outline.outdent", NC_("looked for", "promote unindent left") },
  { "outline.delete", NC_("looked for", "remove trash") },
  { "nodes.duplicate", NC_("looked for", "clone copy") },
  { "outline.select-none", NC_("looked for", "clear deselect") },
  { "outline.expand", NC_("looked for", "unfold open") },
  { "outline.collapse", NC_("looked for", "fold close") },
  { "outline.expand-below", NC_("looked for", "unfold open all") },
  { "outline.expand-all", NC_("looked for", "unfold open everything") },
  { "outline.collapse-all", NC_("looked for", "fold close everything") },

  { "board.open", NC_("looked for", "inspector properties") },
  { "board.add", NC_("looked for", "new insert create") },
  { "board.delete", NC_("looked for", "remove trash") },

  { "graph.near", NC_("looked for", "focus filter neighbours") },
  { "graph.overview", NC_("looked for", "minimap map") },
  { "graph.zoom-fit", NC_("looked for", "everything whole") },
  { "graph.expand-all", NC_("looked for", "unfold open everything") },
  { "graph.collapse-all", NC_("looked for", "fold close everything") },
  { "graph.toggle-expanded", NC_("looked for", "fold unfold") },
  { "graph.inspect", NC_("looked for", "inspector properties") },
  { "graph.link-to", NC_("looked for", "dependency blocks connect") },
  { "graph.move-to", NC_("looked for", "parent reparent") },
  { "graph.delete", NC_("looked for", "remove trash") },
  { "graph.export", NC_("looked for", "export image png svg pdf") },
};

/**
 * talus_verb_words_find:
 * @action: a detailed action name
 *
 * Gives the words by which people may look for what it does. Any thread.
 *
 * Returns: (nullable): the words in the language of the person, spaces between
 *   them, or %NULL if there are none beside its title
 */
const char *
talus_verb_words_find (const char *action)
{
  g_return_val_if_fail (action != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (g_str_equal (others[i].action, action))
        return g_dpgettext2 (GETTEXT_PACKAGE, "looked for", others[i].words);
    }

  return NULL;
}
