import { expect } from 'chai';
import { createLogger } from './logger.ts';
import { Outage } from './outage.ts';

describe('Outage', () => {
  const lines: { level: number; msg: string; part?: string }[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
  });
  beforeEach(() => void lines.splice(0));

  const work = (): Promise<void> => Promise.resolve();
  const failure = (): Promise<void> => Promise.reject(new Error('away'));

  it('logs the first failure of a row, and the success after it', async () => {
    const outage = new Outage(logger, 'counting', { part: 'left' });
    for (const step of [work, failure, failure, work, work, failure]) await outage.guard(step);

    expect(lines.map(({ msg, part }) => `${msg}: ${part}`)).to.deep.equal([
      'counting is interrupted: left',
      'counting works again: left',
      'counting is interrupted: left',
    ]);
    expect(lines.map(({ level }) => level)).to.deep.equal([50, 30, 50]);
  });

  it('takes failures and successes of others into account', async () => {
    const outage = new Outage(logger, 'counting');
    outage.failed(new Error('away'));
    await outage.guard(failure);
    outage.worked();

    expect(lines.map(({ msg }) => msg)).to.deep.equal(['counting is interrupted', 'counting works again']);
  });
});
