import { createMembers, changeMember, deleteMember, moveMember } from './member-steps.ts';
import { associate, changeMonitor, createMonitor, deleteMonitor, disassociate } from './monitor-steps.ts';
import {
  askForGone,
  createPort,
  deleteAgent,
  deletePort,
  deleteUsedNetwork,
  setQuota,
  switchAgent,
} from './other-steps.ts';
import { changePool, createPool, deletePool } from './pool-steps.ts';
import type { Maker, Stand, Step } from './step.ts';
import { changeVip, createVip, deleteVip, moveVip } from './vip-steps.ts';

const MAKERS: readonly (readonly [number, Maker])[] = [
  [9, createPool],
  [6, changePool],
  [2, deletePool],
  [16, createVip],
  [7, changeVip],
  [6, moveVip],
  [4, deleteVip],
  [12, createMembers],
  [9, changeMember],
  [4, moveMember],
  [4, deleteMember],
  [3, createMonitor],
  [4, changeMonitor],
  [2, deleteMonitor],
  [5, associate],
  [3, disassociate],
  [1, createPort],
  [1, deletePort],
  [1, deleteUsedNetwork],
  [1, setQuota],
  [1, askForGone],
];
const ALL = MAKERS.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));

/** Only the first project takes steps that concern no project. */
export function nextStep(stand: Stand): Step {
  for (;;) {
    const isFirst = stand.project === stand.world.projects[0];
    const step = (
      isFirst && stand.dice.chance(0.03)
        ? stand.dice.pick([switchAgent, switchAgent, deleteAgent])
        : stand.dice.pick(ALL)
    )(stand);
    if (step !== undefined) return step;
  }
}
