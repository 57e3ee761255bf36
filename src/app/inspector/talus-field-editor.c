/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an edit is finished: on Enter, on leaving, after a rest. Escape takes it
 * back. What is typed is never lost: not to a value that cannot be, not to
 * somebody else's change of the same field. It knows no node. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "base/talus-util.h"

typedef struct
{
  /* children, made here */
  GtkWidget *read_only_label;   /* (nullable) */

  /* borrowed: of the template */
  const TalusProperty *subject;

  /* owned */
  TalusView *view;
  TalusTemplate *template;
  GtkWidget *widget;            /* the subclass's child, while the label is shown */
  TalusValue *value;            /* (nullable): as it is in the project */
  char *message;                /* (nullable), as are the following */
  char *hint;
  char *conflict;
  guint rest_source;

  gboolean is_mixed;
  gboolean is_editable;
  gboolean is_touched;
  gboolean is_showing;          /* what changes now is not somebody's doing */
  gboolean is_committing;
  gboolean keeps_text;          /* committed while typing: spelled anew on leaving */
} TalusFieldEditorPrivate;

enum
{
  COMMIT,
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TalusFieldEditor, talus_field_editor, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static guint rest_milliseconds = 800;

static TalusFieldEditorPrivate *
get_private (TalusFieldEditor *self)
{
  return talus_field_editor_get_instance_private (self);
}

static void
set_words (TalusFieldEditor *self,
           const char       *message,
           const char       *hint,
           const char       *conflict)
{
  TalusFieldEditorPrivate *priv = get_private (self);
  gboolean is_other;

  is_other = talus_set_string (&priv->message, message);
  is_other |= talus_set_string (&priv->hint, hint);
  is_other |= talus_set_string (&priv->conflict, conflict);
  if (is_other)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_same_value (TalusValue *a,
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
  TalusFieldEditorPrivate *priv = get_private (self);

  if (!priv->subject->required || !priv->is_editable || !is_empty (value))
    return NULL;

  return g_strdup_printf (_("“%s” is required"), priv->subject->label);
}

static void
stop_rest (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = get_private (self);

  g_clear_handle_id (&priv->rest_source, g_source_remove);
}

static void
show_value (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = get_private (self);
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

/* Everything typed is gone, as far as anybody is told. */
static void
settle (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = get_private (self);
  g_autofree char *missing = NULL;

  stop_rest (self);
  priv->is_touched = FALSE;
  missing = priv->is_mixed ? NULL : describe_missing (self, priv->value);
  set_words (self, missing, NULL, NULL);
}

static void
take_value (TalusFieldEditor *self,
            TalusValue       *value,
            gboolean          is_mixed)
{
  TalusFieldEditorPrivate *priv = get_private (self);
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
  TalusFieldEditorPrivate *priv = get_private (self);
  TalusFieldEditorClass *klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done = TRUE;

  stop_rest (self);
  if (!priv->is_touched)
    {
      if (is_final && priv->keeps_text)
        show_value (self);
      return TRUE;
    }
  if (priv->is_committing || !priv->is_editable)
    return FALSE;

  if (!klass->read (self, &value, &error))
    {
      set_words (self, error->message, NULL, priv->conflict);
      return FALSE;
    }

  if (priv->is_mixed && value == NULL && klass->is_typed)
    {
      settle (self);
      return TRUE;
    }

  priv->is_touched = FALSE;
  priv->keeps_text = TRUE;
  if (priv->is_mixed || !is_same_value (value, priv->value))
    {
      priv->is_committing = TRUE;
      g_signal_emit (self, signals[COMMIT], 0, value, &is_done);
      priv->is_committing = FALSE;

      if (!is_done)
        {
          priv->is_touched = TRUE;
          return FALSE;
        }
      take_value (self, value, FALSE);
    }

  settle (self);
  if (is_final)
    show_value (self);

  return TRUE;
}

static gboolean
rest_cb (gpointer user_data)
{
  TalusFieldEditor *self = user_data;

  get_private (self)->rest_source = 0;
  commit (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
leave_cb (TalusFieldEditor *self)
{
  TalusFieldEditorPrivate *priv = get_private (self);

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
  TalusFieldEditorPrivate *priv = get_private (self);

  stop_rest (self);
  priv->read_only_label = NULL;
  g_clear_object (&priv->widget);
  g_clear_object (&priv->view);
  g_clear_pointer (&priv->value, talus_value_unref);

  G_OBJECT_CLASS (talus_field_editor_parent_class)->dispose (object);
}

static void
talus_field_editor_finalize (GObject *object)
{
  TalusFieldEditorPrivate *priv = get_private (TALUS_FIELD_EDITOR (object));

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
talus_field_editor_class_init (TalusFieldEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_field_editor_dispose;
  object_class->finalize = talus_field_editor_finalize;
  widget_class->grab_focus = talus_field_editor_grab_focus;

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

  get_private (self)->is_editable = TRUE;
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
  TalusFieldEditorPrivate *priv = get_private (self);
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
  show_value (self);
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
  return get_private (self)->is_showing;
}

/*< private >
 * talus_field_editor_show_again:
 * @self: an editor in which nothing was typed
 *
 * Shows its value anew, because it is to have another form.
 */
void
talus_field_editor_show_again (TalusFieldEditor *self)
{
  show_value (self);
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
  TalusFieldEditorPrivate *priv = get_private (self);

  set_words (self, priv->message, hint, priv->conflict);
}

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

  return get_private (self)->subject;
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

  return get_private (self)->view;
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

  if (get_private (self)->read_only_label != NULL)
    return get_private (self)->read_only_label;

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

static char *
describe_conflict (TalusFieldEditor *self,
                   TalusValue       *value,
                   gboolean          is_mixed,
                   const char       *author)
{
  TalusFieldEditorPrivate *priv = get_private (self);
  TalusGraph *graph = talus_view_get_graph (priv->view);
  g_autofree char *text = talus_format_value (talus_format_get (graph), graph, priv->subject,
                                              value);
  const char *name = author != NULL && *author != '\0' ? author : _("Somebody");

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

  priv = get_private (self);
  if (is_mixed == priv->is_mixed && is_same_value (value, priv->value))
    {
      /* Names and formats may be others all the same. */
      if (!priv->is_touched && !priv->keeps_text)
        show_value (self);
      return;
    }
  /* Its own doing, which commit() takes care of. */
  if (priv->is_committing)
    return;

  take_value (self, value, is_mixed);
  if (!priv->is_touched)
    {
      show_value (self);
      settle (self);
      return;
    }

  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  if (!is_mixed && klass->read (self, &typed, NULL) && is_same_value (typed, value))
    {
      priv->keeps_text = TRUE;
      settle (self);
      return;
    }

  stop_rest (self);
  conflict = describe_conflict (self, value, is_mixed, author);
  set_words (self, priv->message, NULL, conflict);
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

  return get_private (self)->value;
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

  take_value (self, value, is_mixed);
  show_value (self);
  settle (self);
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

  priv = get_private (self);
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

  show_value (self);
  settle (self);
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

  return get_private (self)->is_touched;
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

  return get_private (self)->message;
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

  return get_private (self)->hint;
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

  return get_private (self)->conflict;
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

  commit (self, TRUE);
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

  priv = get_private (self);
  if (priv->is_showing || !priv->is_editable)
    return;

  stop_rest (self);
  priv->is_touched = TRUE;
  klass = TALUS_FIELD_EDITOR_GET_CLASS (self);
  if (!klass->read (self, &value, &error))
    {
      set_words (self, error->message, NULL, priv->conflict);
      return;
    }

  missing = describe_missing (self, value);
  set_words (self, missing, priv->hint, priv->conflict);
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

  priv = get_private (self);
  if (!priv->is_editable || priv->is_committing)
    return;

  if (priv->value != NULL || priv->is_mixed)
    {
      priv->is_committing = TRUE;
      g_signal_emit (self, signals[COMMIT], 0, NULL, &is_done);
      priv->is_committing = FALSE;
      if (!is_done)
        return;
      take_value (self, NULL, FALSE);
    }
  show_value (self);
  settle (self);
}

/**
 * talus_field_editor_restore:
 * @self: an editor
 *
 * Shows again what is in the project.
 *
 * Returns: %FALSE if it did
 */
gboolean
talus_field_editor_restore (TalusFieldEditor *self)
{
  g_return_val_if_fail (TALUS_IS_FIELD_EDITOR (self), FALSE);

  if (!get_private (self)->is_touched)
    return FALSE;

  show_value (self);
  settle (self);

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
