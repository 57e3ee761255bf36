/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talus-tallyd token: tokens of a host, given and taken while it runs or not. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @argv[0] is "token". Returns the program's status. */
int talus_token_command (int    argc,
                         char **argv);

G_END_DECLS
