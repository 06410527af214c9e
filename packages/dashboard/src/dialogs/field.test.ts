import { expect } from 'chai';
import { type Field, changesOf, linesOf, missingOf } from './field.ts';

const FIELDS: readonly Field[] = [
  { name: 'cidr', label: 'CIDR', kind: 'text', isRequired: true },
  { name: 'name', label: 'Name', kind: 'text' },
];

describe('fields of a dialog', () => {
  it('miss what is required and blank', () => {
    expect(missingOf(FIELDS, { cidr: ' ' })).to.deep.equal(['cidr']);
    expect(missingOf(FIELDS, { cidr: '10.0.0.0/24' })).to.deep.equal([]);
  });

  it('send only what differs, an emptied value too', () => {
    expect(changesOf({ name: 'a', mtu: '1500' }, { name: '', mtu: '1500' })).to.deep.equal({ name: '' });
  });

  it('take values on lines or between commas', () => {
    expect(linesOf(' 10.0.0.1, 10.0.0.2\n\n10.0.0.3 ')).to.deep.equal(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });
});
