import { expect } from 'chai';
import { watchDeadlocks } from './deadlocks.ts';
import { race } from './race.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);

const ROUNDS = number('LB_RACE_ROUNDS', 2);
const FIRST_SEED = number('LB_RACE_SEED', 1);
/** Calls of each client in a round. */
const CALLS = number('LB_RACE_CALLS', 60);

describe('everything that writes, at once', function () {
  this.timeout(600_000);

  for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed += 1) {
    it(`neither deadlocks nor breaks a rule, with seed ${seed}`, async () => {
      const inLog = await watchDeadlocks();
      const { deadlocks, problems, broken } = await race(seed, CALLS);
      expect(inLog()).to.deep.equal([]);
      expect(deadlocks).to.equal(0);
      expect(problems).to.deep.equal([]);
      expect(broken).to.deep.equal([]);
    });
  }
});
