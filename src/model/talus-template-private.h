/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make up a template share: the YAML as a tree in which
 * every node knows its line, and the template while it is being filled. */
#pragma once

#include "model/talus-property-type.h"
#include "model/talus-template.h"

G_BEGIN_DECLS

/* Real templates reach 30 KB. The other bounds keep hostile ones cheap. */
#define TALUS_YAML_MAX_BYTES    (1024 * 1024)
#define TALUS_YAML_MAX_DEPTH    64
#define TALUS_YAML_MAX_NODES    200000
#define TALUS_YAML_MAX_EXPANDED (8 * 1024 * 1024) /* bytes of text, aliases written out */

/* talus-template-yaml.c: bytes → tree; talus-template-tree.c: what goes before and after. */

typedef enum
{
  TALUS_YAML_NULL,
  TALUS_YAML_BOOLEAN,
  TALUS_YAML_NUMBER,
  TALUS_YAML_STRING,
  TALUS_YAML_SEQUENCE,
  TALUS_YAML_MAPPING,
} TalusYamlKind;

typedef struct _TalusYamlNode TalusYamlNode;

/**
 * TalusYamlNode:
 * @kind: for a scalar what it is by the rules of YAML 1.1
 * @line: where it starts, from 1
 * @text: a scalar as it is written, whatever its kind
 * @number: of a number the value, of a boolean 0 or 1
 * @items: of a sequence its nodes, of a mapping keys and values in turn
 */
struct _TalusYamlNode
{
  TalusYamlKind kind;
  guint line;
  char *text;
  double number;
  GPtrArray *items;
  /*< private >*/
  guint height;      /* levels of nesting below and including it */
  guint64 n_nodes;   /* with aliases written out, as is the following */
  guint64 n_bytes;
  gboolean is_plain;
  gboolean is_complete;
};

typedef struct
{
  TalusYamlNode *root;
  /*< private >*/
  GPtrArray *nodes; /* owns them all: aliases make the tree share some */
} TalusYamlDocument;

TalusYamlDocument *talus_yaml_document_new  (GBytes             *yaml,
                                             const char         *file_name,
                                             GError            **error);
void               talus_yaml_document_free (TalusYamlDocument  *self);
gboolean           talus_yaml_check_bytes   (const char         *text,
                                             gsize               size,
                                             const char         *file_name,
                                             GError            **error);
guint              talus_yaml_count_lines   (const char         *text,
                                             gsize               length);
TalusYamlNode     *talus_yaml_find_item     (TalusYamlNode      *mapping,
                                             const char         *key);
JsonNode          *talus_yaml_to_json       (TalusYamlNode      *node);
char              *talus_yaml_clip          (char               *text);
void               talus_yaml_set_error     (GError            **error,
                                             const char         *file_name,
                                             guint               line,
                                             const char         *format,
                                             ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusYamlDocument, talus_yaml_document_free)

/* talus-template-scalar.c: what a plain scalar means. */

TalusYamlKind      talus_yaml_resolve_plain (const char         *text,
                                             double             *number);

/* talus-template.c: the containers. */

/* What templates of one YAML share, whatever the id they go by. */
typedef struct
{
  gatomicrefcount ref_count;
  char *id;                /* of the YAML, else the file's stem */
  gboolean has_own_id;
  char *name;
  char *description;
  char *version;
  char *hash;
  GBytes *yaml;
  GPtrArray *types;        /* of TalusNodeType */
  GPtrArray *warnings;     /* of char * */
  TalusNodeType *root_type;
  GHashTable *types_by_id;
  GHashTable *types_by_uuid; /* TalusId → TalusNodeType */
  JsonObject *extra;
} TalusTemplateBody;

TalusTemplateBody *talus_template_body_new       (void);
void               talus_template_body_unref     (TalusTemplateBody *self);
TalusTemplateBody *talus_template_get_body       (TalusTemplate     *self);
TalusNodeType     *talus_node_type_new           (void);
void               talus_node_type_free          (TalusNodeType     *self);
TalusProperty     *talus_property_new            (void);
void               talus_property_free           (TalusProperty     *self);
TalusOption       *talus_option_new              (const char        *type_id,
                                                  const char        *property_id,
                                                  const char        *name,
                                                  const char        *id);
void               talus_option_free             (TalusOption       *self);
void               talus_property_add_option     (TalusProperty     *self,
                                                  TalusOption       *option);
void               talus_property_derive_uuid    (TalusProperty     *self,
                                                  const char        *type_id);
gboolean           talus_property_kind_parse     (const char        *text,
                                                  TalusPropertyKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTemplateBody, talus_template_body_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusNodeType, talus_node_type_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusProperty, talus_property_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusOption, talus_option_free)

/* talus-template-read.c and its parts: tree → template. */

typedef struct
{
  const char *file_name;     /* (nullable) */
  TalusTemplateBody *body;
} TalusTemplateReader;

TalusTemplateBody *talus_template_read            (GBytes               *yaml,
                                                   const char           *file_name,
                                                   GError              **error);

/* talus-template-take.c: single fields. */

void               talus_template_warn            (TalusTemplateReader  *reader,
                                                   guint                 line,
                                                   const char           *format,
                                                   ...) G_GNUC_PRINTF (3, 4);
gboolean           talus_template_take_text       (TalusTemplateReader  *reader,
                                                   const char           *key,
                                                   TalusYamlNode        *node,
                                                   char                **text,
                                                   GError              **error);
gboolean           talus_template_take_label      (TalusTemplateReader  *reader,
                                                   const char           *key,
                                                   TalusYamlNode        *node,
                                                   char                **text,
                                                   GError              **error);
gboolean           talus_template_take_identifier (TalusTemplateReader  *reader,
                                                   const char           *what,
                                                   TalusYamlNode        *node,
                                                   guint                 line,
                                                   char                **text,
                                                   GError              **error);
gboolean           talus_template_take_boolean    (TalusTemplateReader  *reader,
                                                   const char           *key,
                                                   TalusYamlNode        *node,
                                                   gboolean             *boolean,
                                                   GError              **error);
gboolean           talus_template_take_list       (TalusTemplateReader  *reader,
                                                   const char           *key,
                                                   TalusYamlNode        *node,
                                                   GPtrArray           **items,
                                                   GError              **error);
void               talus_template_take_extra      (JsonObject          **extra,
                                                   const char           *key,
                                                   TalusYamlNode        *node);

/* talus-template-property.c: one property of a type. */

gboolean           talus_template_read_property   (TalusTemplateReader  *reader,
                                                   TalusNodeType        *type,
                                                   TalusYamlNode        *node,
                                                   GError              **error);
gboolean           talus_template_add_property    (TalusTemplateReader  *reader,
                                                   TalusNodeType        *type,
                                                   TalusProperty        *property,
                                                   guint                 line,
                                                   GError              **error);
TalusValue        *talus_template_read_value      (const TalusProperty  *property,
                                                   TalusYamlNode        *node,
                                                   TalusOddity          *oddity);

/* talus-template-initial.c: what a new project starts with; needs all types. */

JsonNode          *talus_template_read_initial    (TalusTemplateReader  *reader,
                                                   TalusNodeType        *type,
                                                   TalusYamlNode        *node,
                                                   GError              **error);

/* talus-template-features.c: the properties that features bring. */

gboolean           talus_template_add_features    (TalusTemplateReader  *reader,
                                                   TalusNodeType        *type,
                                                   guint                 line,
                                                   GError              **error);

G_END_DECLS
