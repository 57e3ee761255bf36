/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one function of a fuzz target, as libFuzzer and the replay call it. */
#pragma once

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);
