/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a project could not be opened, as sentences for a person, and what can
 * be done about it. It knows no widget. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TalusRemedy:
 * @TALUS_REMEDY_NONE: nothing, here
 * @TALUS_REMEDY_RETRY: the same again, once a person has seen to it
 * @TALUS_REMEDY_JOIN: another process has it: take part there
 * @TALUS_REMEDY_COPY: it cannot be written where it lies: open a copy
 * @TALUS_REMEDY_TEMPLATE: its template is not here: choose its file
 * @TALUS_REMEDY_BACKUP: it is damaged: look at the copies of the last days
 */
typedef enum
{
  TALUS_REMEDY_NONE,
  TALUS_REMEDY_RETRY,
  TALUS_REMEDY_JOIN,
  TALUS_REMEDY_COPY,
  TALUS_REMEDY_TEMPLATE,
  TALUS_REMEDY_BACKUP,
} TalusRemedy;

/**
 * TalusProblem:
 * @heading: one line
 * @body: a sentence or two
 * @detail: (nullable): for who wants to know more, in English
 * @remedy: what to offer
 */
typedef struct
{
  char *heading;
  char *body;
  char *detail;
  TalusRemedy remedy;
} TalusProblem;

TalusProblem *talus_problem_new  (const GError *error,
                                  const char   *name,
                                  const char   *path);
/* Of the data folder, without which there are no projects at all. */
TalusProblem *talus_problem_new_for_folder (const GError *error,
                                            const char   *path);
void          talus_problem_free (TalusProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusProblem, talus_problem_free)

G_END_DECLS
