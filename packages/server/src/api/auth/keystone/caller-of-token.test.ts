import { expect } from 'chai';
import { ApiError } from '../../../usecases/errors.ts';
import { type RoleNames, callerOfToken } from './caller-of-token.ts';
import { identityUrl } from './keystone-client.ts';
import { readTokenDocument } from './token-document.ts';

const NAMES: RoleNames = { admin: ['admin'], member: ['member', '_member_'], reader: ['reader'] };
const BASE = { expires_at: '2030-01-01T00:00:00.000000Z', user: { id: 'u1' }, project: { id: 'p1' } };

const named = (...names: string[]) => names.map((name) => ({ id: name, name }));

function callerOf(token: object, names = NAMES) {
  const document = readTokenDocument({ token });
  if (document === undefined) throw new Error('not a token');
  return callerOfToken(document, names);
}

function refusal(token: object): string {
  try {
    callerOf(token);
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('callerOfToken', () => {
  it('knows roles in any case and under their old names', () => {
    const rolesOf = (...names: string[]) => callerOf({ ...BASE, roles: named(...names) }).roles;
    expect(rolesOf('Admin', 'member', 'reader')).to.deep.equal(['admin', 'member', 'reader']);
    expect(rolesOf('_member_')).to.deep.equal(['member']);
    expect(rolesOf('READER', 'janitor')).to.deep.equal(['reader']);
    expect(callerOf({ ...BASE, roles: named('reader') }).isAdmin).to.equal(false);
  });

  it('takes the user and the project of the scope', () => {
    const caller = callerOf({ ...BASE, roles: named('admin') });
    expect(caller).to.deep.include({ userId: 'u1', projectId: 'p1', isAdmin: true });
  });

  it('may be given other names', () => {
    const names = { admin: ['Boss'], member: ['worker'], reader: ['guest'] };
    expect(callerOf({ ...BASE, roles: named('boss') }, names).isAdmin).to.equal(true);
    expect(() => callerOf({ ...BASE, roles: named('admin') }, names)).to.throw(
      ApiError,
      'without any of the roles Boss',
    );
  });

  it('stands for nobody without a project', () => {
    const { project: _, ...unscoped } = BASE;
    const roles = named('admin');
    expect(refusal(unscoped)).to.match(/^ProjectScopeRequired: .* for nothing\.$/);
    expect(refusal({ ...unscoped, roles, domain: { id: 'default' } })).to.match(/ for a domain\.$/);
    expect(refusal({ ...unscoped, roles, system: { all: true } })).to.match(/ for the system\.$/);
  });

  it('stands for nobody without a role, or with access rules', () => {
    for (const roles of [undefined, [], named('janitor')])
      expect(refusal({ ...BASE, roles })).to.match(/^PolicyNotAuthorized: .*admin, member, _member_, reader/);
    const application_credential = { id: 'a', access_rules: [{ service: 'network' }] };
    expect(refusal({ ...BASE, roles: named('member'), application_credential })).to.match(
      /^PolicyNotAuthorized: .*access rules/,
    );
  });
});

describe('identityUrl', () => {
  it('ends with /v3, once', () => {
    for (const url of ['http://k:5000', 'http://k:5000/', 'http://k:5000/v3', 'http://k:5000/v3/'])
      expect(identityUrl(url)).to.equal('http://k:5000/v3');
    expect(identityUrl('https://k/identity')).to.equal('https://k/identity/v3');
  });
});
