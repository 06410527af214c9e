import { Lab } from '@lbaas/lab';
import { BENCH_PROJECT, askForTokens } from './support/bench-tokens.ts';
import { type Row, report } from './support/figures.ts';
import { httpLoad } from './support/http-load.ts';
import { seedFleet } from './support/seed-fleet.ts';

const SECONDS = 10;
const POOLS = 1000;
const MEMBERS_PER_POOL = 10;

const LISTS = {
  'GET 1,000 pools': '/v2.0/lb/pools',
  'GET 1,000 vips': '/v2.0/lb/vips',
  'GET 1,000 monitors': '/v2.0/lb/health_monitors',
  'GET 1,000 of 10,000 members': '/v2.0/lb/members?limit=1000',
  'GET 1,000 pools, fields=id': '/v2.0/lb/pools?fields=id',
  'GET pools?name=': '/v2.0/lb/pools?name=pool%20500',
};

const lab = await Lab.start({ agents: 1, webs: 0 });
try {
  const { server, member } = await askForTokens(lab);
  await lab.server(1).stop();
  await seedFleet(lab, { projectId: BENCH_PROJECT, pools: POOLS, membersPerPool: MEMBERS_PER_POOL });
  const rows: Row[] = [];
  for (const [what, path] of Object.entries(LISTS)) {
    for (const concurrency of [1, 4]) {
      const target = { url: `${server.url}${path}`, headers: member };
      rows.push(await httpLoad({ what, concurrency, seconds: SECONDS, ...target }));
    }
  }
  report('lists', rows, { seconds: SECONDS, 'members per pool': MEMBERS_PER_POOL, auth: 'token' });
} finally {
  await lab.stop();
}
