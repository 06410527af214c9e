import type { Tx } from '../persistence/index.ts';
import { type Position, comparePositions } from './position.ts';
import type { EventPage, RecordedEvent } from './recorded-event.ts';

/**
 * Transactions commit in another order than they begin to write in. Of this database all below the floor have ended, so
 * nothing can appear there any more: reading only below it, in the order of (xid, seq), never leaves anything behind.
 *
 * Transactions of other databases count where they hold nothing back, and are left out where they would. Who is at work
 * on a transaction of the snapshot is looked up behind the snapshot, and a transaction has one backend, a backend one
 * database, from beginning to end: so one that is found at a backend of another database is of that one. What is found
 * nowhere, such as a prepared transaction, counts. All that holds outside of a transaction block only, in which
 * PostgreSQL goes on to show the backends of its first look. OFFSET 0 keeps the floor from being computed twice.
 */
const FLOOR = `(
  SELECT s.ceiling, CASE WHEN EXISTS (SELECT 1 FROM events e WHERE e.xid >= s.oldest) THEN coalesce((
    SELECT min(x::text::bigint) FROM pg_snapshot_xip(s.snapshot) x
    WHERE NOT EXISTS (
      SELECT 1 FROM pg_stat_get_activity(NULL) b
      WHERE b.backend_xid = x::xid AND b.datid <> (SELECT oid FROM pg_database WHERE datname = current_database()))
  ), s.ceiling) ELSE s.oldest END AS xid
  FROM (
    SELECT pg_current_snapshot() AS snapshot, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ceiling
  ) s
  OFFSET 0
)`;

const STATE = `
SELECT floor.xid AS floor, floor.ceiling, h.xid AS "horizonXid", h.seq AS "horizonSeq",
  EXISTS (SELECT 1 FROM events e WHERE e.xid >= floor.xid) AS "isHiding"`;

const FROM = `
FROM ${FLOOR} floor CROSS JOIN event_horizon h`;

/**
 * The present is the newest event, not the floor: after a crash PostgreSQL gives out again what transactions were
 * called whose traces had not reached the disk, and events would appear below a position that was taken from the floor.
 */
const READ_PRESENT = `${STATE}, coalesce(last.xid, h.xid) AS xid, coalesce(last.seq, h.seq) AS seq ${FROM}
  LEFT JOIN LATERAL (
    SELECT xid, seq FROM events WHERE xid < floor.xid ORDER BY xid DESC, seq DESC LIMIT 1
  ) last ON true`;

const EVENT = `'xid', e.xid, 'seq', e.seq,
  'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'projectId', e.project_id,
  'action', e.action, 'resource', e.resource_type, 'resourceId', e.resource_id`;

const EVENTS_JSON = `json_agg(CASE WHEN e.facts_before IS NULL THEN json_build_object(${EVENT})
    ELSE json_build_object(${EVENT}, 'before', e.facts_before, 'after', e.facts_after) END ORDER BY e.xid, e.seq)
  FILTER (WHERE $4::text[] IS NULL OR e.project_id = ANY ($4))`;

/**
 * How much is looked at is bounded, not how much is found: a page costs the same for whoever asks. What the transaction
 * of the position has left before comes along, so that its events collapse as they would in one piece.
 */
const READ_PAGE = `${STATE},
  page.count, page.xid, page.seq, page.events, page."ageS", earlier.events AS earlier ${FROM}
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, max(e.xid) AS xid, (array_agg(e.seq ORDER BY e.xid DESC, e.seq DESC))[1] AS seq,
      extract(epoch FROM clock_timestamp() - min(e.at))::float8 AS "ageS", ${EVENTS_JSON} AS events
    FROM (
      SELECT * FROM events WHERE (xid, seq) > ($1, $2) AND xid < floor.xid ORDER BY xid, seq LIMIT $3
    ) e
  ) page
  CROSS JOIN LATERAL (
    SELECT ${EVENTS_JSON} AS events
    FROM (SELECT * FROM events WHERE xid = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3) e
  ) earlier`;

interface StateRow {
  readonly floor: number;
  readonly ceiling: number;
  readonly horizonXid: number;
  readonly horizonSeq: number;
  readonly isHiding: boolean;
}

/** Of the newest event that was looked at. */
interface PresentRow extends StateRow, Position {}

interface PageRow extends StateRow {
  readonly count: number;
  readonly xid: number | null;
  readonly seq: number | null;
  readonly events: readonly RecordedEvent[] | null;
  readonly earlier: readonly RecordedEvent[] | null;
  readonly ageS: number | null;
}

export interface ReadOptions {
  readonly after: Position;
  /** undefined = all. */
  readonly projects?: readonly string[] | undefined;
  readonly limit: number;
}

export interface ReadPage extends EventPage {
  /** Of this database, all transactions before this one have ended. */
  readonly floor: number;
  /** Committed events are there that cannot be read yet, because an older transaction is still under way. */
  readonly isHiding: boolean;
  /** Events behind the asked-for position have been removed for their age. */
  readonly isTooOld: boolean;
  /** Age of the oldest event in it; undefined without events. */
  readonly ageS: number | undefined;
}

export async function readEvents(tx: Tx, { after, projects, limit }: ReadOptions): Promise<ReadPage> {
  const [row] = await tx.query<PageRow>(READ_PAGE, [after.xid, after.seq, limit, projects ?? null]);
  if (row === undefined) throw new Error('the event horizon is missing');
  const { xid, seq } = row;
  const all = row.events ?? [];
  const events = upToDevices(all);
  const last = events.at(-1);
  const isCut = last !== undefined && events.length < all.length;
  const end = xid === null || seq === null ? after : { xid, seq };
  return {
    events,
    earlier: events[0]?.xid === after.xid ? (row.earlier ?? []) : [],
    to: isCut ? { xid: last.xid, seq: last.seq } : end,
    isFull: isCut || row.count === limit,
    floor: row.floor,
    isHiding: row.isHiding,
    isTooOld: isBelowHorizon(after, row),
    ageS: row.ageS ?? undefined,
  };
}

/** Each stands for all its objects, which are read at once, and may be a thousand. */
const DEVICES_PER_PAGE = 50;

/** The events before the first one of a device too many. */
function upToDevices(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const devices = new Set<string>();
  const end = events.findIndex(({ resource, resourceId }) => {
    if (resource === 'device') devices.add(resourceId);
    return devices.size > DEVICES_PER_PAGE;
  });
  return end === -1 ? events : events.slice(0, end);
}

export interface Present {
  /** Everything that commits from now on is behind it. */
  readonly now: Position;
  /** What a client may go on from: not below what is kept, nor beyond what there is. */
  readonly isKnown: (position: Position) => boolean;
}

export async function readPresent(tx: Tx): Promise<Present> {
  const [row] = await tx.query<PresentRow>(READ_PRESENT);
  if (row === undefined) throw new Error('the event horizon is missing');
  return {
    now: { xid: row.xid, seq: row.seq },
    isKnown: (position) => !isBelowHorizon(position, row) && position.xid <= row.ceiling,
  };
}

const isBelowHorizon = (position: Position, { horizonXid: xid, horizonSeq: seq }: StateRow): boolean =>
  comparePositions(position, { xid, seq }) < 0;
