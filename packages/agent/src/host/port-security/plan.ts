import { type Element, type Guards, tapIn } from './guarded-port.ts';
import type { ObservedTable } from './listing.ts';
import { TABLE, TABLE_COMMANDS } from './table.ts';

export interface TablePlan {
  /** One transaction of nft; empty when all is as it must be. */
  readonly commands: readonly string[];
  /** Whether it makes the table anew. */
  readonly whole: boolean;
  readonly guards: Guards;
}

/**
 * The taps of `wanted` get what they must have (nothing = they are forgotten), all others stay as they are: they may be
 * of devices that were not looked at yet. Without an element there is no table. Pure.
 */
export function planTable(wanted: Guards, { intact, guards, dropped }: ObservedTable): TablePlan {
  const merged = new Map([...guards, ...wanted].filter(([tap]) => (wanted.get(tap)?.size ?? 1) > 0));
  if (merged.size === 0) {
    const commands = dropped === undefined ? [] : [`delete table ${TABLE}`];
    return { commands, whole: false, guards: merged };
  }
  if (intact) return { commands: changes(wanted, guards), whole: false, guards: merged };
  const anew = [`add table ${TABLE}`, `delete table ${TABLE}`, ...TABLE_COMMANDS];
  return { commands: [...anew, ...changes(merged, new Map())], whole: true, guards: merged };
}

function changes(wanted: Guards, guards: Guards): string[] {
  const [added, removed]: [Element[], Element[]] = [[], []];
  for (const [tap, elements] of wanted) {
    const there = guards.get(tap) ?? new Set();
    added.push(...[...elements].filter((each) => !there.has(each)));
    removed.push(...[...there].filter((each) => !elements.has(each)));
  }
  return [...removed.map((each) => command('delete', each)), ...added.map((each) => command('add', each))];
}

function command(verb: 'add' | 'delete', text: Element): string {
  const set = text.split(' ', 1)[0] ?? '';
  return `${verb} element ${TABLE} ${set} { ${text.slice(set.length + 1)} }`;
}

/** What the filter of a tap lacks, or lets pass beyond what it must, in words. Pure. */
export function faultOf(tap: string, must: ReadonlySet<Element>, { intact, guards }: ObservedTable) {
  const there = guards.get(tap);
  if (!intact || there === undefined) return 'no port security';
  const missing = [...must].find((each) => !there.has(each));
  if (missing !== undefined) return `port security lacks ${wordsOf(missing)}`;
  const surplus = [...there].find((each) => !must.has(each));
  return surplus === undefined ? undefined : `port security allows ${wordsOf(surplus)}`;
}

const wordsOf = (text: Element): string =>
  text.replace(` ${tapIn(text)} . `, ' ').replace(` ${tapIn(text)}`, '');
