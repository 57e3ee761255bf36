/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people read and type them: by the locale of the process, the
 * currency and the time zone of the project. From a value to its text and from
 * typed text back to a value. It knows no widget. Main thread. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

typedef struct _TalusFormat TalusFormat;

/* Both (nullable): no currency, the time zone of this computer. The locale is
 * the one that the process has now. */
TalusFormat *talus_format_new                  (const char           *currency,
                                                const char           *time_zone);
TalusFormat *talus_format_ref                  (TalusFormat          *self);
void         talus_format_unref                (TalusFormat          *self);
/* (transfer none): that of a graph's settings, kept with the graph: cheap
 * enough for every cell. Good until the settings change. */
TalusFormat *talus_format_get                  (TalusGraph           *graph);
const char  *talus_format_get_currency         (TalusFormat          *self);    /* (nullable) */
/* The sign of the currency, or its code: for labels. "" without one. */
const char  *talus_format_get_currency_symbol  (TalusFormat          *self);

/* Values, all (transfer full) and never NULL: one line, at most some hundred
 * characters, "" for @value NULL. @graph (nullable): names those referred to. */
char        *talus_format_value                (TalusFormat          *self,
                                                TalusGraph           *graph,
                                                const TalusProperty  *property,
                                                TalusValue           *value);
/* Of a value that no property is known for, or that its property does not take. */
char        *talus_format_unknown_value        (TalusFormat          *self,
                                                TalusValue           *value);
char        *talus_format_number               (TalusFormat          *self,
                                                double                number);
/* @amount: a decimal as values have it, "-1234.5": never rounded. */
char        *talus_format_currency             (TalusFormat          *self,
                                                const char           *amount);
/* @iso: "2026-11-30". */
char        *talus_format_date                 (TalusFormat          *self,
                                                const char           *iso);
char        *talus_format_boolean              (gboolean              boolean);
/* Its name, or what stands for one that has none. */
char        *talus_format_node_name            (TalusNode            *node);
/* Indented, a member a line. */
char        *talus_format_object               (TalusValue           *value);

/* What an entry holds while the value is edited: nothing grouped, no symbol,
 * and talus_format_parse() makes the same value of it. */
char        *talus_format_edit_text            (TalusFormat          *self,
                                                const TalusProperty  *property,
                                                TalusValue           *value);
/**
 * The way back. FALSE with a sentence for a person where @text is no such
 * value; @value is NULL, and TRUE returned, for text that is empty. Numbers
 * and amounts may be small sums ("3*12", "250 + 19%"), dates be said by words
 * ("tomorrow", "+3d", "12 March").
 */
gboolean     talus_format_parse                (TalusFormat          *self,
                                                const TalusProperty  *property,
                                                const char           *text,
                                                TalusValue          **value,
                                                GError              **error);

/* "2026-11-30": the day that it is at @now where the project has its today. */
char        *talus_format_today                (TalusFormat          *self,
                                                gint64                now);
/* Moments, in milliseconds since the epoch; @now: talus_clock_now(). */
/* "just now", "5 minutes ago", "Today 14:02", "Tuesday 14:02", "3 March 2025" */
char        *talus_format_relative_time        (TalusFormat          *self,
                                                gint64                ms,
                                                gint64                now);
/* The same without "ago": "14:02", "Yesterday 14:02", "Tuesday 14:02", "3 March 14:02" */
char        *talus_format_moment               (TalusFormat          *self,
                                                gint64                ms,
                                                gint64                now);
/* Its day alone, as a heading: "Today", "Tuesday", "3 March", "3 March 2025" */
char        *talus_format_day                  (TalusFormat          *self,
                                                gint64                ms,
                                                gint64                now);
/* Its time of day alone: "14:02" */
char        *talus_format_clock                (TalusFormat          *self,
                                                gint64                ms);
/* All of it, for tooltips. */
char        *talus_format_full_time            (TalusFormat          *self,
                                                gint64                ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFormat, talus_format_unref)

G_END_DECLS
