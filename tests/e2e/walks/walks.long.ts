import { appendFileSync } from 'node:fs';
import { Lab } from '@lbaas/lab';
import { walk } from './walk.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const FIRST_SEED = number('LB_WALK_SEED', 1);
const WALKS = number('LB_WALK_ROUNDS', 1);
const STEPS = number('LB_WALK_STEPS', 40);
const LOG = process.env['LB_WALK_LOG'];

const log = (line: string): void => {
  if (LOG !== undefined) appendFileSync(LOG, `${new Date().toISOString()} ${line}\n`);
};

describe('walks', function () {
  this.timeout(3_600_000);
  this.bail(true);
  let lab: Lab | undefined;

  before(async () => {
    lab = await Lab.start({
      // Accepted changes must survive a kill of the database.
      durable: true,
      // Where devices are is for the model to say: they stay with agents that are cut off for some seconds.
      serverEnv: { LBAAS_AGENT_DOWN_AFTER: '4', LBAAS_FAILOVER: 'off' },
      agentEnv: { LBAAS_HEARTBEAT_INTERVAL: '0.5', LBAAS_SWEEP_INTERVAL: '1' },
    });
  });
  after(() => lab?.stop());

  for (let seed = FIRST_SEED; seed < FIRST_SEED + WALKS; seed += 1) {
    it(`come to what the model says, with seed ${seed}`, async () => {
      if (lab !== undefined) await walk(lab, seed, STEPS, log);
    });
  }
});
