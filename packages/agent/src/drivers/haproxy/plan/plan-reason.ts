import { endpoint } from '../render/config-text.ts';
import { serverKey } from '../render/server-key.ts';
import type { ServerIndex } from './server-index.ts';
import type { DesiredServer, ObservedHaproxy, ObservedServer, RenderedHaproxy } from '../model/types.ts';

type Running = Extract<ObservedHaproxy, { running: true }>;

/** Why the runtime socket cannot make the difference; undefined when it can. */
export function reloadReason(
  desired: RenderedHaproxy,
  observed: Running,
  running: ServerIndex<ObservedServer>,
): string | undefined {
  if (observed.structure !== desired.structure) return structureReason(desired.sections, observed.sections);
  for (const server of desired.servers) {
    const reason = serverReason(server, running.get(server));
    if (reason !== undefined) return `server ${serverKey(server)}: ${reason}`;
  }
  return undefined;
}

/** Names the sections that differ, such as "frontend X changed, backend Y added". */
function structureReason(
  desired: Readonly<Record<string, string>>,
  observed: Readonly<Record<string, string>>,
): string {
  if (Object.keys(observed).length === 0) return 'structure changed';
  const names = [...new Set([...Object.keys(desired), ...Object.keys(observed)])].toSorted();
  const changes = names
    .filter((name) => desired[name] !== observed[name])
    .map((name) => `${name} ${verb(desired[name], observed[name])}`);
  return changes.join(', ') || 'structure changed';
}

function verb(desired: string | undefined, observed: string | undefined): string {
  if (observed === undefined) return 'added';
  return desired === undefined ? 'removed' : 'changed';
}

function serverReason(desired: DesiredServer, observed: ObservedServer | undefined): string | undefined {
  if (observed === undefined) {
    return desired.dynamicArgs === undefined ? 'its backend takes servers only by a reload' : undefined;
  }
  if (observed.address === desired.address && observed.port === desired.port) return undefined;
  const [from, to] = [endpoint(observed.address, observed.port), endpoint(desired.address, desired.port)];
  return `${from} -> ${to}`;
}
