import { type Args, RpcError } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { useServerWorld } from './use-server-world.ts';

interface Foreseen {
  readonly object: Readonly<Record<string, unknown>>;
  readonly devices: readonly Readonly<Record<string, unknown>>[];
}

describe('dry runs over the broker', function () {
  this.timeout(60_000);
  const world = useServerWorld();

  it('ask the agent of the device, send it nothing else, and say when it is of the version before', async () => {
    const asked: Args<'preview_device'>[] = [];
    let isOld = false;
    const agent = await world.registeredAgent('host-1', {
      obedient: true,
      preview: async (args) => {
        asked.push(args);
        if (isOld) throw new RpcError('unknown_method', 'unknown method preview_device');
        const file = { name: 'haproxy.cfg', before: null, after: 'global\n' };
        const plan = [{ step: 'start', class: 'start', reason: null } as const];
        return { device_id: args.device_id, files: [file], plan, effect: 'start', refusal: null };
      },
    });
    const subnet = await world.subnet();
    const pool = await world.pool(subnet);
    const vip = { protocol: 'HTTP', protocol_port: 80, subnet_id: subnet, pool_id: pool.id };
    const dryRun = async (): Promise<Foreseen> => {
      const { status, body } = await world.request('POST', '/v2.0/lb/vips?dry_run=true', { vip });
      expect(status, JSON.stringify(body)).to.equal(200);
      return body['dry_run'] as Foreseen;
    };
    const { object, devices } = await dryRun();
    expect(object).to.include({ protocol_port: 80, status: 'PENDING_CREATE' });
    expect(devices).to.have.length(1);
    expect(devices[0]).to.include({
      device_id: pool.id,
      agent_host: 'host-1',
      effect: 'start',
      reason: null,
    });
    isOld = true;
    expect((await dryRun()).devices[0]).to.deep.include({
      files: [],
      reason: 'the agent is of a version that has no dry runs',
    });
    const [sent] = asked;
    // What is sent then is what was asked about, but for the ids and addresses that are chosen anew.
    await world.vip(pool.id, subnet);
    const { device_id, kind, epoch, generation, driver } = sent?.device ?? {};
    await eventuallyDeployed(agent.deployed, { device_id, kind, epoch, generation, driver });
    expect(asked).to.have.length(2);
  });
});

const eventuallyDeployed = (deployed: readonly object[], wanted: object): Promise<void> =>
  eventually(() => void expect(deployed.at(-1)).to.deep.include(wanted), { withinMs: 30_000 });
