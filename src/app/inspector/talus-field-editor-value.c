/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of an editor as the project has it, and what happens where that and
 * what somebody types are two things. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"
#include "app/format/talus-format.h"

static char *
describe_conflict (TalusFieldEditor *self,
                   TalusValue       *value,
                   gboolean          is_mixed,
                   const char       *author)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  TalusGraph *graph = talus_view_get_graph (priv->view);
  g_autofree char *text = talus_format_value (talus_format_get (graph), graph, priv->subject,
                                              value);
  const char *name = talus_words_for_person (author);

  if (is_mixed)
    return g_strdup_printf (_("%s changed it meanwhile"), name);
  if (*text == '\0')
    return g_strdup_printf (_("%s cleared it meanwhile"), name);

  return g_strdup_printf (_("%s changed it to “%s” meanwhile"), name, text);
}

/**
 * talus_field_editor_set_value:
 * @self: an editor
 * @value: (nullable): what the property is now
 * @is_mixed: whether it is several, that differ
 * @author: (nullable): who made it so, if it was somebody else
 *
 * Tells it what is in the project. Where nobody is typing it is shown; where
 * somebody is, and it is something new, that is said and both are kept.
 */
void
talus_field_editor_set_value (TalusFieldEditor *self,
                              TalusValue       *value,
                              gboolean          is_mixed,
                              const char       *author)
{
  TalusFieldEditorPrivate *priv;
  TalusFieldEditorClass *klass;
  g_autoptr (TalusValue) typed = NULL;
  g_autofree char *conflict = NULL;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  priv = talus_field_editor_get_private (self);
  if (is_mixed == priv->is_mixed && talus_field_editor_is_same (value, priv->value))
    {
      /* Names and formats may be others all the same. */
      if (!priv->is_touched && !priv->keeps_text)
        talus_field_editor_show_again (self);
      return;
    }
  /* Its own doing, which commit() takes care of. */
  if (priv->is_committing)
    return;

  talus_field_editor_take_value (self, value, is_mixed);
  if (!priv->is_touched)
    {
      talus_field_editor_show_again (self);
      talus_field_editor_settle (self);
      return;
    }

  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  if (!is_mixed && klass->read (self, &typed, NULL) && talus_field_editor_is_same (typed, value))
    {
      priv->keeps_text = TRUE;
      talus_field_editor_settle (self);
      return;
    }

  talus_field_editor_stop_rest (self);
  conflict = describe_conflict (self, value, is_mixed, author);
  talus_field_editor_set_words (self, priv->message, NULL, conflict);
}

/**
 * talus_field_editor_reset:
 * @self: an editor
 * @value: (nullable): what the property is
 * @is_mixed: whether it is several, that differ
 *
 * Begins anew, with another node. What was typed is to be flushed before.
 */
void
talus_field_editor_reset (TalusFieldEditor *self,
                          TalusValue       *value,
                          gboolean          is_mixed)
{
  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  if (talus_field_editor_get_private (self)->flash != NULL)
    talus_flash_stop (talus_field_editor_get_private (self)->flash);
  talus_field_editor_take_value (self, value, is_mixed);
  talus_field_editor_show_again (self);
  talus_field_editor_settle (self);
}

/**
 * talus_field_editor_flash:
 * @self: an editor
 * @colour: somebody's, "#rrggbb"
 *
 * Says in passing that this person has just changed it.
 */
void
talus_field_editor_flash (TalusFieldEditor *self,
                          const char       *colour)
{
  TalusFieldEditorPrivate *priv;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));
  g_return_if_fail (colour != NULL);

  priv = talus_field_editor_get_private (self);
  if (priv->flash == NULL)
    priv->flash = talus_flash_new (GTK_WIDGET (self));
  talus_flash_start (priv->flash, colour);
}

/**
 * talus_field_editor_take_theirs:
 * @self: an editor with a conflict
 *
 * Lets go of what was typed.
 */
void
talus_field_editor_take_theirs (TalusFieldEditor *self)
{
  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  talus_field_editor_restore (self);
}

/**
 * talus_field_editor_keep_mine:
 * @self: an editor with a conflict
 *
 * Commits what was typed over what somebody else made of it.
 */
void
talus_field_editor_keep_mine (TalusFieldEditor *self)
{
  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  talus_field_editor_flush (self);
}

/**
 * talus_field_editor_clear:
 * @self: an editor
 *
 * For subclasses: a person wants there to be no value.
 */
void
talus_field_editor_clear (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv;
  gboolean is_done = FALSE;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  priv = talus_field_editor_get_private (self);
  if (!priv->is_editable || priv->is_committing)
    return;

  if (priv->value != NULL || priv->is_mixed)
    {
      priv->is_committing = TRUE;
      g_signal_emit_by_name (self, "commit", NULL, &is_done);
      priv->is_committing = FALSE;
      if (!is_done)
        return;
      talus_field_editor_take_value (self, NULL, FALSE);
    }
  talus_field_editor_show_again (self);
  talus_field_editor_settle (self);
}
