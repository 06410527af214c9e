import { sleep, withDeadline } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { openDatabase } from '../support/database.ts';

/** A placement, as the database has it at a moment. */
export interface Sample {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly device: string;
  readonly host: string;
  readonly epoch: number;
  readonly generation: number;
  readonly observed: number;
  /** `gone` when there is no such placement any more. */
  readonly wanted: string;
  /** Whether its agent has said anything yet; before, what is observed is that of a device with nothing to run. */
  readonly isReported: boolean;
  /** Whether the device had something to run in the generation that is observed. */
  readonly runs: boolean;
  /** Of the last attempt; null when it has succeeded. */
  readonly error: string | null;
}

/** An object that waits for something, as the API shows it at a moment. */
export interface Pending {
  readonly at: number;
  readonly id: string;
  readonly description: string;
}

const SELECT = `
SELECT p.device_id AS device, a.host, p.epoch::int, d.generation::int, p.observed_generation::int AS observed, p.wanted,
  p.reported_at IS NOT NULL AS "isReported", p.error, d.kind <> 'load_balancer' OR EXISTS (
    SELECT 1 FROM listeners l WHERE l.load_balancer_id = d.id
      AND coalesce(nullif(l.created_generation, 0), l.changed_generation) <= p.observed_generation) AS runs
FROM placements p JOIN agents a ON a.id = p.agent_id JOIN devices d ON d.id = p.device_id`;
const EVERY_MS = 200;
const ANSWER_MS = 5000;
const LISTS = ['lb/pools', 'lb/vips', 'lb/members', 'floatingips'];
const LISTS_EVERY_MS = 1500;

/** Looks at placements and statuses all the time, as far as database and API answer. */
export class Watch {
  readonly samples: Sample[] = [];
  readonly pending: Pending[] = [];
  readonly #lab: Lab;
  readonly #looking: Promise<unknown>;
  #last = new Map<string, { readonly words: string; readonly row: Omit<Sample, 'at'> }>();
  #running = true;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#looking = Promise.all([this.#watchPlacements(), this.#watchStatuses()]);
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#looking;
  }

  async #watchPlacements(): Promise<void> {
    let database = openDatabase(this.#lab);
    while (this.#running) {
      try {
        const look = withDeadline('the placements', ANSWER_MS, () =>
          database.query<Omit<Sample, 'at'>>(SELECT),
        );
        this.#note((await look).rows);
      } catch {
        // A database that is down, frozen or ends its sessions is a fault of the storm.
        void database.end();
        database = openDatabase(this.#lab);
      }
      await sleep(EVERY_MS);
    }
    void database.end();
  }

  /** Only what differs from the last look. */
  #note(rows: readonly Omit<Sample, 'at'>[]): void {
    const at = Date.now();
    const now = new Map(
      rows.map((row) => [`${row.device} ${row.host}`, { words: JSON.stringify(row), row }]),
    );
    for (const [key, { words, row }] of now)
      if (this.#last.get(key)?.words !== words) this.samples.push({ at, ...row });
    for (const [key, { row }] of this.#last)
      if (!now.has(key)) this.samples.push({ at, ...row, wanted: 'gone' });
    this.#last = now;
  }

  async #watchStatuses(): Promise<void> {
    for (let turn = 0; this.#running; turn += 1) {
      const server = this.#lab.servers[turn % this.#lab.servers.length];
      for (const path of LISTS) {
        const answer = await server?.api('GET', `/v2.0/${path}`).catch(() => undefined);
        if (answer?.status === 200) this.#notePending(answer.body);
      }
      await sleep(LISTS_EVERY_MS);
    }
  }

  #notePending(body: unknown): void {
    const at = Date.now();
    // The cast: a list is wrapped in an object with one key.
    const objects = Object.values(body as Record<string, readonly Record<string, unknown>[]>)[0] ?? [];
    for (const { id, status, status_description: description } of objects) {
      if (String(status).startsWith('PENDING'))
        this.pending.push({
          at,
          id: String(id),
          description: typeof description === 'string' ? description : '',
        });
    }
  }
}

/** Where devices may have run, as far as it was seen: a host that they were moved off may go on for a while. */
export function hostsOf(
  samples: readonly Sample[],
  devices: readonly string[],
  from: number,
  to: number,
): Set<string> {
  const own = samples.filter(({ device }) => devices.includes(device));
  const last = new Map(own.filter(({ at }) => at <= from).map((sample) => [placementOf(sample), sample]));
  const meanwhile = own.filter(({ at }) => at > from && at <= to);
  return new Set(
    [...last.values(), ...meanwhile].filter(({ wanted }) => wanted !== 'gone').map(({ host }) => host),
  );
}

/** From when a host was to let go of one of these devices until it had. */
export function movesOf(
  samples: readonly Sample[],
  devices: readonly string[],
): { readonly from: number; readonly to: number }[] {
  const begun = new Map<string, number>();
  const moves: { from: number; to: number }[] = [];
  for (const sample of samples.filter(({ device }) => devices.includes(device))) {
    const key = placementOf(sample);
    const from = begun.get(key);
    if (sample.wanted === 'absent') begun.set(key, from ?? sample.at);
    else if (from !== undefined) {
      moves.push({ from, to: sample.at });
      begun.delete(key);
    }
  }
  return moves;
}

const placementOf = ({ device, host }: Sample): string => `${device} ${host}`;
