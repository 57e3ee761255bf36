/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orphans, a row each. It knows what to say of them, not what they are. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-orphan-group.h"

#include <glib/gi18n.h>

#include "app/inspector/talus-orphan.h"

struct _TalusOrphanGroup
{
  TalusInspectorGroup parent_instance;

  /* owned */
  TalusView *view;
  TalusNode *node;       /* (nullable) */
  GPtrArray *orphans;    /* of TalusOrphan: those that are shown */
  gboolean can_edit;     /* as they are shown */
};

typedef struct
{
  TalusOrphanGroup *group;
  guint orphan;
  guint remedy;
} Deed;

G_DEFINE_FINAL_TYPE (TalusOrphanGroup, talus_orphan_group, TALUS_TYPE_INSPECTOR_GROUP)

static void
free_deed (gpointer  data,
           GClosure *closure)
{
  g_free (data);
}

static void
connect_deed (GtkWidget        *button,
              GCallback         callback,
              TalusOrphanGroup *self,
              guint             orphan,
              guint             remedy)
{
  Deed *deed = g_new (Deed, 1);

  *deed = (Deed) { self, orphan, remedy };
  g_signal_connect_data (button, "clicked", callback, deed, free_deed, 0);
}

static void
cure_cb (GtkButton *button,
         Deed      *deed)
{
  TalusOrphanGroup *self = deed->group;
  const TalusOrphan *orphan = self->orphans->pdata[deed->orphan];
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  talus_view_submit (self->view,
                     talus_orphan_cure (orphan, self->node, orphan->remedies->pdata[deed->remedy]));
}

static void
remove_cb (GtkButton *button,
           Deed      *deed)
{
  TalusOrphanGroup *self = deed->group;
  const TalusOrphan *orphan = self->orphans->pdata[deed->orphan];
  g_autofree char *text = g_strdup_printf (_("Removed “%s”"), orphan->title);

  if (talus_view_submit (self->view, talus_orphan_remove (orphan, self->node)))
    talus_view_say_done (self->view, text);
}

static GtkWidget *
make_cure_button (TalusOrphanGroup  *self,
                  guint              index,
                  const TalusOrphan *orphan)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < orphan->remedies->len; i++)
    {
      const TalusOrphanRemedy *remedy = orphan->remedies->pdata[i];
      GtkWidget *item = gtk_button_new ();
      GtkWidget *label = gtk_label_new (remedy->label);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
      gtk_button_set_child (GTK_BUTTON (item), label);
      gtk_widget_add_css_class (item, "flat");
      connect_deed (item, G_CALLBACK (cure_cb), self, index, i);
      gtk_box_append (GTK_BOX (box), item);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Restore…"));

  return button;
}

static GtkWidget *
make_box (TalusOrphanGroup  *self,
          guint              index,
          const TalusOrphan *orphan)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = talus_inspector_label_new (orphan->title, "caption");
  GtkWidget *message = talus_inspector_label_new (orphan->message, "caption");
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (title, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  if (orphan->value != NULL)
    {
      TalusGraph *graph = talus_view_get_graph (self->view);
      g_autofree char *text = talus_format_unknown_value (talus_format_get (graph), orphan->value);
      GtkWidget *value = talus_inspector_label_new (text, NULL);

      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_box_append (GTK_BOX (box), value);
    }
  gtk_widget_add_css_class (message, "warning");
  gtk_widget_set_visible (message, *orphan->message != '\0');
  gtk_box_append (GTK_BOX (box), message);

  if (self->can_edit && orphan->remedies->len > 0)
    gtk_box_append (GTK_BOX (buttons), make_cure_button (self, index, orphan));
  if (self->can_edit && orphan->key != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Remove"));

      connect_deed (button, G_CALLBACK (remove_cb), self, index, 0);
      gtk_box_append (GTK_BOX (buttons), button);
    }
  gtk_widget_set_visible (buttons, gtk_widget_get_first_child (buttons) != NULL);
  gtk_widget_set_margin_top (buttons, 3);
  gtk_box_append (GTK_BOX (box), buttons);

  return box;
}

static void
talus_orphan_group_dispose (GObject *object)
{
  TalusOrphanGroup *self = TALUS_ORPHAN_GROUP (object);

  g_clear_pointer (&self->orphans, g_ptr_array_unref);
  g_clear_object (&self->node);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_orphan_group_parent_class)->dispose (object);
}

static void
talus_orphan_group_class_init (TalusOrphanGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_orphan_group_dispose;
}

static void
talus_orphan_group_init (TalusOrphanGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * talus_orphan_group_new:
 * @view: where edits go
 *
 * Makes a group that shows no node's.
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
talus_orphan_group_new (TalusView *view)
{
  TalusOrphanGroup *self = g_object_new (TALUS_TYPE_ORPHAN_GROUP, NULL);

  self->view = g_object_ref (view);
  talus_inspector_group_set_title (TALUS_INSPECTOR_GROUP (self), _("Does not fit the template"));

  return GTK_WIDGET (self);
}

static gboolean
is_shown (TalusOrphanGroup *self,
          TalusNode        *node,
          GPtrArray        *orphans)
{
  guint n_orphans = orphans != NULL ? orphans->len : 0;
  guint n_shown = self->orphans != NULL ? self->orphans->len : 0;

  if (n_orphans != n_shown)
    return FALSE;
  /* Nearly always there was nothing, and is nothing. */
  if (n_orphans == 0)
    return TRUE;
  if (self->node != node || self->can_edit != talus_view_can_edit (self->view))
    return FALSE;

  for (guint i = 0; i < n_orphans; i++)
    {
      if (!talus_orphan_equal (self->orphans->pdata[i], orphans->pdata[i]))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_orphan_group_show:
 * @self: a group
 * @node: (nullable): whose orphans
 *
 * Shows what there is now. Rows that say the same stay, with what is open on
 * them.
 */
void
talus_orphan_group_show (TalusOrphanGroup *self,
                         TalusNode        *node)
{
  g_autoptr (GPtrArray) orphans = NULL;
  gboolean stays;

  g_return_if_fail (TALUS_IS_ORPHAN_GROUP (self));

  if (node != NULL)
    orphans = talus_orphan_list (talus_view_get_graph (self->view), node);
  stays = is_shown (self, node, orphans);
  g_set_object (&self->node, node);
  if (stays)
    return;

  self->can_edit = talus_view_can_edit (self->view);
  talus_inspector_group_clear (TALUS_INSPECTOR_GROUP (self));
  g_clear_pointer (&self->orphans, g_ptr_array_unref);
  self->orphans = g_steal_pointer (&orphans);
  for (guint i = 0; self->orphans != NULL && i < self->orphans->len; i++)
    talus_inspector_group_append_box (TALUS_INSPECTOR_GROUP (self),
                                      make_box (self, i, self->orphans->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self), self->orphans != NULL && self->orphans->len > 0);
}
