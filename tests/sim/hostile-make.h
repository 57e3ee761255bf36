/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody who means harm, or a broken client, may send: good heads,
 * frames, payloads and packets with something wrong. The same generator gives
 * the same bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hostile_make_head    (GRand       *rand,
                           GString     *out);
void hostile_make_frame   (GRand       *rand,
                           const char  *session_id,
                           GString     *out);
void hostile_make_payload (GRand       *rand,
                           const char  *session_id,
                           GString     *out);

G_END_DECLS
