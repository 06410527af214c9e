import type { Dice } from '../../api/races/dice.ts';
import type { Member, Monitor, Pool, Project, Vip, World } from './model.ts';

export type Body = Record<string, unknown>;

/** One call, and its expected outcome. */
export interface Step {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly asAdmin?: boolean;
  /** Codes, one of which it must be refused with; if there are none, it must succeed. */
  readonly refusals: readonly string[];
  /** Codes that it may also be refused with, while other changes are not settled. */
  readonly mayRefuse?: readonly string[];
  /** No other call at the same time may touch these. */
  readonly touches: readonly string[];
  readonly uses?: readonly string[];
  /** Updates the model. */
  readonly done: (answer: Body) => void;
}

/** Who takes a step, and where. */
export interface Stand {
  readonly project: Project;
  readonly dice: Dice;
  readonly world: World;
}
/** Creates a suitable call; undefined if there is no object for it. */
export type Maker = (stand: Stand) => Step | undefined;

/** One of them, if there is one. */
export const any = <T>(dice: Dice, items: Iterable<T>): T | undefined => {
  const all = [...items];
  return all.length === 0 ? undefined : dice.pick(all);
};
/** A call about one of these, if there is one. */
export const about =
  <T>(items: (stand: Stand) => Iterable<T>, make: (one: T, stand: Stand) => ReturnType<Maker>): Maker =>
  (stand) => {
    const one = any(stand.dice, items(stand));
    return one === undefined ? undefined : make(one, stand);
  };

export const POOLS = ({ project }: Stand): Iterable<Pool> => project.pools.values();
export const VIPS = ({ project }: Stand): Iterable<Vip> => project.vips.values();
export const MEMBERS = ({ project }: Stand): Iterable<Member> => project.members.values();
export const MONITORS = ({ project }: Stand): Iterable<Monitor> => project.monitors.values();

export const when = (condition: boolean, code: string): string[] => (condition ? [code] : []);
/** The place of the VIP at a pool. */
export const vipPlace = (poolId: string): string => `vip of ${poolId}`;

const meet = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((each) => other.includes(each));

/** Whether two calls have the same result in either order. */
export const commute = (one: Step, other: Step): boolean =>
  !meet(one.touches, [...other.touches, ...(other.uses ?? [])]) && !meet(other.touches, one.uses ?? []);
