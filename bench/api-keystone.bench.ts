import { Lab } from '@lbaas/lab';
import { startKeystoneSide } from '../tests/clients/support/keystone-side.ts';
import { call, labSubnets } from '../tests/e2e/support/balancer.ts';
import { type ApiTarget, createPools, readPool } from './support/api-calls.ts';
import { type Row, report } from './support/figures.ts';

const SECONDS = 8;
/** The default of the server. */
const CACHE_TTL_S = 300;

const lab = await Lab.start({ agents: 1, webs: 0 });
try {
  const subnetId = (await labSubnets(lab))[4];
  const { accounts, users, project, apiUrl } = await startKeystoneSide(lab, CACHE_TTL_S);
  const body = { name: 'bench', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: subnetId };
  const pool = await call(lab, 'POST', '/v2.0/lb/pools', { pool: { ...body, tenant_id: project } });
  await lab.server(1).stop();
  const caller = { 'x-auth-token': await accounts.login(users.admin) };
  const target: ApiTarget = { url: apiUrl, caller, poolId: pool.id, subnetId, seconds: SECONDS };
  const rows: Row[] = [];
  for (const n of [1, 16]) rows.push(await readPool('GET pool, keystone', target, n));
  for (const n of [1, 16]) rows.push(await createPools('POST pool, keystone', target, n));
  report('api-keystone', rows, { seconds: SECONDS, 'cache s': CACHE_TTL_S });
} finally {
  await lab.stop();
}
