/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions are read with every answer, so that the list is always that of the
 * newest request. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-versions.h"

#include <glib/gi18n.h>

struct _TalusVersions
{
  GObject parent_instance;

  /* borrowed: it belongs to the view, but outlives it while something is read */
  TalusView *view;

  /* owned */
  GPtrArray *list;           /* (nullable): of TalusVersion, by seq */
  GError *failure;           /* (nullable): of the last reading */
  GCancellable *cancellable;

  guint n_requests;
};

/* One request: what is to be said when it has been done. With both, a moment
 * gets another name. */
typedef struct
{
  TalusVersions *versions;
  guint number;
  char *added;
  char *deleted;
  guint64 seq;
} Request;

enum
{
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusVersions, talus_versions, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
request_free (Request *request)
{
  g_object_unref (request->versions);
  g_free (request->added);
  g_free (request->deleted);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static int
compare_versions (gconstpointer a,
                  gconstpointer b)
{
  const TalusVersion *first = *(TalusVersion * const *) a;
  const TalusVersion *second = *(TalusVersion * const *) b;

  return first->seq < second->seq ? -1 : first->seq > second->seq;
}

static void
say_deleted (const Request *request)
{
  g_autofree char *text = g_strdup_printf (_("Deleted the version “%s”"), request->deleted);
  g_autoptr (GVariant) target =
    g_variant_ref_sink (g_variant_new ("(st)", request->deleted, request->seq));
  g_autofree char *action = g_action_print_detailed_name ("win.add-version", target);

  talus_view_say (request->versions->view, text, _("_Undo"), action);
}

static void
say (const Request *request,
     const GError  *error)
{
  TalusView *view = request->versions->view;
  g_autofree char *text = NULL;

  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_CONFLICT) && request->added != NULL)
    text = g_strdup_printf (_("There is a version “%s” already"), request->added);
  else if (error != NULL)
    talus_view_say_error (view, error);
  else if (request->added != NULL && request->deleted != NULL)
    text = g_strdup_printf (_("Renamed “%s” to “%s”"), request->deleted, request->added);
  else if (request->added != NULL)
    text = g_strdup_printf (_("Named this moment “%s”"), request->added);
  else if (request->deleted != NULL)
    say_deleted (request);

  if (text != NULL)
    talus_view_say (view, text, NULL, NULL);
}

