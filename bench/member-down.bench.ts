import { connect } from 'node:net';
import { join } from 'node:path';
import { sleep } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { call } from '../tests/e2e/support/balancer.ts';
import { createPool, createVip } from './support/bench-balancer.ts';
import { median, percentile, report, round } from './support/figures.ts';

const FLIPS = 20;
const LOOK_EVERY_MS = 5;
/** Long enough that polling would show in the result. */
const DELAY_S = 4;
/** The member's answer, HAProxy's state of it, and the status in the API. */
const DOWN = [500, 'DOWN', 'INACTIVE'] as const;
const UP = [200, 'UP', 'ACTIVE'] as const;

/** HAProxy's own state of its only server: the start of the measurement. */
function stateOf(socket: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const connection = connect(socket).setEncoding('utf8');
    connection.on('data', (chunk) => chunks.push(String(chunk)));
    connection.on('error', () => resolve(undefined));
    connection.on('close', () => resolve(/,(UP|DOWN)[ ,]/.exec(chunks.join(''))?.[1]));
    connection.write('show stat -1 4 -1\n');
  });
}

async function until(shown: () => Promise<boolean>): Promise<number> {
  while (!(await shown())) await sleep(LOOK_EVERY_MS);
  return performance.now();
}

const lab = await Lab.start({ agents: 1, webs: 1 });
try {
  const { poolId, memberIds } = await createPool(lab, [{ address: '10.0.0.11' }]);
  const monitor = { type: 'HTTP', delay: DELAY_S, timeout: 2, max_retries: 1, url_path: '/health' };
  const { id } = await call(lab, 'POST', '/v2.0/lb/health_monitors', { health_monitor: monitor });
  await call(lab, 'POST', `/v2.0/lb/pools/${poolId}/health_monitors`, { health_monitor: { id } });
  await createVip(lab, poolId, '10.0.0.100');
  const socket = join(lab.agent(1).host.directory, 'haproxy', poolId, 'sock');
  const memberIs = async (status: string): Promise<boolean> =>
    (await call(lab, 'GET', `/v2.0/lb/members/${memberIds[0]}`)).status === status;
  await until(() => memberIs('ACTIVE'));
  const tookMs: number[] = [];
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const [code, state, status] = flip % 2 === 0 ? DOWN : UP;
    await sleep(1000 * DELAY_S * Math.random());
    await lab.web(1).control({ status: code });
    const knownAt = await until(async () => (await stateOf(socket)) === state);
    tookMs.push((await until(() => memberIs(status))) - knownAt);
  }
  report(
    'member-down',
    [
      {
        what: 'HAProxy to API, ms',
        median: round(median(tookMs)),
        p95: round(percentile(tookMs, 0.95)),
        max: round(Math.max(...tookMs)),
      },
    ],
    { flips: FLIPS, 'monitor delay, s': DELAY_S },
  );
} finally {
  await lab.stop();
}
