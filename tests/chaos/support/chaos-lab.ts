import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { call, deleteBalancers, list } from '../../e2e/support/balancer.ts';
import { type SuiteOnLab, describeOn } from '../../support/describe-on.ts';
import { Shared } from '../../support/shared.ts';
import { surprises } from './surprises.ts';

/** Shorter times than the defaults where a test would only wait for time to pass. */
const OPTIONS = {
  agents: 2,
  webs: 2,
  // Accepted changes must survive a kill of the database.
  durable: true,
  // What agents do while the servers cannot help: devices stay with them. Tests of the failover start a server with it.
  serverEnv: { LBAAS_AGENT_DOWN_AFTER: '4', LBAAS_FAILOVER: 'off' },
  agentEnv: { LBAAS_HEARTBEAT_INTERVAL: '0.5', LBAAS_SWEEP_INTERVAL: '1' },
} as const;

/** Five failed checks in a row: while a fault keeps the machine busy, some checks may well be late. */
export const PATIENT_MONITOR = { type: 'HTTP', url_path: '/', max_retries: 5 } as const;

const CHAOS_LAB = new Shared<Lab>({
  what: 'the laboratory',
  start: () => Lab.start(OPTIONS),
  stop: async (lab) => {
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
  },
});

/** A suite on the laboratory of the fault tests; it is whole and empty before and after every test. */
export const describeOnChaosLab: SuiteOnLab = describeOn(CHAOS_LAB, restore);

/** Whatever a test has done: everything runs, nothing is cut off, and there is no balancer. */
async function restore(lab: Lab): Promise<void> {
  await Promise.all([lab.broker.start(), lab.postgres.start()]);
  await Promise.all([...lab.servers, ...lab.agents, ...lab.webs].map((service) => service.start()));
  for (const { name } of lab.agents) await lab.heal(name, 'mgmt');
  for (const web of lab.webs) await web.control({ status: 200, delayMs: 0 });
  await eventually(() => deleteBalancers(lab), { withinMs: 60_000, everyMs: 100 });
  await eventually(() => allAgentsUp(lab), { withinMs: 60_000, everyMs: 100 });
}

async function allAgentsUp(lab: Lab): Promise<void> {
  const agents = await list(lab, '/v2.0/agents');
  for (const { id, admin_state_up } of agents) {
    if (admin_state_up !== true) await enableAgent(lab, id, true);
  }
  const alive = agents.filter((agent) => agent['alive'] === true);
  expect(alive).to.have.lengthOf(lab.agents.length);
}

/** In each test of the suite the server moves the devices of dead agents. */
export function failsOver(lab: Lab): void {
  beforeEach(async () => {
    await lab.server(1).stop();
    await lab.server(1).startWith({ LBAAS_FAILOVER: 'on' });
  });
  afterEach(async () => {
    await lab.server(1).stop();
    await lab.server(1).start();
  });
}

export async function enableAgent(lab: Lab, id: string, admin_state_up: boolean): Promise<void> {
  await call(lab, 'PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up } });
}
