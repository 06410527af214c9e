import { Lab } from '@lbaas/lab';
import { type ApiTarget, createPools, readPool } from './support/api-calls.ts';
import { askForTokens } from './support/bench-tokens.ts';
import { EventStreams } from './support/event-streams.ts';
import { report } from './support/figures.ts';
import { inTurns } from './support/in-turns.ts';
import { openTarget } from './support/open-target.ts';

const SECONDS = 2;
const ROUNDS = 5;
const READERS = 10;

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const open = await openTarget(lab, SECONDS);
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
