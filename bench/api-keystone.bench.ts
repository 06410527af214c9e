import { Lab } from '@lbaas/lab';
import { startKeystoneSide } from '../tests/clients/support/keystone-side.ts';
import { call, labSubnets } from '../tests/e2e/support/balancer.ts';
import { type ApiTarget, createPools, readPool } from './support/api-calls.ts';
import { report } from './support/figures.ts';
import { inTurns } from './support/in-turns.ts';

const SECONDS = 2;
const ROUNDS = 5;
/** The server's default. */
const CACHE_TTL_S = 300;

const lab = await Lab.start({ agents: 1, webs: 0 });
try {
  const subnetId = (await labSubnets(lab))[4];
  const { accounts, users, project, apiUrl } = await startKeystoneSide(lab, CACHE_TTL_S);
  const body = { name: 'bench', protocol: 'HTTP', lb_method: 'ROUND_ROBIN', subnet_id: subnetId };
  const pool = await call(lab, 'POST', '/v2.0/lb/pools', { pool: { ...body, tenant_id: project } });
  const caller = { 'x-auth-token': await accounts.login(users.admin) };
  const target: ApiTarget = { url: apiUrl, caller, poolId: pool.id, subnetId, seconds: SECONDS };
  const open: ApiTarget = { ...target, url: lab.apiUrl, caller: {} };
  const rows = await inTurns(
    ROUNDS,
    [1, 16].flatMap((n) => [
      () => readPool('GET pool', open, n),
      () => readPool('GET pool, keystone', target, n),
      () => createPools('POST pool', open, n),
      () => createPools('POST pool, keystone', target, n),
    ]),
  );
  report('api-keystone', rows, { seconds: SECONDS, rounds: ROUNDS, 'cache s': CACHE_TTL_S });
} finally {
  await lab.stop();
}
