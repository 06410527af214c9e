import type { DriverStep } from '../device-driver.ts';
import type { FloatingIps, ObservedRouter, RenderedRouter } from './model.ts';
import { FAMILIES, MARKERS, TABLE, countedOf, dnatOf, isMarker, isOf, snatOf } from './table.ts';

/** One transaction: all of it is there afterwards, or nothing has changed. */
export interface RouterStep extends DriverStep {
  /** `rules` changes the rules (and the floating IPs with them), `floating_ips` those alone. */
  readonly kind: 'rules' | 'floating_ips' | 'stop';
  /** Commands of nft. */
  readonly commands: readonly string[];
  /** Of the rules that it makes. */
  readonly digest?: string;
  /** Floating IPs that lead elsewhere now, or nowhere: connections through them end. */
  readonly moved: readonly string[];
}

/** Pure. */
export function planRouter(desired: RenderedRouter | undefined, observed: ObservedRouter): RouterStep[] {
  if (desired === undefined) return observed.running ? [STOP] : [];
  if (!observed.running) return [whole(desired, 'start', 'not there', [])];
  const { added, removed } = changesOf(observed.floatingIps, desired.floatingIps);
  const moved = [...removed.keys()];
  if (!observed.forwards) return [whole(desired, 'start', 'nothing is forwarded', moved)];
  if (!observed.intact) return [whole(desired, 'runtime', 'the rules were changed by hand', moved)];
  const elements = [...elementsOf('delete', removed), ...elementsOf('add', added)];
  if (observed.digest !== desired.digest) {
    const commands = [...unmark(observed.markers), ...desired.rules, ...elements];
    return [{ kind: 'rules', reason: 'networks', costs: 'runtime', commands, digest: desired.digest, moved }];
  }
  if (elements.length === 0) return [];
  const commands = [...unmark(observed.markers, MARKERS.generation), ...elements];
  const target = [...added.keys(), ...removed.keys()].slice(0, 3).join(', ');
  return [{ kind: 'floating_ips', reason: 'floating IPs', costs: 'runtime', target, commands, moved }];
}

const STOP: RouterStep = { kind: 'stop', reason: 'nothing to run', costs: 'stop', commands: [], moved: [] };

/** Whatever is there: connections that are under way know their translations and go on. */
function whole(
  desired: RenderedRouter,
  costs: 'start' | 'runtime',
  reason: string,
  moved: readonly string[],
): RouterStep {
  const commands = [`add table ${TABLE}`, `delete table ${TABLE}`, ...commandsOf(desired)];
  return { kind: 'rules', reason, costs, commands, digest: desired.digest, moved };
}

/** All that a router is made of. */
export const commandsOf = ({ rules, floatingIps }: RenderedRouter): string[] => [
  ...rules,
  ...elementsOf('add', floatingIps),
];

const unmark = (markers: readonly string[], prefix = ''): string[] =>
  markers
    .filter((chain) => isMarker(chain) && chain.startsWith(prefix))
    .map((chain) => `delete chain ${TABLE} ${chain}`);

function changesOf(before: FloatingIps, after: FloatingIps) {
  const notIn = (from: FloatingIps, other: FloatingIps): FloatingIps =>
    new Map([...from].filter(([floating, fixed]) => other.get(floating) !== fixed));
  return { added: notIn(after, before), removed: notIn(before, after) };
}

function elementsOf(verb: 'add' | 'delete', pairs: FloatingIps): string[] {
  return FAMILIES.flatMap((family) => {
    const own = [...pairs].filter(([floating]) => isOf(family, floating));
    if (own.length === 0) return [];
    const element = (set: string, items: readonly string[]): string =>
      `${verb} element ${TABLE} ${set} { ${items.join(', ')} }`;
    return [
      element(
        dnatOf(family),
        own.map(([floating, fixed]) => `${floating} : ${fixed}`),
      ),
      element(
        snatOf(family),
        own.map(([floating, fixed]) => `${fixed} : ${floating}`),
      ),
      element(
        countedOf(family),
        own.map(([floating]) => floating),
      ),
    ];
  });
}
