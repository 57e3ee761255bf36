/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells systemd how the service stands, where systemd started it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void talus_notify (const char *state);

G_END_DECLS
