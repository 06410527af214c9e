import { createInterface } from 'node:readline';
import { eventually } from '@lbaas/common/runtime';
import type { HostProcess, Lab } from '@lbaas/lab';

/** Prints, as often as it can, which namespaces have the address: time before the reading, time after it, namespace. */
const LOOK = `
while :; do
  for path in /run/netns/qlbaas-*; do
    [ -e "$path" ] || continue
    before=$EPOCHREALTIME
    found=$(ip -n "\${path##*/}" -o addr show to "$1" 2>/dev/null)
    [ -n "$found" ] && echo "$before $EPOCHREALTIME \${path##*/}"
  done
  sleep 0.01
done`;

/** A period in which one namespace had the address, certain at both ends. Seconds since 1970. */
export interface Tenure {
  readonly where: string;
  from: number;
  to: number;
}

/** Records on every agent host who has an address. */
export class AddressWatch {
  readonly #tenures = new Map<string, Tenure>();
  readonly #processes: HostProcess[] = [];

  static async start(lab: Lab, address: string): Promise<AddressWatch> {
    const watch = new AddressWatch();
    for (const { host } of lab.agents) {
      const stdio = ['ignore' as const, 'pipe' as const, 'inherit' as const];
      const looking = await lab.spawn(host.name, ['bash', '--norc', '-c', LOOK, 'look', address], { stdio });
      watch.#processes.push(looking);
      if (looking.stdout === null) throw new Error('the watch has no output');
      createInterface({ input: looking.stdout }).on('line', (line) => watch.#note(host.name, line));
    }
    return watch;
  }

  /**
   * Waits until so many namespaces have been seen with the address: one that already serves may not have been seen
   * yet.
   */
  until(count: number): Promise<readonly Tenure[]> {
    const check = (): readonly Tenure[] => {
      if (this.#tenures.size < count)
        throw new Error(`${this.#tenures.size} namespaces have had the address`);
      return this.tenures;
    };
    return eventually(check, { withinMs: 60_000 });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((looking) => looking.kill9()));
  }

  /** In the order of their beginnings. */
  get tenures(): readonly Tenure[] {
    return [...this.#tenures.values()].sort((a, b) => a.from - b.from);
  }

  #note(host: string, line: string): void {
    const [before = '', after = '', namespace = ''] = line.split(' ');
    const where = `${host} ${namespace}`;
    const tenure = this.#tenures.get(where);
    if (tenure === undefined) this.#tenures.set(where, { where, from: Number(after), to: Number(after) });
    else tenure.to = Math.max(tenure.from, Number(before));
  }
}
