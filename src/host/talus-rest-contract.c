/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract as documents: what the programs have compiled in. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-rest.h"

#define FOLDER "/org/talus_tally/contract/"

static void
reply_document (TalusCall  *call,
                const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) document = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (document != NULL)
    talus_call_reply_bytes (call, 200, "application/json", document);
  else
    talus_call_reply_new_error (call, TALUS_ERROR_NOT_FOUND,
                                "This program was built without its contract");
}

static void
get_openapi (TalusCall *call)
{
  reply_document (call, FOLDER "openapi.json");
}

static void
get_asyncapi (TalusCall *call)
{
  reply_document (call, FOLDER "asyncapi.json");
}

const TalusRoute talus_rest_contract_routes[] = {
  { "GET", "/api/v1/openapi.json", TALUS_ROUTE_ANY | TALUS_ROUTE_VIEWER, get_openapi },
  { "GET", "/api/v1/asyncapi.json", TALUS_ROUTE_ANY | TALUS_ROUTE_VIEWER, get_asyncapi },
  { NULL },
};
