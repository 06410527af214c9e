import { Lab } from '@lbaas/lab';
import { call, labSubnets } from '../tests/e2e/support/balancer.ts';
import { type ApiTarget, createPools, readPool } from './support/api-calls.ts';
import { createPool } from './support/bench-balancer.ts';
import { askForTokens } from './support/bench-tokens.ts';
import { EventStreams } from './support/event-streams.ts';
import { type Row, report } from './support/figures.ts';

const SECONDS = 8;
const READERS = 10;

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const { poolId } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const subnetId = (await labSubnets(lab))[4];
  const { network_id } = await call(lab, 'GET', `/v2.0/subnets/${subnetId}`);
  await call(lab, 'PUT', `/v2.0/networks/${String(network_id)}`, { network: { shared: true } });
  const open: ApiTarget = { url: lab.apiUrl, caller: {}, poolId, subnetId, seconds: SECONDS };
  const rows: Row[] = [];
  for (const n of [1, 16]) rows.push(await readPool('GET pool', open, n));
  for (const n of [1, 16]) rows.push(await createPools('POST pool', open, n));
  const { server, admin, member } = await askForTokens(lab);
  const reader: ApiTarget = { ...open, url: server.url, caller: admin };
  const creator: ApiTarget = { ...open, url: server.url, caller: member };
  for (const n of [1, 16]) rows.push(await readPool('GET pool, token', reader, n));
  for (const n of [1, 16]) rows.push(await createPools('POST pool, token', creator, n));
  const streams = await EventStreams.open(server.url, member, READERS);
  rows.push(await createPools(`POST pool, token, ${READERS} event streams`, creator, 16));
  streams.close();
  report('api-rates', rows, { seconds: SECONDS, 'events received': streams.received });
} finally {
  await lab.stop();
}
