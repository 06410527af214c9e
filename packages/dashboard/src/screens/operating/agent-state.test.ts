import { expect } from 'chai';
import type { Agent, Configurations } from '../../api/operating.ts';
import { agentState, isInTrouble, isoOf } from './agent-state.ts';

const agent = (change: Partial<Agent> = {}, configurations: Configurations = {}): Agent => ({
  id: 'a',
  host: 'node-1',
  binary: '',
  agent_type: '',
  admin_state_up: true,
  description: null,
  alive: true,
  created_at: '',
  started_at: '',
  heartbeat_timestamp: '',
  configurations: { reporting: true, receiving: true, ...configurations },
  ...change,
});

describe('the state of an agent', () => {
  const cases: readonly [string, Agent][] = [
    ['alive', agent()],
    ['disabled', agent({ admin_state_up: false })],
    ['cordoned', agent({}, { cordoned: true })],
    ['silent', agent({ alive: false }, { reporting: false })],
    ['silent', agent({ alive: false, admin_state_up: false }, { reporting: false, receiving: false })],
    ['deaf', agent({ alive: false }, { receiving: false })],
    ['conflict', agent({}, { conflict: true })],
  ];
  for (const [state, example] of cases)
    it(`is ${state} for ${JSON.stringify(example.configurations)}`, () =>
      expect(agentState(example)).to.equal(state));

  it('is trouble unless somebody wanted it', () => {
    expect(isInTrouble(agent({ alive: false }, { reporting: false }))).to.equal(true);
    expect(isInTrouble(agent({ admin_state_up: false }))).to.equal(false);
  });
});

describe('times of agents', () => {
  it('are taken as UTC', () =>
    expect(isoOf('2026-01-01 10:00:00.123456')).to.equal('2026-01-01T10:00:00.123Z'));
  it('keep a zone that they have', () =>
    expect(isoOf('2026-01-01T10:00:00+01:00')).to.equal('2026-01-01T10:00:00+01:00'));
});
