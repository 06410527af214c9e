import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab, LabServer } from '@lbaas/lab';

/** Headers of a caller. */
export type Caller = Record<string, string>;

export interface TokenSide {
  readonly server: LabServer;
  readonly admin: Caller;
  /** A member of BENCH_PROJECT. */
  readonly member: Caller;
}

export const BENCH_PROJECT = 'acme';

/** As many as a large installation has: a look-up compares with all of them. */
const OTHERS = 50;

/** One more server of the lab, with token authentication. */
export async function askForTokens(lab: Lab): Promise<TokenSide> {
  const file = join(lab.directory, 'tokens.toml');
  const [admin = '', member = '', ...others] = Array.from({ length: OTHERS + 2 }, newToken);
  const entries = [
    entry(admin, 'ops', 'admin'),
    entry(member, BENCH_PROJECT, 'member'),
    ...others.map((token) => entry(token, 'other', 'member')),
  ];
  writeFileSync(file, entries.join('\n'), { mode: 0o600 });
  const settings = { LBAAS_AUTH: 'token', LBAAS_AUTH_TOKENS_FILE: file };
  const server = await lab.addServer('server-token', settings);
  return { server, admin: { 'x-auth-token': admin }, member: { 'x-auth-token': member } };
}

const newToken = (): string => randomBytes(32).toString('hex');

function entry(token: string, project: string, role: string): string {
  const hash = createHash('sha256').update(token).digest('hex');
  return `[[tokens]]\nhash = "${hash}"\nuser = "bench"\nproject_id = "${project}"\nroles = ["${role}"]\n`;
}
