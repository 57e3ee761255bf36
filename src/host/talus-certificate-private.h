/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a certificate is made and judged, and what for: the names and addresses
 * by which this machine can be reached. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TalusNames:
 * @hosts: (element-type utf8): names, in ASCII
 * @addresses: (element-type Gio.InetAddress): addresses, each once
 *
 * What a machine is called.
 */
typedef struct
{
  GPtrArray *hosts;
  GPtrArray *addresses;
} TalusNames;

/* talus-certificate-names.c */
TalusNames *talus_names_new_of_machine (void);
void        talus_names_free           (TalusNames        *self);

/* talus-certificate-make.c; @now: seconds since 1970 */
gboolean    talus_certificate_make     (const TalusNames  *names,
                                        gint64             now,
                                        GBytes           **certificate,
                                        GBytes           **key,
                                        GError           **error);
gboolean    talus_certificate_is_good  (GBytes            *certificate,
                                        const TalusNames  *names,
                                        gint64             now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusNames, talus_names_free)

G_END_DECLS
