import { reloadReason } from './plan-reason.ts';
import { serverKey } from '../render/server-key.ts';
import type {
  DesiredServer,
  HaproxyStep,
  ObservedHaproxy,
  ObservedServer,
  RenderedHaproxy,
} from '../model/types.ts';

type Running = Extract<ObservedHaproxy, { running: true }>;

/** The steps from the observed to the desired HAProxy; empty when it is there. Pure. */
export function planHaproxy(desired: RenderedHaproxy | undefined, observed: ObservedHaproxy): HaproxyStep[] {
  if (desired === undefined) return observed.running ? [{ kind: 'stop', reason: 'nothing to run' }] : [];
  if (!observed.running) return [{ kind: 'start', reason: observed.reason ?? 'not running' }];
  const reason = reloadReason(desired, observed);
  return reason === undefined ? planServers(desired, observed) : [{ kind: 'reload', reason }];
}

/** Additions first and removals last, so that a pool never has fewer servers than before and after. */
function planServers(desired: RenderedHaproxy, observed: Running): HaproxyStep[] {
  const running = new Map(observed.servers.map((server) => [serverKey(server), server]));
  const wanted = new Set(desired.servers.map(serverKey));
  const steps = desired.servers.flatMap((server) => planServer(server, running.get(serverKey(server))));
  return [
    ...steps.filter((step) => step.kind === 'server.add'),
    ...steps.filter((step) => step.kind !== 'server.add'),
    ...observed.servers.filter((server) => !wanted.has(serverKey(server))).flatMap(planRemoval),
  ];
}

function planServer(desired: DesiredServer, observed: ObservedServer | undefined): HaproxyStep[] {
  const at = { backend: desired.backend, server: desired.name };
  if (observed === undefined) return [{ kind: 'server.add', ...at, reason: 'missing' }];
  const steps: HaproxyStep[] = [];
  const { weight, admin } = desired;
  if (observed.weight !== weight) {
    steps.push({ kind: 'server.weight', ...at, weight, reason: `weight ${observed.weight} -> ${weight}` });
  }
  if (observed.admin !== admin) {
    steps.push({ kind: 'server.state', ...at, state: admin, reason: `${observed.admin} -> ${admin}` });
  }
  return steps;
}

/** A server in maintenance takes nothing: it counts as removed until HAProxy lets it be deleted. */
function planRemoval({ backend, name, admin }: ObservedServer): HaproxyStep[] {
  return admin === 'maint' ? [] : [{ kind: 'server.remove', backend, server: name, reason: 'not wanted' }];
}
