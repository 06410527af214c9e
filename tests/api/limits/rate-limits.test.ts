import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, Metrics, createLogger, loadConfig } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { API_SERVER } from '../../../packages/server/src/wiring/api.ts';
import {
  TokenAuthenticator,
  createApp,
  hashToken,
  registerOperations,
} from '../../../packages/server/src/api/index.ts';
import { neutronDialect } from '../../../packages/server/src/api/neutron/index.ts';
import { GuessLimit, limitRate } from '../../../packages/server/src/api/limits/index.ts';
import { networkPart } from '../../../packages/server/src/api/neutron/network/index.ts';
import { ServerConfigSchema } from '../../../packages/server/src/config/server-config.ts';
import { createContainer } from '../../../packages/server/src/wiring/container.ts';
import { SERVER } from '../../../packages/server/src/wiring/server.ts';
import { type TestDatabase, openTestDatabase } from '../../../packages/server/src/testing/test-database.ts';
import { trustedCidr } from '../../../packages/server/src/usecases/network/cidr.ts';
import { type App, type Client, clientOf, created, refused } from '../support/lbaas-v1-client.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const newToken = (): string => randomBytes(32).toString('hex');
const TOKENS = { alice: newToken(), bob: newToken(), eve: newToken() } as const;
type User = keyof typeof TOKENS;
const PROJECTS: Readonly<Record<User, string>> = { alice: 'acme', bob: 'acme', eve: 'other' };

