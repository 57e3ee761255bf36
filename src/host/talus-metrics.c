/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts as things happen and writes it all down when asked. It follows every
 * session like anybody else, so that counting costs the session nothing; it
 * must not know any route. */
#define G_LOG_DOMAIN "talus-host-metrics"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/talus-json-writer.h"
#include "host/talus-events.h"
#include "host/talus-metrics.h"

#define N_STATUS_CLASSES  6 /* 1xx to 5xx by their digit */
#define N_JOURNAL_BUCKETS G_N_ELEMENTS (((TalusJournalMetrics *) NULL)->buckets)

/* Seconds; the last bucket is everything above. */
static const double request_bounds[] = {
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
};
static const double journal_bounds[] = {
  0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256,
};

struct _TalusMetrics
{
  guint refs; /* every session that is watched has one */
  guint64 commands;
  guint64 events;
  guint64 deliveries;
  guint64 failures[TALUS_N_ERRORS];
  guint64 requests[N_STATUS_CLASSES];
  guint64 request_buckets[G_N_ELEMENTS (request_bounds) + 1];
  double request_seconds;

  /* A document counts since it was last asked. */
  guint64 commits;
  guint64 records;
  guint64 commit_buckets[G_N_ELEMENTS (journal_bounds) + 1];
  double commit_seconds;
};

G_STATIC_ASSERT (N_JOURNAL_BUCKETS == G_N_ELEMENTS (journal_bounds) + 1);

/* What follows one session, which outlives it. */
typedef struct
{
  TalusMetrics *metrics;
  TalusRegistry *registry;
  TalusSession *session;
} Watch;

static void
unref_metrics (gpointer data)
{
  TalusMetrics *self = data;

  if (--self->refs == 0)
    g_free (self);
}

/* Takes over what a document has counted; how many records wait there. */
static guint
collect_journal (TalusMetrics  *self,
                 TalusRegistry *registry,
                 TalusSession  *session)
{
  TalusDocument *document = talus_registry_get_document (registry, session);
  TalusJournalMetrics metrics;

  if (document == NULL)
    return 0;

  talus_document_get_metrics (document, &metrics);
  self->commits += metrics.n_commits;
  self->records += metrics.n_records;
  self->commit_seconds += metrics.sum_seconds;
  for (guint i = 0; i < N_JOURNAL_BUCKETS; i++)
    self->commit_buckets[i] += metrics.buckets[i];

  return metrics.queued;
}

static void
free_watch (gpointer data)
{
  Watch *watch = data;

  unref_metrics (watch->metrics);
  g_free (watch);
}

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  TalusMetrics *self = ((Watch *) user_data)->metrics;

  for (guint i = 0; i < n_records; i++)
    {
      if (records[i]->has_command_id)
        self->commands++;
      self->events += talus_events_count (records[i]);
    }

  return TRUE;
}

static gboolean
notice_cb (const TalusNotice *notice,
           gpointer           user_data)
{
  Watch *watch = user_data;
  TalusMetrics *self = watch->metrics;

  /* Its document closes next. */
  if (notice->kind == TALUS_NOTICE_CLOSED)
    collect_journal (self, watch->registry, watch->session);
  if (notice->kind == TALUS_NOTICE_FAILED && notice->error->domain == TALUS_ERROR)
    self->failures[CLAMP (notice->error->code, 0, TALUS_N_ERRORS - 1)]++;

  return TRUE;
}

