import { randomUUID } from 'node:crypto';
import { AmqpConnection, type ConfirmChannel, type Topology, topology } from '@lbaas/common/amqp';
import { encodeMessage } from '@lbaas/common/contract';
import { createLogger, eventually, loadConfig } from '@lbaas/common/runtime';
import { type Rabbitmq, sharedRabbitmq } from '@lbaas/lab';
import { brokerUser } from '@lbaas/server/testing';
import { ServerConfigSchema } from '@lbaas/server/config';
import { expect } from 'chai';
import type { FakeAgent } from './fake-agent.ts';
import { ServerWorld, type Thing } from './server-world.ts';

const SOON = { withinMs: 20_000 };
const [VICTIM, HOSTILE] = ['host-b', 'host-a'];
const PASSWORD = 'secret';
const SERVER_USER = 'lbaas';
const TRACE = { trace: { request_id: null } };

/** A host that has been taken over: whoever is there has the login of its agent, and need not be one of ours. */
describe('a hostile agent with a broker user of its own', function () {
  this.timeout(120_000);
  let broker: Rabbitmq;
  let world: ServerWorld;
  let names: Topology;
  let victim: FakeAgent;
  let pool: Thing;
  let hostile: AmqpConnection;
  let installationId: string;

  before(async () => {
    broker = await sharedRabbitmq();
    world = await ServerWorld.open({ agent_identity: 'verified' });
    names = topology(world.prefix, { declares: 'own' });
    for (const host of [VICTIM, HOSTILE]) await broker.script(commandsFor(host));
    victim = await registered(VICTIM);
    installationId = victim.installationId;
    pool = await world.sentPool(await world.subnet());
    await eventually(() => expect(victim.deployed).to.have.length(1), SOON);
    hostile = new AmqpConnection({
      url: urlOf(HOSTILE),
      name: 'hostile',
      logger: createLogger({ name: 'hostile', level: 'silent' }),
    });
    hostile.start();
    await hostile.whenConnected(10_000);
  });
  after(async () => {
    await hostile.stop();
    await world.close();
    for (const host of [VICTIM, HOSTILE]) await broker.ctl(['delete_user', names.agentUser(host)]);
  });

  /** As an administrator runs them. */
  function commandsFor(host: string): string {
    const env = {
      LBAAS_DATABASE_URL: world.db.url,
      LBAAS_AMQP_URL: world.url,
      LBAAS_AMQP_PREFIX: world.prefix,
    };
    const text = brokerUser(loadConfig(ServerConfigSchema, { env }), { host, password: PASSWORD });
    return text.slice(0, text.indexOf('\n\n'));
  }

  function urlOf(host: string): string {
    const url = new URL(world.url);
    [url.username, url.password] = [names.agentUser(host), PASSWORD];
    return url.href;
  }

  function registered(host: string): Promise<FakeAgent> {
    return world.registeredAgent(host, { url: urlOf(host), names, serverUser: SERVER_USER });
  }

  /** What the broker says to it; undefined when it does it. */
  async function refusal(
    attempt: (channel: ConfirmChannel) => Promise<unknown>,
  ): Promise<string | undefined> {
    const supervised = hostile.supervise('attempt', async () => undefined);
    const channel = await supervised.ready(5000);
    const closed = new Promise<string>((resolve) => {
      channel.on('error', (error: Error) => resolve(error.message));
    });
    const done = attempt(channel).then(() => undefined);
    const outcome = await Promise.race([done, closed]).catch(() => closed);
    await supervised.close();
    return outcome;
  }

  async function publish(
    channel: ConfirmChannel,
    [exchange, key]: readonly [string, string],
    body: Buffer,
    properties: object = {},
  ): Promise<void> {
    channel.publish(exchange, key, body, { userId: names.agentUser(HOSTILE), ...properties });
    await channel.waitForConfirms();
  }

  const status = () => ({
    host: VICTIM,
    installation_id: installationId,
    device_id: pool.id,
    epoch: 1,
    generation: 1,
    observed_generation: 1,
    outcome: 'done' as const,
    how: 'runtime' as const,
    error: null,
    duration_ms: 1,
    at: new Date().toISOString(),
  });
  const claim = (): Buffer => encodeMessage('update_status', status(), TRACE);
  const order = (): Buffer => encodeMessage('undeploy_device', { device_id: pool.id, epoch: 1 }, TRACE);
  const poolStatus = async (): Promise<unknown> => (await world.show(`/lb/pools/${pool.id}`))['status'];
  const refusals = (): number =>
    world.log.filter(
      ({ code, msg }) => msg === 'message moved to the dead queue' && code === 'unverified_sender',
    ).length;
  /** Everything that was in its queue before has been handled by then. */
  const ordered = async (): Promise<void> => {
    const before = victim.deployed.length;
    const methods = ['ROUND_ROBIN', 'SOURCE_IP'];
    const lb_method = methods[before % 2];
    await world.request('PUT', `/v2.0/lb/pools/${pool.id}`, { pool: { lb_method } });
    await eventually(() => expect(victim.deployed.length).to.be.greaterThan(before), SOON);
  };

  it('reports nothing in the name of another host', async () => {
    const before = refusals();
    for (const properties of [{}, { userId: undefined }]) {
      expect(
        await refusal((channel) =>
          publish(channel, [names.exchange, names.workKey], claim(), { persistent: true, ...properties }),
        ),
      ).to.equal(undefined);
    }
    await eventually(() => expect(refusals()).to.equal(before + 2), SOON);
    expect(await poolStatus()).to.equal('PENDING_CREATE');
    const forged = { userId: names.agentUser(VICTIM) };
    expect(
      await refusal((channel) => publish(channel, [names.exchange, names.workKey], claim(), forged)),
    ).to.match(/PRECONDITION.FAILED.*user_id/);
  });

  it('is told nothing of another host, by a call or by its answer', async () => {
    const before = refusals();
    const ask = encodeMessage(
      'get_ready_devices',
      { host: VICTIM, installation_id: installationId, after: null, limit: 10 },
      TRACE,
    );
    const answers: unknown[] = [];
    expect(
      await refusal(async (channel) => {
        await channel.consume('amq.rabbitmq.reply-to', (message) => answers.push(message), { noAck: true });
        const properties = { replyTo: 'amq.rabbitmq.reply-to', correlationId: 'x' };
        await publish(channel, [names.exchange, names.workKey], ask, properties);
        await eventually(() => expect(refusals()).to.equal(before + 1), SOON);
      }),
    ).to.equal(undefined);
    expect(answers).to.deep.equal([]);
  });

  it('has no answer sent to the queue of another host', async () => {
    const before = refusals();
    const own = { host: HOSTILE, installation_id: randomUUID(), after: null, limit: 10 };
    const ask = encodeMessage('get_ready_devices', own, TRACE);
    const properties = { replyTo: names.agentQueue(VICTIM), correlationId: 'x' };
    await refusal((channel) => publish(channel, [names.exchange, names.workKey], ask, properties));
    await eventually(() => expect(refusals()).to.equal(before + 1), SOON);
  });

  it('reads no orders of another host', async () => {
    const queue = names.agentQueue(HOSTILE);
    const own = (channel: ConfirmChannel): Promise<unknown> => channel.assertQueue(queue);
    expect(await refusal(own)).to.equal(undefined);
    for (const key of ['#', 'agent.*', names.agentKey(VICTIM), names.workKey])
      expect(await refusal((channel) => channel.bindQueue(queue, names.exchange, key)), key).to.match(
        /ACCESS.REFUSED/,
      );
    expect(
      await refusal((channel) => channel.bindQueue(queue, names.exchange, names.agentKey(HOSTILE))),
    ).to.equal(undefined);
    for (const other of [names.agentQueue(VICTIM), names.workQueue, names.deadQueue]) {
      expect(await refusal((channel) => channel.consume(other, () => undefined)), other).to.match(
        /ACCESS.REFUSED/,
      );
      expect(await refusal((channel) => channel.get(other)), other).to.match(/ACCESS.REFUSED/);
      expect(await refusal((channel) => channel.purgeQueue(other)), other).to.match(/ACCESS.REFUSED/);
      expect(await refusal((channel) => channel.deleteQueue(other)), other).to.match(/ACCESS.REFUSED/);
    }
    expect(await refusal((channel) => channel.assertQueue('', { exclusive: true }))).to.match(
      /ACCESS.REFUSED/,
    );
    expect(await refusal((channel) => channel.assertExchange(names.exchange, 'topic'))).to.match(
      /ACCESS.REFUSED/,
    );
  });

  it('gives no orders to another host', async () => {
    const undeployed = victim.undeployed.length;
    for (const way of [
      [names.exchange, names.agentKey(VICTIM)],
      ['', names.agentQueue(VICTIM)],
      [names.deadExchange, ''],
    ] as const)
      expect(await refusal((channel) => publish(channel, way, order())), way.join(' ')).to.match(
        /ACCESS.REFUSED/,
      );
    // RabbitMQ 3.10 asks for the right to the first key only.
    const copies = { CC: names.agentKey(VICTIM), BCC: names.agentKey(VICTIM) };
    await refusal((channel) =>
      publish(channel, [names.exchange, names.lossyKey], order(), { ...copies, headers: {} }),
    );
    await ordered();
    expect(victim.undeployed.length).to.equal(undeployed);
  });

  it('has no order of the servers passed on to another host', async () => {
    const queue = names.agentQueue(HOSTILE);
    await refusal((channel) => channel.deleteQueue(queue));
    const moving = {
      deadLetterExchange: names.exchange,
      deadLetterRoutingKey: names.agentKey(VICTIM),
      messageTtl: 0,
    };
    expect(
      await refusal(async (channel) => {
        await channel.assertQueue(queue, moving);
        await channel.bindQueue(queue, names.exchange, names.agentKey(HOSTILE));
      }),
    ).to.equal(undefined);
    const [before, admin] = [victim.adminStates.length, new AmqpConnection(adminOptions())];
    admin.start();
    await admin.whenConnected(10_000);
    const channel = await admin.supervise('server', async () => undefined).ready(5000);
    const message = encodeMessage('agent_updated', { admin_state_up: false }, TRACE);
    channel.publish(names.exchange, names.agentKey(HOSTILE), message, { userId: SERVER_USER });
    await channel.waitForConfirms();
    await ordered();
    expect(victim.adminStates.length).to.equal(before);
    // The same without the detour is obeyed: it is the detour that counts.
    channel.publish(names.exchange, names.agentKey(VICTIM), message, { userId: SERVER_USER });
    await eventually(() => expect(victim.adminStates.length).to.equal(before + 1), SOON);
    await admin.stop();
    await refusal((own) => own.deleteQueue(queue));
  });

  const adminOptions = () => ({
    url: world.url,
    name: 'server',
    logger: createLogger({ name: 'server', level: 'silent' }),
  });

  it('leaves the agent that it speaks for as it is', async () => {
    const generation = victim.deployed.at(-1)?.generation ?? 0;
    await victim.report({ device_id: pool.id, epoch: 1 }, { generation });
    await eventually(async () => expect(await poolStatus()).to.equal('ACTIVE'), SOON);
  });
});
