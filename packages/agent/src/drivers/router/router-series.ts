import type { Metrics } from '@lbaas/common/runtime';
import type { Traffic } from '../traffic.ts';

/** What has passed through the routers of this host, as their last observations had it. */
export class RouterSeries {
  readonly #gauges;
  readonly #addresses = new Map<string, readonly string[]>();

  constructor(metrics: Metrics) {
    const ofRouter = ['device'];
    const ofAddress = ['device', 'address'];
    this.#gauges = {
      packets: metrics.gauge('lbaas_agent_router_packets', 'Packets through a router, both ways.', ofRouter),
      bytes: metrics.gauge('lbaas_agent_router_bytes', 'Bytes through a router, both ways.', ofRouter),
      floatingPackets: metrics.gauge(
        'lbaas_agent_floating_ip_packets',
        'Packets of a floating IP.',
        ofAddress,
      ),
      floatingBytes: metrics.gauge('lbaas_agent_floating_ip_bytes', 'Bytes of a floating IP.', ofAddress),
    };
  }

  show(device: string, { packets, bytes, floatingIps }: Traffic): void {
    this.drop(device);
    this.#gauges.packets.set({ device }, packets);
    this.#gauges.bytes.set({ device }, bytes);
    for (const [address, passed] of floatingIps) {
      this.#gauges.floatingPackets.set({ device, address }, passed.packets);
      this.#gauges.floatingBytes.set({ device, address }, passed.bytes);
    }
    this.#addresses.set(device, [...floatingIps.keys()]);
  }

  drop(device: string): void {
    this.#gauges.packets.remove({ device });
    this.#gauges.bytes.remove({ device });
    for (const address of this.#addresses.get(device) ?? []) {
      this.#gauges.floatingPackets.remove({ device, address });
      this.#gauges.floatingBytes.remove({ device, address });
    }
    this.#addresses.delete(device);
  }
}