static void
write_head (GString    *out,
            const char *name,
            const char *type,
            const char *help)
{
  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_integer (GString    *out,
               const char *name,
               const char *type,
               const char *help,
               guint64     value)
{
  write_head (out, name, type, help);
  g_string_append_printf (out, "%s %" G_GUINT64_FORMAT "\n", name, value);
}

static void
write_seconds (GString    *out,
               const char *name,
               double      seconds)
{
  g_string_append_printf (out, "%s ", name);
  talus_json_append_double (out, seconds);
  g_string_append_c (out, '\n');
}

static void
write_histogram (GString       *out,
                 const char    *name,
                 const char    *help,
                 const double  *bounds,
                 guint          n_bounds,
                 const guint64 *buckets,
                 double         sum)
{
  g_autofree char *sum_name = g_strconcat (name, "_sum", NULL);
  guint64 count = 0;

  write_head (out, name, "histogram", help);
  for (guint i = 0; i <= n_bounds; i++)
    {
      count += buckets[i];
      g_string_append_printf (out, "%s_bucket{le=\"", name);
      if (i < n_bounds)
        talus_json_append_double (out, bounds[i]);
      else
        g_string_append (out, "+Inf");
      g_string_append_printf (out, "\"} %" G_GUINT64_FORMAT "\n", count);
    }
  write_seconds (out, sum_name, sum);
  g_string_append_printf (out, "%s_count %" G_GUINT64_FORMAT "\n", name, count);
}

static void
write_failures (TalusMetrics *self,
                GString      *out)
{
  write_head (out, "talus_command_failures_total", "counter", "Commands refused, by code.");
  for (guint i = 0; i < TALUS_N_ERRORS; i++)
    {
      if (self->failures[i] > 0)
        g_string_append_printf (out, "talus_command_failures_total{code=\"%s\"} %" G_GUINT64_FORMAT
                                "\n", talus_error_get_code_name (i), self->failures[i]);
    }
}

static void
write_requests (TalusMetrics *self,
                GString      *out)
{
  write_head (out, "talus_http_requests_total", "counter", "Requests answered, by status class.");
  for (guint i = 2; i < N_STATUS_CLASSES; i++)
    g_string_append_printf (out, "talus_http_requests_total{class=\"%uxx\"} %" G_GUINT64_FORMAT
                            "\n", i, self->requests[i]);

  write_histogram (out, "talus_http_request_seconds", "From a request to its answer.",
                   request_bounds, G_N_ELEMENTS (request_bounds), self->request_buckets,
                   self->request_seconds);
}

static void
write_sessions (TalusMetrics  *self,
                TalusRegistry *registry,
                GString       *out)
{
  g_autoptr(GPtrArray) sessions = talus_registry_list_sessions (registry);
  guint queued = 0;
  guint n_clients = 0;

  for (guint i = 0; i < sessions->len; i++)
    {
      queued += collect_journal (self, registry, sessions->pdata[i]);
      n_clients += talus_session_get_n_clients (sessions->pdata[i]);
    }

  write_integer (out, "talus_sessions", "gauge", "Sessions in memory.", sessions->len);
  write_integer (out, "talus_clients", "gauge", "Clients that have joined a session.", n_clients);
  write_integer (out, "talus_journal_queue_records", "gauge",
                 "Records that wait to be made durable.", queued);
  write_integer (out, "talus_journal_records_total", "counter", "Records made durable.",
                 self->records);
  write_histogram (out, "talus_journal_commit_seconds", "What making records durable takes.",
                   journal_bounds, G_N_ELEMENTS (journal_bounds), self->commit_buckets,
                   self->commit_seconds);
}

static gboolean
read_resident (guint64 *bytes)
{
  g_autofree char *text = NULL;
  char *end = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return FALSE;

  g_ascii_strtoull (text, &end, 10);
  *bytes = g_ascii_strtoull (end, NULL, 10) * (guint64) sysconf (_SC_PAGESIZE);

  return TRUE;
}

static gboolean
count_descriptors (guint64 *n)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);

  if (dir == NULL)
    return FALSE;

  *n = 0;
  while (g_dir_read_name (dir) != NULL)
    (*n)++;
  g_dir_close (dir);
  (*n)--; /* the one that was counting */

  return TRUE;
}

