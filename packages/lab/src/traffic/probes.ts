import { Agent, request } from 'node:http';

export interface ProbePlan {
  readonly urls: readonly string[];
  /** Between the beginnings of two requests to one URL, answered or not. */
  readonly everyMs: number;
}

/** One request, over a connection of its own. */
export interface Probe {
  /** When it was begun, since 1970. */
  readonly atMs: number;
  readonly tookMs: number;
  /** The back end that has answered 200; undefined when nobody has. */
  readonly by?: string;
  /** Why it has failed. */
  readonly failure?: string;
}

/** The probes of one URL, in the order of their beginnings. */
export interface ProbeResult {
  readonly url: string;
  readonly probes: readonly Probe[];
}

/** More than one retransmission of a SYN. */
const TIMEOUT_MS = 2_000;

/**
 * Short requests at a steady pace, each over a connection of its own: an outage is seen as it begins and as it ends,
 * because the next one does not wait for the one before.
 */
export class Probes {
  readonly #plan: ProbePlan;
  readonly #agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  readonly #results: Map<string, Probe[]>;
  readonly #open = new Set<Promise<void>>();

  constructor(plan: ProbePlan) {
    this.#plan = plan;
    this.#results = new Map(plan.urls.map((url) => [url, []]));
  }

  /** @returns a function that ends it, with what has come of it */
  start(): () => Promise<ProbeResult[]> {
    const timer = setInterval(() => {
      for (const url of this.#plan.urls) this.#begin(url);
    }, this.#plan.everyMs);
    return async () => {
      clearInterval(timer);
      await Promise.all(this.#open);
      return [...this.#results].map(([url, probes]) => ({
        url,
        probes: probes.toSorted((one, other) => one.atMs - other.atMs),
      }));
    };
  }

  #begin(url: string): void {
    const open = this.#probe(url).then((probe) => {
      this.#results.get(url)?.push(probe);
      this.#open.delete(open);
    });
    this.#open.add(open);
  }

  #probe(url: string): Promise<Probe> {
    const atMs = Date.now();
    const began = performance.now();
    const probed = (outcome: Pick<Probe, 'by' | 'failure'>): Probe => {
      const tookMs = Math.round(performance.now() - began);
      return { atMs, tookMs, ...outcome };
    };
    return new Promise((resolve) => {
      const call = request(url, { agent: this.#agent }, (response) => {
        const by = String(response.headers['x-served-by'] ?? '');
        response.resume();
        response.on('end', () =>
          resolve(
            probed(response.statusCode === 200 ? { by } : { failure: `status ${response.statusCode}` }),
          ),
        );
      });
      const timer = setTimeout(() => call.destroy(new Error('timeout')), TIMEOUT_MS);
      call.on('close', () => clearTimeout(timer));
      call.on('error', (error: NodeJS.ErrnoException) =>
        resolve(probed({ failure: error.code ?? error.message })),
      );
      call.end();
    });
  }
}
