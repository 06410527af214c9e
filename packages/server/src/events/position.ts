/** A place in the order of all events: behind the event of that transaction and sequence number. */
export interface Position {
  /** Identifier of a transaction, as PostgreSQL counts them. */
  readonly xid: number;
  readonly seq: number;
}

/** Negative when `a` comes first. */
export const comparePositions = (a: Position, b: Position): number => a.xid - b.xid || a.seq - b.seq;

export const laterOf = (a: Position, b: Position): Position => (comparePositions(a, b) < 0 ? b : a);

/** What a client gets as the id of an event, and gives back: opaque to it. */
export const formatPosition = ({ xid, seq }: Position): string => `${xid.toString(36)}-${seq.toString(36)}`;

const FORMAT = /^([0-9a-z]{1,11})-([0-9a-z]{1,11})$/;

/** undefined for what formatPosition cannot have made. */
export function parsePosition(text: string): Position | undefined {
  const [, xid = '', seq = ''] = FORMAT.exec(text) ?? [];
  const position = { xid: Number.parseInt(xid, 36), seq: Number.parseInt(seq, 36) };
  if (!Number.isSafeInteger(position.xid) || !Number.isSafeInteger(position.seq)) return undefined;
  return formatPosition(position) === text ? position : undefined;
}
