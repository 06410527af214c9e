import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthPlace, DEMO_PROJECT, type LabAuth } from './lab-auth.ts';

interface Caller {
  readonly token: string;
  readonly user: string;
  readonly project: string;
  readonly role: 'admin' | 'member';
}

/** Two static tokens, in a file that holds their hashes. */
export function createTokenAuth({ run }: AuthPlace): LabAuth {
  const token = (): string => randomBytes(32).toString('hex');
  const admin: Caller = { token: token(), user: 'admin', project: 'admin', role: 'admin' };
  const member: Caller = { token: token(), user: 'demo', project: DEMO_PROJECT, role: 'member' };
  const file = join(run.path, 'tokens.toml');
  writeFileSync(file, [admin, member].map(entryOf).join('\n'), { mode: 0o600 });
  return {
    serverEnv: { LBAAS_AUTH: 'token', LBAAS_AUTH_TOKENS_FILE: file },
    admin: { kind: 'token', token: admin.token },
    member: { kind: 'token', token: member.token },
    publish: () => Promise.resolve(),
  };
}

const entryOf = ({ token, user, project, role }: Caller): string => `[[tokens]]
hash = "${createHash('sha256').update(token).digest('hex')}"
user = "${user}"
project_id = "${project}"
roles = ["${role}"]
`;
