/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JSON front to back into a buffer that the caller may empty at any
 * time: strings and numbers exactly as RFC 8785 spells them, members in the
 * order they are given (a caller that wants canonical output gives them in
 * canonical order). Used where a tree of nodes would cost too much. */
#pragma once

#include <glib.h>

#include "base/talus-id.h"

G_BEGIN_DECLS

/**
 * TalusJsonWriter:
 * @out: (not nullable): where the text goes; the caller may take what is in
 *   it and truncate it between any two calls
 *
 * Allocate on the stack, start with talus_json_writer_init(). Commas and
 * colons are its business. Give member names as literals without characters
 * that need escaping to talus_json_writer_name(), anything else to
 * talus_json_writer_name_escaped().
 */
typedef struct
{
  GString *out;
  /*< private >*/
  gboolean need_comma;
} TalusJsonWriter;

void talus_json_writer_init         (TalusJsonWriter *self,
                                     GString         *out);
void talus_json_writer_begin_object (TalusJsonWriter *self);
void talus_json_writer_end_object   (TalusJsonWriter *self);
void talus_json_writer_begin_array  (TalusJsonWriter *self);
void talus_json_writer_end_array    (TalusJsonWriter *self);
void talus_json_writer_name         (TalusJsonWriter *self,
                                     const char      *name);
void talus_json_writer_name_escaped (TalusJsonWriter *self,
                                     const char      *name,
                                     gssize           length);
void talus_json_writer_string       (TalusJsonWriter *self,
                                     const char      *text);
void talus_json_writer_string_len   (TalusJsonWriter *self,
                                     const char      *text,
                                     gsize            length);
void talus_json_writer_id           (TalusJsonWriter *self,
                                     const TalusId   *id);
void talus_json_writer_time         (TalusJsonWriter *self,
                                     gint64           ms);
void talus_json_writer_int          (TalusJsonWriter *self,
                                     gint64           value);
void talus_json_writer_double       (TalusJsonWriter *self,
                                     double           value);
void talus_json_writer_boolean      (TalusJsonWriter *self,
                                     gboolean         value);
void talus_json_writer_null         (TalusJsonWriter *self);
void talus_json_writer_raw          (TalusJsonWriter *self,
                                     const char      *json,
                                     gssize           length);

/* The two spellings that RFC 8785 fixes, for anybody who writes JSON. */
void talus_json_append_string       (GString         *out,
                                     const char      *text,
                                     gsize            length);
void talus_json_append_double       (GString         *out,
                                     double           value);
/* Orders member names by UTF-16 code units, as RFC 8785 wants them. */
int  talus_json_compare_names       (const char      *a,
                                     gsize            a_length,
                                     const char      *b,
                                     gsize            b_length);

G_END_DECLS
