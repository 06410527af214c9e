import { expect } from 'chai';
import { lossRules, rateCommand } from './impairment.ts';

describe('an impaired cable', () => {
  it('loses a share of the frames, by a table of its own', () => {
    expect(lossRules('m.agent-1', { lossPercent: 30 })).to.equal(
      'table netdev loss_m_agent_1 {}\ndelete table netdev loss_m_agent_1\n' +
        'table netdev loss_m_agent_1 { chain from_host { type filter hook ingress device "m.agent-1" priority 0;' +
        ' policy accept; numgen random mod 100 < 30 drop } }\n',
    );
  });

  it('is slow, or whole again', () => {
    expect(rateCommand('m.agent-1', { kbitPerSecond: 100 }).join(' ')).to.equal(
      'qdisc replace dev m.agent-1 root tbf rate 100kbit burst 10kb latency 500ms',
    );
    expect(rateCommand('m.agent-1', {}).join(' ')).to.equal('qdisc del dev m.agent-1 root');
    expect(lossRules('m.agent-1', {})).to.not.contain('drop');
  });
});
