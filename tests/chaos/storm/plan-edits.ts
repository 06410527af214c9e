import type { Dice } from '../../api/races/dice.ts';
import type { Edit, ProjectName, Values } from './edit.ts';

/** What a project has at a moment of its plan. */
interface Pool {
  readonly name: string;
  readonly protocol: 'HTTP' | 'TCP';
  /** Clients ask for it all the time: no change of it may be noticed. */
  readonly isSteady: boolean;
  vip: string | undefined;
  /** Whether the VIP is behind the router of the project, where floating IPs lead. */
  isInside: boolean;
  readonly members: Map<string, string>;
  readonly monitors: Set<string>;
}
interface Holdings {
  readonly project: ProjectName;
  readonly pools: Map<string, Pool>;
  readonly monitors: Set<string>;
  /** Floating IPs, and the VIP that each leads to. */
  readonly floatingIps: Map<string, string | undefined>;
  count: number;
}
type Step = Omit<Edit, 'atMs' | 'project'>;
type Maker = (have: Holdings, dice: Dice) => Step | undefined;

/** More would only make the machine slow. */
const MOST_POOLS = 4;
const MEMBER_ADDRESSES = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
export const PORTS = { HTTP: 8080, TCP: 9000 } as const;
/** A check may be late on a busy machine: a member that is well must not be taken for dead. */
export const PATIENT = { type: 'TCP', delay: 5, timeout: 5, max_retries: 3 } as const;
const METHODS = ['ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP'];

/** The balancers that clients ask for all the time, by the names that the site gives them. */
export const STEADY: Readonly<Record<ProjectName, readonly Pick<Pool, 'name' | 'protocol'>[]>> = {
  a: [
    { name: 'steady-http', protocol: 'HTTP' },
    { name: 'steady-floating', protocol: 'HTTP' },
  ],
  b: [{ name: 'steady-tcp', protocol: 'TCP' }],
};

const oneOf = <T>(dice: Dice, all: Iterable<T>): T | undefined => {
  const list = [...all];
  return list.length === 0 ? undefined : dice.pick(list);
};
const fresh = (have: Holdings, what: string): string => `${have.project}-${what}-${(have.count += 1)}`;
const pools = ({ pools: all }: Holdings, fits: (pool: Pool) => boolean): Pool[] =>
  [...all.values()].filter(fits);
const update = (kind: Step['kind'], name: string, values: Values, pool: Pool, reloads: boolean): Step => ({
  verb: 'update',
  kind,
  name,
  values,
  pool: pool.name,
  reloads,
});

const createPool: Maker = (have, dice) => {
  if (have.pools.size >= MOST_POOLS + STEADY[have.project].length) return undefined;
  const pool: Pool = {
    name: fresh(have, 'pool'),
    protocol: dice.pick(['HTTP', 'HTTP', 'TCP'] as const),
    isSteady: false,
    vip: undefined,
    isInside: false,
    members: new Map(),
    monitors: new Set(),
  };
  have.pools.set(pool.name, pool);
  const { name, protocol } = pool;
  const values = { name, protocol, lb_method: dice.pick(METHODS), subnet_id: '@outside' };
  return { verb: 'create', kind: 'pool', name, values, pool: name, reloads: false };
};

const changePool: Maker = (have, dice) => {
  const pool = oneOf(dice, have.pools.values());
  if (pool === undefined) return undefined;
  if (dice.chance(0.3)) return update('pool', pool.name, { name: fresh(have, 'name') }, pool, false);
  if (!pool.isSteady && dice.chance(0.3))
    return update('pool', pool.name, { admin_state_up: dice.chance(0.6) }, pool, true);
  return update('pool', pool.name, { lb_method: dice.pick(METHODS) }, pool, true);
};

const deletePool: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ isSteady, vip }) => !isSteady && vip === undefined),
  );
  if (pool === undefined) return undefined;
  have.pools.delete(pool.name);
  return { verb: 'delete', kind: 'pool', name: pool.name, values: {}, pool: pool.name, reloads: false };
};

