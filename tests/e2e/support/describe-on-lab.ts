import { Lab } from '@lbaas/lab';
import { describeOn } from '../../support/describe-on.ts';
import { Shared } from '../../support/shared.ts';
import { deleteBalancers } from './balancer.ts';

/** The lease outlasts the restart of an agent, however busy the machine is. */
export const LONG_LEASE = { LBAAS_AGENT_DOWN_AFTER: '40' } as const;

/** One laboratory with two agents and two web back ends for all end-to-end tests of this process. */
export const E2E_LAB = new Shared<Lab>({
  what: 'the laboratory',
  start: () => Lab.start({ agents: 2, webs: 2, serverEnv: LONG_LEASE }),
  stop: (lab) => lab.stop(),
});

/** A suite on that laboratory; no test leaves a balancer to the next one. */
export const describeOnLab = describeOn(E2E_LAB, deleteBalancers);
