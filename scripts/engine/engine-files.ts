import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where an engine is kept between runs; images and the results of builds are 2 GB. */
export interface EngineFiles {
  /** Programs, unpacked. */
  readonly programs: string;
  /** Images, containers, volumes. */
  readonly data: string;
  /** What belongs to one run. */
  readonly run: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
  /** Where the command line finds its plugins. */
  readonly config: string;
}

export function engineFiles(): EngineFiles {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const root = join(cache, 'lbaas', 'engine');
  const run = join(root, 'run');
  mkdirSync(root, { recursive: true });
  return {
    programs: join(root, 'programs'),
    data: join(root, 'data'),
    run,
    socket: join(run, 'docker.sock'),
    lock: join(root, 'lock'),
    log: join(root, 'engine.log'),
    config: join(root, 'config'),
  };
}
