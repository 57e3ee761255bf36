/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading backwards from something that is read forwards. Where records are
 * large the link gives fewer than were asked for, and a page takes several
 * goes. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-reader.h"

/* Lives on until its answer has come, after its owner has let it go. */
struct _TalusLogReader
{
  TalusPeerLink *link;
  TalusLogPageFunc func;     /* NULL: nobody wants a page any more */
  gpointer user_data;
  GCancellable *cancellable;
  GPtrArray *page;           /* what of the page has been read */
  guint64 unread;            /* the newest record that was not handed out */
  guint64 before_page;
  guint n_records;
  gboolean is_reading;
  gboolean in_func;
};

static void read_page (TalusLogReader *self);

static void
destroy (TalusLogReader *self)
{
  g_clear_object (&self->link);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->page);
  g_free (self);
}

static void
hand_out (TalusLogReader *self,
          const GError   *error)
{
  g_autoptr (GPtrArray) page = g_steal_pointer (&self->page);
  gboolean more;

  self->page = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  if (error == NULL)
    self->unread = page->len > 0 ? self->before_page : 0;
  else
    g_ptr_array_set_size (page, 0);

  self->is_reading = FALSE;
  self->in_func = TRUE;
  more = self->func (page, error, self->user_data);
  self->in_func = FALSE;

  if (self->func == NULL)
    destroy (self);
  else if (more && error == NULL && !self->is_reading && self->unread > 0)
    read_page (self);
}

static void
page_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  TalusLogReader *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  TalusRecord *last;

  records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (object), result, &error);
  if (self->func == NULL)
    {
      destroy (self);
      return;
    }

  if (records == NULL)
    {
      hand_out (self, error);
      return;
    }

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (self->page, talus_record_ref (g_ptr_array_index (records, i)));

  last = records->len > 0 ? g_ptr_array_index (records, records->len - 1) : NULL;
  if (last != NULL && last->seq < self->unread)
    read_page (self);
  else
    hand_out (self, NULL);
}

static void
read_page (TalusLogReader *self)
{
  TalusRecord *last = self->page->len > 0 ? g_ptr_array_index (self->page, self->page->len - 1)
                                          : NULL;
  guint64 after;

  if (last == NULL)
    self->before_page = self->unread - MIN (self->unread, self->n_records);
  after = last != NULL ? last->seq : self->before_page;
  self->is_reading = TRUE;
  talus_peer_link_read_log_async (self->link, after, (guint) (self->unread - after),
                                  self->cancellable, page_read_cb, self);
}

/**
 * talus_log_reader_new:
 * @link: a link
 * @newest: the record to begin with; 0: there are none
 * @func: takes the pages
 * @user_data: for @func
 *
 * Makes a reader, which does nothing yet.
 *
 * Returns: (transfer full): the reader
 */
TalusLogReader *
talus_log_reader_new (TalusPeerLink    *link,
                      guint64           newest,
                      TalusLogPageFunc  func,
                      gpointer          user_data)
{
  TalusLogReader *self;

  g_return_val_if_fail (TALUS_IS_PEER_LINK (link), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (TalusLogReader, 1);
  self->link = g_object_ref (link);
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->page = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_record_unref);
  self->unread = newest;

  return self;
}

/**
 * talus_log_reader_free:
 * @self: (nullable): a reader
 *
 * Lets go of it: its function is not called any more.
 */
void
talus_log_reader_free (TalusLogReader *self)
{
  if (self == NULL)
    return;

  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
  if (!self->is_reading && !self->in_func)
    destroy (self);
}

/**
 * talus_log_reader_read:
 * @self: a reader
 * @n_records: how many records make a page
 *
 * Reads on, unless it does already or there is no more.
 */
void
talus_log_reader_read (TalusLogReader *self,
                       guint           n_records)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n_records > 0);

  if (self->is_reading || self->unread == 0)
    return;

  self->n_records = n_records;
  read_page (self);
}

/**
 * talus_log_reader_is_done:
 * @self: a reader
 *
 * Returns: whether everything has been handed out
 */
gboolean
talus_log_reader_is_done (TalusLogReader *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->unread == 0;
}
