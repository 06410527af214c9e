import { expect } from 'chai';
import { checks } from '../rules/index.ts';
import { type Field, changesOf, linesOf, problemsOf } from './field.ts';
import { fieldOf } from './refusal.ts';

describe('fields of a form', () => {
  const FIELDS: readonly Field[] = [
    { name: 'port', label: 'Port', kind: 'number', isRequired: true, check: checks.port },
    { name: 'address', label: 'Address', kind: 'text', check: checks.address },
    {
      name: 'cookie_name',
      label: 'Cookie',
      kind: 'text',
      isRequired: true,
      isShown: ({ type }) => type === 'APP_COOKIE',
    },
  ];

  it('checks what is shown', () => {
    expect(problemsOf(FIELDS, { port: '', address: '' })).to.deep.equal({ port: { kind: 'required' } });
    expect(problemsOf(FIELDS, { port: '80', address: 'x', type: 'APP_COOKIE' })).to.deep.equal({
      address: { kind: 'address' },
      cookie_name: { kind: 'required' },
    });
  });
});

describe('values of a form', () => {
  it('send only what differs, an emptied value too', () => {
    expect(changesOf({ name: 'a', mtu: '1500' }, { name: '', mtu: '1500' })).to.deep.equal({ name: '' });
  });

  it('may stand on lines or between commas', () => {
    expect(linesOf(' 10.0.0.1, 10.0.0.2\n\n10.0.0.3 ')).to.deep.equal(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });
});

describe('a refusal', () => {
  const NAMES = ['protocol', 'protocol_port', 'session_persistence', 'address'];
  const field = (type: string, message: string): string | undefined => fieldOf({ type, message }, NAMES);

  it('stands at the field that it is about', () => {
    const invalid = "Invalid input for protocol_port. Reason: '0' is not in range 1 through 65535.";
    expect(field('HTTPBadRequest', invalid)).to.equal('protocol_port');
    expect(field('ProtocolMismatch', 'Protocol TCP does not match pool protocol HTTP')).to.equal('protocol');
    const cookies = 'Invalid input for operation: session_persistence HTTP_COOKIE needs protocol HTTP.';
    expect(field('InvalidInput', cookies)).to.equal('session_persistence');
  });

  it('stands above the form when it is about the whole', () => {
    expect(field('OverQuota', "Quota exceeded for resources: ['vip'].")).to.equal(undefined);
    expect(field('SubnetNotFound', 'Subnet 1 could not be found')).to.equal(undefined);
  });
});
