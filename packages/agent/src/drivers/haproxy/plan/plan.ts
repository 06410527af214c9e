import { reloadReason } from './plan-reason.ts';
import { ServerIndex } from './server-index.ts';
import { withoutGeneration } from '../render/structure.ts';
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
  if (desired === undefined) return isAlive(observed) ? [{ kind: 'stop', reason: 'nothing to run' }] : [];
  if (!observed.running) return [{ kind: 'start', reason: observed.reason ?? 'not running' }];
  const running = new ServerIndex(observed.servers);
  const reason = reloadReason(desired, observed, running);
  if (reason !== undefined) return [{ kind: 'reload', reason }];
  return [...planServers(desired, observed, running), ...planFile(desired, observed)];
}

const isAlive = (observed: ObservedHaproxy): boolean =>
  observed.running || (observed.unreachable ?? []).length > 0;

/** A later start by whomever must give what runs now; the generation alone makes no difference. */
function planFile({ text }: RenderedHaproxy, { file }: Running): HaproxyStep[] {
  if (file === undefined || withoutGeneration(file) === withoutGeneration(text)) return [];
  return [{ kind: 'file', reason: 'the configuration file is not that of the process' }];
}

/** Additions first and removals last, so that a pool never has fewer servers than before and after. */
function planServers(
  desired: RenderedHaproxy,
  observed: Running,
  running: ServerIndex<ObservedServer>,
): HaproxyStep[] {
  const wanted = new ServerIndex(desired.servers);
  const steps = desired.servers.flatMap((server) => planServer(server, running.get(server)));
  return [
    ...steps.filter((step) => step.kind === 'server.add'),
    ...steps.filter((step) => step.kind !== 'server.add'),
    ...observed.servers.filter((server) => wanted.get(server) === undefined).flatMap(planRemoval),
  ];
}

const NOTHING: readonly HaproxyStep[] = [];

function planServer(desired: DesiredServer, observed: ObservedServer | undefined): readonly HaproxyStep[] {
  if (observed?.weight === desired.weight && observed.admin === desired.admin) return NOTHING;
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
function planRemoval({ backend, name, admin }: ObservedServer): readonly HaproxyStep[] {
  return admin === 'maint'
    ? NOTHING
    : [{ kind: 'server.remove', backend, server: name, reason: 'not wanted' }];
}
