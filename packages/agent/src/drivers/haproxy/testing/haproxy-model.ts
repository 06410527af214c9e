import { serverKey } from '../render/server-key.ts';
import type { HaproxyStep, ObservedHaproxy, ObservedServer, RenderedHaproxy } from '../model/types.ts';

/** HAProxy as far as the planner can tell: what runs, and how each step changes it. */
export interface ModelOptions {
  /** Whether servers have open connections, so that HAProxy refuses to delete them. */
  readonly busy: boolean;
}

export function applySteps(
  desired: RenderedHaproxy | undefined,
  observed: ObservedHaproxy,
  steps: readonly HaproxyStep[],
  options: ModelOptions,
): ObservedHaproxy {
  return steps.reduce((state, step) => applyStep(desired, state, step, options), observed);
}

function applyStep(
  desired: RenderedHaproxy | undefined,
  observed: ObservedHaproxy,
  step: HaproxyStep,
  options: ModelOptions,
): ObservedHaproxy {
  if (step.kind === 'stop') return { running: false, reason: undefined };
  if (desired === undefined) throw new Error(`${step.kind} of nothing`);
  if (step.kind === 'start' || step.kind === 'reload') return launched(desired, observed, step.kind);
  if (!observed.running) throw new Error(`${step.kind} while nothing runs`);
  if (step.kind === 'file') return { ...observed, file: desired.text };
  const key = serverKey({ backend: step.backend, name: step.server });
  const change = (changes: Partial<ObservedServer>): ObservedServer[] =>
    observed.servers.map((server) => (serverKey(server) === key ? { ...server, ...changes } : server));
  switch (step.kind) {
    case 'server.weight':
      return { ...observed, servers: change({ weight: step.weight }) };
    case 'server.state':
      return { ...observed, servers: change({ admin: step.state }) };
    case 'server.remove': {
      const left = observed.servers.filter((server) => serverKey(server) !== key);
      return { ...observed, servers: options.busy ? change({ admin: 'maint' }) : left };
    }
    case 'server.add':
      return { ...observed, servers: [...observed.servers, added(desired, observed, key)] };
  }
}

function launched(
  desired: RenderedHaproxy,
  observed: ObservedHaproxy,
  kind: 'start' | 'reload',
): ObservedHaproxy {
  if (observed.running !== (kind === 'reload')) throw new Error(`${kind} at the wrong time`);
  const { generation, structure, sections } = desired;
  const servers = desired.servers.map(observable);
  return { running: true, pid: 1, generation, structure, sections, servers, oldPids: [] };
}

function added(
  desired: RenderedHaproxy,
  observed: { servers: readonly ObservedServer[] },
  key: string,
): ObservedServer {
  const server = desired.servers.find((candidate) => serverKey(candidate) === key);
  if (server?.dynamicArgs === undefined) throw new Error(`HAProxy refuses to add ${key}`);
  if (observed.servers.some((other) => serverKey(other) === key)) throw new Error(`${key} is there already`);
  return observable(server);
}

export const observable = ({
  backend,
  name,
  address,
  port,
  weight,
  admin,
}: RenderedHaproxy['servers'][number]) => ({
  backend,
  name,
  address,
  port,
  weight,
  admin,
});
