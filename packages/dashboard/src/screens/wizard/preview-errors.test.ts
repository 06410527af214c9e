import { expect } from 'chai';
import { placed } from './preview-errors.ts';

const error = (path: string, message = path) => ({ path, message });

describe('errors of the preview', () => {
  it('stand at the fields that they are about', () => {
    const errors = ['pool.subnet_id', 'vip.address', 'health_monitors[0].timeout', 'floating_network_id'];
    expect(placed(errors.map((path) => error(path))).fields).to.deep.equal({
      subnet_id: 'pool.subnet_id',
      address: 'vip.address',
      timeout: 'health_monitors[0].timeout',
      floatingip_id: 'floating_network_id',
    });
  });

  it('stand at their members, the first of each', () => {
    const { members, fields } = placed([
      error('members[12].address', 'taken'),
      error('members[12]', 'other'),
    ]);
    expect(members).to.deep.equal({ 12: 'taken' });
    expect(fields).to.deep.equal({});
  });

  it('stand nowhere else when they are about the whole', () =>
    expect(placed([error('pool'), error(''), error('vip')])).to.deep.equal({ fields: {}, members: {} }));
});
