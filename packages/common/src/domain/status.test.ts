import { expect } from 'chai';
import fc from 'fast-check';
import {
  MEMBER_HEALTHS,
  type StatusFacts,
  type StatusReasonFacts,
  deriveStatus,
  describeStatus,
} from './status.ts';

const realised: StatusFacts = {
  adminStateUp: true,
  createdGeneration: 3,
  changedGeneration: 5,
  observedGeneration: 5,
  realizedGeneration: 5,
  failedGeneration: 0,
  agentAdminStateUp: true,
};
const why: StatusReasonFacts = {
  agentHost: 'agent-1',
  agentAlive: true,
  agentReceives: true,
  agentAdminStateUp: true,
  agentSilentS: 1,
  failure: null,
  placementReason: null,
  dispatchReason: null,
  healthCheck: null,
  incident: null,
  remark: null,
};
const generation = fc.nat({ max: 20 });
const facts = fc.record({
  adminStateUp: fc.boolean(),
  createdGeneration: generation,
  changedGeneration: generation,
  observedGeneration: generation,
  realizedGeneration: generation,
  failedGeneration: generation,
  agentAdminStateUp: fc.boolean(),
  health: fc.constantFrom(...MEMBER_HEALTHS),
});

describe('deriveStatus', () => {
  const cases: [string, Partial<StatusFacts>, string][] = [
    ['what the running device shows is ACTIVE', {}, 'ACTIVE'],
    [
      'a first deployment that is under way',
      { observedGeneration: 2, realizedGeneration: 2 },
      'PENDING_CREATE',
    ],
    ['a change that is under way', { observedGeneration: 4, realizedGeneration: 4 }, 'PENDING_UPDATE'],
    ['an object on its way to another agent was there before', { observedGeneration: 0 }, 'PENDING_UPDATE'],
    ['a refused change', { observedGeneration: 4, failedGeneration: 5 }, 'ERROR'],
    ['an older object beside a refused change keeps serving', { failedGeneration: 6 }, 'ACTIVE'],
    [
      'a newer change after a failure is pending again',
      { observedGeneration: 4, failedGeneration: 4 },
      'PENDING_UPDATE',
    ],
    ['HAProxy died', { observedGeneration: 0, failedGeneration: 5 }, 'ERROR'],
    ['admin down, confirmed', { adminStateUp: false }, 'DISABLED'],
    [
      'admin down, not yet confirmed',
      { adminStateUp: false, observedGeneration: 4, realizedGeneration: 4 },
      'PENDING_UPDATE',
    ],
    ['a member that fails its check', { health: 'down' }, 'INACTIVE'],
    ['a member that is down and admin down', { health: 'down', adminStateUp: false }, 'DISABLED'],
    ['a member without a check', { health: 'no_check' }, 'ACTIVE'],
    ['what a disabled agent still shows', { agentAdminStateUp: false }, 'PENDING_UPDATE'],
    [
      'what is admin down on a disabled agent, to be shown again when that is enabled',
      { agentAdminStateUp: false, adminStateUp: false },
      'PENDING_UPDATE',
    ],
    [
      'what a disabled agent has failed to show',
      { agentAdminStateUp: false, observedGeneration: 4, failedGeneration: 5 },
      'ERROR',
    ],
  ];
  for (const [name, change, expected] of cases) {
    it(`${name}: ${expected}`, () => {
      expect(deriveStatus({ ...realised, ...change })).to.equal(expected);
    });
  }

  it('never calls ACTIVE what the running device does not show, or what a disabled agent runs', () => {
    fc.assert(
      fc.property(facts, (each) => {
        const shown = each.agentAdminStateUp && each.observedGeneration >= each.changedGeneration;
        expect(['ACTIVE', 'DISABLED', 'INACTIVE'].includes(deriveStatus(each))).to.equal(shown);
      }),
    );
  });
});

describe('describeStatus', () => {
  it('says what failed and where', () => {
    expect(describeStatus('ERROR', { ...why, failure: 'port in use' })).to.equal(
      'port in use (agent agent-1)',
    );
  });
  it('names the first thing that a pending object waits for', () => {
    const unplaced = { ...why, agentHost: null, placementReason: 'no agent is alive' };
    expect(describeStatus('PENDING_CREATE', unplaced)).to.equal('no agent is alive');
    expect(
      describeStatus('PENDING_UPDATE', { ...why, dispatchReason: 'the broker is unreachable' }),
    ).to.equal('the broker is unreachable');
    const silent = { ...why, agentAlive: false, agentSilentS: 31.4 };
    expect(describeStatus('PENDING_UPDATE', silent)).to.equal('agent agent-1 has not reported for 31 s');
    expect(describeStatus('PENDING_UPDATE', { ...why, agentReceives: false })).to.equal(
      'agent agent-1 does not receive what it is sent',
    );
    expect(describeStatus('PENDING_UPDATE', why)).to.equal('waiting for agent agent-1 to confirm');
    const disabled = { ...why, agentAdminStateUp: false, dispatchReason: 'the broker is unreachable' };
    expect(describeStatus('PENDING_UPDATE', disabled)).to.equal('agent agent-1 is administratively down');
    expect(describeStatus('PENDING_UPDATE', { ...disabled, agentAlive: false })).to.equal(
      'agent agent-1 is administratively down, and has not reported for 1 s',
    );
  });
  it('tells of an HAProxy that ended and runs again', () => {
    const incident = { at: '2026-01-02T03:04:05.678Z', words: 'HAProxy (process 4711) has ended' };
    const words = 'HAProxy (process 4711) has ended at 2026-01-02T03:04:05.678Z; it runs again';
    expect(describeStatus('ACTIVE', { ...why, incident })).to.equal(words);
  });
  it('does not let an old ACTIVE pass for a fresh one', () => {
    expect(describeStatus('ACTIVE', { ...why, agentAlive: false, agentSilentS: null })).to.equal(
      'last known state; agent agent-1 has not reported yet',
    );
    expect(describeStatus('ACTIVE', why)).to.equal('');
  });
});
