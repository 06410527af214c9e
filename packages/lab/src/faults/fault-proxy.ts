import { createInterface } from 'node:readline';
import { Mutex, withDeadline } from '@lbaas/common/runtime';
import type { HostProcess } from '../hosts/host-process.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { program } from '../services/program.ts';
import { type LinkMode, OPEN } from './link-mode.ts';
import type { LinkPlan } from './link-plan.ts';
import type { LinkCommand } from './main.ts';

const DEADLINE_MS = 60_000;

/** The links between servers, agents, broker and database of a lab, and what is to happen on them. */
export interface FaultProxy {
  readonly names: readonly string[];
  /** Resolves when it is in force. */
  set(link: string, mode: LinkMode): Promise<void>;
  /** Ends the connections of now with RST. */
  reset(link: string): Promise<void>;
  /** Opens all links. */
  heal(): Promise<void>;
}

/** Starts the proxy on the control host, where broker and servers are. It ends with that host. */
export async function startFaultProxy(control: LabHost, plans: readonly LinkPlan[]): Promise<FaultProxy> {
  const argv = [...program('lab/dist/faults/main.js'), JSON.stringify(plans)];
  const running = await control.spawn(argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const proxy = new SpawnedFaultProxy(
    running,
    plans.map(({ name }) => name),
  );
  await proxy.ready();
  return proxy;
}

class SpawnedFaultProxy implements FaultProxy {
  readonly names: readonly string[];
  readonly #running: HostProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #turns = new Mutex();

  constructor(running: HostProcess, names: readonly string[]) {
    if (running.stdout === null) throw new Error('the fault proxy has no output');
    this.names = names;
    this.#running = running;
    this.#answers = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  }

  ready(): Promise<void> {
    return this.#hear('ready');
  }

  set(link: string, mode: LinkMode): Promise<void> {
    return this.#order({ link, mode });
  }

  reset(link: string): Promise<void> {
    return this.#order({ link, mode: 'reset' });
  }

  async heal(): Promise<void> {
    for (const name of this.names) await this.set(name, OPEN);
  }

  /** One after the other: answers come in the order of the commands. */
  #order(command: LinkCommand): Promise<void> {
    return this.#turns.run(async () => {
      this.#running.stdin?.write(`${JSON.stringify(command)}\n`);
      await this.#hear('done');
    });
  }

  async #hear(expected: string): Promise<void> {
    const { value } = await withDeadline('the fault proxy', DEADLINE_MS, () => this.#answers.next());
    if (value !== expected) throw new Error(`the fault proxy answers ${value}`);
  }
}
