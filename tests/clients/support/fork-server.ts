import { existsSync } from 'node:fs';
import type { CommandResult } from '@lbaas/lab';
import { ScriptProgram } from './script-program.ts';

export const NEUTRON = '/usr/bin/neutron';

/** @throws Error if the client is not installed */
export function requireNeutron(): void {
  if (!existsSync(NEUTRON)) throw new Error(`${NEUTRON} is missing: install python3-neutronclient 8.1.0`);
}

/** The unmodified `neutron`, imported once and forked for every command; see the script. */
export class ForkServer {
  readonly #program: ScriptProgram;

  /** `env` is for the command that is run as a warm-up. */
  constructor(env: NodeJS.ProcessEnv) {
    this.#program = new ScriptProgram('neutron-fork-server.py', env);
  }

  /** Runs one command to its end in that environment. The exit code is negative for a signal. */
  async run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
    return (await this.#program.ask({ argv, env })) as CommandResult;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}
