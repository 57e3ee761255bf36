/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into the daemon: stands between it and the files of one folder.
 * Counts what changes them, and lets a chosen one of those calls fail, or
 * forgets to sync. The production code has no switch for any of this.
 *
 *   SIM_DISK_DIR    the folder; nothing outside is touched
 *   SIM_DISK_LOG    (optional) a line a call: its number, name and file
 *   SIM_DISK_NOSYNC 1: syncs succeed without being done
 *   SIM_DISK_WHEN   number of the call that fails, from 1
 *   SIM_DISK_ERRNO  with what; default EIO
 *   SIM_DISK_TORN   1: a write that fails has written its first half
 *   SIM_DISK_FROM   1: all calls from that number on fail */

/* Both spellings of each call are defined here; neither may become the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *folder;
static size_t folder_length;
static int log_fd = -1;
static int no_sync;
static int torn;
static int from;
static long when;
static int number_of_error = EIO;
static atomic_long n_calls;

static long
get_number (const char *name)
{
  const char *text = getenv (name);

  return text != NULL ? strtol (text, NULL, 10) : 0;
}

__attribute__ ((constructor)) static void
start (void)
{
  const char *log = getenv ("SIM_DISK_LOG");

  folder = getenv ("SIM_DISK_DIR");
  folder_length = folder != NULL ? strlen (folder) : 0;
  no_sync = get_number ("SIM_DISK_NOSYNC");
  torn = get_number ("SIM_DISK_TORN");
  from = get_number ("SIM_DISK_FROM");
  when = get_number ("SIM_DISK_WHEN");
  if (get_number ("SIM_DISK_ERRNO") != 0)
    number_of_error = get_number ("SIM_DISK_ERRNO");
  if (log != NULL)
    log_fd = syscall (SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int
is_inside (const char *path)
{
  return folder_length > 0 && path != NULL && strncmp (path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

/* The file behind a descriptor, if it is one of the folder's. */
static int
find_path (int   fd,
           char *path)
{
  char link[64];
  ssize_t length;

  if (folder_length == 0)
    return 0;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, PATH_MAX - 1);
  if (length <= 0)
    return 0;
  path[length] = '\0';

  return is_inside (path);
}

/* Counts one call; whether it is to fail. Leaves errno set if so. */
static int
is_due (const char *name,
        const char *path)
{
  long number = atomic_fetch_add (&n_calls, 1) + 1;
  int due = when > 0 && (from ? number >= when : number == when);

  if (log_fd >= 0)
    {
      char line[PATH_MAX + 64];
      int length = snprintf (line, sizeof line, "%ld %s %s%s\n", number, name,
                             path + folder_length, due ? " fails" : "");

      syscall (SYS_write, log_fd, line, (size_t) length);
    }
  if (due)
    errno = number_of_error;

  return due;
}

static int
is_due_fd (const char *name,
           int         fd)
{
  char path[PATH_MAX];

  return find_path (fd, path) && is_due (name, path);
}

#define NEXT(type, name) ((type) dlsym (RTLD_NEXT, name))

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  if (!is_due_fd ("write", fd))
    return syscall (SYS_write, fd, data, length);
  if (torn && length > 1)
    syscall (SYS_write, fd, data, length / 2);
  errno = number_of_error;

  return -1;
}

static ssize_t
write_at (int         fd,
          const void *data,
          size_t      length,
          off_t       offset)
{
  if (!is_due_fd ("pwrite", fd))
    return syscall (SYS_pwrite64, fd, data, length, offset);
  if (torn && length > 1)
    syscall (SYS_pwrite64, fd, data, length / 2, offset);
  errno = number_of_error;

  return -1;
}

ssize_t
pwrite (int         fd,
        const void *data,
        size_t      length,
        off_t       offset)
{
  return write_at (fd, data, length, offset);
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      length,
          off64_t     offset)
{
  return write_at (fd, data, length, offset);
}

