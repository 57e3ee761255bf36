/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of an editor. It changes nothing. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

/**
 * talus_field_editor_get_subject:
 * @self: an editor
 *
 * Returns: (transfer none): the property it edits
 */
const TalusProperty *
talus_field_editor_get_subject (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->subject;
}

/**
 * talus_field_editor_get_view:
 * @self: an editor
 *
 * Returns: (transfer none): the view it belongs to
 */
TalusView *
talus_field_editor_get_view (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->view;
}

/**
 * talus_field_editor_get_target:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): the widget in it that the keyboard goes
 *   to
 */
GtkWidget *
talus_field_editor_get_target (TalusFieldEditor *self)
{
  TalusFieldEditorClass *klass;

  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  if (talus_field_editor_get_private (self)->read_only_label != NULL)
    return talus_field_editor_get_private (self)->read_only_label;

  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);

  return klass->get_target != NULL ? klass->get_target (self) : NULL;
}

/**
 * talus_field_editor_is_wide:
 * @self: an editor
 *
 * Returns: whether it goes below its label
 */
gboolean
talus_field_editor_is_wide (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), FALSE);

  return TALUS_FIELD_EDITOR_GET_CLASS (self)->is_wide;
}

/**
 * talus_field_editor_get_value:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): what is in the project, as far as it
 *   was told
 */
TalusValue *
talus_field_editor_get_value (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->value;
}

/**
 * talus_field_editor_is_touched:
 * @self: an editor
 *
 * Returns: whether there is something in it that is not committed
 */
gboolean
talus_field_editor_is_touched (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), FALSE);

  return talus_field_editor_get_private (self)->is_touched;
}

/**
 * talus_field_editor_get_message:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): what is wrong
 */
const char *
talus_field_editor_get_message (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->message;
}

/**
 * talus_field_editor_get_hint:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): what it will be understood as
 */
const char *
talus_field_editor_get_hint (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->hint;
}

/**
 * talus_field_editor_get_conflict:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): who changed it to what, while somebody
 *   was typing
 */
const char *
talus_field_editor_get_conflict (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), NULL);

  return talus_field_editor_get_private (self)->conflict;
}
