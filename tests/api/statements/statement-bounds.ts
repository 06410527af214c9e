export interface Bound {
  /** The most that a call of this class may send, including BEGIN and COMMIT. */
  readonly statements: number;
  readonly reason: string;
}

/** How many statements a call may send, by what it has to do; the number does not depend on the amount of data. */
export const BOUNDS = {
  'answer without data': { statements: 0, reason: 'it is all in the configuration, or refused at once' },
  read: { statements: 1, reason: 'an object or a page, with all that is shown of it, is one query' },
  'read under another': { statements: 2, reason: 'whether the caller may see the other one comes first' },
  create: {
    statements: 8,
    reason:
      'BEGIN, quota, what it hangs on, its device, rows, audit, the answer, COMMIT; so many at once, too',
  },
  'create with addresses': {
    statements: 10,
    reason: 'besides, the network is locked, and what it has taken is read',
  },
  'create of a VIP': {
    statements: 19,
    reason:
      'its port with an address, its listener, its pool that has something to run now, and who held the address',
  },
  change: { statements: 7, reason: 'BEGIN, the object, its device, rows, audit, the answer, COMMIT' },
  'change with others': {
    statements: 11,
    reason:
      'what shows it, such as the balancers with its monitor or on its network, is locked and raised in one go',
  },
  'move of a VIP': { statements: 21, reason: 'two devices change, and one waits until the other lets go' },
  'change of a router': {
    statements: 19,
    reason: 'a port with an address, its device, which has something to run now, and who held the address',
  },
  preview: {
    statements: 45,
    reason:
      'the creates of a pool, a VIP, a member and a monitor, its association, and what devices they change',
  },
  'delete of a router': { statements: 13, reason: 'its port, and its device with its placement, go with it' },
  delete: { statements: 8, reason: 'BEGIN, the object, what may forbid it, its device, rows, audit, COMMIT' },
  'delete with others': { statements: 11, reason: 'what goes or changes with it is locked first' },
} as const satisfies Readonly<Record<string, Bound>>;

export type BoundName = keyof typeof BOUNDS;
