/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that can lose its power. It is one file of a FUSE file system, to be
 * put behind a loop device: so it sees each write and each flush that the file
 * system above sends to its disk. A cut gives the disk as it would be found
 * afterwards: all that was flushed, and of the writes since then any, in
 * parts, or none. The disk itself runs on.
 *
 *   disk FOLDER MEGABYTES     shows FOLDER/disk, says "ready"
 *
 * It reads lines "cut SEED PATH", answers "cut" when the moment has been
 * taken, and "done KEPT PENDING" when PATH is written. It ends with its input. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILE_NODE  2
#define SECTOR     512
#define BLOCK      4096
#define MAX_WRITE  (128 * 1024)
#define FLUSH_NSEC 2000000

typedef struct
{
  uint64_t offset;
  uint32_t length;
  unsigned char *data;
} Write;

typedef struct
{
  int fd;
  uint64_t size;
  unsigned char *current;  /* what a reader sees */
  unsigned char *flushed;  /* what has been flushed */
  Write *pending;          /* what has not */
  size_t n_pending;
  size_t n_allocated;
  struct fuse_in_header flush_request; /* opcode 0: none is under way */
  struct timespec flush_due;
  char *request;
} Disk;

static void
die (const char *what)
{
  fprintf (stderr, "disk: %s: %s\n", what, strerror (errno));
  exit (1);
}

static void
reply (Disk                        *disk,
       const struct fuse_in_header *in,
       int                          error,
       const void                  *data,
       size_t                       length)
{
  static char buffer[sizeof (struct fuse_out_header) + MAX_WRITE + BLOCK];
  struct fuse_out_header out = {
    .len = sizeof out + (error != 0 ? 0 : length),
    .error = -error,
    .unique = in->unique,
  };

  memcpy (buffer, &out, sizeof out);
  if (error == 0 && length > 0)
    memcpy (buffer + sizeof out, data, length);
  /* ENOENT: the request was interrupted and nobody waits any more. */
  if (write (disk->fd, buffer, out.len) < 0 && errno != ENOENT)
    die ("reply");
}

static void
fill_attributes (const Disk       *disk,
                 uint64_t          node,
                 struct fuse_attr *attr)
{
  memset (attr, 0, sizeof *attr);
  attr->ino = node;
  attr->mode = node == FILE_NODE ? S_IFREG | 0600 : S_IFDIR | 0700;
  attr->nlink = 1;
  attr->size = node == FILE_NODE ? disk->size : 0;
  attr->blocks = attr->size / SECTOR;
  attr->blksize = BLOCK;
}

static void
reply_init (Disk                        *disk,
            const struct fuse_in_header *in,
            const struct fuse_init_in   *init)
{
  /* No write-back cache: a write is here when the loop device is told so. */
  struct fuse_init_out out = {
    .major = FUSE_KERNEL_VERSION,
    .minor = FUSE_KERNEL_MINOR_VERSION,
    .max_readahead = init->max_readahead,
    .flags = init->flags & (FUSE_BIG_WRITES | FUSE_ASYNC_READ),
    .max_background = 16,
    .congestion_threshold = 12,
    .max_write = MAX_WRITE,
    .time_gran = 1,
  };

  reply (disk, in, 0, &out, sizeof out);
}

static void
reply_lookup (Disk                        *disk,
              const struct fuse_in_header *in,
              const char                  *name)
{
  struct fuse_entry_out out = { .nodeid = FILE_NODE, .entry_valid = 3600, .attr_valid = 3600 };

  fill_attributes (disk, FILE_NODE, &out.attr);
  reply (disk, in, strcmp (name, "disk") == 0 ? 0 : ENOENT, &out, sizeof out);
}

static void
reply_attributes (Disk                        *disk,
                  const struct fuse_in_header *in)
{
  struct fuse_attr_out out = { .attr_valid = 3600 };

  fill_attributes (disk, in->nodeid, &out.attr);
  reply (disk, in, 0, &out, sizeof out);
}

static void
reply_read (Disk                        *disk,
            const struct fuse_in_header *in,
            const struct fuse_read_in   *read_in)
{
  uint64_t offset = read_in->offset < disk->size ? read_in->offset : disk->size;
  uint64_t length = read_in->size;

  if (length > disk->size - offset)
    length = disk->size - offset;
  if (length > MAX_WRITE)
    length = MAX_WRITE;
  reply (disk, in, 0, disk->current + offset, length);
}

