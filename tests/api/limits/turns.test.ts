import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { type Answer, type Client, refused } from '../support/lbaas-v1-client.ts';
import { memberBody, memberOf, newNetwork, newPool, newSubnet } from '../support/lbaas-v1-fixture.ts';
import {
  type TurnsServer,
  type TurnsServerOptions,
  lockDevice,
  startTurnsServer,
} from '../support/turns-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

/** Requests in flight. */
class UnderWay {
  answered = 0;
  readonly #answers: Promise<readonly Answer[]>;

  constructor(requests: readonly Promise<Answer>[]) {
    for (const request of requests) void request.then(() => (this.answered += 1));
    this.#answers = Promise.all(requests);
  }

  /** The answers of all of them. */
  async made(): Promise<readonly Answer[]> {
    const answers = await this.#answers;
    for (const { status } of answers) expect(status).to.equal(201);
    return answers;
  }
}

describe('turns at the database', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: {}, isPatient: true });
  const servers: TurnsServer[] = [];
  const locks: (() => void)[] = [];

  afterEach(async () => {
    unlockAll();
    for (const server of servers.splice(0)) await server.stop();
  });

  async function start(options: TurnsServerOptions): Promise<TurnsServer> {
    const server = await startTurnsServer(api, options);
    servers.push(server);
    return server;
  }

  const lock = async (poolId: string): Promise<void> => void locks.push(await lockDevice(api, poolId));
  const unlockAll = (): void => {
    for (const unlock of locks.splice(0)) unlock();
  };

  const addMember = (client: Client, poolId: string, index = 1): Promise<Answer> =>
    client.post('/lb/members', memberBody(poolId, `10.1.9.${index}`));
  const addMembers = (client: Client, poolId: string, count: number): UnderWay =>
    new UnderWay(Array.from({ length: count }, (_, index) => addMember(client, poolId, index + 1)));
  const membersOf = async (poolId: string): Promise<number> =>
    (await api.query('SELECT 1 FROM members WHERE pool_id = $1', [poolId])).length;

  it('leave room for others beside a project whose writes wait for a lock', async () => {
    const server = await start({ connections: 5 });
    const pool = await newPool(api);
    await lock(pool.id);
    const writes = addMembers(server.of('one'), pool.id, 20);
    await server.untilWaiting({ forLocks: 4, forTurns: 16 });
    const two = server.of('two');
    const network = await newNetwork(two, { name: 'of two' });
    expect((await two.get(`/networks/${network.id}`)).status).to.equal(200);
    expect((await two.get('/lb/pools')).status).to.equal(200);
    expect((await server.as({}).get('/agents')).status).to.equal(200);
    expect(writes.answered).to.equal(0);
    unlockAll();
    const made = (await writes.made()).length;
    expect(await membersOf(pool.id)).to.equal(made);
  });

  it('leave room for a third beside two such projects', async () => {
    const server = await start({ connections: 10 });
    const [one, two] = [server.of('one'), server.of('two')];
    const subnet = await newSubnet(two, (await newNetwork(two)).id, '10.2.0.0/24');
    const pools = [await newPool(api), await newPool(api, { subnet_id: subnet.id }, two)];
    for (const { id } of pools) await lock(id);
    const first = addMembers(one, pools[0]?.id ?? '', 20);
    await server.untilWaiting({ forLocks: 8, forTurns: 12 });
    const second = addMembers(two, pools[1]?.id ?? '', 20);
    await server.untilWaiting({ forLocks: 9, forTurns: 31 });
    await newNetwork(server.of('three'));
    expect([first.answered, second.answered]).to.deep.equal([0, 0]);
    unlockAll();
    for (const writes of [first, second]) await writes.made();
  });

  it('refuse what finds a full line; it has changed nothing, and its key is free', async () => {
    const server = await start({ connections: 2, maxWaiting: 1 });
    const pool = await newPool(api);
    await lock(pool.id);
    const writes = addMembers(server.of('one'), pool.id, 2);
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    const keyed = server.as({ ...memberOf('one'), 'idempotency-key': 'of a full line' });
    const answer = await addMember(keyed, pool.id, 99);
    refused(answer, 429, 'HTTPTooManyRequests');
    expect(Number(answer.headers['retry-after'])).to.be.above(0);
    refused(await server.of('one').get('/networks'), 429, 'HTTPTooManyRequests');
    expect(await server.refusedFor('full')).to.equal(2);
    expect((await server.of('one').get('/extensions')).status).to.equal(200);
    unlockAll();
    const made = (await writes.made()).length;
    expect(await membersOf(pool.id)).to.equal(made);
    const [repeat, again] = [await addMember(keyed, pool.id, 99), await addMember(keyed, pool.id, 99)];
    expect([repeat.status, repeat.headers['idempotency-replayed']]).to.deep.equal([201, undefined]);
    expect([again.body, again.headers['idempotency-replayed']]).to.deep.equal([repeat.body, 'true']);
    expect(await membersOf(pool.id)).to.equal(made + 1);
  });

  it('refuse what has waited for too long, before it has changed anything', async () => {
    const server = await start({ connections: 2, maxWaitMs: 100, patienceMs: 60_000 });
    const pool = await newPool(api);
    await lock(pool.id);
    const holding = addMembers(server.of('one'), pool.id, 1);
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const late = await addMember(server.of('one'), pool.id, 99);
    refused(late, 503, 'ServiceUnavailable');
    expect(Number(late.headers['retry-after'])).to.be.above(0);
    expect(await server.refusedFor('late')).to.equal(1);
    unlockAll();
    const made = (await holding.made()).length;
    expect(await membersOf(pool.id)).to.equal(made);
  });

  it('make one object of repeats that wait for each other, beside other projects', async () => {
    const server = await start({ connections: 5 });
    const pool = await newPool(api);
    await lock(pool.id);
    const keyed = server.as({ ...memberOf('one'), 'idempotency-key': 'of many repeats' });
    const repeats = new UnderWay(Array.from({ length: 10 }, () => addMember(keyed, pool.id)));
    await server.untilWaiting({ forLocks: 4, forTurns: 6 });
    expect((await server.of('two').get('/networks')).status).to.equal(200);
    expect(repeats.answered).to.equal(0);
    unlockAll();
    const bodies = (await repeats.made()).map(({ body }) => JSON.stringify(body));
    expect(new Set(bodies).size).to.equal(1);
    expect(await membersOf(pool.id)).to.equal(1);
  });

  it('are not held by event streams, which read in the turns of their project', async () => {
    const server = await start({ connections: 2 });
    const streams = [await server.listen(), await server.listen(), await server.listen()];
    const [first] = streams;
    await eventually(() => expect(first?.lastId).to.not.equal(''), { withinMs: 5000 });
    const pool = await newPool(api);
    for (const stream of streams) expect((await stream.take(1))[0]?.data.id).to.equal(pool.id);
    const late = await server.listen(undefined, { ...memberOf('one'), 'last-event-id': first?.lastId ?? '' });
    await lock(pool.id);
    const writes = addMembers(server.of('one'), pool.id, 3);
    await server.untilWaiting({ forLocks: 1, forTurns: 2 });
    await newNetwork(server.of('two'));
    expect(writes.answered).to.equal(0);
    unlockAll();
    const made = await writes.made();
    for (const stream of [...streams, late]) {
      await eventually(() => expect(stream.heard.length).to.be.at.least(made.length), { withinMs: 30_000 });
      expect(stream.end).to.equal(undefined);
    }
    expect(new Set(server.turns)).to.deep.equal(new Set(['one', 'two']));
  });
});
