import { AmqpConnection, RpcClient, type RpcHandlers, RpcServer, topology } from '@lbaas/common/amqp';
import type { AgentMethod, LogicalDevice } from '@lbaas/common/contract';
import type { DeviceId } from '@lbaas/common/domain';
import { LifecycleStack, Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { freshPrefix, sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import { NotificationListener, UnitOfWork, createConnectionPool } from '../persistence/index.ts';
import { bumpGeneration } from '../devices/index.ts';
import { HAPROXY_ALONE } from '../devices/providers.ts';
import { placementOf, seedAgent, seedDevice, seedPlacement } from '../testing/seed.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { AgentUpdates } from '../agents/agent-updates.ts';
import { DISPATCH_DEFAULTS, Dispatcher } from './dispatcher.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
/** No agent here confirms anything: what is sent twice is sent by mistake. */
const SETTINGS = { ...DISPATCH_DEFAULTS, overdueBaseMs: 600_000, overdueCapMs: 600_000 };
const WITHIN = { withinMs: 10_000 } as const;

interface FakeAgent {
  readonly deployed: LogicalDevice[];
  readonly requestIds: (string | null)[];
  readonly undeployed: { device_id: string; epoch: number }[];
  readonly adminStates: boolean[];
}

describe('Dispatcher', function () {
  let db: TestDatabase;
  let names: ReturnType<typeof topology>;
  let url: string;
  let running: LifecycleStack[] = [];

  before(async function () {
    this.timeout(90_000);
    url = (await sharedRabbitmq()).url;
  });
  beforeEach(async () => {
    db = await openTestDatabase();
    names = topology(freshPrefix());
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((stack) => stack.stop()));
    await db.close();
  });

  async function startServer(): Promise<void> {
    const pool = createConnectionPool({ url: db.url, poolSize: 4 });
    const connection = new AmqpConnection({ url, name: 'server', logger });
    const rpc = new RpcClient({ connection, topology: names, logger });
    const notifications = new NotificationListener({ url: db.url, logger });
    const unitOfWork = new UnitOfWork({ pool });
    const parts = { unitOfWork, rpc, connection, notifications, logger };
    const stack = new LifecycleStack();
    stack.add('pool', { start: () => undefined, stop: () => pool.end() });
    stack.add('connection', connection);
    stack.add('rpc', rpc);
    stack.add('notifications', notifications);
    const options = { metrics: new Metrics(), settings: SETTINGS, providers: HAPROXY_ALONE };
    stack.add('dispatcher', new Dispatcher({ ...parts, ...options }));
    stack.add('updates', new AgentUpdates(parts));
    await stack.start();
    running.push(stack);
    await connection.whenConnected(5000);
  }

  async function startAgent(host: string): Promise<FakeAgent> {
    const seen: FakeAgent = { deployed: [], requestIds: [], undeployed: [], adminStates: [] };
    const handlers: RpcHandlers<AgentMethod> = {
      deploy_device: async ({ args, trace }) => {
        seen.deployed.push(args);
        seen.requestIds.push(trace.request_id);
      },
      release_device: async () => undefined,
      undeploy_device: async ({ args }) => void seen.undeployed.push(args),
      agent_updated: async ({ args }) => void seen.adminStates.push(args.admin_state_up),
      agent_refused: async () => undefined,
      echo_heartbeat: async () => undefined,
      inspect_device: () => Promise.reject(new Error('not asked here')),
      preview_device: () => Promise.reject(new Error('not asked here')),
    };
    const connection = new AmqpConnection({ url, name: host, logger });
    const server = new RpcServer({ connection, topology: names, side: { agent: host }, handlers, logger });
    const stack = new LifecycleStack();
    stack.add('connection', connection);
    stack.add('server', server);
    await stack.start();
    running.push(stack);
    await server.ready(5000);
    return seen;
  }

  const bump = (id: DeviceId): Promise<number> => db.unitOfWork.transaction((tx) => bumpGeneration(tx, id));

  it('sends a change within milliseconds of its commit, with the request id of the change', async () => {
    const { id, host } = await seedAgent(db);
    const agent = await startAgent(host);
    const device = await seedDevice(db);
    await startServer();
    await seedPlacement(db, device, id);
    await db.query(`SELECT pg_notify('lbaas_dispatch', '')`);
    await eventually(() => expect(agent.deployed).to.have.length(1), { ...WITHIN, everyMs: 1 });
    const delays: number[] = [];
    for (let round = 2; round <= 21; round += 1) {
      const committed = bump(device).then(() => performance.now());
      await eventually(() => expect(agent.deployed).to.have.length(round), { ...WITHIN, everyMs: 1 });
      delays.push(performance.now() - (await committed));
    }
    expect(agent.requestIds[0]).to.equal('req-seed');
    expect(agent.deployed.map((one) => one.generation)).to.deep.equal(
      Array.from({ length: 21 }, (_, i) => i + 1),
    );
    // Far above what is measured (a few ms), far below the poll.
    expect(delays.toSorted((a, b) => a - b)[10]).to.be.below(200);
  });

  it('sends everything once with two servers on one database', async () => {
    const { id, host } = await seedAgent(db);
    const agent = await startAgent(host);
    await Promise.all([startServer(), startServer()]);
    const devices = await Promise.all(Array.from({ length: 100 }, () => seedDevice(db)));
    await Promise.all(
      devices.map(async (device) => {
        await seedPlacement(db, device, id);
        await bump(device);
      }),
    );
    await eventually(async () => {
      const behind = await db.query(
        `SELECT 1 FROM placements p JOIN devices d ON d.id = p.device_id WHERE dispatched_generation < generation`,
      );
      expect(behind).to.deep.equal([]);
      expect(new Set(agent.deployed.map((one) => one.device_id)).size).to.equal(100);
    }, WITHIN);
    const sent = agent.deployed.map((one) => `${one.device_id} ${one.generation}`);
    expect(new Set(sent).size).to.equal(sent.length);
  });

  it('says that an agent has no queue, and sends when it has one', async () => {
    const { id, host } = await seedAgent(db);
    const device = await seedDevice(db);
    await seedPlacement(db, device, id);
    await startServer();
    await eventually(
      async () =>
        expect((await placementOf(db, device, id))?.dispatch_reason).to.equal(
          `agent ${host} has no queue on the message broker`,
        ),
      WITHIN,
    );
    const agent = await startAgent(host);
    await eventually(() => expect(agent.deployed).to.have.length(1), WITHIN);
    await eventually(
      async () => expect((await placementOf(db, device, id))?.dispatch_reason).to.equal(null),
      WITHIN,
    );
  });

  it('asks an agent to take down what it must not run', async () => {
    const { id, host } = await seedAgent(db);
    const agent = await startAgent(host);
    const device = await seedDevice(db);
    await seedPlacement(db, device, id, { wanted: 'absent', epoch: 6 });
    await startServer();
    await eventually(() => expect(agent.undeployed).to.deep.equal([{ device_id: device, epoch: 6 }]), WITHIN);
  });

  it('tells an agent its administrative state', async () => {
    const { host } = await seedAgent(db);
    const agent = await startAgent(host);
    await startServer();
    await db.query('UPDATE agents SET admin_state_up = false');
    await db.query(`SELECT pg_notify('lbaas_placement', '')`);
    await eventually(() => expect(agent.adminStates).to.deep.equal([false]), WITHIN);
  });
});
