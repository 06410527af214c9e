import { eventually } from '@lbaas/common/runtime';
import { sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import { METHODS } from '@lbaas/common/contract';
import { RpcWorld } from '@lbaas/common/testing';
import { fixturesOf, isCall, methodsFrom } from './fixtures.ts';
import { RawPeer } from './raw-peer.ts';
import { ServerWorld } from './server-world.ts';

const encode = (value: object): Buffer => Buffer.from(JSON.stringify(value));

describe('a whole server and the fixtures of the contract', function () {
  this.timeout(30_000);
  let broker: RpcWorld;
  let world: ServerWorld;
  let peer: RawPeer;

  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
    broker = await RpcWorld.open();
    world = await ServerWorld.open({ amqp_prefix: broker.names.exchange });
    await eventually(() => broker.count(broker.names.lossyQueue), { withinMs: 30_000, everyMs: 200 });
    peer = await RawPeer.open(broker);
  });
  after(async () => {
    await world.close();
    await broker.close();
  });

  const keyOf = (method: keyof typeof METHODS): string =>
    METHODS[method].queue === 'lossy' ? broker.names.lossyKey : broker.names.workKey;
  const dead = (): Promise<number> => broker.count(broker.names.deadQueue);

  it('works on every message that an agent may send, also twice', async () => {
    for (const method of methodsFrom('agent').filter((name) => !isCall(name))) {
      for (const { message } of [...fixturesOf(method).valid, ...fixturesOf(method).valid]) {
        peer.cast(keyOf(method), encode(message));
      }
    }
    const hosts = fixturesOf('report_state').valid.map(
      ({ message }) => (message.args as { host: string }).host,
    );
    await eventually(
      async () => {
        expect(await world.db.query('SELECT host FROM agents')).to.have.length(new Set(hosts).size);
        expect(await broker.count(broker.names.workQueue)).to.equal(0);
      },
      { withinMs: 30_000 },
    );
    expect(await dead()).to.equal(0);
  });

  it('answers every call with a reply of the contract', async () => {
    for (const method of methodsFrom('agent').filter(isCall)) {
      for (const { name, message } of fixturesOf(method).valid) {
        const reply = (await peer.call(keyOf(method), encode(message))) as { version: number; ok: boolean };
        expect(reply, `${method}: ${name}`).to.include({ version: 1 }).and.to.have.property('ok');
      }
    }
  });

  it('refuses what does not fit: a call with the error of the table, a cast to the dead queue', async () => {
    const before = await dead();
    let casts = 0;
    for (const method of methodsFrom('agent')) {
      for (const { name, message, code } of fixturesOf(method).invalid) {
        if (isCall(method)) {
          const reply = (await peer.call(keyOf(method), encode(message))) as { error: { code: string } };
          expect(reply.error.code, `${method}: ${name}`).to.equal(code);
        } else {
          peer.cast(keyOf(method), encode(message));
          casts += 1;
        }
      }
    }
    await eventually(async () => expect((await dead()) - before).to.equal(casts), { withinMs: 30_000 });
    const { diagnostics } = (await world.request('GET', '/v2.0/diagnostics')).body as {
      readonly diagnostics: { readonly dead_letters: number; readonly counters: readonly { name: string }[] };
    };
    expect(diagnostics.dead_letters).to.equal(await dead());
    expect(diagnostics.counters.map(({ name }) => name)).to.include('lbaas_rpc_dead_letters_total');
    const answer = await world.request('GET', '/v2.0/agents');
    expect(answer.status).to.equal(200);
  });
});
