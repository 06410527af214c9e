import type { Metrics } from '@lbaas/common/runtime';

export interface FailoverMeter {
  /** An agent's devices were moved. */
  readonly moved: (devices: number) => void;
  readonly braked: (isBraked: boolean) => void;
}

export function failoverMeter(metrics: Metrics): FailoverMeter {
  const failovers = metrics.counter(
    'lbaas_failovers_total',
    'Agents whose devices were moved as they were dead',
  );
  const devices = metrics.counter('lbaas_failover_devices_total', 'Devices that were moved off dead agents');
  const braked = metrics.gauge(
    'lbaas_failover_braked',
    'Whether too many agents have fallen silent at once, so that nothing is moved',
  );
  braked.set(0);
  return {
    moved: (count) => {
      failovers.inc();
      devices.inc(count);
    },
    braked: (isBraked) => braked.set(isBraked ? 1 : 0),
  };
}
