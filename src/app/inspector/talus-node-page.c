/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page for a type. Going from node to node of it only changes what is in its
 * fields, for an arrow key is to be seen in the next frame. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-node-page.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-tinted-icon.h"
#include "app/inspector/talus-editor-words.h"
#include "app/inspector/talus-inspector-edit.h"
#include "app/inspector/talus-inspector-group.h"
#include "app/inspector/talus-property-row.h"
#include "app/sharing/talus-presence-mark.h"

struct _TalusNodePage
{
  GtkBox parent_instance;

  /* children */
  GtkWidget *icon;
  GtkWidget *type_label;
  GtkWidget *mark;
  TalusFieldEditor *name_editor;

  /* owned */
  TalusView *view;
  TalusTemplate *template;
  GPtrArray *types;        /* of TalusNodeType: of the template */
  GPtrArray *editors;      /* of TalusFieldEditor: the name first */
  GPtrArray *nodes;        /* of TalusNode */
  TalusChildSums *sums;    /* (nullable) */

  TalusNodePageAuthorFunc author_func;
  gpointer author_data;
};

G_DEFINE_FINAL_TYPE (TalusNodePage, talus_node_page, GTK_TYPE_BOX)

static gboolean
commit_cb (TalusNodePage    *self,
           TalusValue       *value,
           TalusFieldEditor *editor)
{
  /* Somebody has deleted it under the typing hand: nothing to be said. */
  if (self->nodes->len == 0 || !talus_node_is_live (self->nodes->pdata[0]))
    return FALSE;

  return talus_inspector_submit (self->view, self->nodes,
                                 talus_field_editor_get_subject (editor), value);
}

static void
add_editor (TalusNodePage    *self,
            TalusFieldEditor *editor)
{
  g_ptr_array_add (self->editors, g_object_ref (editor));
  g_signal_connect_object (editor, "commit", G_CALLBACK (commit_cb), self, G_CONNECT_SWAPPED);
}

/* Who else is at the node. */
static gboolean
query_here_cb (TalusNodePage *self,
               int            x,
               int            y,
               gboolean       is_keyboard,
               GtkTooltip    *tooltip)
{
  TalusPeer *peer = talus_view_get_peer (self->view);
  g_autofree char *here = NULL;

  if (self->nodes->len == 1)
    here = talus_presence_describe (talus_presence_get (peer),
                                    talus_node_get_id (self->nodes->pdata[0]));
  gtk_tooltip_set_text (tooltip, here);

  return here != NULL;
}

static void
add_header (TalusNodePage *self)
{
  const TalusNodeType *type = self->types->len == 1 ? self->types->pdata[0] : NULL;
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = talus_tinted_icon_new ();
  talus_tinted_icon_set (TALUS_TINTED_ICON (self->icon), talus_icon_for_type (type),
                         type != NULL ? type->color : NULL);
  talus_tinted_icon_set_pixels (TALUS_TINTED_ICON (self->icon), 24);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->icon, 3);
  gtk_box_append (GTK_BOX (header), self->icon);

  self->name_editor = talus_field_editor_new (self->view, self->template,
                                              talus_inspector_get_name_property (type));
  gtk_widget_add_css_class (GTK_WIDGET (self->name_editor), "title-3");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->name_editor));
  add_editor (self, self->name_editor);

  self->type_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->type_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->type_label), TRUE);
  gtk_widget_add_css_class (self->type_label, "dim-label");
  gtk_box_append (GTK_BOX (texts), self->type_label);
  gtk_box_append (GTK_BOX (texts), talus_editor_words_new (self->name_editor));

  gtk_box_append (GTK_BOX (header), texts);
  /* The outline of who else is here goes around it, without taking its place. */
  self->mark = talus_presence_mark_new ();
  gtk_widget_add_css_class (self->mark, "talus-node-header");
  adw_bin_set_child (ADW_BIN (self->mark), header);
  gtk_widget_set_has_tooltip (self->mark, TRUE);
  g_signal_connect_object (self->mark, "query-tooltip", G_CALLBACK (query_here_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), self->mark);
}

/* What people cannot make is shown only where there is some. */
static gboolean
is_optional (TalusFieldEditor *editor)
{
  TalusPropertyKind kind = talus_field_editor_get_subject (editor)->kind;

  return kind == TALUS_PROPERTY_OBJECT || kind == TALUS_PROPERTY_FILE;
}

static void
show_row (TalusFieldEditor *editor,
          gboolean          is_shown)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (editor), TALUS_TYPE_PROPERTY_ROW);
  GtkWidget *group = gtk_widget_get_ancestor (row, TALUS_TYPE_INSPECTOR_GROUP);
  gboolean is_any = FALSE;

  if (gtk_widget_get_visible (row) == is_shown)
    return;

  gtk_widget_set_visible (row, is_shown);
  for (GtkWidget *each = gtk_widget_get_first_child (gtk_widget_get_parent (row)); each != NULL;
       each = gtk_widget_get_next_sibling (each))
    is_any |= gtk_widget_get_visible (each);
  gtk_widget_set_visible (group, is_any);
}

