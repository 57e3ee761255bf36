/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template is made of, in one line: the way down through its types from
 * the project to what has nothing below it. It knows no widget. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

char *talus_type_path_describe (TalusTemplate *template);

G_END_DECLS
