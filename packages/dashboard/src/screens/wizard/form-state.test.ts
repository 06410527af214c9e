import { expect } from 'chai';
import { EMPTY_ROW, INITIAL, changed, membersIn } from './form-state.ts';

describe('the form of the wizard', () => {
  it('lets the port and the check follow the protocol until somebody has changed them', () => {
    const https = changed(INITIAL, 'protocol', 'HTTPS').values;
    expect(https).to.include({ protocol_port: '443', members_port: '443', type: 'TCP' });
    const own = changed(changed(INITIAL, 'protocol_port', '8443'), 'protocol', 'HTTPS').values;
    expect(own).to.include({ protocol_port: '8443', members_port: '443' });
  });

  it('drops cookies that the protocol cannot have', () => {
    const cookie = changed(INITIAL, 'session_persistence', 'HTTP_COOKIE');
    expect(changed(cookie, 'protocol', 'TCP').values['session_persistence']).to.equal('');
    const source = changed(INITIAL, 'session_persistence', 'SOURCE_IP');
    expect(changed(source, 'protocol', 'TCP').values['session_persistence']).to.equal('SOURCE_IP');
  });

  it('takes members from rows, from a list and from ports', () => {
    const rows = [
      { ...EMPTY_ROW, address: ' 10.0.0.1 ' },
      { address: '10.0.0.2', port: '81', weight: '5' },
      EMPTY_ROW,
    ];
    expect(membersIn({ ...INITIAL, rows }, [])).to.deep.equal({
      members: [
        { address: '10.0.0.1', port: '80', weight: '1' },
        { address: '10.0.0.2', port: '81', weight: '5' },
      ],
      problems: [],
    });
    const pasted = changed(changed(INITIAL, 'members_source', 'pasted'), 'list', '10.0.0.3 82\nweb');
    expect(membersIn(pasted, []).problems).to.deep.equal([{ kind: 'memberLine', line: 2, text: 'web' }]);
    const port = {
      id: 'port-1',
      name: 'web',
      tenant_id: 't',
      network_id: 'n',
      device_owner: '',
      device_id: '',
      fixed_ips: [
        { subnet_id: 's-2', ip_address: '10.2.0.1' },
        { subnet_id: 's-1', ip_address: '10.1.0.1' },
      ],
    };
    const chosen = changed(changed(INITIAL, 'members_source', 'ports'), 'ports', 'port-1');
    expect(membersIn(changed(chosen, 'subnet_id', 's-1'), [port]).members).to.deep.equal([
      { address: '10.1.0.1', port: '80', weight: '1' },
    ]);
  });

  it('finds a member that is there twice, and one that cannot be', () => {
    const row = { address: '10.0.0.1', port: '80', weight: '1' };
    expect(membersIn({ ...INITIAL, rows: [row, row] }, []).problems).to.deep.equal([
      { kind: 'twice', text: '10.0.0.1:80' },
    ]);
    expect(membersIn({ ...INITIAL, rows: [{ ...row, address: '127.0.0.1' }] }, []).problems).to.have.length(
      1,
    );
  });
});
