import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { parseListing } from '../nft/index.ts';
import { somePort } from '../testing/ports.ts';
import { elementsOf, linkLocalOf } from './guarded-port.ts';
import { NO_TABLE, fingerprintOfTable, observedTable } from './listing.ts';
import { faultOf, planTable } from './plan.ts';
import { DIGEST, MARKERS, TABLE } from './table.ts';

const port = somePort({ portId: '0a1b2c3d-4e5f-4000-8000-000000000001', macAddress: 'fa:16:3e:00:00:01' });
const TAP = 'tap0a1b2c3d-4e';
const must = elementsOf(port, true);

describe('what may come from a port', () => {
  it('is told by its MAC address, its addresses, and its link-local address', () => {
    expect([...must]).to.deep.equal([
      `guarded ${TAP}`,
      `isolated ${TAP}`,
      `macs ${TAP} . fa:16:3e:00:00:01`,
      `addresses4 ${TAP} . 10.1.0.5`,
      `addresses6 ${TAP} . fe80::f816:3eff:fe00:1`,
      `targets6 ${TAP} . 0xfe80000000000000f8163efffe000001`,
      `addresses6 ${TAP} . 2001:db8:1::5`,
      `targets6 ${TAP} . 0x20010db8000100000000000000000005`,
    ]);
    expect([...elementsOf({ ...port, forwards: true }, false)].slice(0, 2)).to.deep.equal([
      `guarded ${TAP}`,
      `routers ${TAP}`,
    ]);
    expect(linkLocalOf('02:00:00:00:00:00')).to.equal('fe80::ff:fe00:0');
  });
});

describe('planTable', () => {
  /** Carries the plan out in a namespace of its own, marks the table, and reads it back. */
  function carriedOut(commands: readonly string[]) {
    const script = `nft -f - && nft -j list table ${TABLE}`;
    const options = { input: commands.join('\n'), encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script], options);
    expect(stderr).to.equal('');
    return parseListing(stdout);
  }

  const wanted = new Map([[TAP, must]]);
  const whole = planTable(wanted, NO_TABLE);
  const listing = carriedOut(whole.commands);
  const marks = [`${MARKERS.digest}${DIGEST}`, `${MARKERS.listing}${fingerprintOfTable(listing)}`];
  const marked = carriedOut([...whole.commands, ...marks.map((mark) => `add chain ${TABLE} ${mark}`)]);
  const observed = observedTable(marked);

  it('makes the table, which reads back as it was made', () => {
    expect(whole.whole).to.equal(true);
    expect(observed.guards).to.deep.equal(wanted);
    expect(observed.intact).to.equal(true);
    expect(planTable(wanted, observed).commands).to.deep.equal([]);
    expect(faultOf(TAP, must, observed)).to.equal(undefined);
  });

  it('sees rules that were changed by hand', () => {
    const harmed = [...whole.commands, ...marks.map((mark) => `add chain ${TABLE} ${mark}`)];
    const changed = observedTable(carriedOut([...harmed, `insert rule ${TABLE} from_port accept`]));
    expect(changed.intact).to.equal(false);
    expect(changed.guards).to.deep.equal(wanted);
    expect(faultOf(TAP, must, changed)).to.equal('no port security');
    expect(planTable(new Map(), changed).whole).to.equal(true);
  });

  it('touches the elements that differ, and no other tap', () => {
    const moved = elementsOf({ ...port, addresses: ['10.1.0.6/24', '2001:db8:1::5/64'] }, true);
    expect(planTable(new Map([[TAP, moved]]), observed).commands).to.deep.equal([
      `delete element ${TABLE} addresses4 { ${TAP} . 10.1.0.5 }`,
      `add element ${TABLE} addresses4 { ${TAP} . 10.1.0.6 }`,
    ]);
    expect(faultOf(TAP, moved, observed)).to.equal('port security lacks addresses4 10.1.0.6');
    const fewer = elementsOf({ ...port, addresses: ['2001:db8:1::5/64'] }, true);
    expect(faultOf(TAP, fewer, observed)).to.equal('port security allows addresses4 10.1.0.5');
  });

  it('takes the table away with the last port', () => {
    const other = elementsOf(somePort(), false);
    const both = { ...observed, guards: new Map([...observed.guards, ['tapother', other]]) };
    const gone = new Map([[TAP, new Set<string>()]]);
    expect(planTable(gone, both).commands).to.have.length(must.size);
    expect(planTable(gone, observed).commands).to.deep.equal([`delete table ${TABLE}`]);
    expect(planTable(gone, NO_TABLE).commands).to.deep.equal([]);
  });
});
