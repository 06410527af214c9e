import { type Lifecycle, type Logger, Outage, WakefulLoop, every } from '@lbaas/common/runtime';
import { bumpGenerations } from '../devices/index.ts';
import { type NotificationListener, type UnitOfWork, tryLock } from '../persistence/index.ts';
import { planNetworkHosts } from './network-hosts.ts';
import { hasSegments, readNetworkHosts, writeNetworkHosts } from './network-hosts-sql.ts';

export interface TunnelKeeperOptions {
  readonly unitOfWork: Pick<UnitOfWork, 'transaction' | 'statements'>;
  readonly notifications: Pick<NotificationListener, 'on'>;
  readonly logger: Logger;
  readonly pollMs?: number;
}

const POLL_MS = 2000;

/** Any number that no other advisory lock of the project uses. */
const TUNNELS_LOCK = 4_815_005;

/**
 * Keeps the record of which hosts carry which networks, and has every device on a vxlan network sent the tunnels that
 * follow from it, under a generation of its own: one generation of a device has one content.
 *
 * Idle until a device on such a network is sent to a host, an agent offers something else, or the poll, which sees what
 * hosts have confirmed. A host that joins is told of the others by its first message, and they of it a moment later;
 * until then they answer it all the same, as its frames say where it is. A host that leaves is dropped once it has
 * confirmed that it has nothing of the network left. Of several servers one is at work, and the rest pass.
 */
export class TunnelKeeper implements Lifecycle {
  readonly #options: TunnelKeeperOptions;
  readonly #loop: WakefulLoop;

  constructor(options: TunnelKeeperOptions) {
    const { notifications, logger, pollMs = POLL_MS } = options;
    this.#options = options;
    this.#loop = new WakefulLoop({
      name: 'tunnels',
      round: () => this.#round(),
      wakeOn: [every(pollMs), (wake) => notifications.on('lbaas_placement', wake)],
      outage: new Outage(logger, 'tunnels'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** A device on a network with a segmentation id has been claimed for a host. */
  wake(): void {
    this.#loop.wake();
  }

  async #round(): Promise<void> {
    const { unitOfWork, logger } = this.#options;
    if (!(await unitOfWork.statements(hasSegments))) return;
    const devices = await unitOfWork.transaction(async (tx) => {
      if (!(await tryLock(tx, TUNNELS_LOCK))) return [];
      const { wanted, recorded } = await readNetworkHosts(tx);
      const plan = planNetworkHosts(wanted, recorded);
      await bumpGenerations(tx, plan.devices);
      writeNetworkHosts(tx, plan);
      return plan.devices;
    });
    if (devices.length > 0) logger.info({ devices: devices.length }, 'devices get other tunnels');
  }
}
