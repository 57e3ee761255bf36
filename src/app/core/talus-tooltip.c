/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK asks the display where the pointer is whenever it is told a tooltip, be
 * it the same, and waits for the answer: a dozen of them a key are felt. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-tooltip.h"

/**
 * talus_tooltip_set:
 * @widget: a widget
 * @text: (nullable): what its tooltip says, %NULL for none
 *
 * Gives it a tooltip, if that is another.
 */
void
talus_tooltip_set (GtkWidget  *widget,
                   const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}
