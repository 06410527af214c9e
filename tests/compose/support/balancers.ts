import type { Stack } from './stack.ts';

export interface Row {
  readonly id: string;
  readonly address: string;
  readonly port_id: string;
  readonly floating_ip_address: string;
}

interface Balancer {
  readonly pool: string;
  readonly vip: string;
  readonly floatingIp: string;
  /** Where the office reaches it. */
  readonly url: string;
}

/** Balancers beside the example, behind its router. */
export class Balancers {
  readonly #stack: Stack;
  readonly #made: Balancer[] = [];

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** The name of the agent that a pool is placed on. */
  async agentOf(pool: string): Promise<string> {
    const path = `lb/pools/${pool}/loadbalancer-agent`;
    return (await this.#stack.api<{ readonly host: string }>('GET', path)).host;
  }

  /** One that serves, on this agent: placement decides, so as many are made as it takes. @returns its URL */
  async createOn(agent: string): Promise<string> {
    for (;;) {
      const { pool, url } = await this.#create();
      if ((await this.agentOf(pool)) === agent) return url;
    }
  }

  async deleteAll(): Promise<void> {
    for (const { pool, vip, floatingIp } of this.#made.splice(0)) {
      await this.#stack.api('DELETE', `floatingips/${floatingIp}`);
      await this.#stack.api('DELETE', `lb/vips/${vip}`);
      await this.#stack.api('DELETE', `lb/pools/${pool}`);
    }
  }

  async #create(): Promise<Balancer> {
    const name = `balancer-${this.#made.length}`;
    const subnet_id = await this.#idOf('subnets', 'lb-subnet');
    const wanted = { name, protocol: 'HTTP', subnet_id };
    const stack = this.#stack;
    const pool = await stack.api<Row>('POST', 'lb/pools', { pool: { ...wanted, lb_method: 'ROUND_ROBIN' } });
    const member = { pool_id: pool.id, address: '10.0.0.11', protocol_port: 8080 };
    await stack.api('POST', 'lb/members', { member });
    const vip = await stack.api<Row>('POST', 'lb/vips', {
      vip: { ...wanted, pool_id: pool.id, protocol_port: 8080 },
    });
    const floatingip = {
      floating_network_id: await this.#idOf('networks', 'public-net'),
      port_id: vip.port_id,
    };
    const floating = await stack.api<Row>('POST', 'floatingips', { floatingip });
    const url = `http://${floating.floating_ip_address}:8080/`;
    const made = { pool: pool.id, vip: vip.id, floatingIp: floating.id, url };
    this.#made.push(made);
    await stack.until(() => stack.curl(url));
    return made;
  }

  async #idOf(collection: string, name: string): Promise<string> {
    const [found] = await this.#stack.api<Row[]>('GET', `${collection}?name=${name}`);
    if (found === undefined) throw new Error(`${collection} have no ${name}`);
    return found.id;
  }
}
