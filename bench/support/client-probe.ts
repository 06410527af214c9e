import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '@lbaas/common/runtime';
import type { HostProcess, Lab } from '@lbaas/lab';

/**
 * A process on the client host that waits for the first 200 of an address, without the cost of a process start each
 * time.
 */
export class ClientProbe {
  readonly #process: HostProcess;
  readonly #lines: Interface;

  private constructor(process: HostProcess, lines: Interface) {
    this.#process = process;
    this.#lines = lines;
  }

  static async start(lab: Lab): Promise<ClientProbe> {
    const script = fileURLToPath(new URL('probe.mjs', import.meta.url));
    const started = await lab.spawn('client', [process.execPath, script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (started.stdout === null) throw new Error('the probe has no output');
    return new ClientProbe(started, createInterface({ input: started.stdout }));
  }

  /** @returns when the first 200 came, on the clock of process.hrtime.bigint() */
  async firstOk(address: string, port: number): Promise<bigint> {
    const line = once(this.#lines, 'line') as Promise<[string]>;
    this.#process.stdin?.write(`${address} ${port}\n`);
    const [text] = await withDeadline(`a 200 from ${address}`, 30_000, () => line);
    return BigInt(text);
  }

  async stop(): Promise<void> {
    this.#lines.close();
    await this.#process.stop();
  }
}
