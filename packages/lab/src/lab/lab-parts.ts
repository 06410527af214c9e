import type { LabAuth } from '../auth/lab-auth.ts';
import type { Example } from '../example/example.ts';
import type { FaultProxy } from '../faults/fault-proxy.ts';
import type { RunDirectory } from '../run/run-directory.ts';
import type { LabAgent } from '../services/lab-agent.ts';
import type { LabServer } from '../services/lab-server.ts';
import type { LabWeb } from '../services/lab-web.ts';
import type { Postgres } from '../services/postgres.ts';
import type { Rabbitmq } from '../services/rabbitmq.ts';
import type { LabMachine } from './lab-machine.ts';

/** What a running lab consists of. */
export interface LabParts {
  readonly run: RunDirectory;
  readonly machine: LabMachine;
  /** The primary of the start first. */
  readonly databases: readonly [Postgres, ...Postgres[]];
  readonly brokers: readonly Rabbitmq[];
  readonly auth: LabAuth;
  readonly servers: readonly LabServer[];
  /** A server with additional settings; not started yet. */
  readonly newServer: (name: string, env: Record<string, string>) => LabServer;
  readonly agents: readonly LabAgent[];
  readonly webs: readonly LabWeb[];
  readonly example: Example | undefined;
  readonly faults: FaultProxy | undefined;
  /** Ends and removes everything. */
  readonly cleanUp: () => Promise<void>;
}
