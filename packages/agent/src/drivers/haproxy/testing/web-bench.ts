import type { LoadBalancerDevice, Member } from '@lbaas/common/contract';
import { ProcessTable } from '../../../host/index.ts';
import type { HaproxyStep } from '../model/types.ts';
import { DeviceProcesses } from '../process/device-processes.ts';
import { type DeviceChanges, device, id, listener, member, pool } from '../../../testing/device-builder.ts';
import { HaproxyBench, VIP, VIP6 } from './haproxy-bench.ts';
import type { WebAnswer } from './worker-calls.ts';

export const DEVICE_ID = id('e', 1);

/** The nth of three web back ends. */
export const http = (number: number, changes: Partial<Member> = {}): Member =>
  member(number, { address: '127.0.0.1', protocol_port: 9000 + number, ...changes });

export const web = (members = [http(1), http(2)], changes: DeviceChanges = {}): LoadBalancerDevice =>
  device({ addresses: [VIP, VIP6], pools: [pool({ members })], ...changes });

/** Connections to it stay open for as long as the client likes. */
export const tcp = (members: Member[], connection_limit = -1): LoadBalancerDevice =>
  device({
    addresses: [VIP],
    listeners: [listener({ protocol: 'TCP', connection_limit })],
    pools: [pool({ protocol: 'TCP', members })],
  });

export const echo = (port: number): Member => member(1, { address: '127.0.0.1', protocol_port: port });

/** A bench with three web back ends and one device in front of them. */
export class WebBench extends HaproxyBench {
  override async open(): Promise<void> {
    await super.open();
    for (const port of [9001, 9002, 9003]) await this.namespace.listen({ kind: 'http', port });
  }

  /** The directory of the device. */
  get devicePath(): string {
    return `${this.directory}/state/${DEVICE_ID}`;
  }

  /** Every process of the device, as the kernel shows them. */
  processes(): Promise<number[]> {
    const place = {
      directory: this.devicePath,
      network: () => this.namespace.networkNamed(this.namespace.name),
    };
    return new DeviceProcesses(place, new ProcessTable()).find();
  }

  get(host = VIP, headers = {}): Promise<WebAnswer> {
    return this.namespace.web({ host, port: 8080, headers });
  }

  /** The back ends that answer so many requests. */
  async backends(requests: number): Promise<Set<unknown>> {
    const seen = new Set<unknown>();
    for (let count = 0; count < requests; count += 1) seen.add((await this.get()).headers['x-backend']);
    return seen;
  }

  /** Brings the device about. */
  async kinds(input = web()): Promise<HaproxyStep['kind'][]> {
    return (await this.apply(input)).map((step) => step.kind);
  }

  /** @throws Error when no process runs */
  async pid(): Promise<number> {
    const observed = await this.driver.observe(DEVICE_ID);
    if (!observed.running) throw new Error(`not running: ${observed.reason}`);
    return observed.pid;
  }
}
