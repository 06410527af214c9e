import { createHash } from 'node:crypto';

/** A table of its own: the one of port security comes and goes with that. */
export const LEASE_TABLE = 'bridge lbaas_lease';

const SETS = {
  /** One element, which lives as long as the lease does. */
  lease: 'type mark ; flags timeout',
  /** Taps that pass frames only while it does. */
  leased: 'type ifname',
  /** Taps that pass nothing, lease or not. */
  silent: 'type ifname',
} as const;

/** Before port security in a bridge, and after everything else. */
const CHAINS = [
  ['from_ports', '{ type filter hook prerouting priority -310 ; policy accept ; }'],
  ['to_ports', '{ type filter hook postrouting priority 310 ; policy accept ; }'],
] as const;

/** Every frame has the mark 0 under the mask 0, so that the one element decides for all of them. */
const LAPSED = 'meta mark and 0x0 != @lease';
const RULES = [
  'from_ports iifname @silent drop',
  `from_ports iifname @leased ${LAPSED} drop`,
  'to_ports oifname @silent drop',
  `to_ports oifname @leased ${LAPSED} drop`,
];

const SETUP = {
  before: [
    `add table ${LEASE_TABLE}`,
    ...Object.entries(SETS).map(([name, type]) => `add set ${LEASE_TABLE} ${name} { ${type} ; }`),
  ],
  after: [
    ...CHAINS.map(([name, hook]) => `add chain ${LEASE_TABLE} ${name} ${hook}`),
    ...RULES.map((rule) => `add rule ${LEASE_TABLE} ${rule}`),
  ],
};

export const LEASE_RULES = RULES.length;
/** The name of a chain without rules: by which commands the table was made. */
export const LEASE_MARKER = `rules_${createHash('sha256')
  .update([...SETUP.before, ...SETUP.after].join('\n'))
  .digest('hex')
  .slice(0, 32)}`;

export interface LeaseElements {
  /** Undefined = no lease: only silent taps are held back. */
  readonly seconds: number | undefined;
  readonly leased: Iterable<string>;
  readonly silent: Iterable<string>;
}

/** The whole table anew, in one transaction: elements come before the rules that ask for them. Pure. */
export const tableCommands = ({ seconds, leased, silent }: LeaseElements): string[] => [
  `add table ${LEASE_TABLE}`,
  `delete table ${LEASE_TABLE}`,
  ...SETUP.before,
  ...(seconds === undefined ? [] : [addition('lease', [lifetime(seconds)])]),
  ...elementCommands('add', 'leased', leased),
  ...elementCommands('add', 'silent', silent),
  ...SETUP.after,
  `add chain ${LEASE_TABLE} ${LEASE_MARKER}`,
];

/** Nothing when there are no taps. Pure. */
export function elementCommands(
  verb: 'add' | 'delete',
  set: 'leased' | 'silent',
  taps: Iterable<string>,
): string[] {
  const names = [...taps];
  return names.length === 0 ? [] : [`${verb} element ${LEASE_TABLE} ${set} { ${names.join(', ')} }`];
}

/** Before other commands of a transaction, makes it fail unless the lease lives. */
export const IF_IT_LIVES = `delete element ${LEASE_TABLE} lease { 0 }`;

/**
 * One transaction that fails once the lease has lapsed: what is not there cannot be deleted. So whoever is late, by
 * whatever clock, never brings it back. Pure.
 */
export const renewalCommand = (seconds: number): string =>
  `${IF_IT_LIVES}; ${addition('lease', [lifetime(seconds)])}`;

/** Whether it is there or not. */
export const REMOVAL_COMMANDS = [`add table ${LEASE_TABLE}`, `delete table ${LEASE_TABLE}`];

const lifetime = (seconds: number): string => `0 timeout ${seconds}s`;
const addition = (set: keyof typeof SETS, elements: readonly string[]): string =>
  `add element ${LEASE_TABLE} ${set} { ${elements.join(', ')} }`;