static void
write_process (GString *out)
{
  struct rusage usage;
  struct rlimit limit;
  guint64 number = 0;

  if (getrusage (RUSAGE_SELF, &usage) == 0)
    {
      write_head (out, "process_cpu_seconds_total", "counter", "User and system time.");
      write_seconds (out, "process_cpu_seconds_total",
                     (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC);
    }
  if (read_resident (&number))
    write_integer (out, "process_resident_memory_bytes", "gauge", "Memory in use.", number);
  if (count_descriptors (&number))
    write_integer (out, "process_open_fds", "gauge", "Open descriptors.", number);
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    write_integer (out, "process_max_fds", "gauge", "How many there may be.", limit.rlim_cur);
}

/**
 * talus_metrics_new:
 *
 * Makes counters that stand at 0.
 *
 * Returns: (transfer full): the counters
 */
TalusMetrics *
talus_metrics_new (void)
{
  TalusMetrics *self = g_new0 (TalusMetrics, 1);

  self->refs = 1;

  return self;
}

/**
 * talus_metrics_free:
 * @self: (transfer full): the counters
 *
 * Gives them up; sessions that are watched may outlive this.
 */
void
talus_metrics_free (TalusMetrics *self)
{
  g_return_if_fail (self != NULL);

  unref_metrics (self);
}

/**
 * talus_metrics_count_request:
 * @self: the counters
 * @status: the status of the answer
 * @microseconds: how long it took
 *
 * Counts a request.
 */
void
talus_metrics_count_request (TalusMetrics *self,
                             guint         status,
                             gint64        microseconds)
{
  double seconds = (double) microseconds / G_USEC_PER_SEC;
  guint bucket = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (status / 100 < N_STATUS_CLASSES);

  while (bucket < G_N_ELEMENTS (request_bounds) && seconds > request_bounds[bucket])
    bucket++;
  self->requests[status / 100]++;
  self->request_buckets[bucket]++;
  self->request_seconds += seconds;
}

/**
 * talus_metrics_count_deliveries:
 * @self: the counters
 * @n_events: how many events went to one client
 *
 * Counts what clients got.
 */
void
talus_metrics_count_deliveries (TalusMetrics *self,
                                guint         n_events)
{
  g_return_if_fail (self != NULL);

  self->deliveries += n_events;
}

/**
 * talus_metrics_watch:
 * @self: the counters
 * @registry: the sessions
 * @session: one of them
 *
 * Counts from now on what the session does, until it closes.
 */
void
talus_metrics_watch (TalusMetrics  *self,
                     TalusRegistry *registry,
                     TalusSession  *session)
{
  static const TalusFollowerFuncs funcs = { records_cb, notice_cb, NULL };
  Watch *watch = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (TALUS_IS_SESSION (session));

  self->refs++;
  watch = g_new0 (Watch, 1);
  watch->metrics = self;
  watch->registry = registry;
  watch->session = session;
  talus_session_follow (session, &funcs, watch, free_watch);
}

/**
 * talus_metrics_write_sockets:
 * @n_connections: how many there are
 * @queued: bytes that wait to be sent on them
 * @out: where to
 *
 * Appends what is known of the connections of Socket.IO.
 */
void
talus_metrics_write_sockets (guint    n_connections,
                             gsize    queued,
                             GString *out)
{
  g_return_if_fail (out != NULL);

  write_integer (out, "talus_socket_connections", "gauge", "Connections of Socket.IO.",
                 n_connections);
  write_integer (out, "talus_socket_queue_bytes", "gauge",
                 "Bytes that wait to be sent to clients of Socket.IO.", queued);
}

/**
 * talus_metrics_write:
 * @self: the counters
 * @registry: the sessions
 * @n_connections: how many sockets are open
 * @out: where to
 *
 * Appends everything in the text format 0.0.4.
 */
void
talus_metrics_write (TalusMetrics  *self,
                     TalusRegistry *registry,
                     guint          n_connections,
                     GString       *out)
{
  g_return_if_fail (self != NULL && out != NULL);
  g_return_if_fail (TALUS_IS_REGISTRY (registry));

  write_integer (out, "talus_commands_total", "counter", "Commands made durable.", self->commands);
  write_failures (self, out);
  write_integer (out, "talus_events_total", "counter", "Events announced.", self->events);
  write_integer (out, "talus_deliveries_total", "counter",
                 "Events that went to a client, each to each.", self->deliveries);
  write_sessions (self, registry, out);
  write_requests (self, out);
  write_integer (out, "talus_http_connections", "gauge", "Open connections.", n_connections);
  write_process (out);
}
