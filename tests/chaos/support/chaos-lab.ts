import { eventually } from '@lbaas/common/runtime';
import { Lab } from '@lbaas/lab';
import { expect } from 'chai';
import { type ApiObject, call } from '../../e2e/support/balancer.ts';
import { surprises } from './surprises.ts';

/** Shorter times than the defaults where a test would only wait for time to pass. */
const OPTIONS = {
  agents: 2,
  webs: 2,
  // Accepted changes must survive a kill of the database.
  durable: true,
  serverEnv: { LBAAS_AGENT_DOWN_AFTER: '4' },
  agentEnv: { LBAAS_HEARTBEAT_INTERVAL: '0.5', LBAAS_SWEEP_INTERVAL: '1' },
} as const;

/** Five failed checks in a row: while a fault keeps the machine busy, some checks may well be late. */
export const PATIENT_MONITOR = { type: 'HTTP', url_path: '/', max_retries: 5 } as const;

let running: Promise<Lab> | undefined;
let users = 0;

/**
 * One laboratory for the fault tests of this process; it is intact and empty before and after every test of the
 * calling suite. It ends with the last of these suites.
 */
export function chaosLab(): () => Lab {
  let lab: Lab | undefined;
  users += 1;
  before(async function () {
    this.timeout(180_000);
    running ??= Lab.start(OPTIONS);
    lab = await running;
  });
  afterEach(async function () {
    this.timeout(180_000);
    if (lab !== undefined) await restore(lab);
  });
  after(async () => {
    users -= 1;
    if (users > 0 || lab === undefined) return;
    const found = surprises(lab);
    await lab.stop();
    expect(found).to.deep.equal([]);
  });
  return () => {
    if (lab === undefined) throw new Error('the laboratory does not run yet');
    return lab;
  };
}

// A selection of tests leaves suites out, and with them their after hooks.
after(async () => {
  await (await running)?.stop();
});

/** Whatever a test has done: everything runs, nothing is cut off, and there is no balancer. */
export async function restore(lab: Lab): Promise<void> {
  await Promise.all([lab.broker.start(), lab.postgres.start()]);
  await Promise.all([...lab.servers, ...lab.agents, ...lab.webs].map((service) => service.start()));
  for (const { name } of lab.agents) await lab.heal(name, 'mgmt');
  for (const web of lab.webs) await web.control({ status: 200, delayMs: 0 });
  await eventually(() => deleteBalancers(lab), { withinMs: 60_000, everyMs: 100 });
  await eventually(() => allAgentsUp(lab), { withinMs: 60_000, everyMs: 100 });
}

export async function deleteBalancers(lab: Lab): Promise<void> {
  for (const kind of ['vips', 'pools', 'health_monitors']) {
    for (const { id } of await list(lab, `/v2.0/lb/${kind}`)) {
      await call(lab, 'DELETE', `/v2.0/lb/${kind}/${id}`);
    }
  }
}

async function allAgentsUp(lab: Lab): Promise<void> {
  const agents = await list(lab, '/v2.0/agents');
  for (const { id, admin_state_up } of agents) {
    if (admin_state_up !== true) await enableAgent(lab, id, true);
  }
  const alive = agents.filter((agent) => agent['alive'] === true);
  expect(alive).to.have.lengthOf(lab.agents.length);
}

export async function enableAgent(lab: Lab, id: string, admin_state_up: boolean): Promise<void> {
  await call(lab, 'PUT', `/v2.0/agents/${id}`, { agent: { admin_state_up } });
}

export async function list(lab: Lab, path: string): Promise<ApiObject[]> {
  const { status, body } = await lab.api('GET', path);
  expect(status, `GET ${path}`).to.equal(200);
  return Object.values(body as Record<string, ApiObject[]>)[0] ?? [];
}
