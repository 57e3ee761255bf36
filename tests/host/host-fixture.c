/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common beginning and end of the host's tests. */
#include "host-fixture.h"

void
host_fixture_set_up (HostFixture   *self,
                     gconstpointer  data)
{
  self->host = talus_test_host_new (data);
  self->project = talus_test_project_new (self->host, "restomod", "Bronco");
  self->client = talus_test_client_new (self->host);
}

void
host_fixture_tear_down (HostFixture   *self,
                        gconstpointer  data)
{
  g_clear_pointer (&self->client, talus_test_client_free);
  g_clear_pointer (&self->project, talus_test_project_free);
  g_clear_pointer (&self->host, talus_test_host_free);
}

TalusTestReply *
host_fixture_get (HostFixture *self,
                  const char  *rest)
{
  return talus_test_get (self->client, "/sessions/%s%s", self->project->session_id, rest);
}

TalusTestReply *
host_fixture_execute (HostFixture *self,
                      const char  *command_type,
                      const char  *format,
                      ...)
{
  g_autofree char *data = NULL;
  TalusTestReply *reply = NULL;
  va_list args;

  va_start (args, format);
  data = g_strdup_vprintf (format, args);
  va_end (args);
  reply = talus_test_post (self->client, "/commands/execute",
                           "{'session_id':'%s','command_type':'%s','data':%s}",
                           self->project->session_id, command_type, data);
  talus_test_assert_status (reply, 200);

  return reply;
}

char *
host_fixture_create (HostFixture *self,
                     const char  *parent,
                     const char  *type,
                     const char  *name)
{
  g_autoptr(TalusTestReply) reply = NULL;

  reply = host_fixture_execute (self, "CreateNode",
                                "{'blueprint_type_id':'%s','parent_id':'%s','name':'%s'}", type,
                                parent, name);

  return g_strdup (talus_test_reply_string (reply, "node_id"));
}

char *
host_fixture_digest (HostFixture *self)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (self, "/graph/digest");

  talus_test_assert_status (reply, 200);

  return g_strdup (talus_test_reply_string (reply, "digest"));
}

static void
strike_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  HostStrike *self = task_data;

  g_mutex_lock (&self->mutex);
  while (!self->is_over)
    g_cond_wait (&self->cond, &self->mutex);
  self->n_left--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* More than there are workers, or will be soon. */
void
host_strike_begin (HostStrike *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->is_over = FALSE;
  self->n_left = 200;
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, self, NULL);
      g_task_run_in_thread (task, strike_in_thread);
    }
}

void
host_strike_end (HostStrike *self)
{
  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  g_cond_broadcast (&self->cond);
  while (self->n_left > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}
