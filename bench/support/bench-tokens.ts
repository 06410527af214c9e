import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabOptions } from '@lbaas/lab';

export interface BenchTokens {
  /** Headers of an admin, and of a member of the project that `seedFleet` fills. */
  readonly admin: Record<string, string>;
  readonly member: Record<string, string>;
  /** What makes a lab ask for them. */
  readonly lab: Pick<LabOptions, 'serverEnv' | 'apiHeaders'>;
  remove(): void;
}

export const BENCH_PROJECT = 'acme';

/** Static tokens: as many as a large installation has, since a look-up compares with all of them. */
const OTHERS = 50;

export function benchTokens(): BenchTokens {
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-bench-tokens-'));
  const file = join(directory, 'tokens.toml');
  const [admin = '', member = '', ...others] = Array.from({ length: OTHERS + 2 }, newToken);
  const entries = [
    entry(admin, 'ops', 'admin'),
    entry(member, BENCH_PROJECT, 'member'),
    ...others.map((token) => entry(token, 'other', 'member')),
  ];
  writeFileSync(file, entries.join('\n'), { mode: 0o600 });
  return {
    admin: { 'x-auth-token': admin },
    member: { 'x-auth-token': member },
    lab: {
      serverEnv: { LBAAS_AUTH: 'token', LBAAS_AUTH_TOKENS_FILE: file },
      apiHeaders: { 'x-auth-token': admin },
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

const newToken = (): string => randomBytes(32).toString('hex');

function entry(token: string, project: string, role: string): string {
  const hash = createHash('sha256').update(token).digest('hex');
  return `[[tokens]]\nhash = "${hash}"\nuser = "bench"\nproject_id = "${project}"\nroles = ["${role}"]\n`;
}
