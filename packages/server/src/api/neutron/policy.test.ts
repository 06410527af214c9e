import { expect } from 'chai';
import type { CallContext } from '../../usecases/call-context.ts';
import { refuseReaders } from './policy.ts';

const ROUTE = '/lb/pools/:poolId/health_monitors';

const callerWith = (...roles: string[]): CallContext => ({
  requestId: 'req-1',
  projectId: 'p',
  roles,
  isAdmin: roles.includes('admin'),
});

describe('refuseReaders', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    it(`keeps readers from ${method}`, () => {
      expect(() => refuseReaders(callerWith('reader'), method, ROUTE)).to.throw(
        /pool_health_monitor to be performed/,
      );
    });
  }

  it('names what is refused', () => {
    expect(() => refuseReaders(callerWith('reader'), 'DELETE', '/networks/:id')).to.throw(
      "Policy doesn't allow delete_network to be performed.",
    );
  });

  it('lets readers read, and those write who are more than readers', () => {
    refuseReaders(callerWith('reader'), 'GET', ROUTE);
    refuseReaders(callerWith('reader', 'member'), 'POST', ROUTE);
    refuseReaders(callerWith('reader', 'admin'), 'POST', ROUTE);
    refuseReaders(callerWith('operator'), 'POST', ROUTE);
  });
});
