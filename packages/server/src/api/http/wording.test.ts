import { expect } from 'chai';
import { apiError } from '../../usecases/errors.ts';
import { type Wordings, wireError, wireErrors } from './wording.ts';

const WORDINGS: Wordings = {
  PoolNotFound: { type: 'GroupNotFound', status: 410, message: 'No group {id}' },
  ListenerNotFound: { type: 'GroupNotFound', status: 410, message: 'No front {id}' },
  OverQuota: { message: 'No more {thing}', params: ({ resource }) => ({ thing: `${resource}s` }) },
};

describe('the wording of a dialect', () => {
  it('changes what it names', () => {
    const error = wireError(WORDINGS, apiError('PoolNotFound', { id: '7' }));
    expect(error).to.deep.equal({ status: 410, type: 'GroupNotFound', message: 'No group 7' });
  });

  it('leaves the rest as the table has it', () => {
    const error = wireError(WORDINGS, apiError('PoolInUse', { id: '7' }));
    expect(error).to.deep.equal({ status: 409, type: 'PoolInUse', message: 'Pool 7 is still in use' });
    expect(wireError(WORDINGS, apiError('OverQuota', { resource: 'pool' }))).to.include({
      type: 'OverQuota',
      message: 'No more pools',
    });
  });

  it('lists each status and type once, with the first of its templates', () => {
    const all = wireErrors(WORDINGS);
    expect(all.filter(({ type }) => type === 'GroupNotFound')).to.deep.equal([
      { status: 410, type: 'GroupNotFound', message: 'No front {id}' },
    ]);
    expect(all.filter(({ type }) => type === 'PoolInUse')).to.have.length(1);
  });
});
