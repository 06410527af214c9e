import { type FaultRecord, type Lapse, planeOf, words } from './fault.ts';
import type { ClientRecord } from './findings.ts';

/** What a program has decided or noticed, from its log. */
export interface Decision {
  readonly at: number;
  readonly who: string;
  readonly what: string;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly faults: readonly FaultRecord[];
  readonly lapses: readonly Lapse[];
  readonly decisions: readonly Decision[];
  readonly clients: readonly ClientRecord[];
}

const COLUMNS = 120;
const NAME = 18;

/**
 * Faults, decisions and traffic under each other, one column a second: `x` a fault of the control plane, `X` one of
 * the data plane; how many decisions; `.` requests that were answered, `!` some failed, ` ` none was sent.
 */
export function drawTimeline(timeline: Timeline): string {
  const seconds = Math.ceil((timeline.to - timeline.from) / 1000);
  const lines: string[] = [];
  for (let first = 0; first < seconds; first += COLUMNS) {
    const count = Math.min(COLUMNS, seconds - first);
    const from = timeline.from + first * 1000;
    lines.push(`${'second'.padEnd(NAME)}${ruler(first, count)}`);
    for (const [name, row] of rows(timeline, from, count)) {
      if (row.trim() !== '') lines.push(`${name.padEnd(NAME)}${row}`.trimEnd());
    }
    lines.push('');
  }
  return `${lines.join('\n')}\n${list(timeline)}`;
}

const ruler = (first: number, count: number): string =>
  Array.from({ length: Math.ceil(count / 10) }, (_, index) => String(first + 10 * index).padEnd(10)).join('');

type Row = readonly [name: string, text: string];

function rows({ faults, lapses, decisions, clients }: Timeline, from: number, count: number): Row[] {
  const draw = (of: (begin: number, end: number) => string): string =>
    Array.from({ length: count }, (_, index) => of(from + 1000 * index, from + 1000 * (index + 1))).join('');
  const targets = [...new Set(faults.map(({ fault }) => fault.target))].sort();
  const deciders = [...new Set(decisions.map(({ who }) => who))].sort();
  return [
    ...targets.map((target): Row => {
      const own = faults.filter(({ fault }) => fault.target === target);
      return [
        target,
        draw((begin, end) =>
          faultMark(
            own.find((one) => one.from < end && one.to >= begin),
            lapses,
          ),
        ),
      ];
    }),
    ...deciders.map((who): Row => {
      const own = decisions.filter((decision) => decision.who === who);
      return [
        `> ${who}`,
        draw((begin, end) => countMark(own.filter(({ at }) => at >= begin && at < end).length)),
      ];
    }),
    ...clients.map(({ name, asked }): Row => [
      name,
      draw((begin, end) => trafficMark(asked.filter(({ to }) => to >= begin && to < end))),
    ]),
  ];
}

const faultMark = (record: FaultRecord | undefined, lapses: readonly Lapse[]): string =>
  record === undefined ? ' ' : planeOf(record, lapses) === 'data' ? 'X' : 'x';
const countMark = (count: number): string => (count === 0 ? ' ' : count > 9 ? '+' : String(count));
const trafficMark = (asked: readonly { readonly failure?: string }[]): string =>
  asked.length === 0 ? ' ' : asked.some(({ failure }) => failure !== undefined) ? '!' : '.';

/** The same in words, one line for each event. */
function list({ from, faults, decisions, clients }: Timeline): string {
  const events = [
    ...faults.map((record) => ({ at: record.from, text: `fault     ${words(record.fault)}` })),
    ...faults.map((record) => ({ at: record.to, text: `over      ${words(record.fault)}` })),
    ...decisions.map(({ at, who, what }) => ({ at, text: `decision  ${who}: ${what}` })),
    ...clients.flatMap(({ name, asked }) =>
      asked
        .filter(({ failure }) => failure !== undefined)
        .map(({ to, failure }) => ({ at: to, text: `failed    ${name}: ${failure}` })),
    ),
  ];
  return events
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `${((at - from) / 1000).toFixed(2).padStart(8)} ${text}\n`)
    .join('');
}
