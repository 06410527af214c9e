import type { LogicalDevice } from '@lbaas/common/contract';
import { HaproxyRefused } from './errors.ts';
import type { HaproxyPaths, HaproxyTuning, RenderedHaproxy } from './types.ts';

export interface RenderInput {
  readonly device: LogicalDevice;
  readonly paths: HaproxyPaths;
  readonly tuning: HaproxyTuning;
}

/** Nothing runs without a VIP port, with the load balancer admin down, or when no listener is admin up. */
export function hasSomethingToRun({ snapshot }: LogicalDevice): boolean {
  return (
    snapshot.admin_state_up &&
    snapshot.vip_port !== null &&
    snapshot.listeners.some((listener) => listener.admin_state_up)
  );
}

export function renderHaproxy({ device }: RenderInput): RenderedHaproxy | undefined {
  if (!hasSomethingToRun(device)) return undefined;
  throw new HaproxyRefused('the renderer is not in place');
}
