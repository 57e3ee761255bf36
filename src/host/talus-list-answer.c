/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each session is written in the moment it is settled, in the place it was
 * added at; when the last one is, the list is whole. It must not know what it
 * lists. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-list-answer.h"

struct _TalusListAnswer
{
  TalusCall *call;
  char *member;
  TalusListFunc write;
  GPtrArray *items;
  GPtrArray *pieces; /* of GString */
  guint n_waiting;
};

typedef struct
{
  TalusListAnswer *list;
  gpointer item;
  GString *piece;
} Waiting;

static void
free_piece (gpointer data)
{
  g_string_free (data, TRUE);
}

/**
 * talus_list_answer_new:
 * @call: a call
 * @member: what the list is called
 * @write: writes one of its things
 * @free_item: (nullable): frees one of its things
 *
 * Begins a list.
 *
 * Returns: (transfer full): the list
 */
TalusListAnswer *
talus_list_answer_new (TalusCall      *call,
                       const char     *member,
                       TalusListFunc   write,
                       GDestroyNotify  free_item)
{
  TalusListAnswer *self = NULL;

  g_return_val_if_fail (call != NULL && member != NULL && write != NULL, NULL);

  self = g_new0 (TalusListAnswer, 1);
  self->call = talus_call_ref (call);
  self->member = g_strdup (member);
  self->write = write;
  self->items = g_ptr_array_new_with_free_func (free_item);
  self->pieces = g_ptr_array_new_with_free_func (free_piece);
  self->n_waiting = 1; /* for the end */

  return self;
}

static void
reply (TalusListAnswer *self)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, self->member);
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      GString *piece = g_ptr_array_index (self->pieces, i);

      talus_json_writer_raw (&writer, piece->str, (gssize) piece->len);
    }
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "total");
  talus_json_writer_int (&writer, self->pieces->len);
  talus_json_writer_end_object (&writer);
  talus_call_reply (self->call, 200, json);
}

/**
 * talus_list_answer_end:
 * @self: (transfer full): a list to which everything was added
 *
 * Answers with the list, now or when the last session is settled.
 */
void
talus_list_answer_end (TalusListAnswer *self)
{
  g_return_if_fail (self != NULL);

  if (--self->n_waiting > 0)
    return;

  reply (self);
  g_ptr_array_unref (self->pieces);
  g_ptr_array_unref (self->items);
  talus_call_unref (self->call);
  g_free (self->member);
  g_free (self);
}

static void
settled_cb (TalusSession *session,
            gpointer      user_data)
{
  Waiting *waiting = user_data;
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, waiting->piece);
  waiting->list->write (waiting->item, session, &writer);
  talus_list_answer_end (waiting->list);
  g_free (waiting);
}

/**
 * talus_list_answer_add:
 * @self: a list
 * @item: (transfer full): what is given to the function that writes it
 * @session: (nullable): what has to be settled first
 *
 * Adds a thing to the list.
 */
void
talus_list_answer_add (TalusListAnswer *self,
                       gpointer         item,
                       TalusSession    *session)
{
  GString *piece = NULL;
  TalusJsonWriter writer;
  Waiting *waiting = NULL;

  g_return_if_fail (self != NULL);

  piece = g_string_new (NULL);
  g_ptr_array_add (self->pieces, piece);
  g_ptr_array_add (self->items, item);
  if (session == NULL)
    {
      talus_json_writer_init (&writer, piece);
      self->write (item, NULL, &writer);
      return;
    }

  waiting = g_new0 (Waiting, 1);
  waiting->list = self;
  waiting->item = item;
  waiting->piece = piece;
  self->n_waiting++;
  talus_session_when_settled (session, settled_cb, waiting);
}