/* @list: (nullable): or @error says why there is none. */
static void
take_list (TalusVersions *self,
           GPtrArray     *list,
           const GError  *error)
{
  g_clear_error (&self->failure);
  if (list == NULL)
    {
      self->failure = g_error_copy (error);
    }
  else
    {
      g_clear_pointer (&self->list, g_ptr_array_unref);
      self->list = g_ptr_array_ref (list);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  TalusVersions *self = request->versions;
  gboolean is_edit = request->added != NULL || request->deleted != NULL;
  GPtrArray *list;

  list = talus_peer_link_versions_finish (TALUS_PEER_LINK (object), result, &error);
  if (self->view == NULL)
    {
      g_clear_pointer (&list, g_ptr_array_unref);
      return;
    }

  if (list != NULL)
    g_ptr_array_sort (list, compare_versions);
  if (is_edit)
    say (request, error);
  /* What failed may be half done: only a reading tells. */
  if (list == NULL && is_edit)
    talus_versions_refresh (self);
  else if (request->number == self->n_requests)
    take_list (self, list, error);
  g_clear_pointer (&list, g_ptr_array_unref);
}

static void
say_closed (TalusVersions *self)
{
  g_autoptr (GError) error = g_error_new_literal (TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                                                  "The project was closed");

  talus_view_say_error (self->view, error);
}

static void
ask (TalusVersions *self,
     const char    *added,
     guint64        seq,
     const char    *deleted)
{
  TalusPeer *live = talus_view_get_live_peer (self->view);
  TalusPeerLink *link = live != NULL ? talus_peer_get_link (live) : NULL;
  Request *request;

  if (link == NULL || talus_peer_get_state (live) != TALUS_PEER_LIVE)
    {
      if (added != NULL || deleted != NULL)
        say_closed (self);
      return;
    }

  request = g_new0 (Request, 1);
  request->versions = g_object_ref (self);
  request->number = ++self->n_requests;
  request->added = g_strdup (added);
  request->deleted = g_strdup (deleted);
  request->seq = seq;
  talus_peer_link_versions_async (link, added, seq, deleted, self->cancellable, done_cb, request);
}

static void
talus_versions_dispose (GObject *object)
{
  TalusVersions *self = TALUS_VERSIONS (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (talus_versions_parent_class)->dispose (object);
}

static void
talus_versions_finalize (GObject *object)
{
  TalusVersions *self = TALUS_VERSIONS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (talus_versions_parent_class)->finalize (object);
}

static void
talus_versions_class_init (TalusVersionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_versions_dispose;
  object_class->finalize = talus_versions_finalize;

  /**
   * TalusVersions::changed:
   * @self: the versions
   *
   * The list is another, or could not be read.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_versions_init (TalusVersions *self)
{
  self->cancellable = g_cancellable_new ();
}

/* The view is gone: what is still being read is for nobody. */
static void
let_go (gpointer data)
{
  TalusVersions *self = data;

  self->view = NULL;
  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

/**
 * talus_versions_get:
 * @view: a view
 *
 * Gets the named versions of its project, and begins to read them.
 *
 * Returns: (transfer none): them, as long as the view lives
 */
TalusVersions *
talus_versions_get (TalusView *view)
{
  TalusVersions *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_get_data (G_OBJECT (view), "talus-versions");
  if (self != NULL)
    return self;

  self = g_object_new (TALUS_TYPE_VERSIONS, NULL);
  self->view = view;
  g_object_set_data_full (G_OBJECT (view), "talus-versions", self, let_go);
  talus_versions_refresh (self);

  return self;
}

/**
 * talus_versions_get_list:
 * @self: versions
 *
 * Returns: (transfer none) (nullable) (element-type TalusVersion): them, the
 *   oldest first; %NULL until they have been read
 */
GPtrArray *
talus_versions_get_list (TalusVersions *self)
{
  g_return_val_if_fail (TALUS_IS_VERSIONS (self), NULL);

  return self->list;
}

/**
 * talus_versions_get_failure:
 * @self: versions
 *
 * Returns: (transfer none) (nullable): why they could not be read the last
 *   time
 */
const GError *
talus_versions_get_failure (TalusVersions *self)
{
  g_return_val_if_fail (TALUS_IS_VERSIONS (self), NULL);

  return self->failure;
}

/**
 * talus_versions_find_name:
 * @self: versions
 * @seq: a moment
 *
 * Returns: (transfer none) (nullable): what it is called
 */
const char *
talus_versions_find_name (TalusVersions *self,
                          guint64        seq)
{
  g_return_val_if_fail (TALUS_IS_VERSIONS (self), NULL);

  for (guint i = 0; self->list != NULL && i < self->list->len; i++)
    {
      const TalusVersion *version = g_ptr_array_index (self->list, i);

      if (version->seq == seq)
        return version->name;
    }

  return NULL;
}

/**
 * talus_versions_is_taken:
 * @self: versions
 * @name: a name
 *
 * Returns: whether a moment is called that already
 */
gboolean
talus_versions_is_taken (TalusVersions *self,
                         const char    *name)
{
  g_return_val_if_fail (TALUS_IS_VERSIONS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; self->list != NULL && i < self->list->len; i++)
    {
      const TalusVersion *version = g_ptr_array_index (self->list, i);

      if (g_str_equal (version->name, name))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_versions_refresh:
 * @self: versions
 *
 * Reads them again.
 */
void
talus_versions_refresh (TalusVersions *self)
{
  g_return_if_fail (TALUS_IS_VERSIONS (self));

  ask (self, NULL, 0, NULL);
}

/**
 * talus_versions_add:
 * @self: versions
 * @name: a name
 * @seq: the moment
 *
 * Names a moment, and says so, or why not.
 */
void
talus_versions_add (TalusVersions *self,
                    const char    *name,
                    guint64        seq)
{
  g_return_if_fail (TALUS_IS_VERSIONS (self));
  g_return_if_fail (name != NULL && *name != '\0');

  ask (self, name, seq, NULL);
}

/* 0 where there is none of that name. */
static guint64
find_seq (TalusVersions *self,
          const char    *name)
{
  for (guint i = 0; self->list != NULL && i < self->list->len; i++)
    {
      const TalusVersion *version = g_ptr_array_index (self->list, i);

      if (g_str_equal (version->name, name))
        return version->seq;
    }

  return 0;
}

/**
 * talus_versions_rename:
 * @self: versions
 * @name: what a moment is called
 * @new_name: what it is to be called
 *
 * Gives a moment another name, and says so, or why not.
 */
void
talus_versions_rename (TalusVersions *self,
                       const char    *name,
                       const char    *new_name)
{
  guint64 seq;

  g_return_if_fail (TALUS_IS_VERSIONS (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (new_name != NULL && *new_name != '\0');

  seq = find_seq (self, name);
  if (seq != 0 && !g_str_equal (name, new_name))
    ask (self, new_name, seq, name);
}

/**
 * talus_versions_delete:
 * @self: versions
 * @name: what a moment is called
 *
 * Takes a moment its name, and says so with a way to give it back.
 */
void
talus_versions_delete (TalusVersions *self,
                       const char    *name)
{
  g_return_if_fail (TALUS_IS_VERSIONS (self));
  g_return_if_fail (name != NULL);

  ask (self, NULL, find_seq (self, name), name);
}
