import { Lab } from '../lab/lab.ts';
import type { LabClaim, LabProgress } from '../lab/lab-options.ts';
import { CliError } from './cli-error.ts';
import { LABS, alreadyRunning, currentDirectory, makeCurrent, sweepDeadLabs } from './labs.ts';
import type { StartSettings } from './start-settings.ts';
import { welcome } from './welcome.ts';

export interface StartOptions {
  readonly settings: StartSettings;
  readonly example: boolean;
  /** Whether the text mentions `npm stop` instead of Ctrl-C. */
  readonly detached: boolean;
  readonly print: (line: string) => void;
}

/** Starts a lab, tells how it can be used, and resolves when it is up. It ends with a signal or with `npm stop`. */
export async function start({ settings, example, detached, print }: StartOptions): Promise<void> {
  if (currentDirectory() !== undefined) throw new CliError(alreadyRunning());
  await sweepDeadLabs();
  const begin = performance.now();
  const ending = new Ending(print);
  try {
    const lab = await Lab.start({
      ...settings,
      example,
      durable: true,
      parent: LABS,
      onProgress: (progress) => print(progressLine(progress)),
      onClaim: (claim) => {
        makeCurrent(claim.directory);
        ending.arm(claim);
      },
    });
    print(await welcome(lab, { detached, seconds: (performance.now() - begin) / 1000 }));
  } catch (error) {
    // Errors while everything is being taken down are consequences of that.
    if (!ending.begun) throw error;
  }
}

/** Takes the lab down at the first signal, and the process with it. */
class Ending {
  begun = false;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  arm(claim: LabClaim): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void this.#end(claim));
    }
  }

  async #end(claim: LabClaim): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    this.#print('\nTaking the lab down ...');
    await claim.cleanUp();
    this.#print('Everything is gone.');
    process.exit(0);
  }
}

const progressLine = ({ what, ms }: LabProgress): string =>
  `      ${what.padEnd(30, ' .')} ${(ms / 1000).toFixed(1)} s`;
