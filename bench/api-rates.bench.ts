import { Lab } from '@lbaas/lab';
import { call, labSubnets } from '../tests/e2e/support/balancer.ts';
import { type ApiTarget, createPools, readPool } from './support/api-calls.ts';
import { createPool } from './support/bench-balancer.ts';
import { askForTokens } from './support/bench-tokens.ts';
import { EventStreams } from './support/event-streams.ts';
import { report } from './support/figures.ts';
import { inTurns } from './support/in-turns.ts';

const SECONDS = 2;
const ROUNDS = 5;
const READERS = 10;

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const { poolId } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const subnetId = (await labSubnets(lab))[4];
  const { network_id } = await call(lab, 'GET', `/v2.0/subnets/${subnetId}`);
  await call(lab, 'PUT', `/v2.0/networks/${String(network_id)}`, { network: { shared: true } });
  const open: ApiTarget = { url: lab.apiUrl, caller: {}, poolId, subnetId, seconds: SECONDS };
  const { server, admin, member } = await askForTokens(lab);
  const reader: ApiTarget = { ...open, url: server.url, caller: admin };
  const creator: ApiTarget = { ...open, url: server.url, caller: member };
  let received = 0;
  const createWithReaders = async () => {
    const streams = await EventStreams.open(server.url, member, READERS);
    const row = await createPools(`POST pool, token, ${READERS} event streams`, creator, 16);
    streams.close();
    received += streams.received;
    return row;
  };
  const rows = await inTurns(ROUNDS, [
    ...[1, 16].flatMap((n) => [
      () => readPool('GET pool', open, n),
      () => readPool('GET pool, token', reader, n),
    ]),
    ...[1, 16].flatMap((n) => [
      () => createPools('POST pool', open, n),
      () => createPools('POST pool, token', creator, n),
    ]),
    createWithReaders,
  ]);
  report('api-rates', rows, { seconds: SECONDS, rounds: ROUNDS, 'events received': received });
} finally {
  await lab.stop();
}
