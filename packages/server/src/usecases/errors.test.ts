import { expect } from 'chai';
import { ApiError, ERRORS, apiError } from './errors.ts';

describe('the error table', () => {
  it('fills its templates', () => {
    const error = apiError('ProtocolMismatch', { listener_protocol: 'TCP', pool_protocol: 'HTTP' });
    expect(error).to.include({ code: 'ProtocolMismatch', status: 400, retryable: false });
    expect(error.message).to.equal('Protocol TCP does not match pool protocol HTTP');
  });

  it('has a status and a text for every code', () => {
    for (const [code, { status, message }] of Object.entries(ERRORS)) {
      expect(status, code).to.be.within(400, 503);
      expect(message, code).to.not.equal('');
      expect(new ApiError(code as keyof typeof ERRORS, {}).message).to.not.include('{');
    }
  });

  it('calls only those retryable that time can cure', () => {
    expect(apiError('ServiceUnavailable', { reason: 'x' }).retryable).to.equal(true);
    expect(apiError('PoolInUse', { id: 'x' }).retryable).to.equal(false);
  });
});
