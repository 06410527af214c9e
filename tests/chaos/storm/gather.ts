import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { belongingsOf } from '../support/agent-host.ts';
import { withDatabase } from '../support/database.ts';
import type { EditRecord, ProjectName } from './edit.ts';
import type { AuditRow, EndState, QuotaCount } from './findings.ts';
import { type Objects, PLACES, insideOf, projectId } from './objects.ts';

const PROJECTS: readonly ProjectName[] = ['a', 'b'];
/** Until everything is done after the last fault: an agent that returns may have to wait for its name, and to probe. */
const SETTLE_MS = 120_000;

/** Everything runs and nothing is cut off. */
export async function healAll(lab: Lab): Promise<void> {
  await lab.links.heal();
  await Promise.all([lab.broker.start(), lab.postgres.start()]);
  await Promise.all([...lab.servers, ...lab.agents].map((service) => service.start()));
  for (const { name } of lab.agents) {
    await lab.heal(name, 'mgmt');
    await lab.heal(name, 'data');
    await lab.impair(name, 'mgmt', {});
  }
}

const BEHIND = `
SELECT 'device ' || d.id || ' on ' || a.host || ': ' || p.wanted || ', observed ' || p.observed_generation || ' of ' ||
  d.generation || coalesce(', ' || p.error, '') AS what
FROM devices d JOIN placements p ON p.device_id = d.id JOIN agents a ON a.id = p.agent_id
WHERE p.wanted = 'absent' OR (p.wanted = 'present' AND (p.observed_generation < d.generation OR p.error IS NOT NULL))
UNION ALL SELECT 'device ' || id || ' is placed nowhere' FROM devices d
WHERE NOT EXISTS (SELECT 1 FROM placements p WHERE p.device_id = d.id)`;
const LISTS = ['lb/pools', 'lb/vips', 'lb/members', 'floatingips', 'routers'];

/** What is not done yet, in words. */
async function unsettledNow(lab: Lab): Promise<string[]> {
  const behind = await withDatabase(lab, (client) => client.query<{ what: string }>(BEHIND));
  const words = behind.rows.map(({ what }) => what);
  for (const path of LISTS) {
    const { status, body } = await lab.api('GET', `/v2.0/${path}`);
    if (status !== 200) throw new Error(`GET ${path} answers ${status}`);
    const objects = Object.values(body as Record<string, readonly Record<string, unknown>[]>)[0] ?? [];
    for (const { id, status: shown, status_description: why } of objects) {
      if (/PENDING|ERROR/.test(String(shown)))
        words.push(`${path} ${String(id)}: ${String(shown)}, ${String(why)}`);
    }
  }
  return words;
}

/** Waits until nothing is to be done. @returns what is not done in time */
export async function settle(lab: Lab): Promise<readonly string[]> {
  let last: readonly string[] = ['the API did not answer'];
  try {
    await eventually(
      async () => {
        last = await unsettledNow(lab);
        if (last.length > 0) throw new Error(`${last.length} are not done`);
      },
      { withinMs: SETTLE_MS, everyMs: 300 },
    );
    return [];
  } catch {
    return last;
  }
}

/** What the API shows of everything that was ever edited. */
export async function endStatesOf(lab: Lab, edits: readonly EditRecord[]): Promise<EndState[]> {
  const all = new Map(
    edits
      .filter(({ id }) => id !== undefined)
      .map((edit) => [`${edit.project} ${edit.kind} ${edit.name}`, edit]),
  );
  const states: EndState[] = [];
  for (const [name, { kind, id }] of all) {
    if (kind === 'association') continue;
    const [path] = PLACES[kind];
    const { status, body } = await lab.api('GET', `/v2.0/${path}/${id}`);
    if (status !== 200 && status !== 404) throw new Error(`GET ${path}/${id} answers ${status}`);
    states.push({ name, shown: status === 404 ? undefined : insideOf(body) });
  }
  return states;
}

/** Of calls: a server that moves a device writes a row, too. */
const AUDIT = `
SELECT (extract(epoch FROM at) * 1000)::float8 AS at, resource_id AS id, action, resource_type AS type
FROM audit_log WHERE body -> 'moved' IS NULL ORDER BY audit_log.id`;

export const auditOf = (lab: Lab): Promise<AuditRow[]> =>
  withDatabase(lab, async (client) => (await client.query<AuditRow>(AUDIT)).rows);

const COUNTED: Readonly<Record<string, string>> = {
  pool: 'pools',
  vip: 'listeners',
  member: 'members',
  health_monitor: 'health_monitors',
  floatingip: 'floating_ips',
  router: 'routers',
  network: 'networks',
};

