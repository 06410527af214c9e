import { tmpdir } from 'node:os';
import { LabMachine } from '../lab/lab-machine.ts';
import { Janitor } from '../run/janitor.ts';
import { type RunDirectory, createRunDirectory } from '../run/run-directory.ts';

export interface MachineFixture {
  readonly run: RunDirectory;
  readonly machine: LabMachine;
  readonly janitor: Janitor;
}

/** Hosts and switches of a lab, without any service on them. */
export async function startMachine(counts = { agents: 2, webs: 1 }): Promise<MachineFixture> {
  const run = createRunDirectory(tmpdir());
  const janitor = new Janitor(run);
  const machine = new LabMachine(run, counts);
  await machine.start();
  return { run, machine, janitor };
}
