/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract as a document: what the programs have compiled in. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-rest.h"

#define OPENAPI "/org/talus_tally/contract/openapi.json"

static void
get_openapi (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) document = g_resources_lookup_data (OPENAPI, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                        &error);

  if (document != NULL)
    talus_call_reply_bytes (call, 200, "application/json", document);
  else
    talus_call_reply_new_error (call, TALUS_ERROR_NOT_FOUND,
                                "This program was built without its contract");
}

const TalusRoute talus_rest_contract_routes[] = {
  { "GET", "/api/v1/openapi.json", TALUS_ROUTE_PLAIN, get_openapi },
  { NULL },
};
