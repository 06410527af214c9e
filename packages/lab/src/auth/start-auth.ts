import type { Credentials, LabAuthKind } from './credentials.ts';
import { startKeystoneAuth } from './keystone-auth.ts';
import type { AuthPlace, LabAuth } from './lab-auth.ts';
import { createTokenAuth } from './token-auth.ts';

const ANYBODY: Credentials = { kind: 'noauth' };

const NO_AUTH: LabAuth = {
  serverEnv: {},
  admin: ANYBODY,
  member: ANYBODY,
  publish: () => Promise.resolve(),
};

/** Makes the callers. With Keystone it starts one, beside the servers. */
export async function startAuth(kind: LabAuthKind, place: AuthPlace): Promise<LabAuth> {
  switch (kind) {
    case 'noauth':
      return NO_AUTH;
    case 'token':
      return createTokenAuth(place);
    case 'keystone':
      return startKeystoneAuth(place);
  }
}
