import { sleep } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import type { Dice } from '../../api/races/dice.ts';
import type { World } from './model.ts';
import type { Walk } from './truth.ts';

type Fault = (lab: Lab, world: World, dice: Dice) => Promise<void>;

const FAULTS: Readonly<Record<string, Fault>> = {
  'kill an agent': async (lab, _, dice) => {
    const agent = dice.pick(lab.agents);
    const pauseMs = dice.below(1500);
    await agent.kill9();
    await sleep(pauseMs);
    await agent.start();
  },
  'restart an agent': async (lab, _, dice) => {
    const agent = dice.pick(lab.agents);
    await agent.stop();
    await agent.start();
  },
  'kill HAProxies': async (lab, world, dice) => {
    const pools = world.projects.flatMap(({ pools: own }) => [...own.keys()]);
    if (pools.length > 0) lab.killHaproxy(dice.pick(pools));
  },
  'stop or start a web': async (lab, world, dice) => {
    const n = dice.below(2);
    const state = world.webs[n];
    const web = lab.web(n + 1);
    if (state === undefined) return;
    if (state.running) await web.kill9();
    else await web.start();
    state.running = !state.running;
    state.status = 200;
  },
  'change the answer of a web': async (lab, world, dice) => {
    const n = dice.below(2);
    const state = world.webs[n];
    const status = dice.pick([200, 204, 500]);
    if (state?.running !== true) return;
    await lab.web(n + 1).control({ status });
    state.status = status;
  },
  'kill the server': async (lab) => {
    await lab.server().kill9();
    await lab.server().start();
  },
  'kill the broker': async (lab) => {
    await lab.broker.kill9();
    await lab.broker.start();
  },
  'restart the broker': async (lab) => {
    await lab.broker.stop();
    await lab.broker.start();
  },
  'kill the database': async (lab, _, dice) => {
    const pauseMs = dice.below(1500);
    await lab.postgres.kill9();
    await sleep(pauseMs);
    await lab.postgres.start();
  },
  'cut an agent off': async (lab, _, dice) => {
    const { name } = dice.pick(lab.agents);
    const pauseMs = dice.pick([300, 2000, 7000]);
    await lab.cut(name, 'mgmt');
    await sleep(pauseMs);
    await lab.heal(name, 'mgmt');
  },
};

/** The broker takes long to restart, so it is stopped rarely. */
const BROKER_CHANCE = 0.1;

export async function someFault({ lab, world, log }: Walk, dice: Dice): Promise<void> {
  const first = dice.pick(Object.keys(FAULTS));
  const name = first.includes('broker') && !dice.chance(BROKER_CHANCE) ? 'kill HAProxies' : first;
  log(`fault: ${name}`);
  await FAULTS[name]?.(lab, world, dice);
  log(`fault over: ${name} ${JSON.stringify(world.webs)}`);
}