int
fsync (int fd)
{
  char path[PATH_MAX];

  if (find_path (fd, path))
    {
      if (is_due ("fsync", path))
        return -1;
      if (no_sync)
        return 0;
    }

  return syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  char path[PATH_MAX];

  if (find_path (fd, path))
    {
      if (is_due ("fdatasync", path))
        return -1;
      if (no_sync)
        return 0;
    }

  return syscall (SYS_fdatasync, fd);
}

int
ftruncate (int   fd,
           off_t length)
{
  return is_due_fd ("ftruncate", fd) ? -1 : syscall (SYS_ftruncate, fd, length);
}

int
ftruncate64 (int     fd,
             off64_t length)
{
  return is_due_fd ("ftruncate", fd) ? -1 : syscall (SYS_ftruncate, fd, length);
}

int
fallocate (int   fd,
           int   mode,
           off_t offset,
           off_t length)
{
  return is_due_fd ("fallocate", fd) ? -1 : syscall (SYS_fallocate, fd, mode, offset, length);
}

int
fallocate64 (int     fd,
             int     mode,
             off64_t offset,
             off64_t length)
{
  return is_due_fd ("fallocate", fd) ? -1 : syscall (SYS_fallocate, fd, mode, offset, length);
}

int
posix_fallocate (int   fd,
                 off_t offset,
                 off_t length)
{
  if (is_due_fd ("fallocate", fd))
    return number_of_error;

  return NEXT (int (*) (int, off_t, off_t), "posix_fallocate") (fd, offset, length);
}

int
posix_fallocate64 (int     fd,
                   off64_t offset,
                   off64_t length)
{
  if (is_due_fd ("fallocate", fd))
    return number_of_error;

  return NEXT (int (*) (int, off64_t, off64_t), "posix_fallocate64") (fd, offset, length);
}

int
rename (const char *before,
        const char *after)
{
  if (is_inside (after) && is_due ("rename", after))
    return -1;

  return NEXT (int (*) (const char *, const char *), "rename") (before, after);
}

int
renameat2 (int          before_folder,
           const char  *before,
           int          after_folder,
           const char  *after,
           unsigned int flags)
{
  if (is_inside (after) && is_due ("rename", after))
    return -1;

  return syscall (SYS_renameat2, before_folder, before, after_folder, after, flags);
}

int
link (const char *before,
      const char *after)
{
  if (is_inside (after) && is_due ("link", after))
    return -1;

  return NEXT (int (*) (const char *, const char *), "link") (before, after);
}

int
unlink (const char *path)
{
  if (is_inside (path) && is_due ("unlink", path))
    return -1;

  return NEXT (int (*) (const char *), "unlink") (path);
}

int
mkdir (const char *path,
       mode_t      mode)
{
  if (is_inside (path) && is_due ("mkdir", path))
    return -1;

  return NEXT (int (*) (const char *, mode_t), "mkdir") (path, mode);
}

/* Only a call that may make a file counts: reading cannot lose anything. */
static int
fails_to_open (const char *path,
               int         flags)
{
  int may_make = (flags & __O_TMPFILE) == __O_TMPFILE ||
                 ((flags & O_CREAT) != 0 && access (path, F_OK) != 0);

  return is_inside (path) && may_make && is_due ("create", path);
}

#define DEFINE_OPEN(name)                                               \
  int                                                                   \
  name (const char *path,                                               \
        int         flags,                                              \
        ...)                                                            \
  {                                                                     \
    mode_t mode = 0;                                                    \
    va_list args;                                                       \
                                                                        \
    va_start (args, flags);                                             \
    if ((flags & (O_CREAT | __O_TMPFILE)) != 0)                         \
      mode = va_arg (args, mode_t);                                     \
    va_end (args);                                                      \
    if (fails_to_open (path, flags))                                    \
      {                                                                 \
        errno = number_of_error;                                        \
        return -1;                                                      \
      }                                                                 \
                                                                        \
    return syscall (SYS_openat, AT_FDCWD, path, flags, mode);           \
  }

DEFINE_OPEN (open)
DEFINE_OPEN (open64)
