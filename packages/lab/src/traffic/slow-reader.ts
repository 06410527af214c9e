import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DownloadResult {
  readonly bytes: number;
  /** Whether the whole answer arrived. */
  readonly complete: boolean;
  readonly error: string | undefined;
}

/** Pause after each chunk that arrives (64 KB): some 1 MB/s. */
const REST_MS = 50;

/** One answer, read slowly until finish(), and at full speed from then on. */
export class SlowReader {
  #slow = true;

  /** Never rejects. `onFirst` is called with the first bytes. */
  run(url: string, onFirst: () => void): Promise<DownloadResult> {
    let bytes = 0;
    return new Promise((resolve) => {
      const fail = (error: Error): void => resolve({ bytes, complete: false, error: error.message });
      const call = request(url, { agent: false }, (response) => {
        const read = async (): Promise<void> => {
          for await (const piece of response as AsyncIterable<Buffer>) {
            if (bytes === 0) onFirst();
            bytes += piece.length;
            if (this.#slow) await sleep(REST_MS);
          }
          resolve({ bytes, complete: response.complete, error: undefined });
        };
        read().catch(fail);
      });
      call.on('error', fail);
      call.end();
    });
  }

  finish(): void {
    this.#slow = false;
  }
}
