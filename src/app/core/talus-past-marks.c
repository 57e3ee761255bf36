/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A function at a time, and who wants to know when it is another. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-past-marks.h"

struct _TalusPastMarks
{
  GObject parent_instance;

  TalusPastMarkFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusPastMarks, talus_past_marks, G_TYPE_OBJECT)

static void
drop_func (TalusPastMarks *self)
{
  GDestroyNotify destroy = self->destroy;

  self->func = NULL;
  self->destroy = NULL;
  if (destroy != NULL)
    destroy (self->user_data);
}

static void
talus_past_marks_dispose (GObject *object)
{
  drop_func (TALUS_PAST_MARKS (object));

  G_OBJECT_CLASS (talus_past_marks_parent_class)->dispose (object);
}

static void
talus_past_marks_class_init (TalusPastMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_past_marks_dispose;

  /**
   * TalusPastMarks::changed:
   * @self: the marks
   *
   * Any of them may be another.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_past_marks_init (TalusPastMarks *self)
{
}

/**
 * talus_past_marks_get:
 * @view: a view
 *
 * Gets what has become since of what it shows.
 *
 * Returns: (transfer none): the marks, as long as the view lives
 */
TalusPastMarks *
talus_past_marks_get (TalusView *view)
{
  TalusPastMarks *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_get_data (G_OBJECT (view), "talus-past-marks");
  if (self == NULL)
    {
      self = g_object_new (TALUS_TYPE_PAST_MARKS, NULL);
      g_object_set_data_full (G_OBJECT (view), "talus-past-marks", self, g_object_unref);
    }

  return self;
}

/**
 * talus_past_marks_set_func:
 * @self: marks
 * @func: (nullable) (scope notified): tells of a node
 * @user_data: for it
 * @destroy: (nullable): frees @user_data
 *
 * Says who knows; without anybody everything is as it was.
 */
void
talus_past_marks_set_func (TalusPastMarks    *self,
                           TalusPastMarkFunc  func,
                           gpointer           user_data,
                           GDestroyNotify     destroy)
{
  g_return_if_fail (TALUS_IS_PAST_MARKS (self));

  if (self->func == NULL && func == NULL)
    return;

  drop_func (self);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * talus_past_marks_find:
 * @self: marks
 * @node: a node that is shown
 *
 * Tells what has become of it.
 *
 * Returns: %TALUS_PAST_SAME also where nobody knows
 */
TalusPastMark
talus_past_marks_find (TalusPastMarks *self,
                       TalusNode      *node)
{
  g_return_val_if_fail (TALUS_IS_PAST_MARKS (self), TALUS_PAST_SAME);

  return self->func != NULL ? self->func (node, self->user_data) : TALUS_PAST_SAME;
}
