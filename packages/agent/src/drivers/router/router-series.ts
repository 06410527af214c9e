import type { Metrics } from '@lbaas/common/runtime';
import type { Passed, Traffic } from '../traffic.ts';

/** What has passed through the routers of this host, as their last observations had it. */
export class RouterSeries {
  readonly #gauges;
  /** What is shown of each floating IP, by the device: of hundreds one changes, mostly, and only that is set. */
  readonly #shown = new Map<string, ReadonlyMap<string, Passed>>();

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
    this.#gauges.packets.set({ device }, packets);
    this.#gauges.bytes.set({ device }, bytes);
    const shown = this.#shown.get(device) ?? new Map<string, Passed>();
    for (const address of shown.keys()) if (!floatingIps.has(address)) this.#dropAddress(device, address);
    for (const [address, passed] of floatingIps) {
      const before = shown.get(address);
      if (before?.packets !== passed.packets)
        this.#gauges.floatingPackets.set({ device, address }, passed.packets);
      if (before?.bytes !== passed.bytes) this.#gauges.floatingBytes.set({ device, address }, passed.bytes);
    }
    this.#shown.set(device, floatingIps);
  }

  drop(device: string): void {
    this.#gauges.packets.remove({ device });
    this.#gauges.bytes.remove({ device });
    for (const address of this.#shown.get(device)?.keys() ?? []) this.#dropAddress(device, address);
    this.#shown.delete(device);
  }

  #dropAddress(device: string, address: string): void {
    this.#gauges.floatingPackets.remove({ device, address });
    this.#gauges.floatingBytes.remove({ device, address });
  }
}
