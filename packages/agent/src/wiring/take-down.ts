import { LOGGER, bindWith, token } from '@lbaas/common/wiring';
import { ContainerModule } from 'inversify';
import { takeDown } from '../reconcile/index.ts';
import { DRIVERS, HOST, KERNEL_LEASE } from './device.ts';
import { STATE_LOCK } from './settings.ts';

/** Removes every device from this host, in place of running the agent. @returns how many are left */
export const TAKE_DOWN = token<() => Promise<number>>('lbaas.agent.TakeDown');

const PARTS = { lock: STATE_LOCK, lease: KERNEL_LEASE, host: HOST, drivers: DRIVERS, logger: LOGGER };

export const takeDownModule = new ContainerModule(({ bind }) => {
  bindWith(bind, TAKE_DOWN, PARTS, ({ lock, lease, host, drivers, logger }) => async () => {
    lock.start();
    try {
      const left = await takeDown({ host, drivers, logger });
      await lease.remove();
      return left;
    } finally {
      await drivers.close();
      await host.stop();
      lock.stop();
    }
  });
});
