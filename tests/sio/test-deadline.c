/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines: which pass, in what order, and which do not any more. */
#include "http-fixture.h"

#include "sio/sio-deadline.h"

typedef struct
{
  SioDeadline  deadline;
  GPtrArray   *passed;
  SioDeadline *disarms;
} Owner;

static void
pass_cb (gpointer user_data)
{
  Owner *owner = user_data;

  g_ptr_array_add (owner->passed, owner);
  if (owner->disarms != NULL)
    sio_deadline_disarm (owner->disarms);
}

static gboolean
has_three (gpointer data)
{
  return ((GPtrArray *) data)->len >= 3;
}

static void
test_order (void)
{
  g_autoptr (GPtrArray) passed = g_ptr_array_new ();
  g_autoptr (SioDeadlineQueue) queue = sio_deadline_queue_new (NULL, 20, pass_cb);
  Owner owners[5] = { { .passed = passed }, { .passed = passed }, { .passed = passed },
                      { .passed = passed }, { .passed = passed } };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 5; i++)
    sio_deadline_arm (&owners[i].deadline, queue, &owners[i]);
  sio_deadline_disarm (&owners[1].deadline);
  sio_deadline_disarm (&owners[1].deadline);
  sio_deadline_arm (&owners[0].deadline, queue, &owners[0]);
  owners[2].disarms = &owners[3].deadline;
  g_assert_cmpuint (passed->len, ==, 0);

  http_wait_until (has_three, passed);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 20 * 1000);
  http_settle ();
  g_assert_cmpuint (passed->len, ==, 3);
  g_assert_true (passed->pdata[0] == &owners[2]);
  g_assert_true (passed->pdata[1] == &owners[4]);
  g_assert_true (passed->pdata[2] == &owners[0]);
}

static void
test_two_queues (void)
{
  g_autoptr (GPtrArray) passed = g_ptr_array_new ();
  g_autoptr (SioDeadlineQueue) soon = sio_deadline_queue_new (NULL, 10, pass_cb);
  g_autoptr (SioDeadlineQueue) late = sio_deadline_queue_new (NULL, 3600 * 1000, pass_cb);
  Owner owners[4] = { { .passed = passed }, { .passed = passed }, { .passed = passed },
                      { .passed = passed } };

  /* The first one goes over to the other queue, the last one comes from there. */
  sio_deadline_arm (&owners[0].deadline, soon, &owners[0]);
  sio_deadline_arm (&owners[0].deadline, late, &owners[0]);
  sio_deadline_arm (&owners[1].deadline, soon, &owners[1]);
  sio_deadline_arm (&owners[2].deadline, soon, &owners[2]);
  sio_deadline_arm (&owners[3].deadline, late, &owners[3]);
  sio_deadline_arm (&owners[3].deadline, soon, &owners[3]);
  http_wait_until (has_three, passed);
  g_assert_false (g_ptr_array_find (passed, &owners[0], NULL));
  sio_deadline_disarm (&owners[0].deadline);
}

static void
test_shortened (void)
{
  g_autoptr (GPtrArray) passed = g_ptr_array_new ();
  g_autoptr (SioDeadlineQueue) queue = sio_deadline_queue_new (NULL, 3600 * 1000, pass_cb);
  Owner owners[3] = { { .passed = passed }, { .passed = passed }, { .passed = passed } };

  sio_deadline_arm (&owners[0].deadline, queue, &owners[0]);
  sio_deadline_disarm (&owners[0].deadline);
  sio_deadline_queue_set_duration (queue, 10);
  for (guint i = 0; i < 3; i++)
    sio_deadline_arm (&owners[i].deadline, queue, &owners[i]);
  http_wait_until (has_three, passed);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deadline/they-pass-in-the-order-of-arming", test_order);
  g_test_add_func ("/deadline/the-last-queue-counts", test_two_queues);
  g_test_add_func ("/deadline/a-shorter-length-holds-at-once", test_shortened);
  return g_test_run ();
}
