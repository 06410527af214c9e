import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { StateKeeper } from './state-keeper.ts';

describe('StateKeeper', () => {
  it('goes on after a failure, and tells once of each', async () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push((JSON.parse(line) as { msg: string }).msg);
    const logger = createLogger({ name: 'test', level: 'info', destination: { write } });
    const answers: (number | Error)[] = [
      0,
      new Error('the disk is full'),
      new Error('the disk is full'),
      2,
      0,
    ];
    let rounds = 0;
    const keep = async (): Promise<number> => {
      const answer = answers[rounds++] ?? 0;
      if (typeof answer === 'number') return answer;
      throw answer;
    };
    const keeper = new StateKeeper({ kept: [{ keep: () => 0 }, { keep }], logger, everyMs: 5 });
    keeper.start();
    await eventually(() => expect(rounds).to.be.above(answers.length), { withinMs: 30_000 });
    await keeper.stop();
    expect(lines).to.have.length(3);
    expect(lines[0]).to.contain('keeping the state directory');
    expect(lines).to.include('files of the state directory were lost: written again');
  });
});
