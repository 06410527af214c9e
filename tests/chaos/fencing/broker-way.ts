import { eventually } from '@lbaas/common/runtime';
import type { Lab, LabServer } from '@lbaas/lab';
import { expect } from 'chai';
import { SOON } from './site.ts';

/** No host has it: the control host takes it for the broker, and can so tell this way from that of the agents. */
const ADDRESS = '10.255.0.200';
const BROKER = '10.255.0.1';
const WAY = `
add table ip broker_way
add chain ip broker_way way { type nat hook output priority -100 ; }
add chain ip broker_way cut { type filter hook output priority 0 ; }
add rule ip broker_way way ip daddr ${ADDRESS} dnat to ${BROKER}
`;

/**
 * A second server, whose way to the broker can be cut in both directions while that of everybody else stays. It runs
 * from the cut until it hears again: other cases have servers with settings of their own, and any server may decide.
 */
export class BrokerWay {
  #server: LabServer | undefined;

  /** Swallows every packet, as a network does: nobody is told that a connection has ended. */
  async cut(lab: Lab): Promise<void> {
    if (this.#server === undefined) this.#server = await startServer(lab);
    else await this.#server.start();
    await nft(lab, `add rule ip broker_way cut ct original ip daddr ${ADDRESS} drop\n`);
  }

  /** The second server has found out. */
  async noticed(lab: Lab): Promise<void> {
    await this.#brokerIs(lab, (broker) => broker !== 'ok');
  }

  async heal(lab: Lab): Promise<void> {
    await nft(lab, 'flush chain ip broker_way cut\n');
    await this.#brokerIs(lab, (broker) => broker === 'ok');
    await this.#server?.stop();
  }

  async #brokerIs(lab: Lab, isSo: (broker: string) => boolean): Promise<void> {
    const server = this.#server ?? lab.server();
    await eventually(async () => {
      const { body } = await server.api('GET', '/readyz');
      const { broker } = body as { readonly broker: string };
      expect(isSo(broker), broker).to.equal(true);
    }, SOON);
  }
}

async function startServer(lab: Lab): Promise<LabServer> {
  await nft(lab, WAY);
  return lab.addServer('server-2', { LBAAS_AMQP_URL: `amqp://lbaas:lbaas@${ADDRESS}:5672/` });
}

async function nft(lab: Lab, stdin: string): Promise<void> {
  const { code, stderr } = await lab.exec('control', ['nft', '-f', '-'], { stdin });
  if (code !== 0) throw new Error(`the way to the broker: ${stderr}`);
}
