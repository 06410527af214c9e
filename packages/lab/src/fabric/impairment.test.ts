import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { lossRules, rateCommand } from './impairment.ts';

describe('an impaired cable', () => {
  it('loses a share of the frames, by a table of its own, as nft takes it', () => {
    const script = 'nft -f - && nft list table netdev loss_lo';
    const input = lossRules('lo', { lossPercent: 30 });
    const shown = execFileSync('unshare', ['--net', 'sh', '-c', script], { input, encoding: 'utf8' });
    expect(shown).to.match(/ingress device "lo"[^}]*numgen random mod 100 < 30 drop/);
  });

  it('is slow, or whole again', () => {
    expect(rateCommand('m.agent-1', { kbitPerSecond: 100 }).join(' ')).to.equal(
      'qdisc replace dev m.agent-1 root tbf rate 100kbit burst 10kb latency 500ms',
    );
    expect(rateCommand('m.agent-1', {}).join(' ')).to.equal('qdisc del dev m.agent-1 root');
    expect(lossRules('m.agent-1', {})).to.not.contain('drop');
  });
});