/* Those of no group come first, under no title. */
static void
add_groups (TalusNodePage *self)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) properties = NULL;

  if (self->types->len == 0)
    return;

  properties = talus_inspector_list_common (self->types);
  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];
      const char *title = property->ui_group != NULL ? property->ui_group : "";
      GtkWidget *group = g_hash_table_lookup (groups, title);
      TalusFieldEditor *editor;

      if (group == NULL)
        {
          group = talus_inspector_group_new (*title != '\0' ? title : NULL);
          g_hash_table_insert (groups, (gpointer) title, group);
          if (*title != '\0')
            gtk_box_append (GTK_BOX (self), group);
          else
            gtk_box_insert_child_after (GTK_BOX (self), group,
                                        gtk_widget_get_first_child (GTK_WIDGET (self)));
        }

      editor = talus_field_editor_new (self->view, self->template, property);
      add_editor (self, editor);
      talus_inspector_group_append (TALUS_INSPECTOR_GROUP (group),
                                    talus_property_row_new (editor));
    }
}

static void
update_type_label (TalusNodePage *self)
{
  g_autofree char *text = NULL;
  g_autofree char *count = NULL;
  const TalusNodeType *type = self->types->len == 1 ? self->types->pdata[0] : NULL;

  if (self->nodes->len > 1)
    count = g_strdup_printf (g_dngettext (NULL, "%u node", "%u nodes", self->nodes->len),
                             self->nodes->len);

  if (type != NULL && count != NULL)
    /* TRANSLATORS: the type of nodes and how many they are: “Task · 12 nodes” */
    text = g_strdup_printf (_("%s · %s"), type->label, count);
  else if (type != NULL)
    text = g_strdup (type->label);
  else if (count != NULL)
    text = g_steal_pointer (&count);
  else if (self->nodes->len == 1)
    text = g_strdup_printf (_("Of a type that the template lacks: “%s”"),
                            talus_node_get_type_id (self->nodes->pdata[0]));

  gtk_label_set_label (GTK_LABEL (self->type_label), text != NULL ? text : "");
}

static gboolean
is_editable (TalusNodePage    *self,
             TalusFieldEditor *editor)
{
  return talus_view_can_edit (self->view) &&
         !talus_field_editor_get_subject (editor)->system_locked;
}

static void
talus_node_page_dispose (GObject *object)
{
  TalusNodePage *self = TALUS_NODE_PAGE (object);

  g_clear_pointer (&self->editors, g_ptr_array_unref);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_object (&self->sums);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_node_page_parent_class)->dispose (object);
}

static void
talus_node_page_finalize (GObject *object)
{
  TalusNodePage *self = TALUS_NODE_PAGE (object);

  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->template, talus_template_unref);

  G_OBJECT_CLASS (talus_node_page_parent_class)->finalize (object);
}

static void
talus_node_page_class_init (TalusNodePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_node_page_dispose;
  object_class->finalize = talus_node_page_finalize;
}

