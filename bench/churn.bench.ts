import { readFileSync, readdirSync } from 'node:fs';
import { sleep } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { openDatabase } from '../tests/chaos/support/database.ts';
import { call, list, realised } from '../tests/e2e/support/balancer.ts';
import { createPool, createVip, createWideSubnet, deletePool } from './support/bench-balancer.ts';
import { type Row, report, round } from './support/figures.ts';
import { type ManyBalancer, createMany, deleteMany, inTurnsOf } from './support/many-balancers.ts';
import { familyCpuSeconds } from './support/process-cpu.ts';

/** Balancers that are created and deleted, one after another on each of four connections. */
const CYCLES = Number(process.env['BENCH_CYCLES'] ?? 500);
const SOAK_MINUTES = Number(process.env['BENCH_SOAK_MINUTES'] ?? 10);
/** Calls per second of the soak: less than the machine can do, or what waits would grow. */
const CALLS_PER_S = Number(process.env['BENCH_CALLS_PER_S'] ?? 30);
const BALANCERS = 10;
const PARTS = 5;
/** What is left of an announcement or a session is gone. */
const SETTLE_MS = 15_000;

const lab = await Lab.start({ agents: 1, webs: 1 });
const database = openDatabase(lab);
const agent = lab.agent(1);
const server = lab.server();

const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
const cpuSeconds = (): number => familyCpuSeconds(agent.pid ?? 0) + familyCpuSeconds(server.pid ?? 0);

/** They keep what has been, for as long as they are set to. */
const KEEPSAKES = ['audit_log', 'events'];

async function rowsNow(): Promise<number> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_stat_user_tables WHERE relname <> ALL ($1)`,
    [KEEPSAKES],
  );
  const counts = tables.rows.map(({ name }) => `(SELECT count(*) FROM "${name}")`);
  const { rows } = await database.query<{ total: number }>(`SELECT (${counts.join(' + ')})::int AS total`);
  return rows[0]?.total ?? 0;
}

async function queuesNow(): Promise<number> {
  const text = await lab.broker.ctl(['list_queues', 'name', '--no-table-headers']);
  return text.trim().split('\n').length;
}

async function reading(what: string, calls: number, usedSeconds: number): Promise<Row> {
  const [agentPid, serverPid] = [agent.pid ?? 0, server.pid ?? 0];
  const { stdout } = await lab.exec(agent.name, ['sh', '-c', 'ls /run/netns | wc -l; ip -o link | wc -l']);
  const [namespaces = 0, links = 0] = stdout.trim().split('\n').map(Number);
  return {
    what,
    'agent MB': round(residentMb(agentPid)),
    'agent descriptors': descriptors(agentPid),
    'server MB': round(residentMb(serverPid)),
    'server descriptors': descriptors(serverPid),
    namespaces,
    links,
    HAProxies: lab.haproxyPidsOn(agent.name).length,
    rows: await rowsNow(),
    queues: await queuesNow(),
    'ms of CPU each': calls === 0 ? '' : round((1000 * usedSeconds) / calls),
  };
}

type Work = (balancer: ManyBalancer, n: number) => Promise<unknown>;

const read: Work = () => list(lab, '/v2.0/lb/loadbalancers?limit=50');
const reweigh: Work = ({ memberId }, n) =>
  call(lab, 'PUT', `/v2.0/lb/members/${memberId}`, { member: { weight: 1 + (n % 200) } });
/** One that comes and goes. */
const comeAndGo: Work = async ({ poolId: pool_id }, n) => {
  const member = { pool_id, address: `10.1.200.${1 + (n % 250)}`, protocol_port: 1 + (n % 60_000) };
  const { id } = await call(lab, 'POST', '/v2.0/lb/members', { member });
  await call(lab, 'DELETE', `/v2.0/lb/members/${id}`);
};
const SOAK: readonly Work[] = [read, reweigh, read, reweigh, comeAndGo];

async function cycles(): Promise<Row[]> {
  const subnet = await createWideSubnet(lab);
  const rows = [await reading('before', 0, 0)];
  const each = Math.ceil(CYCLES / PARTS);
  for (let done = 0; done < CYCLES; done += each) {
    const before = cpuSeconds();
    const numbers = Array.from({ length: each }, (_, n) => done + n);
    await inTurnsOf(numbers, async (n) => {
      const { poolId } = await createPool(lab, [{ address: subnet.member }], subnet.id);
      const vipId = await createVip(lab, poolId, subnet.vipAddress(n), subnet.id);
      await realised(lab, poolId);
      await deletePool(lab, poolId, vipId);
    });
    const used = cpuSeconds() - before;
    await sleep(SETTLE_MS);
    rows.push(await reading(`${done + each} created and deleted`, each, used));
  }
  const afterwards = Array.from({ length: BALANCERS }, (_, n) => CYCLES + n);
  return [...rows, ...(await soak(await createMany(lab, subnet, afterwards)))];
}

/** Reads, changes at run time, and members that come and go, at a steady pace. */
async function soak(balancers: readonly ManyBalancer[]): Promise<Row[]> {
  const rows = [];
  const perPart = Math.round((SOAK_MINUTES * 60 * CALLS_PER_S) / PARTS);
  let made = 0;
  const next = (): Promise<unknown> => {
    const n = (made += 1);
    const balancer = balancers[n % balancers.length];
    if (balancer === undefined) throw new Error('there is no balancer');
    return SOAK[n % SOAK.length]?.(balancer, n) ?? Promise.resolve();
  };
  for (let part = 1; part <= PARTS; part += 1) {
    const before = cpuSeconds();
    const calls: Promise<unknown>[] = [];
    const startedMs = Date.now();
    for (let n = 0; n < perPart; n += 1) {
      await sleep(startedMs + (1000 * n) / CALLS_PER_S - Date.now());
      calls.push(next());
    }
    await Promise.all(calls);
    const minutes = round((part * SOAK_MINUTES) / PARTS);
    rows.push(await reading(`${minutes} minutes of ${CALLS_PER_S} calls/s`, perPart, cpuSeconds() - before));
  }
  for (const { poolId } of balancers) await realised(lab, poolId);
  await deleteMany(lab, balancers);
  await sleep(SETTLE_MS);
  return [...rows, await reading('all deleted', 0, 0)];
}

try {
  report('churn', await cycles(), { cycles: CYCLES, minutes: SOAK_MINUTES, 'calls per second': CALLS_PER_S });
} finally {
  await database.end();
  await lab.stop();
}
