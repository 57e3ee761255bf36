/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-spinning.h"

/**
 * talus_spin_while_mapped:
 * @spinner: a spinner that does nothing else than to be shown
 *
 * Lets it spin where it can be seen, and only there, for as long as it lives.
 */
void
talus_spin_while_mapped (GtkSpinner *spinner)
{
  g_return_if_fail (GTK_IS_SPINNER (spinner));

  g_signal_connect (spinner, "map", G_CALLBACK (gtk_spinner_start), NULL);
  g_signal_connect (spinner, "unmap", G_CALLBACK (gtk_spinner_stop), NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (spinner)))
    gtk_spinner_start (spinner);
}
