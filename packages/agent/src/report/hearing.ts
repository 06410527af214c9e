import { randomUUID } from 'node:crypto';
import type { Args } from '@lbaas/common/contract';
import type { Logger, Metrics } from '@lbaas/common/runtime';

type Echo = NonNullable<Args<'report_state'>['echo']>;

/** What a deaf agent can do. */
export interface HearingAids {
  /** Asks the servers for the list of devices: what was sent and has not arrived is in it. */
  readonly list: () => void;
  /** Gives the queue up and sets it up anew. */
  readonly queue: () => void;
  readonly connection: () => void;
}

export interface HearingOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** So many heartbeats may have no echo yet: the last one is on its way, and one may be lost. */
const PATIENCE_BEATS = 3;
/** The pause between two attempts to set up anew doubles up to this. */
const LONGEST_PAUSE_BEATS = 48;

/**
 * Whether what the servers send arrives. They answer each heartbeat by the queue of this agent, and it names the newest
 * answer in its next heartbeat, so that both ends know.
 *
 * States: hearing, and deaf: the broker has taken three heartbeats since the last echo. Deaf, it asks for its list with
 * every heartbeat, so that its devices follow nevertheless. If a server answers that the agent does not receive, its
 * queue is set up anew, the next time its connection, and so on in turn. Servers that are away, or older than echoes,
 * do not answer that, so nothing is set up anew because of them. An echo ends it.
 */
export class Hearing {
  /** One start of the agent process. */
  readonly runId = randomUUID();
  readonly #options: HearingOptions;
  readonly #gauge: ReturnType<Metrics['gauge']>;
  readonly #aids: HearingAids[] = [];
  #beat = 0;
  #heard: number | null = null;
  /** Heartbeats that the broker has taken since the last echo. */
  #unheard = 0;
  #serversEcho = false;
  #attempts = 0;
  #nextAttemptAt = PATIENCE_BEATS;

  constructor(options: HearingOptions) {
    this.#options = options;
    const help = 'Whether what the servers send arrives (0: the echoes of the last heartbeats have not).';
    this.#gauge = options.metrics.gauge('lbaas_agent_receiving', help);
    this.#gauge.set(1);
  }

  /** The inbox, which brings the echoes, is made after this. */
  helpWith(aids: HearingAids): void {
    this.#aids.push(aids);
  }

  /** For the next heartbeat. */
  next(): Echo {
    this.#beat += 1;
    return { beat: this.#beat, heard: this.#heard };
  }

  /** The broker has taken a heartbeat. */
  sent(): void {
    this.#unheard += 1;
    if (!this.#serversEcho || !this.#isDeaf) return;
    this.#gauge.set(0);
    for (const { list } of this.#aids) list();
  }

  /** An echo has arrived: it counts if it is of this run. */
  echo({ run_id, beat }: Pick<Args<'echo_heartbeat'>, 'run_id' | 'beat'>): boolean {
    if (run_id !== this.runId) return false;
    if (this.#attempts > 0) this.#options.logger.info('what the servers send arrives again');
    this.#serversEcho = true;
    this.#heard = Math.max(beat, this.#heard ?? 0);
    this.#unheard = 0;
    this.#attempts = 0;
    this.#nextAttemptAt = PATIENCE_BEATS;
    this.#gauge.set(1);
    return true;
  }

  /** A server has answered with the list. @param receives what it says of this agent; undefined from older servers */
  listed(receives: boolean | undefined): void {
    this.#serversEcho = receives !== undefined;
    if (receives === false && this.#isDeaf && this.#unheard >= this.#nextAttemptAt) this.#renew();
  }

  get #isDeaf(): boolean {
    return this.#unheard >= PATIENCE_BEATS;
  }

  #renew(): void {
    const what = this.#attempts % 2 === 0 ? 'queue' : 'connection';
    this.#attempts += 1;
    const pause = Math.min(PATIENCE_BEATS * 2 ** this.#attempts, LONGEST_PAUSE_BEATS);
    this.#nextAttemptAt = this.#unheard + pause;
    this.#options.logger.warn(
      { what, heartbeats: this.#unheard },
      'nothing that the servers send arrives: set up anew',
    );
    for (const aid of this.#aids) aid[what]();
  }
}
