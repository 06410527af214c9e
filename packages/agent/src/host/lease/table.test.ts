import { expect } from 'chai';
import { observedLease } from './listing.ts';
import { LEASE_MARKER, elementCommands, renewalCommand, tableCommands } from './table.ts';

describe('the table of the lease', () => {
  const GOLDEN = `add table bridge lbaas_lease
delete table bridge lbaas_lease
add table bridge lbaas_lease
add set bridge lbaas_lease lease { type mark ; flags timeout ; }
add set bridge lbaas_lease leased { type ifname ; }
add set bridge lbaas_lease silent { type ifname ; }
add element bridge lbaas_lease lease { 0 timeout 6s }
add element bridge lbaas_lease leased { tap1, tap2 }
add element bridge lbaas_lease silent { tap2 }
add chain bridge lbaas_lease from_ports { type filter hook prerouting priority -310 ; policy accept ; }
add chain bridge lbaas_lease to_ports { type filter hook postrouting priority 310 ; policy accept ; }
add rule bridge lbaas_lease from_ports iifname @silent drop
add rule bridge lbaas_lease from_ports iifname @leased meta mark and 0x0 != @lease drop
add rule bridge lbaas_lease to_ports oifname @silent drop
add rule bridge lbaas_lease to_ports oifname @leased meta mark and 0x0 != @lease drop
add chain bridge lbaas_lease ${LEASE_MARKER}`;

  it('has the lease and the taps before the rules that ask for them', () => {
    const elements = { seconds: 6, leased: ['tap1', 'tap2'], silent: ['tap2'] };
    expect(tableCommands(elements).join('\n')).to.equal(GOLDEN);
  });

  it('has no element without a lease, and no command without a tap', () => {
    const commands = tableCommands({ seconds: undefined, leased: [], silent: ['tap2'] });
    expect(commands.filter((each) => each.startsWith('add element'))).to.deep.equal([
      'add element bridge lbaas_lease silent { tap2 }',
    ]);
    expect(elementCommands('delete', 'leased', [])).to.deep.equal([]);
  });

  it('renews what lives only: the deletion comes first', () => {
    expect(renewalCommand(6)).to.equal(
      'delete element bridge lbaas_lease lease { 0 }; add element bridge lbaas_lease lease { 0 timeout 6s }',
    );
  });

  it('is read back', () => {
    const set = (name: string, elem?: unknown) => ({
      set: { name, ...(elem === undefined ? {} : { elem }) },
    });
    const rule = { rule: { chain: 'from_ports' } };
    const listing = [
      { table: { name: 'lbaas_lease' } },
      set('lease', [{ elem: { val: 0, timeout: 6, expires: 4 } }]),
      set('leased', ['tap1', 'tap2']),
      set('silent'),
      { chain: { name: LEASE_MARKER } },
      rule,
      rule,
      rule,
      rule,
    ];
    expect(observedLease(listing)).to.deep.equal({
      present: true,
      intact: true,
      held: { seconds: 6, leftSeconds: 4 },
      leased: new Set(['tap1', 'tap2']),
      silent: new Set(),
    });
    expect(observedLease(listing.slice(0, -1)).intact, 'a rule less').to.equal(false);
  });
});
