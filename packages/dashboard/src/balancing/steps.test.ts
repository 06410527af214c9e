import { expect } from 'chai';
import { idOf } from '../calls/index.ts';
import { addMember, addMonitor, addPool, addVip, editMember, editVip } from './steps.ts';

describe('calls from what was typed', () => {
  it('leaves out what the API takes anyway', () => {
    const pool = {
      name: ' web ',
      subnet_id: 's-1',
      protocol: 'TCP',
      lb_method: 'SOURCE_IP',
      description: '',
    };
    expect(addPool({ ...pool, provider: '', admin_state_up: 'true' }).body).to.deep.equal({
      name: 'web',
      subnet_id: 's-1',
      protocol: 'TCP',
      lb_method: 'SOURCE_IP',
    });
    expect(addMember('p-1', { address: '10.0.0.1', protocol_port: '80', weight: '1' }).body).to.deep.equal({
      pool_id: 'p-1',
      address: '10.0.0.1',
      protocol_port: 80,
    });
  });

  it('sends numbers as numbers and persistence as an object', () => {
    const typed = {
      name: '',
      protocol: 'HTTP',
      protocol_port: '80',
      connection_limit: '100',
      session_persistence: 'APP_COOKIE',
      cookie_name: 'SID',
      admin_state_up: 'false',
      subnet_id: 's-1',
    };
    expect(addVip(idOf('pool'), typed).body).to.deep.equal({
      pool_id: { ref: 'pool', field: 'id' },
      name: '',
      subnet_id: 's-1',
      protocol: 'HTTP',
      protocol_port: 80,
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'SID' },
      connection_limit: 100,
      admin_state_up: false,
    });
  });

  it('gives what only HTTP has to HTTP monitors only', () => {
    const typed = { type: 'TCP', delay: '5', timeout: '3', max_retries: '2', url_path: '/x' };
    expect(addMonitor(typed).body).to.deep.equal({ type: 'TCP', delay: 5, timeout: 3, max_retries: 2 });
    expect(addMonitor({ ...typed, type: 'HTTP' }).body).to.have.property('url_path', '/x');
  });

  it('changes what was changed', () => {
    const before = { pool_id: 'p-1', weight: '1', admin_state_up: 'true' };
    const of = { id: 'm-1', name: '10.0.0.1:80' };
    expect(editMember({ of, before, values: before })).to.deep.equal([]);
    const [step] = editMember({ of, before, values: { ...before, weight: '0' } });
    expect(step).to.deep.include({ method: 'PUT', path: ['/v2.0/lb/members/', 'm-1'], body: { weight: 0 } });
    const cookie = { session_persistence: 'APP_COOKIE', cookie_name: 'A' };
    expect(editVip({ of, before: cookie, values: { ...cookie, cookie_name: 'B' } })[0]?.body).to.deep.equal({
      session_persistence: { type: 'APP_COOKIE', cookie_name: 'B' },
    });
    expect(editVip({ of, before: cookie, values: { session_persistence: '' } })[0]?.body).to.deep.equal({
      session_persistence: {},
    });
  });
});
