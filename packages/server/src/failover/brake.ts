import type { AgentId } from '@lbaas/common/domain';

/** The brake as the database has it. */
export interface Brake {
  /** How many agents there were when it was engaged. */
  readonly alive: number;
  /** Those that had fallen silent. */
  readonly agents: readonly AgentId[];
  /** An admin has lifted it: these agents may be failed over. */
  readonly isLifted: boolean;
}

export interface Heard {
  readonly id: AgentId;
  /** It has missed heartbeats. */
  readonly isLate: boolean;
  /** It has been heard within the last minute. */
  readonly isRecent: boolean;
}

export type BrakeVerdict =
  | { readonly kind: 'free' }
  /** Nothing is moved. */
  | { readonly kind: 'engage'; readonly alive: number; readonly agents: readonly AgentId[] }
  | { readonly kind: 'braked' }
  /** Its reason is gone: enough of its agents are back, or all of them after it was lifted. */
  | { readonly kind: 'release' };

/**
 * How many of so many agents may vanish within a minute: the share, rounded up. With a half: one of two, two of three,
 * two of four, three of five.
 */
export const mayVanish = (alive: number, maxShare: number): number =>
  Math.max(1, Math.ceil(alive * maxShare));

/**
 * When more agents vanish at once, it is the network or the broker, not the hosts. A brake stays until enough of those
 * that have vanished are back, or an admin lifts it; then it does not count them until they are back. Agents that are
 * only late count as well: of many that vanish together one is the first to look dead.
 */
export function judgeBrake(
  heard: readonly Heard[],
  brake: Brake | undefined,
  maxShare: number,
): BrakeVerdict {
  const late = new Set(heard.filter(({ isLate }) => isLate).map(({ id }) => id));
  const held = brake?.agents.filter((id) => late.has(id)) ?? [];
  if (brake !== undefined && !brake.isLifted)
    return judgeEngaged(heard, late, { ...brake, agents: held }, brake, maxShare);
  const lifted = new Set(held);
  const counted = heard.filter(({ id, isRecent }) => isRecent && !lifted.has(id));
  const vanished = counted.filter(({ isLate }) => isLate).map(({ id }) => id);
  if (vanished.length > mayVanish(counted.length, maxShare)) {
    return { kind: 'engage', alive: counted.length, agents: vanished };
  }
  return brake !== undefined && held.length === 0 ? { kind: 'release' } : { kind: 'free' };
}

/** More that vanish meanwhile are taken in. */
function judgeEngaged(
  heard: readonly Heard[],
  late: ReadonlySet<AgentId>,
  left: Brake,
  brake: Brake,
  maxShare: number,
): BrakeVerdict {
  const more = heard.filter(({ id, isRecent }) => isRecent && late.has(id) && !brake.agents.includes(id));
  const vanished = [...left.agents, ...more.map(({ id }) => id)];
  if (vanished.length <= mayVanish(brake.alive, maxShare)) return { kind: 'release' };
  const agents = [...brake.agents, ...more.map(({ id }) => id)];
  return more.length > 0 ? { kind: 'engage', alive: brake.alive, agents } : { kind: 'braked' };
}
