/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clip is made of, for its reader, its writer and its paste. */
#pragma once

#include "peer/talus-clip.h"

G_BEGIN_DECLS

#define TALUS_CLIP_MAX_NODES TALUS_MAX_BATCH
#define TALUS_CLIP_MAX_TEXT  (16 * 1024 * 1024)
#define TALUS_CLIP_MAX_JSON  (64 * 1024 * 1024)

/* Where nodes came from, a type was this. */
typedef struct
{
  char *id;
  char *label;           /* (nullable) */
  GHashTable *properties; /* char * → TalusClipProperty */
} TalusClipType;

typedef struct
{
  char *label;           /* (nullable) */
  GHashTable *options;   /* (nullable): char * → char *: id → name */
} TalusClipProperty;

typedef struct
{
  char *id;              /* (nullable): of text, which has only the label */
  char *label;           /* (nullable) */
  TalusValue *value;
} TalusClipValue;

typedef enum
{
  TALUS_CLIP_NO_BOX,
  TALUS_CLIP_OPEN_BOX,
  TALUS_CLIP_TICKED_BOX,
} TalusClipBox;

typedef struct
{
  TalusId id;            /* the null id for text */
  guint depth;           /* of a top: 0; never more than one more than the one before */
  guint height;          /* levels below it */
  char *type;            /* (nullable): its id where it came from */
  char *name;            /* (nullable): the type's default */
  GPtrArray *values;     /* (nullable): of TalusClipValue */
  TalusClipBox box;
} TalusClipItem;

struct _TalusClip
{
  GPtrArray *items;      /* of TalusClipItem: each behind its parent, and behind all that is
                          * below siblings before it */
  GHashTable *types;     /* char * → TalusClipType */
  GArray *edges;         /* TalusEdge, by the ids there */
  gboolean is_text;
  GPtrArray *rows;       /* (nullable): of GStrv: the cells, where it is of a spreadsheet */
  gboolean lost_cells;   /* cells beside the name had no meaning */
  gboolean has_project;
  TalusId project_id;
  char *template_id;     /* (nullable) */
  char *template_hash;   /* (nullable) */
};

TalusClip         *talus_clip_new              (void);
TalusClipItem     *talus_clip_add_item         (TalusClip       *self,
                                                guint            depth);
void               talus_clip_add_value        (TalusClipItem   *item,
                                                const char      *id,
                                                const char      *label,
                                                TalusValue      *value);   /* (transfer full) */
TalusClipType     *talus_clip_add_type         (TalusClip       *self,
                                                const char      *id,
                                                const char      *label);
TalusClipProperty *talus_clip_type_add_property(TalusClipType   *self,
                                                const char      *id,
                                                const char      *label);
void               talus_clip_property_add_option (TalusClipProperty *self,
                                                   const char        *id,
                                                   const char        *name);
/* Works out the heights; FALSE with a sentence where it is too much. */
gboolean           talus_clip_seal             (TalusClip       *self,
                                                GError         **error);
/* (transfer full) (nullable): cells read by the headings in their first row,
 * where these are properties in the template; NULL where they are not. */
TalusClip         *talus_clip_read_headings    (const TalusClip *self,
                                                TalusTemplate   *template);

G_END_DECLS