static void
take_write (Disk                        *disk,
            const struct fuse_in_header *in,
            const struct fuse_write_in  *write_in)
{
  struct fuse_write_out out = { .size = write_in->size };
  Write *entry;

  if (write_in->offset > disk->size || write_in->size > disk->size - write_in->offset)
    {
      reply (disk, in, ENOSPC, NULL, 0);
      return;
    }
  if (disk->n_pending == disk->n_allocated)
    {
      disk->n_allocated = disk->n_allocated * 2 + 64;
      disk->pending = realloc (disk->pending, disk->n_allocated * sizeof (Write));
    }
  entry = &disk->pending[disk->n_pending++];
  entry->offset = write_in->offset;
  entry->length = write_in->size;
  entry->data = malloc (write_in->size);
  if (disk->pending == NULL || entry->data == NULL)
    die ("no memory");
  memcpy (entry->data, write_in + 1, write_in->size);
  memcpy (disk->current + write_in->offset, entry->data, write_in->size);
  reply (disk, in, 0, &out, sizeof out);
}

/* A flush takes its time, as on a real disk: in that time everything written
 * since the last one can still be lost. Nothing else is served meanwhile. */
static void
begin_flush (Disk                        *disk,
             const struct fuse_in_header *in)
{
  disk->flush_request = *in;
  clock_gettime (CLOCK_MONOTONIC, &disk->flush_due);
  disk->flush_due.tv_nsec += FLUSH_NSEC;
  if (disk->flush_due.tv_nsec >= 1000000000)
    {
      disk->flush_due.tv_sec++;
      disk->flush_due.tv_nsec -= 1000000000;
    }
}

static void
finish_flush (Disk *disk)
{
  for (size_t i = 0; i < disk->n_pending; i++)
    {
      memcpy (disk->flushed + disk->pending[i].offset, disk->pending[i].data,
              disk->pending[i].length);
      free (disk->pending[i].data);
    }
  disk->n_pending = 0;
  disk->flush_request.opcode = 0;
  reply (disk, &disk->flush_request, 0, NULL, 0);
}

/* What is left of a flush; -1: none is under way. */
static int
get_flush_msec (const Disk *disk)
{
  struct timespec now;
  long left;

  if (disk->flush_request.opcode == 0)
    return -1;
  clock_gettime (CLOCK_MONOTONIC, &now);
  left = (disk->flush_due.tv_sec - now.tv_sec) * 1000 +
         (disk->flush_due.tv_nsec - now.tv_nsec) / 1000000;

  return left > 0 ? left : 0;
}

static void
serve_request (Disk *disk)
{
  const struct fuse_in_header *in = (const void *) disk->request;
  const void *body = in + 1;
  struct fuse_open_out open_out = { .open_flags = FOPEN_KEEP_CACHE };
  struct fuse_statfs_out statfs_out = { .st = { .bsize = BLOCK, .namelen = 255 } };
  ssize_t length = read (disk->fd, disk->request, MAX_WRITE + BLOCK);

  if (length < 0 && (errno == ENOENT || errno == EINTR || errno == EAGAIN))
    return;
  if (length < (ssize_t) sizeof *in)
    exit (errno == ENODEV ? 0 : 1); /* unmounted */

  switch (in->opcode)
    {
    case FUSE_INIT:
      reply_init (disk, in, body);
      break;
    case FUSE_LOOKUP:
      reply_lookup (disk, in, body);
      break;
    case FUSE_GETATTR:
    case FUSE_SETATTR:
      reply_attributes (disk, in);
      break;
    case FUSE_OPEN:
    case FUSE_OPENDIR:
      reply (disk, in, 0, &open_out, sizeof open_out);
      break;
    case FUSE_READ:
      reply_read (disk, in, body);
      break;
    case FUSE_WRITE:
      take_write (disk, in, body);
      break;
    case FUSE_FSYNC:
      begin_flush (disk, in);
      break;
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_READDIR:
      reply (disk, in, 0, NULL, 0);
      break;
    case FUSE_STATFS:
      reply (disk, in, 0, &statfs_out, sizeof statfs_out);
      break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
      break;
    case FUSE_FALLOCATE: /* no discards: the file system lives without */
      reply (disk, in, EOPNOTSUPP, NULL, 0);
      break;
    default:
      reply (disk, in, ENOSYS, NULL, 0);
      break;
    }
}

