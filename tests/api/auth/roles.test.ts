import { randomBytes } from 'node:crypto';
import { Metrics, createLogger, systemClock } from '@lbaas/common/runtime';
import { expect } from 'chai';
import {
  type Authenticator,
  createApp,
  type FakeKeystone,
  goodToken,
  hashToken,
  KeystoneAuthenticator,
  neutronDialect,
  NoAuthenticator,
  noSuchToken,
  startFakeKeystone,
  TokenAuthenticator,
} from '@lbaas/server/testing';
import { UnitOfWork } from '@lbaas/server/persistence';
import { type App, type Client, clientOf } from '../support/lbaas-v1-client.ts';
import { associate, newMember, newMonitor, newPool, newVip } from '../support/lbaas-v1-fixture.ts';
import { newFloatingIp, newOffice, newRouter } from '../support/routing-fixture.ts';
import { useLbaasApi } from '../support/use-lbaas-api.ts';
import { type Reference, routesIn } from '../wholesale/routes.ts';

const CALLERS = {
  admin: { project: 'ops', role: 'admin' },
  member: { project: 'one', role: 'member' },
  reader: { project: 'one', role: 'reader' },
  stranger: { project: 'two', role: 'member' },
} as const;
type Caller = keyof typeof CALLERS;
const NAMES = Object.keys(CALLERS) as Caller[];

const TOKENS = Object.fromEntries(NAMES.map((name) => [name, randomBytes(32).toString('hex')])) as Record<
  Caller,
  string
>;

/** What callers who are not admins get where it does not follow from their own objects. */
const ADMINS_ONLY: Readonly<Record<string, number>> = {
  'GET /v2.0/agents/{id}': 404,
  'PUT /v2.0/agents/{id}': 404,
  'DELETE /v2.0/agents/{id}': 404,
  'GET /v2.0/agents/{id}/loadbalancer-pools': 403,
  'GET /v2.0/lb/pools/{id}/loadbalancer-agent': 403,
  'GET /v2.0/quotas': 403,
  'PUT /v2.0/quotas/{projectId}': 403,
  'DELETE /v2.0/quotas/{projectId}': 403,
  'GET /v2.0/audit-log': 403,
  'GET /v2.0/audit-log/{id}': 403,
};

/** Belongs to nobody, or is refused for every object. */
const OF_NOBODY = /^GET \/v2\.0\/extensions\/|^PUT .*\/health_monitors\/\{monitorId\}$/;
/** Addressed by name, so there is nothing to hide. */
const QUOTAS = /\/quotas\//;

interface Call {
  readonly name: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly body: unknown;
}

const authenticators = {
  noauth: () => new NoAuthenticator(),
  token: () =>
    new TokenAuthenticator(
      NAMES.map((name) => {
        const { project: projectId, role } = CALLERS[name];
        return { hash: hashToken(TOKENS[name]), userId: name, projectId, roles: [role] };
      }),
    ),
  keystone: ({ url }: FakeKeystone) =>
    new KeystoneAuthenticator(
      {
        url,
        publicUrl: url,
        credentials: {
          username: 'lbaas',
          userDomainName: 'Default',
          password: 'secret',
          projectName: 'service',
          projectDomainName: 'Default',
        },
        roles: { admin: ['admin'], member: ['member'], reader: ['reader'] },
        cacheTtlMs: 60_000,
        timeoutMs: 5000,
      },
      { logger: silent(), metrics: new Metrics(), clock: systemClock },
    ),
} as const satisfies Readonly<Record<string, (keystone: FakeKeystone) => Authenticator>>;

const silent = () => createLogger({ name: 'test', level: 'silent' });

