import { Lab } from '@lbaas/lab';
import { createConnectionPool } from '@lbaas/server/persistence';
import { BENCH_PROJECT, askForTokens } from './support/bench-tokens.ts';
import { type Row, report } from './support/figures.ts';
import { httpLoad } from './support/http-load.ts';
import { seedFleet } from './support/seed-fleet.ts';

const SECONDS = 10;
const POOLS = 10_000;
const MEMBERS_PER_POOL = 10;

/** Of every hundredth balancer one member is down, of every thousandth all of them. */
const SOME_DOWN = `
UPDATE member_health h SET health = 'down'
FROM members m JOIN pools p ON p.id = m.pool_id WHERE m.id = h.member_id
  AND (p.name LIKE '%000' OR p.name LIKE '%00' AND m.address = '10.65.0.1')`;

const PAGE = '/v2.0/lb/loadbalancers?limit=50';
const PAGES = {
  'first page': PAGE,
  'problems first': `${PAGE}&sort_key=severity&sort_dir=desc`,
  'by name': `${PAGE}&sort_key=name&sort_dir=asc`,
  'by status': `${PAGE}&sort_key=status&sort_dir=asc`,
  'q= a name': `${PAGE}&q=pool%2050`,
  'q= an address': `${PAGE}&q=10.64.7`,
  'problem=true': `${PAGE}&problem=true`,
};

async function harm(lab: Lab): Promise<void> {
  const connections = createConnectionPool({
    url: lab.postgres.url.replace('/postgres?', '/lbaas?'),
    poolSize: 1,
  });
  try {
    await connections.query('SET session_replication_role = replica; SET statement_timeout = 0');
    await connections.query(SOME_DOWN);
    await connections.query('VACUUM ANALYZE');
  } finally {
    await connections.end();
  }
}

/** The page behind the first of a list. */
async function nextPage(origin: string, path: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${origin}${path}`, { headers });
  const { loadbalancers } = (await answer.json()) as { loadbalancers: { id: string }[] };
  return `${path}&marker=${loadbalancers.at(-1)?.id ?? ''}`;
}

const lab = await Lab.start({ agents: 1, webs: 0 });
try {
  const { server, member } = await askForTokens(lab);
  await lab.server(1).stop();
  await seedFleet(lab, { projectId: BENCH_PROJECT, pools: POOLS, membersPerPool: MEMBERS_PER_POOL });
  await harm(lab);
  const paths = {
    ...PAGES,
    'problems first, next page': await nextPage(server.url, PAGES['problems first'], member),
  };
  const rows: Row[] = [];
  for (const [what, path] of Object.entries(paths)) {
    const target = { url: `${server.url}${path}`, headers: member };
    rows.push(await httpLoad({ what, concurrency: 1, seconds: SECONDS, ...target }));
  }
  report('loadbalancer-list', rows, { balancers: POOLS, 'members per balancer': MEMBERS_PER_POOL });
} finally {
  await lab.stop();
}
