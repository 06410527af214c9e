import { expect } from 'chai';
import { DatabaseUnavailable } from '../../persistence/index.ts';
import type { Session } from '../../sessions/index.ts';
import { ApiError } from '../../usecases/errors.ts';
import type { Caller } from './authenticator.ts';
import { SessionAuthenticator } from './session-authenticator.ts';

const SESSION: Session = {
  credentials: { 'x-auth-token': 'sealed' },
  user: { id: 'u', name: 'u' },
  project: { id: 'p', name: 'p' },
  allProjects: false,
  expiresAtMs: 2000,
};
const COOKIE = { cookie: 'a=b; lbaas_session=secret' };

describe('SessionAuthenticator', () => {
  function authenticatorOf(find: () => Promise<Session | undefined>, expiresAtMs?: number) {
    const seen: unknown[] = [];
    const caller: Caller = { projectId: 'p', roles: ['member'], isAdmin: false };
    const authenticator = new SessionAuthenticator({
      inner: {
        challenge: 'Token',
        authenticate: async (headers) => {
          seen.push(headers['x-auth-token']);
          return { ...caller, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
        },
        takenForMs: (headers) => (headers['x-auth-token'] === 'sealed' ? 300 : 100),
      },
      sessions: { find },
      ended: { watch: () => () => undefined },
    });
    return { authenticator, seen };
  }

  it('lets callers in until their session or their token ends, whichever is first', async () => {
    for (const [tokenEnd, expected] of [
      [undefined, 2000],
      [1000, 1000],
      [3000, 2000],
    ] as const) {
      const { authenticator, seen } = authenticatorOf(async () => SESSION, tokenEnd);
      expect((await authenticator.authenticate(COOKIE)).expiresAtMs).to.equal(expected);
      expect(seen).to.deep.equal(['sealed']);
    }
  });

  it('asks for as long as it would for the credentials themselves', async () => {
    const { authenticator } = authenticatorOf(async () => SESSION);
    expect(authenticator.takenForMs(COOKIE)).to.equal(0);
    await authenticator.authenticate(COOKIE);
    expect(authenticator.takenForMs(COOKIE)).to.equal(300);
    expect(authenticator.takenForMs({ 'x-auth-token': 'own' })).to.equal(100);
  });

  it('sends nobody away for a database that does not answer', async () => {
    const { authenticator } = authenticatorOf(() => Promise.reject(new DatabaseUnavailable('gone')));
    const refusal: unknown = await authenticator.authenticate(COOKIE).catch((error: unknown) => error);
    expect(refusal instanceof ApiError && refusal.code).to.equal('ServiceUnavailable');
  });
});
