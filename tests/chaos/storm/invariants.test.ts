import { expect } from 'chai';
import type { EditRecord } from './edit.ts';
import type { FaultRecord } from './fault.ts';
import type { AuditRow, ClientRecord, Findings } from './findings.ts';
import { INVARIANTS, breachesOf } from './invariants.ts';
import type { Sample } from './watch.ts';

const edit = (changes: Partial<EditRecord>): EditRecord => ({
  atMs: 0,
  project: 'a',
  verb: 'create',
  kind: 'pool',
  name: 'pool-1',
  values: { name: 'pool-1', subnet_id: '@outside' },
  pool: 'pool-1',
  reloads: false,
  attempts: 1,
  unanswered: 0,
  acknowledgedAt: 1,
  id: 'p1',
  ...changes,
});

const sample = (changes: Partial<Sample>): Sample => ({
  at: 1000,
  device: 'p1',
  host: 'agent-1',
  epoch: 1,
  generation: 3,
  observed: 3,
  wanted: 'present',
  isReported: true,
  runs: true,
  error: null,
  ...changes,
});

const row = (words: string): AuditRow => {
  const [id = '', type = '', action = ''] = words.split(' ');
  return { at: 1, id, type, action };
};

const fault = (
  target: string,
  harm: FaultRecord['fault']['harm'],
  [from, to]: readonly [number, number],
): FaultRecord => ({
  fault: { atMs: 0, forMs: 0, target, harm },
  from,
  to,
});

const client = (asked: ClientRecord['asked'], isTunnelled = false): ClientRecord => ({
  name: 'http short',
  deviceIds: ['p1'],
  isTunnelled,
  asked,
});

const { acknowledgedAt: _, id: __, ...rest } = edit({});
const UNANSWERED: EditRecord = { ...rest, refusal: '409' };

/** A storm in which everything held. */
const GOOD: Findings = {
  edits: [
    edit({}),
    edit({
      verb: 'update',
      values: { name: 'new', session: { type: 'X' } },
      reloads: true,
      unanswered: 1,
      attempts: 2,
    }),
  ],
  faults: [],
  standstills: [],
  lapses: [],
  clients: [
    client([
      { from: 1000, to: 1001 },
      { from: 1100, to: 1101 },
    ]),
  ],
  samples: [sample({ observed: 2 }), sample({ at: 2000 })],
  pending: [],
  endStates: [{ name: 'a pool pool-1', shown: { name: 'new', session: { type: 'X', more: 1 } } }],
  audit: [row('p1 pool create'), row('p1 pool update'), row('p1 pool update')],
  quotas: [{ project: 'a', resource: 'pool', used: 1, rows: 1 }],
  unsettled: [],
  steps: [{ at: 10, host: 'agent-1', device: 'p1', step: 'reload: the method' }],
  atRestSince: 5000,
  ownerless: [],
  conflicts: [],
  surprises: [],
  devices: { 'pool-1': 'p1' },
};

/** Each invariant by name, with what breaks it. */
const BROKEN: Readonly<Record<string, readonly Partial<Findings>[]>> = {
  'every edit is acknowledged': [
    {
      edits: [UNANSWERED],
      steps: [],
    },
  ],
  'acknowledged writes are observed': [
    { endStates: [{ name: 'a pool pool-1', shown: { name: 'pool-1', session: { type: 'X' } } }] },
    { endStates: [{ name: 'a pool pool-1', shown: { name: 'new', session: null } }] },
    { endStates: [{ name: 'a pool pool-1', shown: undefined }] },
    { endStates: [] },
    {
      edits: [edit({}), edit({ verb: 'delete' })],
      steps: [],
      audit: [row('p1 pool create'), row('p1 pool delete')],
    },
  ],
  'the observed generation never decreases within an epoch': [
    { samples: [sample({}), sample({ at: 2000, observed: 2 })] },
  ],
  'never two hosts for one address': [{ conflicts: ['10.0.0.100: agent-1 and agent-2'] }],
  'every client asks until the end': [
    { clients: [client([{ from: 1000, to: 1001 }]), client([{ from: 30_000, to: 30_001 }])] },
  ],
  'no request fails because of a fault of the control plane': [
    {
      clients: [
        client([
          { from: 1000, to: 1001 },
          { from: 1100, to: 1101, failure: 'timeout' },
        ]),
      ],
    },
    {
      clients: [client([{ from: 3000, to: 3001, failure: 'timeout' }])],
      faults: [fault('server-1', { kind: 'kill' }, [2500, 9000])],
    },
    {
      clients: [client([{ from: 3000, to: 3001, failure: 'timeout' }])],
      faults: [fault('agent-1', { kind: 'freeze' }, [2500, 4000])],
    },
    {
      clients: [client([{ from: 3000, to: 3001, failure: 'timeout' }])],
      faults: [fault('agent-2', { kind: 'freeze' }, [2500, 14_000])],
    },
    {
      clients: [client([{ from: 3000, to: 3001, failure: 'timeout' }])],
      faults: [fault('agent-1', { kind: 'cable', network: 'mgmt' }, [2500, 14_000])],
    },
  ],
  'nothing is left without an owner': [{ ownerless: ['agent-1: taps tap1'] }],
  'quotas count what is there': [{ quotas: [{ project: 'a', resource: 'pool', used: 2, rows: 1 }] }],
  'one row of the audit log for each accepted write': [
    { audit: [row('p1 pool update')] },
    {
      audit: [row('p1 pool create'), row('p1 pool create'), row('p1 pool update')],
    },
    {
      audit: [row('p1 pool create'), row('p1 pool update'), row('p1 pool update'), row('p1 pool update')],
    },
  ],
  'nothing is pending past its deadline without a reason': [
    { unsettled: ['pool p1: PENDING_UPDATE'] },
    { pending: [0, 10_000, 20_000, 31_000].map((at) => ({ at, id: 'p1', description: '' })) },
  ],
  'at rest there is nothing to do': [{ steps: [{ at: 6000, host: 'agent-1', device: 'p1', step: 'start' }] }],
  'no more reloads than changes that need one': [
    { steps: [1, 2].map((at) => ({ at, host: 'agent-1', device: 'p1', step: 'reload' })) },
  ],
  'no log line shows a bug': [{ surprises: ['server-1: request failed'] }],
};

