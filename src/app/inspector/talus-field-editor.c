/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an edit is finished: on Enter, on leaving, after a rest. Escape takes it
 * back. What is typed is never lost: not to a value that cannot be, not to
 * somebody else's change of the same field. It knows no node. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "base/talus-util.h"

enum
{
  COMMIT,
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TalusFieldEditor, talus_field_editor, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static guint rest_milliseconds = 800;

/* How far the flash reaches beyond the field, and how round it is. */
#define FLASH_MARGIN 6
#define FLASH_RADIUS 6

/*< private >
 * talus_field_editor_get_private:
 * @self: an editor
 *
 * Returns: (transfer none): what its files share
 */
TalusFieldEditorPrivate *
talus_field_editor_get_private (TalusFieldEditor *self)
{
  return talus_field_editor_get_instance_private (self);
}

/*< private >
 * talus_field_editor_set_words:
 * @self: an editor
 * @message: (nullable): what is wrong
 * @hint: (nullable): what it will be understood as
 * @conflict: (nullable): who changed it meanwhile
 *
 * Sets what is to be said of it.
 */
void
talus_field_editor_set_words (TalusFieldEditor *self,
                              const char       *message,
                              const char       *hint,
                              const char       *conflict)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  gboolean is_other;

  is_other = talus_set_string (&priv->message, message);
  is_other |= talus_set_string (&priv->hint, hint);
  is_other |= talus_set_string (&priv->conflict, conflict);
  if (is_other)
    g_signal_emit (self, signals[CHANGED], 0);
}

/*< private >
 * talus_field_editor_is_same:
 * @a: (nullable): a value
 * @b: (nullable): another
 *
 * Returns: whether they are the same value, or none both
 */
gboolean
talus_field_editor_is_same (TalusValue *a,
                            TalusValue *b)
{
  return a == b || (a != NULL && b != NULL && talus_value_equal (a, b));
}

static gboolean
is_empty (TalusValue *value)
{
  const char *json;

  if (value == NULL)
    return TRUE;

  json = talus_value_get_json (value, NULL);

  return g_str_equal (json, "\"\"") || g_str_equal (json, "[]");
}

static char *
describe_missing (TalusFieldEditor *self,
                  TalusValue       *value)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);

  if (!priv->subject->required || !priv->is_editable || !is_empty (value))
    return NULL;

  return g_strdup_printf (_("“%s” is required"), priv->subject->label);
}

/*< private >
 * talus_field_editor_stop_rest:
 * @self: an editor
 *
 * What was typed is not committed by itself.
 */
void
talus_field_editor_stop_rest (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);

  g_clear_handle_id (&priv->rest_source, g_source_remove);
}

/*< private >
 * talus_field_editor_show_again:
 * @self: an editor
 *
 * Shows the value there is in the project.
 */
void
talus_field_editor_show_again (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  TalusFieldEditorClass *klass = TALUS_FIELD_EDITOR_GET_CLASS (self);

  priv->keeps_text = FALSE;
  priv->is_showing = TRUE;
  klass->show (self, priv->value, priv->is_mixed);
  priv->is_showing = FALSE;

  if (priv->read_only_label != NULL)
    {
      TalusFormat *format = talus_format_get (talus_view_get_graph (priv->view));
      g_autofree char *text = NULL;

      if (priv->is_mixed)
        text = g_strdup (_("Mixed"));
      else if (priv->subject->kind == TALUS_PROPERTY_TEXT ||
               priv->subject->kind == TALUS_PROPERTY_EDITOR)
        text = talus_format_edit_text (format, priv->subject, priv->value);
      else
        text = talus_format_value (format, talus_view_get_graph (priv->view), priv->subject,
                                   priv->value);
      gtk_label_set_label (GTK_LABEL (priv->read_only_label), text);
    }
}

/*< private >
 * talus_field_editor_settle:
 * @self: an editor
 *
 * Nothing typed is waiting any more, as far as anybody is told.
 */
void
talus_field_editor_settle (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  g_autofree char *missing = NULL;

  talus_field_editor_stop_rest (self);
  priv->is_touched = FALSE;
  missing = priv->is_mixed ? NULL : describe_missing (self, priv->value);
  talus_field_editor_set_words (self, missing, NULL, NULL);
}

/*< private >
 * talus_field_editor_take_value:
 * @self: an editor
 * @value: (nullable): what the project has now
 * @is_mixed: whether that is several, that differ
 *
 * Notes it, and shows nothing.
 */
void
talus_field_editor_take_value (TalusFieldEditor *self,
                               TalusValue       *value,
                               gboolean          is_mixed)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  TalusValue *old = priv->value;

  priv->value = value != NULL ? talus_value_ref (value) : NULL;
  priv->is_mixed = is_mixed;
  g_clear_pointer (&old, talus_value_unref);
}

