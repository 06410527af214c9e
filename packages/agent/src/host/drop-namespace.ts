import { rm } from 'node:fs/promises';
import { runCommand } from './command.ts';
import { endProcesses } from './end-processes.ts';
import { enter } from './enter.ts';
import { ipBatch } from './ip-command.ts';
import { namespaceState } from './namespace-state.ts';
import { namespacePath } from './network-identity.ts';
import type { ProcessTable } from './process-table.ts';
import type { TapMarks } from './tap-marks.ts';

export interface DropOptions {
  /** The one link that leads out of the namespace; undefined when there are more. */
  readonly soleLink: string | undefined;
  readonly processes: ProcessTable;
  readonly taps: TapMarks;
}

/** Ends what runs in the namespace, and takes its links and itself away; what a crash has left of it, too. */
export async function dropNamespace(namespace: string, options: DropOptions): Promise<void> {
  if ((await namespaceState(namespace)) === 'present') {
    await Promise.all([endProcesses(namespace, options.processes), dropLinks(namespace, options)]);
    await ipBatch(undefined, [`netns del ${namespace}`]);
  } else {
    await rm(namespacePath(namespace), { force: true });
    await options.taps.remove(namespace);
  }
}

/** The namespace alone would take its links along too, but some time after `ip netns del` has returned. */
async function dropLinks(namespace: string, { soleLink, taps }: DropOptions): Promise<void> {
  if (soleLink === undefined) return taps.remove(namespace);
  const { code } = await runCommand(enter(namespace, ['ip', 'link', 'del', 'dev', soleLink]));
  // Not there, or this command was in the namespace while all processes there were ended.
  if (code !== 0) await taps.remove(namespace);
}
