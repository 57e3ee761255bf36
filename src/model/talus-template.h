/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template: the node types of a project, read from YAML. Immutable once
 * made and ref-counted atomically, so that threads may share one: but the JSON
 * in it (initial, extra) may only be read, never referenced, for json-glib
 * does not count atomically. It knows nothing of graphs; what a value must
 * look like is in talus-property-type.h. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/talus-error.h"
#include "base/talus-id.h"
#include "base/talus-json-writer.h"
#include "model/talus-value.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_PROPERTY_TEXT,
  TALUS_PROPERTY_EDITOR,
  TALUS_PROPERTY_NUMBER,
  TALUS_PROPERTY_CURRENCY,
  TALUS_PROPERTY_BOOLEAN,
  TALUS_PROPERTY_DATE,
  TALUS_PROPERTY_SELECT,
  TALUS_PROPERTY_MULTI_SELECT,
  TALUS_PROPERTY_NODE_REFERENCE,
  TALUS_PROPERTY_PERSON,
  TALUS_PROPERTY_OBJECT,
  TALUS_PROPERTY_FILE,
} TalusPropertyKind;

typedef struct _TalusTemplate TalusTemplate;

typedef struct
{
  char *id;
  char *name;
  char *indicator_id;        /* (nullable) */
  char *bullet;              /* (nullable) */
  char *color;               /* (nullable) */
  TalusId uuid;              /* that of its name, whatever its id: older projects refer by it */
  JsonObject *extra;         /* (nullable): keys this version does not know */
} TalusOption;

typedef struct
{
  char *id;
  char *key;                 /* (nullable) */
  TalusId uuid;
  char *label;
  TalusPropertyKind kind;
  gboolean required;
  gboolean system_locked;
  gboolean injected;         /* came with a feature */
  TalusValue *default_value; /* (nullable), normalised */
  GPtrArray *options;        /* of TalusOption, empty where there are none */
  char *indicator_set;       /* (nullable), as are the following */
  char *ui_group;
  char *target_type;
  char *semantic_role;
  char *description;
  JsonObject *extra; /* (nullable): keys this version does not know, velocityConfig among them */
  /*< private >*/
  GHashTable *option_index;  /* id or name → TalusOption */
} TalusProperty;

typedef struct
{
  char *id;
  TalusId uuid;
  char *label;
  gboolean is_root;
  GPtrArray *properties;     /* of TalusProperty, in order; never the name property */
  TalusProperty *name_property; /* (nullable): the one with id "name" */
  GPtrArray *allowed_children;  /* of char *: ids of types, as resolved */
  GPtrArray *allowed_asset_types;
  GPtrArray *features;       /* of char * */
  char *icon;                /* (nullable), as are the following */
  char *color;
  char *shape;
  char *base_type;
  char *primary_status_property_id;
  gboolean has_time_log;
  JsonNode *initial;         /* (nullable): [{type,name?,properties?,children?}] */
  JsonObject *extra;         /* (nullable) */
  /*< private >*/
  GHashTable *by_id;         /* id → TalusProperty, the name property too */
  GHashTable *by_key;        /* key → TalusProperty */
  GHashTable *by_uuid;       /* TalusId → TalusProperty */
} TalusNodeType;

TalusTemplate       *talus_template_new_from_yaml   (GBytes              *yaml,
                                                     const char          *file_name,
                                                     GError             **error);
TalusTemplate       *talus_template_ref             (TalusTemplate       *self);
void                 talus_template_unref           (TalusTemplate       *self);
const char          *talus_template_get_id          (TalusTemplate       *self);
gboolean             talus_template_has_own_id      (TalusTemplate       *self);
/* The same YAML under another id: for SetTemplate text without `id`. */
TalusTemplate       *talus_template_with_id         (TalusTemplate       *self,
                                                     const char          *id);
const char          *talus_template_get_name        (TalusTemplate       *self);
const char          *talus_template_get_description (TalusTemplate       *self);
const char          *talus_template_get_version     (TalusTemplate       *self);
const char          *talus_template_get_hash        (TalusTemplate       *self); /* 64 hex */
GBytes              *talus_template_get_yaml        (TalusTemplate       *self);
/* (element-type TalusNodeType) */
GPtrArray           *talus_template_get_types       (TalusTemplate       *self);
GPtrArray           *talus_template_get_warnings    (TalusTemplate       *self); /* of char * */
const TalusNodeType *talus_template_get_root_type   (TalusTemplate       *self);
/* By id or UUID text; also the template's own id, which means the root type. */
const TalusNodeType *talus_template_find_type       (TalusTemplate       *self,
                                                     const char          *reference);
/* By id alone: what nodes store. */
const TalusNodeType *talus_template_get_type_by_id  (TalusTemplate       *self,
                                                     const char          *id);
gboolean             talus_template_allows_child    (TalusTemplate       *self,
                                                     const TalusNodeType *parent,
                                                     const TalusNodeType *child);
void                 talus_template_write_schema    (TalusTemplate       *self,
                                                     TalusJsonWriter     *writer);
/* By id, key or UUID text. The name property is found like any other. */
const TalusProperty *talus_node_type_find_property  (const TalusNodeType *self,
                                                     const char          *reference);
const TalusProperty *talus_node_type_get_property   (const TalusNodeType *self,
                                                     const char          *id);
const TalusOption   *talus_property_find_option     (const TalusProperty *self,
                                                     const char          *id_or_name);
const char          *talus_property_kind_get_name   (TalusPropertyKind    kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTemplate, talus_template_unref)

G_END_DECLS
