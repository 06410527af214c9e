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
      expect(() => refuseReaders({ caller: callerWith('reader'), method: method, path: ROUTE })).to.throw(
        /pool_health_monitor to be performed/,
      );
    });
  }

  it('names what is refused', () => {
    expect(() =>
      refuseReaders({ caller: callerWith('reader'), method: 'DELETE', path: '/networks/:id' }),
    ).to.throw("Policy doesn't allow delete_network to be performed.");
  });

  it('lets readers read, and those write who are more than readers', () => {
    refuseReaders({ caller: callerWith('reader'), method: 'GET', path: ROUTE });
    refuseReaders({ caller: callerWith('reader', 'member'), method: 'POST', path: ROUTE });
    refuseReaders({ caller: callerWith('reader', 'admin'), method: 'POST', path: ROUTE });
    refuseReaders({ caller: callerWith('operator'), method: 'POST', path: ROUTE });
  });
});