/* xorshift64*: the same cut again from the same seed. */
static uint64_t
draw (uint64_t *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;

  return *state * UINT64_C (0x2545F4914F6CDD1D) >> 33;
}

/* Lets some of the pending writes reach the disk, some of those in part. */
static size_t
keep_some (Disk     *disk,
           uint64_t  seed)
{
  uint64_t state = seed * 2 + 1;
  uint64_t share = draw (&state) % 5 * 25; /* of a hundred writes: none … all */
  size_t n_kept = 0;

  for (size_t i = 0; i < disk->n_pending; i++)
    {
      const Write *entry = &disk->pending[i];
      int is_torn = share < 100 && draw (&state) % 10 == 0;

      if (draw (&state) % 100 >= share)
        continue;
      n_kept++;
      for (uint32_t at = 0; at < entry->length; at += SECTOR)
        {
          uint32_t length = entry->length - at < SECTOR ? entry->length - at : SECTOR;

          if (!is_torn || draw (&state) % 2 == 0)
            memcpy (disk->flushed + entry->offset + at, entry->data + at, length);
        }
    }

  return n_kept;
}

static void
write_image (const Disk *disk,
             const char *path)
{
  static const unsigned char zeros[BLOCK];
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0 || ftruncate (fd, disk->size) < 0)
    die (path);
  for (uint64_t at = 0; at < disk->size; at += BLOCK)
    {
      if (memcmp (disk->flushed + at, zeros, BLOCK) != 0 &&
          pwrite (fd, disk->flushed + at, BLOCK, at) != BLOCK)
        die (path);
    }
  close (fd);
}

/* The moment is a fork: the child has the disk as it is now, for itself. */
static void
cut (Disk       *disk,
     uint64_t    seed,
     const char *path)
{
  size_t n_pending = disk->n_pending;
  pid_t child = fork ();

  if (child < 0)
    die ("fork");
  if (child > 0)
    {
      printf ("cut\n");
      fflush (stdout);
      return;
    }
  close (disk->fd);
  {
    size_t n_kept = keep_some (disk, seed);

    write_image (disk, path);
    printf ("done %zu %zu\n", n_kept, n_pending);
  }
  fflush (stdout);
  _exit (0);
}

static void
read_line (Disk *disk)
{
  char line[4096];
  unsigned long long seed;
  int at = 0;

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (0);
  line[strcspn (line, "\n")] = '\0';
  if (sscanf (line, "cut %llu %n", &seed, &at) == 1 && at > 0)
    cut (disk, seed, line + at);
}

static void
mount_disk (Disk       *disk,
            const char *folder)
{
  char options[128];

  disk->fd = open ("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (disk->fd < 0)
    die ("/dev/fuse");
  snprintf (options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", disk->fd);
  if (mount ("disk", folder, "fuse", MS_NOSUID | MS_NODEV, options) < 0)
    die (folder);
}

static unsigned char *
map (uint64_t size)
{
  void *memory = mmap (NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (memory == MAP_FAILED)
    die ("no memory");

  return memory;
}

int
main (int    argc,
      char **argv)
{
  Disk disk = { 0 };

  if (argc != 3 || atoi (argv[2]) < 1)
    {
      fprintf (stderr, "disk FOLDER MEGABYTES\n");
      return 1;
    }
  disk.size = strtoull (argv[2], NULL, 10) * 1024 * 1024;
  disk.current = map (disk.size);
  disk.flushed = map (disk.size);
  disk.request = malloc (MAX_WRITE + BLOCK);
  setvbuf (stdin, NULL, _IONBF, 0); /* poll must see what was not read */
  signal (SIGCHLD, SIG_IGN);
#ifdef PR_SET_IO_FLUSHER
  prctl (PR_SET_IO_FLUSHER, 1, 0, 0, 0); /* the kernel's writing waits for this process */
#endif
  mount_disk (&disk, argv[1]);
  printf ("ready\n");
  fflush (stdout);

  while (1)
    {
      int left = get_flush_msec (&disk);
      struct pollfd waiting[] = {
        { .fd = STDIN_FILENO, .events = POLLIN },
        { .fd = left < 0 ? disk.fd : -1, .events = POLLIN },
      };

      if (poll (waiting, 2, left) < 0 && errno != EINTR)
        die ("poll");
      if (waiting[0].revents != 0)
        read_line (&disk);
      if (waiting[1].revents != 0)
        serve_request (&disk);
      if (left == 0)
        finish_flush (&disk);
    }
}
