/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What networks do, between clients and the host: a TCP proxy that harms the
 * connections through it on demand. It knows nothing of what they carry. */
#pragma once

#include "sim-loop.h"

G_BEGIN_DECLS

/**
 * SimFault:
 * @SIM_FAULT_NONE: as a wire
 * @SIM_FAULT_DELAY: what goes either way arrives later
 * @SIM_FAULT_RESET: both ends see a reset at once
 * @SIM_FAULT_BLACK_HOLE: nothing arrives any more, and nobody is told
 * @SIM_FAULT_HALF_OPEN: what the host says does not arrive, nor that it hangs up
 * @SIM_FAULT_SLICES: one byte a segment
 * @SIM_FAULT_CUT: it ends somewhere in the middle of what goes through
 */
typedef enum
{
  SIM_FAULT_NONE,
  SIM_FAULT_DELAY,
  SIM_FAULT_RESET,
  SIM_FAULT_BLACK_HOLE,
  SIM_FAULT_HALF_OPEN,
  SIM_FAULT_SLICES,
  SIM_FAULT_CUT,
  SIM_N_FAULTS,
} SimFault;

typedef struct _SimFaultProxy SimFaultProxy;

SimFaultProxy *sim_fault_proxy_new       (SimLoop        *loop,
                                          GRand          *rand,
                                          const guint16  *target);
void           sim_fault_proxy_free      (SimFaultProxy  *self);
guint16       *sim_fault_proxy_get_port  (SimFaultProxy  *self);
guint          sim_fault_proxy_strike    (SimFaultProxy  *self,
                                          SimFault        fault,
                                          guint           percent);
void           sim_fault_proxy_heal      (SimFaultProxy  *self);
const char    *sim_fault_get_name        (SimFault        fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimFaultProxy, sim_fault_proxy_free)

G_END_DECLS
