import { expect } from 'chai';
import { ApiError, ERRORS, type ErrorCode, apiError } from '../../usecases/errors.ts';
import { wireError } from '../http/wording.ts';
import { ERROR_FORM } from './refusals.ts';

const { wordings } = ERROR_FORM;

describe("Neutron's refusals", () => {
  it('know whatever their texts ask for', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const names = [...ERRORS[code].message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      const params = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
      const { message } = wireError(wordings, new ApiError(code, params));
      for (const name of names.filter((each) => !message.includes(`<${each}>`))) {
        expect(['resource', 'attribute'], `${code} leaves ${name} out`).to.include(name);
      }
      expect(message, code).to.not.match(/\{|''| {2}/);
    }
  });

  it('are those of LBaaS v1 where the model speaks of listeners', () => {
    const worded = (error: ApiError) => wireError(wordings, error);
    expect(worded(apiError('ListenerPortInUse', { load_balancer_id: 'p' }))).to.deep.equal({
      status: 409,
      type: 'VipExists',
      message: 'Another Vip already exists for pool p',
    });
    expect(
      worded(apiError('CookiesNeedHttp', { persistence: 'HTTP_COOKIE', protocol: 'TCP' })),
    ).to.deep.equal({
      status: 400,
      type: 'InvalidInput',
      message:
        'Invalid input for operation: session_persistence HTTP_COOKIE needs protocol HTTP, the vip has TCP.',
    });
    expect(
      worded(apiError('ProtocolMismatch', { listener_protocol: 'TCP', pool_protocol: 'HTTP' })),
    ).to.include({
      message: 'Protocol TCP does not match pool protocol HTTP',
    });
    expect(worded(apiError('LimitInvalid', { resource: 'pool', limit: '"x"' }))).to.include({
      type: 'BadRequest',
      message: 'Bad pool request: limit must be an integer 0 or greater and not "x".',
    });
  });

  it('have a wrapper of their own for what is not implemented', () => {
    const error = { status: 501, type: 'NotImplementedError', message: 'no' };
    expect(ERROR_FORM.body(error)).to.deep.equal({
      NotImplementedError: { type: 'NotImplementedError', message: 'no', detail: '' },
    });
    expect(Object.keys(ERROR_FORM.body({ ...error, status: 500 }))).to.deep.equal(['NeutronError']);
  });
});
