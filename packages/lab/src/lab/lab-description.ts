import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from '../auth/credentials.ts';
import type { Example } from '../example/example.ts';
import type { HostKind } from '../fabric/address-plan.ts';

export interface HostDescription {
  readonly name: string;
  readonly kind: HostKind;
  /** As `ip netns exec` takes it. */
  readonly namespace: string;
  /** On the data network if the host has an address there, else on the management network. */
  readonly address?: string;
  /** Pid of process 1 of the host, as `nsenter --target` takes it. */
  readonly init: number;
}

/** `lab.json` in the run directory: what scripts need to use a running lab. */
export interface LabDescription {
  readonly id: string;
  /** Pid of the process that holds the lab; SIGTERM ends it. */
  readonly pid: number;
  readonly apiUrl: string;
  readonly apiUrls: readonly string[];
  /** Whoever may see everything. */
  readonly admin: Credentials;
  readonly hosts: readonly HostDescription[];
  readonly example?: Example;
}

const fileOf = (directory: string): string => join(directory, 'lab.json');

/** Written atomically: a reader sees the whole file or none. */
export function writeDescription(directory: string, description: LabDescription): void {
  const draft = `${fileOf(directory)}.draft`;
  writeFileSync(draft, `${JSON.stringify(description, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(directory));
}

/** undefined while the lab is starting, or when there is none. */
export function readDescription(directory: string): LabDescription | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(directory), 'utf8')) as LabDescription;
  } catch {
    return undefined;
  }
}
