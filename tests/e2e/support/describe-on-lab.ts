import { Lab } from '@lbaas/lab';
import { describeOn } from '../../support/describe-on.ts';
import { Shared } from '../../support/shared.ts';
import { deleteBalancers } from './balancer.ts';

/** One laboratory with two agents and two web back ends for all end-to-end tests of this process. */
export const E2E_LAB = new Shared<Lab>({
  what: 'the laboratory',
  start: () => Lab.start({ agents: 2, webs: 2 }),
  stop: (lab) => lab.stop(),
});

/** A suite on that laboratory; no test leaves a balancer to the next one. */
export const describeOnLab = describeOn(E2E_LAB, deleteBalancers);
