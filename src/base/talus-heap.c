/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glibc lets the heaps of all threads but the first grow by a page at a time,
 * and each time the kernel holds up every thread that touches new memory: two
 * that fill a graph each take a quarter longer than they need to. What a heap
 * once had it gives out again without asking. */
#define G_LOG_DOMAIN "talus-base-heap"

#include "base/talus-heap.h"

#include <stdlib.h>

/* Small enough to come from the heap and not from the kernel. */
#define BLOCK_SIZE (64 * 1024)

/* A heap of glibc holds 64 MB; one that is empty again is given back. */
#define MAX_BLOCKS 720

/**
 * talus_heap_make_room:
 * @size: how much is about to be allocated in small pieces, in bytes
 *
 * Lets the heap of the calling thread grow by @size, as far as one heap
 * goes. What is allocated next takes as much memory as without, and less time.
 * Where the C library has no such heaps nothing is gained, and nothing lost.
 */
void
talus_heap_make_room (gsize size)
{
  void *blocks[MAX_BLOCKS];
  gsize n = MIN (size / BLOCK_SIZE, MAX_BLOCKS);
  gsize n_made = 0;

  while (n_made < n && (blocks[n_made] = malloc (BLOCK_SIZE)) != NULL)
    n_made++;

  /* In this order they melt into one before the heap looks at what it has. */
  for (gsize i = 0; i < n_made; i++)
    free (blocks[i]);
}