describe('limits of rates', () => {
  let db: TestDatabase;
  let app: App;
  let clock: ManualClock;
  let metrics: Metrics;

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(() => {
    clock = new ManualClock();
    metrics = new Metrics();
    const users = Object.keys(TOKENS) as User[];
    const known = users.map((userId) => ({
      userId,
      hash: hashToken(TOKENS[userId]),
      projectId: PROJECTS[userId],
      roles: ['member'],
    }));
    const trustedProxies = [trustedCidr('127.0.0.0/8')];
    app = createApp({
      unitOfWork: db.unitOfWork,
      authenticator: new TokenAuthenticator(known),
      dialects: [neutronDialect([networkPart({ defaultNetworkType: 'local', defaultMtu: 1500 })])],
      logger,
      limits: {
        guesses: new GuessLimit({ perSecond: 1, trustedProxies, clock, metrics }),
        rate: limitRate({ perSecond: 2, burst: 3, clock, metrics }),
      },
    });
    registerOperations(app, { metrics, readiness: () => Promise.resolve({}) });
  });
  afterEach(() => app.close());

  const as = (user: User, headers = {}): Client =>
    clientOf(app, { 'x-auth-token': TOKENS[user], ...headers });
  const from = (address: string, token: string): Client =>
    clientOf(app, { 'x-auth-token': token, 'x-forwarded-for': address });
  const refusals = async (reason: string): Promise<string | undefined> =>
    new RegExp(`lbaas_api_refused_total\\{reason="${reason}"\\} (\\d+)`).exec(await metrics.render())?.[1];

  it('are of a project, whichever token is used', async () => {
    for (const user of ['alice', 'bob', 'alice'] as const) {
      expect((await as(user).get('/networks')).status).to.equal(200);
    }
    const answer = await as('bob').get('/networks');
    refused(answer, 429, 'HTTPTooManyRequests');
    expect(Number(answer.headers['retry-after'])).to.be.above(0);
    expect((await as('eve').get('/networks')).status).to.equal(200);
    expect(await refusals('rate')).to.equal('1');
    clock.advance(500);
    expect((await as('bob').get('/networks')).status).to.equal(200);
    refused(await as('alice').get('/networks'), 429, 'HTTPTooManyRequests');
  });

  it('refuse before anything is changed; the key of a repeat is free', async () => {
    const body = { network: { name: 'limited' } };
    const keyed = as('alice', { 'idempotency-key': 'limited' });
    for (let call = 0; call < 3; call += 1) await as('alice').get('/networks');
    refused(await keyed.post('/networks', body), 429, 'HTTPTooManyRequests');
    refused(await keyed.post('/networks', '{'), 429, 'HTTPTooManyRequests');
    expect(await db.query(`SELECT 1 FROM networks WHERE name = 'limited'`)).to.have.length(0);
    clock.advance(1000);
    const first = await keyed.post('/networks', body);
    const again = await keyed.post('/networks', body);
    expect(created(again)).to.deep.equal(created(first));
    expect([first, again].map(({ headers }) => headers['idempotency-replayed'])).to.deep.equal([
      undefined,
      'true',
    ]);
    expect(await db.query(`SELECT 1 FROM networks WHERE name = 'limited'`)).to.have.length(1);
  });

  it('are not of what operators ask, nor of what everybody may read', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/', '/v2.0', '/v2.0/openapi.json']) {
      for (let call = 0; call < 20; call += 1) {
        expect((await app.inject(path)).statusCode, path).to.equal(200);
      }
    }
  });

  it('make guessing of tokens slow, and keep in who is known', async () => {
    const [address, other] = ['192.0.2.1', '192.0.2.2'];
    expect((await from(address, TOKENS.alice).get('/networks')).status).to.equal(200);
    for (let guess = 0; guess < 10; guess += 1) {
      refused(await from(address, newToken()).get('/networks'), 401, 'HTTPUnauthorized');
    }
    const guess = await from(address, newToken()).get('/networks');
    refused(guess, 429, 'HTTPTooManyRequests');
    expect(Number(guess.headers['retry-after'])).to.be.above(0);
    refused(await clientOf(app, { 'x-forwarded-for': address }).get('/networks'), 429, 'HTTPTooManyRequests');
    refused(await from(address, TOKENS.eve).get('/networks'), 429, 'HTTPTooManyRequests');
    expect(await refusals('address')).to.equal('3');
    expect((await from(address, TOKENS.alice).get('/networks')).status).to.equal(200);
    refused(await from(other, newToken()).get('/networks'), 401, 'HTTPUnauthorized');
    expect((await from(other, TOKENS.eve).get('/networks')).status).to.equal(200);
    clock.advance(1000);
    refused(await from(address, newToken()).get('/networks'), 401, 'HTTPUnauthorized');
    refused(await from(address, newToken()).get('/networks'), 429, 'HTTPTooManyRequests');
  });

  describe('of a server with settings', function () {
    this.timeout(60_000);
    let directory: string;

    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'lbaas-limits-'));
      const entry = `[[tokens]]\nhash = "${hashToken(TOKENS.alice)}"\nuser = "alice"\nproject_id = "acme"\nroles = ["member"]\n`;
      writeFileSync(join(directory, 'tokens.toml'), entry);
    });
    after(() => rmSync(directory, { recursive: true }));

    async function serve(
      settings: Readonly<Record<string, string>>,
      work: (url: string) => Promise<void>,
    ): Promise<void> {
      const env = {
        LBAAS_DATABASE_URL: db.url,
        LBAAS_AMQP_URL: 'amqp://guest:guest@127.0.0.1:1/',
        LBAAS_API_PORT: '0',
        ...settings,
      };
      const container = createContainer(loadConfig(ServerConfigSchema, { env }), logger);
      const server = container.get(SERVER);
      await server.start();
      try {
        await work(`http://127.0.0.1:${container.get(API_SERVER).port}`);
      } finally {
        await server.stop();
      }
    }

    /** The statuses of many calls at once. */
    async function statuses(url: string, token: () => string): Promise<ReadonlySet<number>> {
      const call = async () =>
        (await fetch(`${url}/v2.0/networks`, { headers: { 'x-auth-token': token() } })).status;
      return new Set(await Promise.all(Array.from({ length: 50 }, call)));
    }

    async function expectRefusals(url: string, reason: string): Promise<void> {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text).to.match(new RegExp(`lbaas_api_refused_total\\{reason="${reason}"\\} [1-9]`));
    }

    it('hold for calls and for tokens', async () => {
      const settings = {
        LBAAS_AUTH: 'token',
        LBAAS_AUTH_TOKENS_FILE: join(directory, 'tokens.toml'),
        LBAAS_API_RATE_LIMIT: '1',
        LBAAS_API_RATE_BURST: '5',
        LBAAS_API_REFUSED_TOKEN_LIMIT: '1',
      };
      await serve(settings, async (url) => {
        expect(await statuses(url, () => TOKENS.alice)).to.deep.equal(new Set([200, 429]));
        expect(await statuses(url, newToken)).to.deep.equal(new Set([401, 429]));
        await expectRefusals(url, 'rate');
        await expectRefusals(url, 'address');
      });
    });

    it('hold for turns at the database', async () => {
      const settings = { LBAAS_DATABASE_POOL_SIZE: '2', LBAAS_API_PROJECT_QUEUE: '1' };
      await serve(settings, async (url) => {
        expect(await statuses(url, newToken)).to.deep.equal(new Set([200, 429]));
        await expectRefusals(url, 'full');
      });
    });
  });
});