export async function quotasOf(lab: Lab): Promise<QuotaCount[]> {
  const counts: QuotaCount[] = [];
  for (const project of PROJECTS.map(projectId)) {
    const { status, body } = await lab.api('GET', `/v2.0/quotas/${project}/details`);
    if (status !== 200) throw new Error(`GET quotas/${project}/details answers ${status}`);
    const details = insideOf(body) as Record<string, { readonly used: number } | undefined>;
    for (const [resource, table] of Object.entries(COUNTED)) {
      const used = details[resource]?.used;
      if (used === undefined) throw new Error(`no quota of ${resource} in ${JSON.stringify(details)}`);
      const sql = `SELECT count(*)::int AS rows FROM ${table} WHERE project_id = $1`;
      const { rows } = await withDatabase(lab, (client) => client.query<{ rows: number }>(sql, [project]));
      counts.push({ project, resource, used, rows: rows[0]?.rows ?? -1 });
    }
  }
  return counts;
}

/** Deletes all that the projects have. */
export async function deleteAll(lab: Lab, objects: Objects, routers: readonly string[]): Promise<void> {
  for (const kind of ['floatingips', 'lb/vips', 'lb/pools', 'lb/health_monitors']) {
    const { body } = await lab.api('GET', `/v2.0/${kind}`);
    const all = Object.values(body as Record<string, readonly { readonly id: string }[]>)[0] ?? [];
    for (const { id } of all) await remove(lab, 'DELETE', `${kind}/${id}`);
  }
  for (const [index, project] of PROJECTS.entries()) {
    const router = routers[index] ?? '';
    await remove(lab, 'PUT', `routers/${router}/remove_router_interface`, {
      subnet_id: objects.id(project, 'inside'),
    });
    await remove(lab, 'DELETE', `routers/${router}`);
  }
}

async function remove(lab: Lab, method: string, path: string, body?: object): Promise<void> {
  const { status, body: said } = await lab.api(method, `/v2.0/${path}`, body);
  if (status > 299) throw new Error(`${method} ${path} answers ${status}: ${JSON.stringify(said)}`);
}

const EMPTY_TABLES = [
  'devices',
  'placements',
  'load_balancers',
  'listeners',
  'pools',
  'members',
  'member_health',
  'health_monitors',
  'pool_health_monitors',
  'statistics',
  'address_holds',
  'routers',
  'router_interfaces',
  'floating_ips',
];
/** Old processes of reloads finish their connections: LBAAS_HAPROXY_HARD_STOP_AFTER is 60 s. */
const GONE_MS = 150_000;

/** After everything was deleted: what is still there, and whose it could be nobody can say. */
export async function ownerlessThings(lab: Lab, queuesBefore: readonly string[]): Promise<readonly string[]> {
  let left: readonly string[] = [];
  try {
    await eventually(
      async () => {
        left = [...(await leftOnHosts(lab)), ...(await leftInDatabase(lab))];
        if (left.length > 0) throw new Error(`${left.length} things are left`);
      },
      { withinMs: GONE_MS, everyMs: 500 },
    );
  } catch {
    // `left` has them.
  }
  const queues = await queuesOf(lab);
  const isFull = (line: string): boolean => line.startsWith('lbaas.dead') && !line.endsWith('\t0');
  const dead = queues.filter(isFull).map((line) => `messages that nobody could handle: ${line}`);
  // A queue for answers ends with its connection, and a new connection has one of another name.
  const names = queues.map(nameOf).filter((name) => !name.startsWith('lbaas.reply.'));
  const strange = names.filter((name) => !queuesBefore.map(nameOf).includes(name));
  return [...left, ...dead, ...strange.map((name) => `queue ${name}`)];
}

const nameOf = (line: string): string => line.split('\t')[0] ?? '';

/** Name and number of messages of each queue. */
export async function queuesOf(lab: Lab): Promise<string[]> {
  const text = await lab.broker.ctl(['list_queues', 'name', 'messages', '--no-table-headers']);
  return text.split('\n').filter((line) => line.startsWith('lbaas'));
}

const FILTERED = 'nft list ruleset | grep -oE "tap[0-9a-f-]{11}" | sort -u; ls /run/netns | grep -E "^q"';

async function leftOnHosts(lab: Lab): Promise<string[]> {
  const all = await Promise.all(
    lab.agents.map(async (agent) => {
      const has = await belongingsOf(lab, agent);
      const { stdout } = await lab.exec(agent.host.name, ['bash', '--norc', '-c', FILTERED]);
      const rules = stdout
        .split('\n')
        .filter(Boolean)
        .map((name) => `rule or namespace ${name}`);
      const things = Object.entries(has).flatMap(([kind, those]: [string, readonly unknown[]]) =>
        those.map((one) => `${kind} ${String(one)}`),
      );
      return [...things, ...rules].map((thing) => `${agent.name}: ${thing}`);
    }),
  );
  return all.flat();
}

const leftInDatabase = (lab: Lab): Promise<string[]> =>
  withDatabase(lab, async (client) => {
    const counts = EMPTY_TABLES.map(
      (table) => `SELECT '${table}' AS name, count(*)::int AS rows FROM ${table}`,
    );
    const { rows } = await client.query<{ name: string; rows: number }>(counts.join(' UNION ALL '));
    return rows
      .filter(({ rows: count }) => count > 0)
      .map(({ name, rows: count }) => `${count} rows of ${name}`);
  });