const createVip: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ vip }) => vip === undefined),
  );
  if (pool === undefined) return undefined;
  pool.vip = fresh(have, 'vip');
  const { name, protocol, vip } = pool;
  pool.isInside = dice.chance(0.5);
  const subnet_id = pool.isInside ? '@inside' : '@outside';
  const values = { name: vip, pool_id: `@${name}`, subnet_id, protocol, protocol_port: 80 };
  return { verb: 'create', kind: 'vip', name: vip, values, pool: name, reloads: false };
};

const changeVip: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ vip }) => vip !== undefined),
  );
  if (pool?.vip === undefined) return undefined;
  const what = dice.below(pool.isSteady ? 2 : 3);
  if (what === 0)
    return update('vip', pool.vip, { connection_limit: dice.pick([-1, 500, 1000]) }, pool, true);
  if (what === 2) return update('vip', pool.vip, { admin_state_up: dice.chance(0.6) }, pool, true);
  const type = pool.protocol === 'HTTP' ? 'HTTP_COOKIE' : 'SOURCE_IP';
  const session_persistence = dice.chance(0.5) ? { type } : null;
  return update('vip', pool.vip, { session_persistence }, pool, true);
};

const deleteVip: Maker = (have, dice) => {
  const led = new Set(have.floatingIps.values());
  const pool = oneOf(
    dice,
    pools(have, ({ isSteady, vip }) => !isSteady && vip !== undefined && !led.has(vip)),
  );
  if (pool?.vip === undefined) return undefined;
  const name = pool.vip;
  pool.vip = undefined;
  return { verb: 'delete', kind: 'vip', name, values: {}, pool: pool.name, reloads: false };
};

/** With several monitors a new member takes another process. */
const reloadsWith = ({ monitors }: Pool): boolean => monitors.size > 1;

const createMember: Maker = (have, dice) => {
  const pool = oneOf(dice, have.pools.values());
  if (pool === undefined) return undefined;
  const taken = new Set(pool.members.values());
  const addresses = pool.isSteady ? MEMBER_ADDRESSES.slice(0, 2) : MEMBER_ADDRESSES;
  const address = oneOf(
    dice,
    addresses.filter((each) => !taken.has(each)),
  );
  if (address === undefined) return undefined;
  const name = fresh(have, 'member');
  pool.members.set(name, address);
  const weight = 1 + dice.below(10);
  const values = { pool_id: `@${pool.name}`, address, protocol_port: PORTS[pool.protocol], weight };
  return { verb: 'create', kind: 'member', name, values, pool: pool.name, reloads: reloadsWith(pool) };
};

const changeMember: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ members }) => members.size > 0),
  );
  const name = oneOf(dice, pool?.members.keys() ?? []);
  if (pool === undefined || name === undefined) return undefined;
  if (!pool.isSteady && dice.chance(0.3))
    return update('member', name, { admin_state_up: dice.chance(0.6) }, pool, false);
  return update('member', name, { weight: 1 + dice.below(10) }, pool, false);
};

/** A steady HTTP pool keeps one member; connections of TCP end with their member, so those stay. */
const deleteMember: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ isSteady, protocol, members }) =>
      isSteady ? protocol === 'HTTP' && members.size > 1 : members.size > 0,
    ),
  );
  const name = oneOf(dice, pool?.members.keys() ?? []);
  if (pool === undefined || name === undefined) return undefined;
  pool.members.delete(name);
  return { verb: 'delete', kind: 'member', name, values: {}, pool: pool.name, reloads: reloadsWith(pool) };
};

const createMonitor: Maker = (have) => {
  if (have.monitors.size >= 3) return undefined;
  const name = fresh(have, 'monitor');
  have.monitors.add(name);
  return { verb: 'create', kind: 'monitor', name, values: { ...PATIENT }, reloads: false };
};

const associate: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ monitors }) => monitors.size < 2),
  );
  const monitor = oneOf(
    dice,
    [...have.monitors].filter((each) => pool?.monitors.has(each) === false),
  );
  if (pool === undefined || monitor === undefined) return undefined;
  pool.monitors.add(monitor);
  const values = { pool: `@${pool.name}`, id: `@${monitor}` };
  const name = `${pool.name} ${monitor}`;
  return { verb: 'create', kind: 'association', name, values, pool: pool.name, reloads: true };
};

