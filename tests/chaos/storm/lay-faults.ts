import { readFileSync } from 'node:fs';
import { sleep, withDeadline } from '@lbaas/common/runtime';
import { type Lab, childrenOf } from '@lbaas/lab';
import { withDatabase } from '../support/database.ts';
import type { Fault, FaultRecord, Process } from './fault.ts';

interface Layer {
  readonly lab: Lab;
  readonly begin: number;
  readonly onBegin: (fault: Fault) => void;
  readonly onEnd: (record: FaultRecord) => void;
}

/** The faults of a lane, one after the other: each is laid, stays, and is undone. */
export async function layFaults(
  faults: readonly Fault[],
  { lab, begin, onBegin, onEnd }: Layer,
): Promise<void> {
  for (const fault of faults) {
    const waitMs = begin + fault.atMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    onBegin(fault);
    const from = Date.now();
    const undo = await lay(lab, fault);
    await sleep(fault.forMs);
    await undo();
    onEnd({ fault, from, to: Date.now() });
  }
}

type Undo = () => Promise<void>;
const NOTHING: Undo = () => Promise.resolve();

async function lay(lab: Lab, { target, harm }: Fault): Promise<Undo> {
  switch (harm.kind) {
    case 'kill':
    case 'stop':
    case 'freeze':
      return layOnProcess(lab, target, harm.kind);
    case 'link':
      if (harm.mode === 'reset') {
        await lab.links.reset(target);
        return NOTHING;
      }
      await lab.links.set(target, harm.mode);
      return () => lab.links.set(target, { kind: 'open' });
    case 'cable':
      await lab.cut(target, harm.network);
      return () => lab.heal(target, harm.network);
    case 'impaired':
      await lab.impair(target, harm.network, harm.impairment);
      return () => lab.impair(target, harm.network, {});
    case 'end sessions':
      await endSessions(lab);
      return NOTHING;
    case 'delete queue':
      // A broker that is down or frozen has nobody to tell.
      await lab.broker.ctl(['delete_queue', `lbaas.agent.${target}`]).catch(() => undefined);
      return NOTHING;
    case 'kill HAProxies':
      for (const pid of lab.haproxyPidsOn(target)) signal(pid, 'SIGKILL');
      return NOTHING;
  }
}

async function layOnProcess(lab: Lab, target: string, what: Process): Promise<Undo> {
  const part = partOf(lab, target);
  if (what === 'freeze') {
    const family = familyOf(part.pid, target);
    for (const pid of family) signal(pid, 'SIGSTOP');
    return () => {
      for (const pid of [...family, ...waitersOf(part.pid)]) signal(pid, 'SIGCONT');
      return Promise.resolve();
    };
  }
  await (what === 'kill' ? part.kill9() : part.stop());
  return () => part.start();
}

function partOf(
  lab: Lab,
  target: string,
): Lab['broker' | 'postgres'] | Lab['agents'][number] | Lab['servers'][number] {
  if (target === 'broker') return lab.broker;
  if (target === 'database') return lab.postgres;
  const found = [...lab.agents, ...lab.servers].find(({ name }) => name === target);
  if (found === undefined) throw new Error(`the laboratory has no ${target}`);
  return found;
}

/** PostgreSQL is many processes; what an agent has started goes on, as HAProxy does. */
function familyOf(pid: number | undefined, target: string): number[] {
  if (pid === undefined) return [];
  return target === 'database' ? [pid, ...childrenOf(pid)] : [pid];
}

/** The `nsenter` that waits for a process stops when that is stopped, and would not see its end. */
function waitersOf(pid: number | undefined): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
  return readFileSync(`/proc/${parent}/comm`, 'utf8').trim() === 'nsenter' ? [parent] : [];
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

const END_SESSIONS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()';

const END_SESSIONS_MS = 10_000;

async function endSessions(lab: Lab): Promise<void> {
  const work = withDeadline('the sessions', END_SESSIONS_MS, () =>
    withDatabase(lab, (database) => database.query(END_SESSIONS)),
  );
  // A database that is down or frozen has no sessions to end.
  await work.catch(() => undefined);
}
