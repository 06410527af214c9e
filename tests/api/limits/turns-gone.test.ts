import { type ClientRequest, request } from 'node:http';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import type { Answer } from '../support/lbaas-v1-client.ts';
import { memberBody, memberOf, newPool } from '../support/lbaas-v1-fixture.ts';
import {
  type TurnsServer,
  type TurnsServerOptions,
  lockDevice,
  startTurnsServer,
} from '../support/turns-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';

describe('clients that go before their turn', function () {
  this.timeout(60_000);
  const api = useLbaasApi({ agent: {}, isPatient: true });
  let server: TurnsServer;
  let poolId: string;
  let unlock: () => void;
  let callers: ClientRequest[];

  /** One call of each project at a time has its turn, and none ends before the device is unlocked. */
  async function start(options: Partial<TurnsServerOptions> = {}): Promise<void> {
    server = await startTurnsServer(api, { connections: 2, ...options });
    poolId = (await newPool(api)).id;
    unlock = await lockDevice(api, poolId);
    callers = [];
  }

  afterEach(async () => {
    for (const caller of callers) caller.destroy();
    unlock();
    await server.stop();
  });

  const stay = (index: number): Promise<Answer> =>
    server.of('one').post('/lb/members', memberBody(poolId, `10.1.9.${index}`));

  /** A call of the project that does not wait for its answer. */
  function call(path: string, body?: object): ClientRequest {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { ...memberOf('one'), 'content-type': 'application/json' };
    const caller = request(new URL(`/v2.0${path}`, server.url), { method, headers, agent: false });
    caller.on('error', () => undefined);
    caller.end(body === undefined ? undefined : JSON.stringify(body));
    callers.push(caller);
    return caller;
  }
  const add = (index: number): ClientRequest => call('/lb/members', memberBody(poolId, `10.1.9.${index}`));

  const addresses = async (): Promise<readonly string[]> => {
    const rows = await api.query<{ address: string }>(
      'SELECT address FROM members WHERE pool_id = $1 ORDER BY address',
      [poolId],
    );
    return rows.map(({ address }) => address);
  };

  it('leave their line at once, having changed nothing', async () => {
    await start();
    const first = stay(1);
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const leaving = [add(2), add(3), call('/lb/pools')];
    await server.untilWaiting({ forLocks: 1, forTurns: 3 });
    const last = stay(4);
    await server.untilWaiting({ forLocks: 1, forTurns: 4 });
    for (const caller of leaving) caller.destroy();
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    expect(await server.refusedFor('gone')).to.equal(3);
    unlock();
    expect([(await first).status, (await last).status]).to.deep.equal([201, 201]);
    expect(await addresses()).to.deep.equal(['10.1.9.1', '10.1.9.4']);
  });

  it('leave their places in a full line to others', async () => {
    await start({ maxWaiting: 1 });
    const first = stay(1);
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const leaving = add(2);
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    leaving.destroy();
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const next = stay(3);
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    unlock();
    expect([(await first).status, (await next).status]).to.deep.equal([201, 201]);
  });

  it('are served to the end once they have it', async () => {
    await start();
    const leaving = add(1);
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const closed = new Promise((resolve) => leaving.once('close', resolve));
    leaving.destroy();
    await closed;
    const next = stay(2);
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    unlock();
    expect((await next).status).to.equal(201);
    expect(await addresses()).to.deep.equal(['10.1.9.1', '10.1.9.2']);
    expect(await server.refusedFor('gone')).to.equal(0);
  });

  it('take along no stream that shares what they wait for', async () => {
    await start();
    let arrived = 0;
    server.app.server.on('request', () => (arrived += 1));
    const first = stay(1);
    await server.untilWaiting({ forLocks: 1, forTurns: 0 });
    const leaving = call('/lb/events');
    await server.untilWaiting({ forLocks: 1, forTurns: 1 });
    const staying = server.listen();
    await eventually(() => expect(arrived).to.equal(2), { withinMs: 30_000 });
    const gone = new Promise((resolve) => server.app.server.once('connection', resolve));
    leaving.destroy();
    call('/extensions');
    await gone;
    unlock();
    const stream = await staying;
    expect(stream.status).to.equal(200);
    stream.close();
    expect((await first).status).to.equal(201);
    expect(await server.refusedFor('gone')).to.equal(0);
  });
});