describe('the invariants of a storm', () => {
  it('hold when everything is well', () => {
    expect(breachesOf(GOOD)).to.deep.equal([]);
  });

  for (const { name } of INVARIANTS) {
    it(`can be broken: ${name}`, () => {
      const cases = BROKEN[name] ?? [];
      expect(cases).to.not.deep.equal([]);
      for (const changes of cases) {
        const breaches = breachesOf({ ...GOOD, ...changes });
        expect(
          breaches.map(({ invariant }) => invariant),
          JSON.stringify(changes),
        ).to.deep.equal([name]);
      }
    });
  }

  const lost = client([
    { from: 3000, to: 3001, failure: 'timeout' },
    { from: 3100, to: 3101 },
  ]);

  it('forgive a request that a fault of the data plane has cost', () => {
    for (const harm of [{ kind: 'freeze' }, { kind: 'kill' }, { kind: 'cable', network: 'data' }] as const) {
      const faults = [fault('agent-1', harm, [2500, 14_000])];
      expect(breachesOf({ ...GOOD, clients: [lost], faults }), harm.kind).to.deep.equal([]);
    }
    const tunnelled = client(lost.asked, true);
    const faults = [fault('agent-1', { kind: 'cable', network: 'mgmt' }, [2500, 14_000])];
    expect(breachesOf({ ...GOOD, clients: [tunnelled], faults })).to.deep.equal([]);
  });

  it('forgive that a network is not seen whose tunnels are cut', () => {
    const error = 'no interface that is up has the tunnel address 10.255.0.11';
    const samples = [sample({}), sample({ at: 2600, observed: 0, error })];
    const faults = [fault('agent-1', { kind: 'cable', network: 'mgmt' }, [2500, 14_000])];
    expect(breachesOf({ ...GOOD, samples, faults })).to.deep.equal([]);
    expect(breachesOf({ ...GOOD, samples })).to.not.deep.equal([]);
  });

  it('forgive that a host is silent to which a device comes back while the former one still answers', () => {
    const error = 'silent: no server is heard, and another host has an address of it';
    const samples = [
      sample({}),
      sample({ host: 'agent-2', wanted: 'absent' }),
      sample({ at: 2000, observed: 0, error }),
      sample({ at: 3000, host: 'agent-2', wanted: 'gone' }),
    ];
    expect(breachesOf({ ...GOOD, samples })).to.deep.equal([]);
    const late = samples.map((each) => (each.wanted === 'gone' ? { ...each, at: 1500 } : each));
    expect(breachesOf({ ...GOOD, samples: late.toSorted((a, b) => a.at - b.at) })).to.have.length(1);
    const unexplained = samples.map((each) => ({ ...each, error: null }));
    expect(breachesOf({ ...GOOD, samples: unexplained })).to.have.length(1);
  });

  it('forgive what a short fault has cost only if the lease of the host ran out', () => {
    const faults = [fault('agent-1', { kind: 'kill' }, [2500, 2600])];
    const lapses = [{ at: 9000, host: 'agent-1' }];
    expect(breachesOf({ ...GOOD, clients: [lost], faults, lapses })).to.deep.equal([]);
    expect(breachesOf({ ...GOOD, clients: [lost], faults })).to.not.deep.equal([]);
  });

  it('forgive what a machine that stood still has cost', () => {
    const standstills = [{ from: 2000, to: 8000 }];
    expect(breachesOf({ ...GOOD, clients: [lost], standstills })).to.deep.equal([]);
  });

  it('forgive it also where a host was to give the device away, and had not yet', () => {
    const faults = [fault('agent-1', { kind: 'kill' }, [2500, 14_000])];
    const moved = [sample({}), sample({ at: 2000, wanted: 'absent' })];
    const elsewhere = sample({ at: 2000, host: 'agent-2', epoch: 2, observed: 0, isReported: false });
    const samples = [...moved, elsewhere];
    expect(breachesOf({ ...GOOD, clients: [lost], faults, samples })).to.deep.equal([]);
    const gone = [...samples, sample({ at: 2100, wanted: 'gone' })];
    expect(breachesOf({ ...GOOD, clients: [lost], faults, samples: gone })).to.not.deep.equal([]);
  });

  it('forgive what a fault has cost for as long as the move that it began is not through', () => {
    const refused = client([
      { from: 50_000, to: 50_001, failure: 'ECONNREFUSED' },
      { from: 51_000, to: 51_001 },
    ]);
    const outage = { ...GOOD, clients: [refused] };
    const faults = [fault('agent-2', { kind: 'kill' }, [2500, 14_000])];
    const samples = [
      sample({}),
      sample({ at: 2400, wanted: 'absent' }),
      sample({ at: 2400, host: 'agent-2', epoch: 2, observed: 0, isReported: false }),
      sample({ at: 49_900, wanted: 'gone' }),
    ];
    const found = (changes: Partial<Findings>): string[] =>
      breachesOf({ ...outage, ...changes }).map(({ invariant }) => invariant);
    expect(found({ faults, samples })).to.deep.equal([]);
    const failed = ['no request fails because of a fault of the control plane'];
    const through = [...samples.slice(0, 3), sample({ at: 20_000, wanted: 'gone' })];
    expect(found({ faults, samples: through })).to.deep.equal(failed);
    expect(found({ samples })).to.deep.equal(failed);
  });

  it('know that members go with their pool, and that an association changes it', () => {
    const member = { kind: 'member', name: 'member-1', id: 'm1', values: { pool_id: '@pool-1' } } as const;
    const edits = [
      edit({}),
      edit(member),
      edit({ kind: 'association', name: 'pool-1 monitor-1', values: {} }),
      edit({ verb: 'delete', values: {} }),
    ];
    const audit = [
      row('p1 pool create'),
      row('p1 association create'),
      row('p1 pool delete'),
      row('m1 member create'),
    ];
    const gone = ['a pool pool-1', 'a member member-1'].map((name) => ({ name, shown: undefined }));
    expect(breachesOf({ ...GOOD, steps: [], edits, audit, endStates: gone })).to.deep.equal([]);
    const kept = [...gone.slice(0, 1), { name: 'a member member-1', shown: { pool_id: 'p1' } }];
    expect(breachesOf({ ...GOOD, steps: [], edits, audit, endStates: kept })).to.have.length(1);
    const unwritten = { ...GOOD, steps: [], edits, audit: audit.slice(2), endStates: gone };
    expect(breachesOf(unwritten)).to.have.length(2);
  });

  it('count what is observed only once its agent has said so', () => {
    const samples = [sample({ isReported: false }), sample({ at: 2000, observed: 0 })];
    expect(breachesOf({ ...GOOD, samples })).to.deep.equal([]);
  });

  it('forgive a first VIP that cannot be started', () => {
    const failed = sample({ at: 2000, observed: 0, error: 'address 10.0.0.100 is taken' });
    expect(breachesOf({ ...GOOD, samples: [sample({ runs: false }), failed] })).to.deep.equal([]);
    expect(breachesOf({ ...GOOD, samples: [sample({}), failed] })).to.have.length(1);
    const unexplained = { ...failed, error: null };
    expect(breachesOf({ ...GOOD, samples: [sample({ runs: false }), unexplained] })).to.have.length(1);
  });

  it('forgive an HAProxy that was killed, and something pending that says why', () => {
    const samples = [sample({}), sample({ at: 2000, observed: 0 })];
    const faults = [fault('agent-1', { kind: 'kill HAProxies' }, [1500, 1500])];
    const pending = [0, 10_000, 20_000, 31_000].map((at) => ({
      at,
      id: 'p1',
      description: 'waits for agent-1',
    }));
    expect(breachesOf({ ...GOOD, samples, faults, pending })).to.deep.equal([]);
    const cut = fault('agent-1', { kind: 'cable', network: 'data' }, [1500, 1600]);
    expect(breachesOf({ ...GOOD, samples, faults: [cut] })).to.deep.equal([]);
    const slow = fault('agent-1', { kind: 'cable', network: 'mgmt' }, [1500, 1600]);
    expect(breachesOf({ ...GOOD, samples, faults: [slow] })).to.have.length(1);
    expect(breachesOf({ ...GOOD, samples, lapses: [{ at: 1500, host: 'agent-1' }] })).to.deep.equal([]);
    expect(breachesOf({ ...GOOD, samples, lapses: [{ at: 1500, host: 'agent-2' }] })).to.have.length(1);
  });
});
