import { tmpdir } from 'node:os';
import type { LabAuthKind } from '../auth/credentials.ts';
import type { LabNetworks } from '../fabric/address-plan.ts';

/** A step of the start that has finished, and its duration. */
export interface LabProgress {
  readonly what: string;
  readonly ms: number;
}

/** A lab that is starting. */
export interface LabClaim {
  /** Run directory. */
  readonly directory: string;
  /** Aborts the start: ends and removes everything. */
  readonly cleanUp: () => Promise<void>;
}

export interface LabOptions {
  /** Agent hosts. @default 2 */
  readonly agents?: number;
  /** Member hosts, each with a web back end. @default 2 */
  readonly webs?: number;
  /** What joins clients, agents and members. @default 'flat' */
  readonly networks?: LabNetworks;
  /** Servers, all on one database and one broker. @default 1 */
  readonly servers?: number;
  /** RabbitMQ nodes; several are a cluster, which `faults` leave alone. @default 1 */
  readonly brokers?: number;
  /** PostgreSQL servers: a primary, and standbys that have what it acknowledges. @default 1 */
  readonly databases?: number;
  /** Port of the first server's API on 127.0.0.1; the others use free ones. @default 0: any free port */
  readonly apiPort?: number;
  /** How the servers know their callers. @default 'noauth' */
  readonly auth?: LabAuthKind;
  /** Creates the example balancer. @default false */
  readonly example?: boolean;
  /** Whether PostgreSQL writes through to the disk. @default false */
  readonly durable?: boolean;
  /** The primary database has a disk of its own, of this size. @default 0: the disk of the machine */
  readonly databaseDiskMiB?: number;
  /** Puts the fault proxy on every way of servers and agents to broker and database. @default false */
  readonly faults?: boolean;
  /** Settings in addition to those that the lab gives every server or agent. */
  readonly serverEnv?: Record<string, string>;
  readonly agentEnv?: Record<string, string>;
  /** Command lines that servers and agents are started with, such as those of another version. @default of this tree */
  readonly programs?: { readonly server?: readonly string[]; readonly agent?: readonly string[] };
  /** Where the run directory is created. @default the temporary directory */
  readonly parent?: string;
  readonly onProgress?: (progress: LabProgress) => void;
  /** Called when the run directory exists, before anything runs. An exception ends the start. */
  readonly onClaim?: (claim: LabClaim) => void;
}

export const withDefaults = (options: LabOptions): Required<LabOptions> => ({
  agents: 2,
  webs: 2,
  networks: 'flat',
  servers: 1,
  brokers: 1,
  databases: 1,
  apiPort: 0,
  auth: 'noauth',
  example: false,
  durable: false,
  databaseDiskMiB: 0,
  faults: false,
  serverEnv: {},
  agentEnv: {},
  programs: {},
  parent: tmpdir(),
  onProgress: () => undefined,
  onClaim: () => undefined,
  ...options,
});
