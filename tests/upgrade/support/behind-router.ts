import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type Balancer, call, createBalancer, labSubnets } from '../../e2e/support/balancer.ts';
import { curl, vipUrl } from '../../e2e/support/client.ts';

export interface FloatingIp {
  readonly id: string;
  readonly address: string;
}

/** A network of tunnels behind a router, whose outside is the flat network of the laboratory. */
export class BehindRouter {
  readonly #lab: Lab;
  readonly #outside: string;
  readonly #subnet: string;

  private constructor(lab: Lab, outside: string, subnet: string) {
    this.#lab = lab;
    this.#outside = outside;
    this.#subnet = subnet;
  }

  static async make(lab: Lab): Promise<BehindRouter> {
    const { 4: flat } = await labSubnets(lab);
    const outside = String((await call(lab, 'GET', `/v2.0/subnets/${flat}`))['network_id']);
    await call(lab, 'PUT', `/v2.0/networks/${outside}`, { network: { 'router:external': true } });
    const inside = { name: 'behind', 'provider:network_type': 'vxlan' };
    const { id: network_id } = await call(lab, 'POST', '/v2.0/networks', { network: inside });
    const plan = { network_id, ip_version: 4, cidr: '10.9.0.0/24', gateway_ip: '10.9.0.1' };
    const subnet = await call(lab, 'POST', '/v2.0/subnets', { subnet: plan });
    const gateway = { external_gateway_info: { network_id: outside } };
    const router = await call(lab, 'POST', '/v2.0/routers', { router: gateway });
    const path = `/v2.0/routers/${router.id}/add_router_interface`;
    await call(lab, 'PUT', path, { subnet_id: subnet.id });
    return new BehindRouter(lab, outside, subnet.id);
  }

  /** Clients reach it by a floating IP alone. */
  balancer(): Promise<Balancer> {
    const own = { subnet_id: this.#subnet };
    return createBalancer(this.#lab, { pool: own, vip: own });
  }

  /** Leads to the VIP, as its host has shown, and the balancer answers through it. */
  async leadTo({ vip, port }: Balancer): Promise<FloatingIp> {
    const floatingip = { floating_network_id: this.#outside, port_id: vip['port_id'] };
    const { id, floating_ip_address } = await call(this.#lab, 'POST', '/v2.0/floatingips', { floatingip });
    const address = String(floating_ip_address);
    await eventually(
      async () => {
        const { status, status_description } = await call(this.#lab, 'GET', `/v2.0/floatingips/${id}`);
        expect(status, status_description).to.equal('ACTIVE');
      },
      { withinMs: 60_000 },
    );
    await eventually(
      async () =>
        expect((await curl(this.#lab, vipUrl('http', address, port))).status, address).to.equal(200),
      { withinMs: 30_000 },
    );
    return { id, address };
  }

  async remove({ id }: FloatingIp): Promise<void> {
    await call(this.#lab, 'DELETE', `/v2.0/floatingips/${id}`);
  }
}