const disassociate: Maker = (have, dice) => {
  const pool = oneOf(
    dice,
    pools(have, ({ monitors }) => monitors.size > 0),
  );
  const monitor = oneOf(dice, pool?.monitors ?? []);
  if (pool === undefined || monitor === undefined) return undefined;
  pool.monitors.delete(monitor);
  const values = { pool: `@${pool.name}`, id: `@${monitor}` };
  const name = `${pool.name} ${monitor}`;
  return { verb: 'delete', kind: 'association', name, values, pool: pool.name, reloads: true };
};

const deleteMonitor: Maker = (have, dice) => {
  const used = new Set([...have.pools.values()].flatMap(({ monitors }) => [...monitors]));
  const name = oneOf(
    dice,
    [...have.monitors].filter((each) => !used.has(each)),
  );
  if (name === undefined) return undefined;
  have.monitors.delete(name);
  return { verb: 'delete', kind: 'monitor', name, values: {}, reloads: false };
};

const createFloatingIp: Maker = (have) => {
  if (have.floatingIps.size >= 2) return undefined;
  const name = fresh(have, 'floating');
  have.floatingIps.set(name, undefined);
  const values = { floating_network_id: '@outside-network' };
  return { verb: 'create', kind: 'floating-ip', name, values, reloads: false };
};

const leadFloatingIp: Maker = (have, dice) => {
  const name = oneOf(dice, have.floatingIps.keys());
  if (name === undefined) return undefined;
  const led = new Set(have.floatingIps.values());
  const target = oneOf(
    dice,
    pools(have, ({ isSteady, vip, isInside }) => !isSteady && isInside && vip !== undefined && !led.has(vip)),
  );
  const vip = dice.chance(0.7) ? target?.vip : undefined;
  have.floatingIps.set(name, vip);
  const port_id = vip === undefined ? null : `@${vip}.port_id`;
  return { verb: 'update', kind: 'floating-ip', name, values: { port_id }, reloads: false };
};

const deleteFloatingIp: Maker = (have, dice) => {
  const name = oneOf(dice, have.floatingIps.keys());
  if (name === undefined) return undefined;
  have.floatingIps.delete(name);
  return { verb: 'delete', kind: 'floating-ip', name, values: {}, reloads: false };
};

const MAKERS: readonly (readonly [number, Maker])[] = [
  [8, createPool],
  [6, changePool],
  [2, deletePool],
  [10, createVip],
  [6, changeVip],
  [3, deleteVip],
  [12, createMember],
  [14, changeMember],
  [5, deleteMember],
  [3, createMonitor],
  [4, associate],
  [3, disassociate],
  [2, deleteMonitor],
  [2, createFloatingIp],
  [3, leadFloatingIp],
  [1, deleteFloatingIp],
];
const ALL = MAKERS.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));

/** What a project does in so many milliseconds: one edit after the other, `everyMs` apart on average. */
export function planEdits(
  project: ProjectName,
  dice: Dice,
  { forMs, everyMs }: { readonly forMs: number; readonly everyMs: number },
): Edit[] {
  const have = holdings(project);
  const edits: Edit[] = [];
  for (let atMs = 0; ;) {
    // A burst now and then, and otherwise a pause.
    atMs += dice.chance(0.3) ? 0 : dice.below(Math.round((2 * everyMs) / 0.7));
    if (atMs >= forMs) return edits;
    edits.push({ atMs, project, ...nextStep(have, dice) });
  }
}

function nextStep(have: Holdings, dice: Dice): Step {
  for (;;) {
    const step = dice.pick(ALL)(have, dice);
    if (step !== undefined) return step;
  }
}

function holdings(project: ProjectName): Holdings {
  const steady = STEADY[project].map(({ name, protocol }): [string, Pool] => [
    name,
    {
      name,
      protocol,
      isSteady: true,
      vip: `${name}-vip`,
      isInside: false,
      members: new Map([1, 2].map((n) => [`${name}-member-${n}`, MEMBER_ADDRESSES[n - 1] ?? ''])),
      monitors: new Set(),
    },
  ]);
  return { project, pools: new Map(steady), monitors: new Set(), floatingIps: new Map(), count: 0 };
}