static void
talus_node_page_init (TalusNodePage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * talus_node_page_new:
 * @view: where edits go
 * @template: the template
 * @types: (element-type TalusNodeType): one, or several; none where the
 *   template does not know the type
 *
 * Makes a page for nodes of these types, showing none.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
talus_node_page_new (TalusView     *view,
                     TalusTemplate *template,
                     GPtrArray     *types)
{
  TalusNodePage *self = g_object_new (TALUS_TYPE_NODE_PAGE, NULL);

  self->view = g_object_ref (view);
  self->template = talus_template_ref (template);
  self->types = g_ptr_array_ref (types);
  add_header (self);
  add_groups (self);

  return GTK_WIDGET (self);
}

/**
 * talus_node_page_set_author:
 * @self: a page
 * @func: (scope notified): says who made a record
 * @user_data: for @func
 *
 * Sets who knows whose doing a change was.
 */
void
talus_node_page_set_author (TalusNodePage           *self,
                            TalusNodePageAuthorFunc  func,
                            gpointer                 user_data)
{
  g_return_if_fail (TALUS_IS_NODE_PAGE (self));

  self->author_func = func;
  self->author_data = user_data;
}

/**
 * talus_node_page_set_sums:
 * @self: a page
 * @sums: what children come to
 *
 * Lets it say below numbers what the children of its node come to.
 */
void
talus_node_page_set_sums (TalusNodePage  *self,
                          TalusChildSums *sums)
{
  g_return_if_fail (TALUS_IS_NODE_PAGE (self));

  g_set_object (&self->sums, sums);
}

/**
 * talus_node_page_is_for:
 * @self: a page
 * @template: a template
 * @types: (element-type TalusNodeType): types of it, in the order of pointers
 *
 * Returns: whether it was made for these
 */
gboolean
talus_node_page_is_for (TalusNodePage *self,
                        TalusTemplate *template,
                        GPtrArray     *types)
{
  g_return_val_if_fail (TALUS_IS_NODE_PAGE (self), FALSE);

  if (self->template != template || self->types->len != types->len)
    return FALSE;

  for (guint i = 0; i < types->len; i++)
    {
      if (self->types->pdata[i] != types->pdata[i])
        return FALSE;
    }

  return TRUE;
}

static void
show_sum (TalusNodePage    *self,
          TalusFieldEditor *editor)
{
  const TalusProperty *property = talus_field_editor_get_subject (editor);
  g_autofree char *sum = NULL;
  GtkWidget *row;

  if (property->kind != TALUS_PROPERTY_NUMBER && property->kind != TALUS_PROPERTY_CURRENCY)
    return;

  if (self->sums != NULL && self->nodes->len == 1)
    sum = talus_child_sums_dup_text (self->sums, self->nodes->pdata[0], property);
  row = gtk_widget_get_ancestor (GTK_WIDGET (editor), TALUS_TYPE_PROPERTY_ROW);
  talus_property_row_set_sum (TALUS_PROPERTY_ROW (row), sum);
}

/**
 * talus_node_page_show:
 * @self: a page
 * @nodes: (element-type TalusNode): live nodes of its types, at least one
 *
 * Shows other nodes than before.
 */
void
talus_node_page_show (TalusNodePage *self,
                      GPtrArray     *nodes)
{
  g_return_if_fail (TALUS_IS_NODE_PAGE (self));

  g_ptr_array_unref (self->nodes);
  self->nodes = g_ptr_array_ref (nodes);
  update_type_label (self);
  talus_presence_mark_set_node (TALUS_PRESENCE_MARK (self->mark),
                                talus_view_get_peer (self->view),
                                nodes->len == 1 ? talus_node_get_id (nodes->pdata[0]) : NULL);

  for (guint i = 0; i < self->editors->len; i++)
    {
      TalusFieldEditor *editor = self->editors->pdata[i];
      gboolean is_mixed;
      g_autoptr (TalusValue) value = talus_inspector_dup_common (
        nodes, talus_field_editor_get_subject (editor), &is_mixed);

      talus_field_editor_set_editable (editor, is_editable (self, editor));
      talus_field_editor_reset (editor, value, is_mixed);
      if (is_optional (editor))
        show_row (editor, value != NULL || is_mixed);
      show_sum (self, editor);
    }
}

static const char *
find_author (TalusNodePage       *self,
             const TalusProperty *property)
{
  guint64 seq = 0;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      TalusNode *node = self->nodes->pdata[i];

      seq = MAX (seq, talus_inspector_is_name (property)
                        ? talus_node_get_name_seq (node)
                        : talus_node_get_property_seq (node, property->id));
    }

  return self->author_func != NULL ? self->author_func (seq, self->author_data) : NULL;
}

/**
 * talus_node_page_refresh:
 * @self: a page
 *
 * Shows what its nodes are now. What somebody is typing stays.
 */
void
talus_node_page_refresh (TalusNodePage *self)
{
  g_return_if_fail (TALUS_IS_NODE_PAGE (self));

  if (self->nodes->len == 0)
    return;

  for (guint i = 0; i < self->editors->len; i++)
    {
      TalusFieldEditor *editor = self->editors->pdata[i];
      const TalusProperty *property = talus_field_editor_get_subject (editor);
      gboolean is_mixed;
      g_autoptr (TalusValue) value = talus_inspector_dup_common (self->nodes, property, &is_mixed);

      talus_field_editor_set_editable (editor, is_editable (self, editor));
      talus_field_editor_set_value (editor, value, is_mixed,
                                    talus_field_editor_is_touched (editor)
                                         ? find_author (self, property) : NULL);
      if (is_optional (editor))
        show_row (editor, value != NULL || is_mixed);
      show_sum (self, editor);
    }
}

/**
 * talus_node_page_flush:
 * @self: a page
 *
 * Commits what was typed, before it shows something else.
 */
void
talus_node_page_flush (TalusNodePage *self)
{
  g_return_if_fail (TALUS_IS_NODE_PAGE (self));

  for (guint i = 0; i < self->editors->len; i++)
    talus_field_editor_finish (self->editors->pdata[i]);
}

/**
 * talus_node_page_list_editors:
 * @self: a page
 *
 * Lists its editors: the name, then the properties as its types have them.
 *
 * Returns: (transfer container) (element-type TalusFieldEditor): them
 */
GPtrArray *
talus_node_page_list_editors (TalusNodePage *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_PAGE (self), NULL);

  return g_ptr_array_ref (self->editors);
}
