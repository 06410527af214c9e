import { Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { UnitOfWork, createConnectionPool, type ConnectionPool } from '@lbaas/server/persistence';
import {
  ApiGate,
  NoAuthenticator,
  createApp,
  migratedDatabase,
  networkPart,
  neutronDialect,
  readReadiness,
  registerOperations,
} from '@lbaas/server/testing';
import { type App, type Client, clientOf, refused } from '../support/lbaas-v1-client.ts';

const SIZE = 4;

/** What the operator, or a failover, does to a database that answers all the while. */
describe('a database that is not what it was', function () {
  this.timeout(60_000);
  let url: string;
  let pool: ConnectionPool;
  let admin: ConnectionPool;
  let app: App;
  let client: Client;

  beforeEach(async () => {
    url = await migratedDatabase();
    admin = createConnectionPool({ url: url.replace(/\/\w+\?/, '/postgres?'), poolSize: 1 });
    pool = createConnectionPool({ url, poolSize: SIZE });
    const unitOfWork = new UnitOfWork({ pool });
    const logger = createLogger({ name: 'test', level: 'silent' });
    const dialects = [
      neutronDialect([networkPart({ defaultNetworkType: 'local', defaultMtu: 1500 })]),
    ] as const;
    app = createApp({ unitOfWork, authenticator: new NoAuthenticator(), dialects, logger });
    const gate = new ApiGate();
    gate.open();
    const migrator = { done: true, obstacle: '' };
    const needed = { unitOfWork, gate, migrator, connection: { obstacle: undefined } };
    registerOperations(app, { metrics: new Metrics(), readiness: () => readReadiness(needed) });
    await app.ready();
    client = clientOf(app, {});
    await Promise.all(Array.from({ length: SIZE }, read));
  });
  afterEach(async () => {
    await app.close();
    await pool.end();
    await admin.end();
  });

  const read = () => client.get('/networks');
  const write = () => client.post('/networks', { network: { name: 'x' } });
  const ready = () => app.inject({ method: 'GET', url: '/readyz' });
  const nameOf = () => new URL(url.replace('@/', '@localhost/')).pathname.slice(1);

  async function expectOutage(call: typeof write, reason: string): Promise<void> {
    const answer = await call();
    refused(answer, 503, 'ServiceUnavailable');
    expect(JSON.stringify(answer.body)).to.include(reason);
    expect(Number(answer.headers['retry-after'])).to.be.above(0);
    const { statusCode, body } = await ready();
    expect(statusCode).to.equal(503);
    expect(body).to.include(reason);
  }

  it('read-only: writes get 503, and the next call after its end succeeds, whatever reads meanwhile', async () => {
    await admin.query(`ALTER DATABASE ${nameOf()} SET default_transaction_read_only = on`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      nameOf(),
    ]);
    await eventually(async () => expect((await read()).status).to.equal(200), { withinMs: 30_000 });
    await expectOutage(write, 'the database is read-only');
    const reads = Array.from({ length: 2 * SIZE }, read);
    await admin.query(`ALTER DATABASE ${nameOf()} RESET default_transaction_read_only`);
    for (const { status } of await Promise.all(reads)) expect(status).to.equal(200);
    await eventually(async () => expect((await write()).status).to.equal(201), { withinMs: 30_000 });
    expect((await ready()).statusCode).to.equal(200);
  });

  it('without its tables: every call gets 503 until they are back', async () => {
    const rename = (from: string, to: string) => pool.query(`ALTER SCHEMA ${from} RENAME TO ${to}`);
    await rename('public', 'elsewhere');
    for (const call of [read, write]) await expectOutage(call, 'the database is not one of this server');
    await rename('elsewhere', 'public');
    expect((await write()).status).to.equal(201);
    expect((await ready()).statusCode).to.equal(200);
  });
});
