import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '@lbaas/common/runtime';
import type { Lab } from '@lbaas/lab';
import { AddressJudge, type Sighting, type SightingKind } from './address-judge.ts';

const SCRIPT = fileURLToPath(new URL('capture.py', import.meta.url));
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 60_000;
/** The network of servers and agents carries no addresses of devices. */
const MANAGEMENT = 'm';

/**
 * A packet capture on all switches of a laboratory that carry traffic; its judge is up to date but for what is in the
 * pipe. Ends with this process at the latest: it reads from it.
 */
export class Capture {
  readonly judge = new AddressJudge();
  readonly #child;
  readonly #lines: NodeJS.AsyncIterator<string>;
  readonly #onFrame: (sighting: Sighting) => void;
  #reading: Promise<number> = Promise.resolve(0);

  private constructor({ id }: Pick<Lab, 'id'>, onFrame: (sighting: Sighting) => void) {
    const argv = [`--net=/run/netns/${id}-fabric`, '/usr/bin/python3', '-I', SCRIPT];
    this.#child = spawn('nsenter', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#onFrame = onFrame;
  }

  /** @param onFrame is given every frame that names an address, members' and clients' too */
  static async start(
    lab: Pick<Lab, 'id'>,
    onFrame: (sighting: Sighting) => void = () => undefined,
  ): Promise<Capture> {
    const capture = new Capture(lab, onFrame);
    const first = await withDeadline('the capture to start', START_DEADLINE_MS, () => capture.#lines.next());
    if (first.value !== 'ready') throw new Error('the capture did not start');
    capture.#reading = capture.#read();
    // An end too early is an error of stop().
    capture.#reading.catch(() => undefined);
    return capture;
  }

  /** Resolves with the judge once it has had every frame. @throws Error when frames were missed */
  async stop(): Promise<AddressJudge> {
    this.#child.stdin.end();
    const dropped = await withDeadline('the capture to end', STOP_DEADLINE_MS, () => this.#reading);
    if (dropped !== 0) throw new Error(`the capture has missed ${dropped} frames`);
    return this.judge;
  }

  /** @returns how many frames were missed */
  async #read(): Promise<number> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error('the capture has ended by itself');
      const words = value.split(' ');
      if (words[0] === 'dropped') return Number(words[1]);
      this.#take(words);
    }
  }

  #take([at = '', port = '', kind = '', address = '', mac = '', peer = '']: readonly string[]): void {
    const [network = '', host] = port.split('.');
    // What a switch floods is seen a second time at the switch itself, which is no port of a host.
    if (host === undefined || network === MANAGEMENT) return;
    // The cast: capture.py prints no other kinds.
    const sighting = { atMs: Number(at), network, host, kind: kind as SightingKind, address, mac, peer };
    this.judge.see(sighting);
    this.#onFrame(sighting);
  }
}
