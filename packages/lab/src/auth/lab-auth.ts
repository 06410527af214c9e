import type { LabHost } from '../hosts/lab-host.ts';
import type { RunDirectory } from '../run/run-directory.ts';
import type { Credentials } from './credentials.ts';

/** Who may call the API of a lab, and how its servers know them. */
export interface LabAuth {
  /** Settings of every server. */
  readonly serverEnv: Readonly<Record<string, string>>;
  /** Sees and may do everything. */
  readonly admin: Credentials;
  /** A member of the project that the example balancer belongs to; without authentication an admin as well. */
  readonly member: Credentials;
  /** Tells callers where the API is. Called when it is served. */
  readonly publish: (apiUrl: string) => Promise<void>;
}

export const DEMO_PROJECT = 'demo';

export interface AuthPlace {
  readonly run: RunDirectory;
  readonly control: LabHost;
}
