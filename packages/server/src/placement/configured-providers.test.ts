import { ConfigError } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { DatabaseUnavailable, type UnitOfWork } from '../persistence/index.ts';
import { ConfiguredProviders } from './configured-providers.ts';
import { HAPROXY_ALONE } from '../devices/providers.ts';

describe('ConfiguredProviders', () => {
  let failures: Error[];
  let reads: number;

  beforeEach(() => {
    failures = [];
    reads = 0;
  });

  const providers = (rows: object[] = []): ConfiguredProviders => {
    const statements = async (): Promise<object[]> => {
      reads += 1;
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return rows;
    };
    return new ConfiguredProviders({ statements } as unknown as UnitOfWork, HAPROXY_ALONE);
  };
  const outcome = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => 'started',
      (error: unknown) => error,
    );

  it('waits for a database that is lost after the migrations', async () => {
    failures = [new DatabaseUnavailable('away'), new DatabaseUnavailable('away')];
    expect(await outcome(providers().start())).to.equal('started');
    expect(reads).to.equal(3);
  });

  it('gives up waiting when it is stopped, and on anything else', async () => {
    failures = Array.from({ length: 99 }, () => new DatabaseUnavailable('away'));
    const waiting = providers();
    const waited = outcome(waiting.start());
    waiting.stop();
    expect(await waited).to.be.instanceOf(Error);
    failures = [new Error('a bug')];
    expect(await outcome(providers().start())).to.have.property('message', 'a bug');
  });

  it('names the providers of pools that are not configured', async () => {
    const refused = await outcome(providers([{ provider: 'radware', pools: 3 }]).start());
    expect(refused).to.be.instanceOf(ConfigError);
  });
});