/* Enter and leaving @is_final: what is shown becomes what it is understood as. */
static gboolean
commit (TalusFieldEditor *self,
        gboolean          is_final)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  TalusFieldEditorClass *klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done = TRUE;

  talus_field_editor_stop_rest (self);
  if (!priv->is_touched)
    {
      if (is_final && priv->keeps_text)
        talus_field_editor_show_again (self);
      return TRUE;
    }
  if (priv->is_committing || !priv->is_editable)
    return FALSE;

  if (!klass->read (self, &value, &error))
    {
      talus_field_editor_set_words (self, error->message, NULL, priv->conflict);
      return FALSE;
    }

  if (priv->is_mixed && value == NULL && klass->is_typed)
    {
      talus_field_editor_settle (self);
      return TRUE;
    }

  priv->is_touched = FALSE;
  priv->keeps_text = TRUE;
  if (priv->is_mixed || !talus_field_editor_is_same (value, priv->value))
    {
      priv->is_committing = TRUE;
      g_signal_emit (self, signals[COMMIT], 0, value, &is_done);
      priv->is_committing = FALSE;

      if (!is_done)
        {
          priv->is_touched = TRUE;
          return FALSE;
        }
      talus_field_editor_take_value (self, value, FALSE);
    }

  talus_field_editor_settle (self);
  if (is_final)
    talus_field_editor_show_again (self);

  return TRUE;
}

static gboolean
rest_cb (gpointer user_data)
{
  TalusFieldEditor *self = user_data;

  talus_field_editor_get_private (self)->rest_source = 0;
  commit (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
leave_cb (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);

  /* What is to be decided about waits for the decision. */
  if (priv->conflict == NULL)
    commit (self, TRUE);
}

static gboolean
key_cb (TalusFieldEditor *self,
        guint             key)
{
  return key == GDK_KEY_Escape && talus_field_editor_restore (self);
}

static void
talus_field_editor_dispose (GObject *object)
{
  TalusFieldEditor *self = TALUS_FIELD_EDITOR (object);
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);

  talus_field_editor_stop_rest (self);
  priv->read_only_label = NULL;
  g_clear_pointer (&priv->flash, talus_flash_free);
  g_clear_object (&priv->widget);
  g_clear_object (&priv->view);
  g_clear_pointer (&priv->value, talus_value_unref);

  G_OBJECT_CLASS (talus_field_editor_parent_class)->dispose (object);
}

static void
talus_field_editor_finalize (GObject *object)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (TALUS_FIELD_EDITOR (object));

  g_free (priv->message);
  g_free (priv->hint);
  g_free (priv->conflict);
  g_clear_pointer (&priv->template, talus_template_unref);

  G_OBJECT_CLASS (talus_field_editor_parent_class)->finalize (object);
}

static gboolean
talus_field_editor_grab_focus (GtkWidget *widget)
{
  GtkWidget *target = talus_field_editor_get_target (TALUS_FIELD_EDITOR (widget));

  return target != NULL && gtk_widget_grab_focus (target);
}

static void
talus_field_editor_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (TALUS_FIELD_EDITOR (widget));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));

  graphene_rect_inset (&bounds, -FLASH_MARGIN, -FLASH_MARGIN / 2);
  if (priv->flash != NULL)
    talus_flash_snapshot (priv->flash, snapshot, &bounds, FLASH_RADIUS);
  GTK_WIDGET_CLASS (talus_field_editor_parent_class)->snapshot (widget, snapshot);
}

static void
talus_field_editor_class_init (TalusFieldEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_field_editor_dispose;
  object_class->finalize = talus_field_editor_finalize;
  widget_class->grab_focus = talus_field_editor_grab_focus;
  widget_class->snapshot = talus_field_editor_snapshot;

  /**
   * TalusFieldEditor::commit:
   * @self: the editor
   * @value: (nullable) (type gpointer): a #TalusValue
   *
   * Somebody wants the property to have another value, or none.
   *
   * Returns: %FALSE if it could not be; what was typed stays
   */
  signals[COMMIT] = g_signal_new ("commit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_first_wins, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                  G_TYPE_POINTER);
  /**
   * TalusFieldEditor::changed:
   * @self: the editor
   *
   * What there is to say about it is another than before.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_field_editor_init (TalusFieldEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);

  /* Before the entry, which has a use of its own for Escape. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  talus_field_editor_get_private (self)->is_editable = TRUE;
}

/*< private >
 * talus_field_editor_bind:
 * @self: an editor that was just made
 * @view: where names and formats come from
 * @template: keeps @property
 * @property: what it edits
 *
 * Says what it is an editor of; once.
 */
void
talus_field_editor_bind (TalusFieldEditor    *self,
                         TalusView           *view,
                         TalusTemplate       *template,
                         const TalusProperty *property)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);
  TalusFieldEditorClass *klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  GtkWidget *target;

  g_assert (priv->subject == NULL);

  priv->view = g_object_ref (view);
  priv->template = talus_template_ref (template);
  priv->subject = property;
  if (klass->setup != NULL)
    klass->setup (self);

  target = talus_field_editor_get_target (self);
  if (target != NULL)
    {
      talus_field_editor_name_button (target, property->label);
      if (property->description != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (target),
                                        GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                        property->description, -1);
      if (property->required)
        gtk_accessible_update_property (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                        TRUE, -1);
    }
  talus_field_editor_show_again (self);
}

