import type { Socket } from 'node:net';
import { type LinkMode, dueAt } from './link-mode.ts';

/** More than this waiting, and the sender is not read any more: it feels the link as it would a slow network. */
const HELD_BYTES = 262_144;

/** One direction of a connection: pieces go on in their order, when the mode lets them. */
export class HalfPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #waiting: { bytes: Buffer | undefined; due: number }[] = [];
  #mode: LinkMode;
  #previous = 0;
  #held = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, mode: LinkMode) {
    this.#from = from;
    this.#to = to;
    this.#mode = mode;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#take(undefined));
  }

  /** What waits is counted anew by the next mode. */
  setMode(mode: LinkMode): void {
    this.#mode = mode;
    const now = performance.now();
    this.#previous = now;
    for (const piece of this.#waiting) piece.due = this.#dueOf(piece.bytes, now);
    this.#go();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #take(bytes: Buffer | undefined): void {
    this.#waiting.push({ bytes, due: this.#dueOf(bytes, performance.now()) });
    this.#held += bytes?.length ?? 0;
    if (this.#held > HELD_BYTES) this.#from.pause();
    this.#go();
  }

  #dueOf(bytes: Buffer | undefined, now: number): number {
    const due = dueAt(this.#mode, { now, bytes: bytes?.length ?? 0, previous: this.#previous });
    if (due < Infinity) this.#previous = due;
    return due;
  }

  #go(): void {
    clearTimeout(this.#timer);
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const inMs = next.due - performance.now();
      if (inMs > 0) {
        if (inMs < Infinity) this.#timer = setTimeout(() => this.#go(), Math.ceil(inMs));
        return;
      }
      this.#waiting.shift();
      this.#pass(next.bytes);
    }
  }

  #pass(bytes: Buffer | undefined): void {
    if (bytes === undefined) return void this.#to.end();
    this.#held -= bytes.length;
    if (!this.#to.destroyed) this.#to.write(bytes);
    if (this.#held <= HELD_BYTES) this.#from.resume();
  }
}