describe('what each role may do on each route', function () {
  this.timeout(60_000);
  const api = useLbaasApi();
  let keystone: FakeKeystone;
  let calls: readonly Call[];

  before(async () => {
    keystone = await startFakeKeystone();
    keystone.validation = (request) => {
      const name = NAMES.find((each) => TOKENS[each] === request.headers['x-subject-token']);
      if (name === undefined) return noSuchToken(request);
      const { project, role } = CALLERS[name];
      return goodToken({ user: { id: name }, project: { id: project }, roles: [{ name: role }] })(request);
    };
    calls = callsOf((await api.app.inject('/v2.0/openapi.json')).json<Reference>(), await idsOf());
  });
  after(() => keystone.stop());

  async function idsOf(): Promise<Readonly<Record<string, string>>> {
    const { id: agents } = await api.agent();
    const { id: pools } = await newPool(api);
    const { id: vips, port_id: ports } = await newVip(api, pools);
    const { id: members } = await newMember(api, pools, '10.1.0.9');
    const { id: health_monitors } = await newMonitor(api);
    await associate(api, pools, health_monitors);
    const [entry] = await api.query<{ id: number }>('SELECT min(id) AS id FROM audit_log');
    const { id: office } = await newOffice(api);
    const { id: routers } = await newRouter(api.one);
    const { id: floatingips } = await newFloatingIp(api.one, { floating_network_id: office });
    const own = { pools, loadbalancers: pools, vips, ports, members, health_monitors, routers, floatingips };
    const rest = { networks: api.networkId, subnets: api.subnetId, agents, quotas: 'one' };
    return { ...own, ...rest, 'audit-log': String(entry?.id), extensions: 'lbaas' };
  }

  for (const mode of Object.keys(authenticators) as (keyof typeof authenticators)[]) {
    describe(`with auth = ${mode}`, () => {
      let app: App;
      const as = (name: Caller): Client =>
        clientOf(app, {
          'x-auth-token': TOKENS[name],
          ...(mode === 'noauth'
            ? { 'x-project-id': CALLERS[name].project, 'x-roles': CALLERS[name].role }
            : {}),
        });

      before(async () => {
        app = createApp({
          unitOfWork: new UnitOfWork({ pool: api.pool }),
          authenticator: authenticators[mode](keystone),
          dialects: [neutronDialect(api.parts)],
          logger: silent(),
        });
        await app.ready();
      });
      after(() => app.close());

      const statusOf = async (client: Client, { method, path, body }: Call): Promise<number> =>
        (method === 'get' || method === 'delete' ? client[method](path) : client[method](path, body)).then(
          ({ status }) => status,
        );

      it('a reader writes nothing, and reads what a member reads', async () => {
        for (const call of calls) {
          const expected = call.method === 'get' ? await statusOf(as('member'), call) : 403;
          expect(await statusOf(as('reader'), call), call.name).to.equal(expected);
        }
      });

      it('a stranger finds nothing that is not its own', async () => {
        const one = calls.filter(({ name }) => name.includes('{') && !OF_NOBODY.test(name));
        for (const call of one) {
          const expected = ADMINS_ONLY[call.name] ?? (QUOTAS.test(call.name) ? 403 : 404);
          expect(await statusOf(as('stranger'), call), call.name).to.equal(expected);
        }
      });

      it('a member is no admin, and an admin is', async () => {
        for (const call of calls.filter(({ name }) => name in ADMINS_ONLY)) {
          expect(await statusOf(as('member'), call), call.name).to.equal(ADMINS_ONLY[call.name]);
        }
        const reads = calls.filter(({ method }) => method === 'get');
        for (const call of reads) expect(await statusOf(as('admin'), call), call.name).to.equal(200);
      });

      if (mode === 'noauth') return;
      it('nobody gets in without a token', async () => {
        for (const call of calls.filter(({ name }) => name !== 'GET /v2.0')) {
          expect(await statusOf(clientOf(app, { 'x-roles': 'admin' }), call), call.name).to.equal(401);
        }
      });
    });
  }
});

/** One call of every route, with the example of its body. */
function callsOf({ paths }: Reference, ids: Readonly<Record<string, string>>): readonly Call[] {
  return routesIn(paths).map(({ method, template }) => {
    const path = template.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${ids[kind]}`);
    const verb = method.toLowerCase() as Call['method'];
    const operation = paths[template]?.[verb] as {
      requestBody?: { content: Record<string, { example?: unknown }> };
    };
    const content = operation.requestBody?.content['application/json'];
    return {
      name: `${method} ${template}`,
      method: verb,
      path: path.replace('/v2.0', ''),
      body: content?.example ?? {},
    };
  });
}
