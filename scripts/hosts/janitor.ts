import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleaner } from '@lbaas/lab';

/**
 * Waits for the end of its input, a pipe from the process that has started the hosts. Then it ends every process in
 * their control groups and in the network between them, and removes the groups and the directory of the hosts.
 *
 * $1 = the directory, with the files that Janitor writes
 */
const SCRIPT = `
trap '' INT TERM HUP
while read -r _; do :; done
groups() { [ -e "$1/groups" ] && while read -r group; do [ -d "$group" ] && echo "$group"; done <"$1/groups"; }
living() {
  for group in $(groups "$1"); do find "$group" -name cgroup.procs -exec cat {} +; done
  [ -e "$1/network" ] && find /proc/[0-9]*/ns/net -lname "$(cat "$1/network")" | cut -d/ -f3
}
for round in {1..200}; do
  pids=$(living "$1" 2>/dev/null)
  [ -z "$pids" ] && break
  kill -KILL $pids 2>/dev/null
  sleep 0.05
done
for round in {1..100}; do
  for group in $(groups "$1"); do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done
  [ -z "$(groups "$1")" ] && break
  sleep 0.1
done
rm -rf -- "$1"
exit 0
`;
const DEADLINE_MS = 120_000;

/** Cleans up after hosts, as the one of the laboratory does: also when the process that holds them is killed. */
export class Janitor {
  readonly #directory: string;
  readonly #cleaner: Cleaner;

  /** @param directory of the hosts, which goes with them. Whatever is to be ended is named before it is started. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#cleaner = new Cleaner(SCRIPT, ['hosts-janitor', directory]);
  }

  /** Control groups, with whatever is in them. */
  ofGroups(paths: readonly string[]): void {
    writeFileSync(join(this.#directory, 'groups'), paths.map((path) => `${path}\n`).join(''));
  }

  /** The network namespace between the hosts, as the kernel names it. */
  ofNetwork(link: string): void {
    writeFileSync(join(this.#directory, 'network'), link.replace(/[[\]]/g, '\\$&'));
  }

  /** Cleans up now. Resolves when nothing is left. */
  finish(): Promise<void> {
    return this.#cleaner.finish('the hosts', DEADLINE_MS);
  }
}