/*< private >
 * talus_field_editor_is_showing:
 * @self: an editor
 *
 * Returns: whether what changes in it now is none of a person's doing
 */
gboolean
talus_field_editor_is_showing (TalusFieldEditor *self)
{
  return talus_field_editor_get_private (self)->is_showing;
}

/*< private >
 * talus_field_editor_set_hint:
 * @self: an editor
 * @hint: (nullable): what it will be understood as
 *
 * Says it below the editor, until something else is to be said.
 */
void
talus_field_editor_set_hint (TalusFieldEditor *self,
                             const char       *hint)
{
  TalusFieldEditorPrivate *priv = talus_field_editor_get_private (self);

  talus_field_editor_set_words (self, priv->message, hint, priv->conflict);
}

/**
 * talus_field_editor_set_editable:
 * @self: an editor
 * @is_editable: whether its value may be changed
 *
 * Where it may not, the value is still there to be read and copied.
 */
void
talus_field_editor_set_editable (TalusFieldEditor *self,
                                 gboolean          is_editable)
{
  TalusFieldEditorPrivate *priv;
  TalusFieldEditorClass *klass;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  priv = talus_field_editor_get_private (self);
  if (priv->is_editable == is_editable)
    return;

  priv->is_editable = is_editable;
  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  if (klass->shows_read_only)
    klass->set_editable (self, is_editable);
  else if (is_editable)
    {
      priv->read_only_label = NULL;
      adw_bin_set_child (ADW_BIN (self), priv->widget);
      g_clear_object (&priv->widget);
    }
  else
    {
      g_set_object (&priv->widget, adw_bin_get_child (ADW_BIN (self)));
      priv->read_only_label = talus_field_editor_make_label (self);
      adw_bin_set_child (ADW_BIN (self), priv->read_only_label);
    }

  talus_field_editor_show_again (self);
  talus_field_editor_settle (self);
}

/**
 * talus_field_editor_flush:
 * @self: an editor
 *
 * Commits what was typed, because it is about to show something else.
 *
 * Returns: %FALSE if it could not be: it is wrong
 */
gboolean
talus_field_editor_flush (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), FALSE);

  return commit (self, TRUE);
}

/**
 * talus_field_editor_finish:
 * @self: an editor
 *
 * Commits what was typed, because nobody will see it any more; where it cannot
 * be, or somebody else's is replaced by it, that is said.
 */
void
talus_field_editor_finish (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv;
  g_autofree char *conflict = NULL;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  priv = talus_field_editor_get_private (self);
  if (!priv->is_touched)
    return;

  conflict = g_strdup (priv->conflict);
  if (talus_field_editor_flush (self))
    {
      /* Typed text is not to be had again; what it replaced is. */
      if (conflict != NULL)
        talus_view_say_done (priv->view, conflict);
      return;
    }

  /* Without a message it has been said why. */
  if (priv->message != NULL)
    talus_view_say (priv->view, priv->message, NULL, NULL);
  talus_field_editor_restore (self);
}

/**
 * talus_field_editor_touch:
 * @self: an editor
 *
 * For subclasses: a person has changed something in it.
 */
void
talus_field_editor_touch (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv;
  TalusFieldEditorClass *klass;
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = NULL;

  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  priv = talus_field_editor_get_private (self);
  if (priv->is_showing || !priv->is_editable)
    return;

  talus_field_editor_stop_rest (self);
  priv->is_touched = TRUE;
  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  if (!klass->read (self, &value, &error))
    {
      talus_field_editor_set_words (self, error->message, NULL, priv->conflict);
      return;
    }

  missing = describe_missing (self, value);
  talus_field_editor_set_words (self, missing, priv->hint, priv->conflict);
  if (priv->conflict == NULL)
    priv->rest_source = g_timeout_add (rest_milliseconds, rest_cb, self);
}

/**
 * talus_field_editor_commit:
 * @self: an editor
 *
 * For subclasses: a person is done with it.
 */
void
talus_field_editor_commit (TalusFieldEditor *self)
{
  g_return_if_fail (TALUS_IS_FIELD_EDITOR (self));

  commit (self, TRUE);
}

/**
 * talus_field_editor_restore:
 * @self: an editor
 *
 * Shows again what is in the project.
 *
 * Returns: %FALSE if it did already
 */
gboolean
talus_field_editor_restore (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), FALSE);

  if (!talus_field_editor_get_private (self)->is_touched)
    return FALSE;

  talus_field_editor_show_again (self);
  talus_field_editor_settle (self);

  return TRUE;
}

/**
 * talus_field_editor_set_rest:
 * @milliseconds: without a key
 *
 * Sets how long an editor waits before it commits what was typed.
 */
void
talus_field_editor_set_rest (guint milliseconds)
{
  rest_milliseconds = milliseconds;
}
