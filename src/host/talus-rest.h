/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of routes, one a resource, each in the file of its name. */
#pragma once

#include "host/talus-router.h"

G_BEGIN_DECLS

extern const TalusRoute talus_rest_clients_routes[];
extern const TalusRoute talus_rest_commands_routes[];
extern const TalusRoute talus_rest_contract_routes[];
extern const TalusRoute talus_rest_events_routes[];
extern const TalusRoute talus_rest_exchange_routes[];
extern const TalusRoute talus_rest_graph_routes[];
extern const TalusRoute talus_rest_health_routes[];
extern const TalusRoute talus_rest_invites_routes[];
extern const TalusRoute talus_rest_join_routes[];
extern const TalusRoute talus_rest_members_routes[];
extern const TalusRoute talus_rest_nodes_routes[];
extern const TalusRoute talus_rest_projects_routes[];
extern const TalusRoute talus_rest_removed_routes[];
extern const TalusRoute talus_rest_sessions_routes[];
extern const TalusRoute talus_rest_templates_routes[];
extern const TalusRoute talus_rest_versions_routes[];

G_END_DECLS
