/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of documents share: one file in a folder of its own, and what is
 * in it as SQLite has it. */
#pragma once

#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store-fixture.h"
#include "store/talus-document-private.h"

typedef struct
{
  char *folder;
  char *path;
} DocumentFixture;

static inline void
document_set_up (DocumentFixture *fixture,
                 gconstpointer    unused)
{
  fixture->folder = store_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "project.talus", NULL);
}

static inline void
document_tear_down (DocumentFixture *fixture,
                    gconstpointer    unused)
{
  store_folder_delete (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline void
document_assert_only_file (const char *folder,
                           const char *name)
{
  g_autoptr(GPtrArray) names = store_folder_list (folder);

  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, name);
}

static inline void
document_run_sql (const char *path,
                  const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static inline gint64
document_query_int (const char *path,
                    const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return value;
}

#define document_add(law, func)                                                                   \
  g_test_add ("/document/" law, DocumentFixture, NULL, document_set_up, func, document_tear_down)
