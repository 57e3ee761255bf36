/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making calls: for the router. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

TalusCall *talus_call_new (TalusHost      *host,
                           SioHttpRequest *request);

G_END_DECLS
