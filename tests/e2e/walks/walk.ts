import { eventually } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { Dice } from '../../api/races/dice.ts';
import { surprises } from '../../chaos/support/surprises.ts';
import { call, labSubnets } from '../support/balancer.ts';
import { take } from './caller.ts';
import { cleanUp } from './clean-up.ts';
import { someFault } from './faults.ts';
import { Project, World } from './model.ts';
import { type Step, commute } from './step.ts';
import { nextStep } from './steps.ts';
import { type Walk, checkTruth } from './truth.ts';
import { listed, placements } from './truth-api.ts';

/**
 * Two projects do anything to their objects while parts of the laboratory fail; after each phase everything must
 * match the model. A seed repeats the calls, not their timing. @throws the first difference from the model
 */
export async function walk(lab: Lab, seed: number, steps: number, log: Walk['log']): Promise<void> {
  const dice = new Dice(seed);
  const world = await newWorld(lab, seed);
  const party = { lab, world, log };
  for (let done = 0; done < steps;) {
    const perProject = 3 + dice.below(8);
    const strolls = world.projects.map((project) => stroll(party, project, dice.split(), perProject));
    await Promise.all([...strolls, breakThings(party, dice.split())]);
    done += 2 * perProject;
    log(`${done} steps, now the truth`);
    await checkTruth(party);
  }
  await cleanUp(party);
  expect(surprises(lab)).to.deep.equal([]);
}

async function newWorld(lab: Lab, seed: number): Promise<World> {
  const subnets = await labSubnets(lab);
  const [network] = await listed(lab, 'networks?name=lb-net');
  const id = network?.id ?? '';
  await call(lab, 'PUT', `/v2.0/networks/${id}`, { network: { shared: true } });
  const projects = [new Project(`walk-${seed}-a`, 0), new Project(`walk-${seed}-b`, 1)];
  const world = new World(projects, { id, subnets });
  await eventually(() => placements(lab, world), { withinMs: 60_000 });
  return world;
}

/** One call after the other, sometimes several at once. */
async function stroll({ lab, world, log }: Walk, project: Project, dice: Dice, steps: number): Promise<void> {
  for (let left = steps; left > 0;) {
    const width = Math.min(left, dice.pick([1, 1, 1, 2, 4]));
    const burst: Step[] = [];
    for (let n = 0; n < width; n += 1) {
      const step = nextStep({ project, dice, world });
      if (burst.every((other) => commute(step, other))) burst.push(step);
    }
    for (const { method, path, body = {}, refusals } of burst) {
      log(`${project.name} ${burst.length} ${method} ${path} ${JSON.stringify(body)} ${refusals.join()}`);
    }
    await Promise.all(burst.map((step) => take(lab, project, step)));
    left -= width;
  }
}

async function breakThings(party: Walk, dice: Dice): Promise<void> {
  for (let left = dice.pick([0, 1, 1, 2]); left > 0; left -= 1) await someFault(party, dice);
}
