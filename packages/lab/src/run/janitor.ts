import { FREEZER } from '../hosts/freezer.ts';
import { Cleaner } from './cleaner.ts';
import type { RunDirectory } from './run-directory.ts';

/**
 * Waits for the end of its input, a pipe from the lab's process. Then it ends all processes of the lab's namespaces
 * (what is frozen does not end before it is thawed), deletes these, unmounts what is mounted in the run directory, and
 * removes it; with LB_KEEP_LOGS set, the logs are copied to that directory first.
 *
 * $1 = id of the lab, $2 = its run directory
 */
const SCRIPT = `
trap '' INT TERM HUP
while read -r _; do :; done
namespaces() { for path in /run/netns/"$1"-*; do [ -e "$path" ] && echo "\${path##*/}"; done; }
frozen() { for group in ${FREEZER}/"$1"-*; do [ -d "$group" ] && echo "$group"; done; }
for group in $(frozen "$1"); do echo THAWED > "$group/freezer.state"; done
for round in {1..100}; do
  pids=$(for name in $(namespaces "$1"); do ip netns pids "$name"; done)
  [ -z "$pids" ] && break
  kill -KILL $pids 2>/dev/null
  sleep 0.05
done
for name in $(namespaces "$1"); do ip netns delete "$name"; done
for group in $(frozen "$1"); do rmdir "$group"; done
if [ -n "$LB_KEEP_LOGS" ]; then
  mkdir -p "$LB_KEEP_LOGS/$1"
  cp "$2"/log/* "$2"/rabbitmq/*.log "$2"/postgres/*.log "$LB_KEEP_LOGS/$1/" 2>/dev/null
fi
while read -r _ at _; do case $at in "$2"/*) umount -l "$at";; esac; done < /proc/mounts
for round in {1..20}; do
  rm -rf -- "$2" 2>/dev/null && break
  sleep 0.1
done
current="\${2%/*}/current"
[ -L "$current" ] && [ ! -e "$current" ] && rm -f -- "$current"
exit 0
`;

const DEADLINE_MS = 20_000;

/**
 * Cleans up after a lab. It is a separate process, so a lab whose process is killed is cleaned up too. There is no
 * other way to clean up, so this one is always tested.
 */
export class Janitor {
  readonly #cleaner: Cleaner;

  constructor(run: Pick<RunDirectory, 'id' | 'path'>) {
    this.#cleaner = new Cleaner(SCRIPT, ['lab-janitor', run.id, run.path]);
  }

  /** Cleans up now. Resolves when nothing is left. */
  finish(): Promise<void> {
    return this.#cleaner.finish('the lab', DEADLINE_MS);
  }
}
