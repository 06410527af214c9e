import { expect } from 'chai';
import { eventually as repeat } from './eventually.ts';
import { createLogger } from './logger.ts';
import { type Obstacle, ServiceManager, serviceManager } from './service-manager.ts';

const eventually = (fact: () => void): Promise<void> => repeat(fact, { withinMs: 5_000, everyMs: 2 });
const logger = createLogger({ name: 'test', level: 'silent' });

describe('ServiceManager', () => {
  let manager: ServiceManager | undefined;
  let sent: string[];
  beforeEach(() => {
    sent = [];
  });
  afterEach(() => manager?.stop());

  const begin = (obstacle: Obstacle, watchdogMs?: number): ServiceManager => {
    const send = async (assignments: readonly string[]): Promise<void> =>
      void sent.push(assignments.join(' '));
    manager = new ServiceManager({ obstacle, logger, send, watchdogMs, lookEveryMs: 1 });
    manager.start();
    return manager;
  };

  it('is ready once: when all has started and nothing is in the way', async () => {
    let obstacle: string | undefined = 'no database';
    begin(() => obstacle, 3);
    await eventually(() => expect(sent).to.deep.equal(['STATUS=no database']));
    obstacle = undefined;
    await eventually(() => expect(sent.at(-1)).to.equal('STATUS=it starts'));
    manager?.started();
    await eventually(() =>
      expect(sent.filter((words) => words.includes('WATCHDOG=1')).length).to.be.above(2),
    );
    obstacle = 'no broker';
    await eventually(() => expect(sent).to.include('WATCHDOG=1 STATUS=no broker'));
    obstacle = undefined;
    await eventually(() => expect(sent).to.include('WATCHDOG=1 STATUS=ready'));
    expect(sent.filter((words) => words.includes('READY=1'))).to.deep.equal(['READY=1 STATUS=ready']);
  });

  it('says nothing of the watchdog before it is ready, and nothing after its end', async () => {
    let looks = 0;
    begin(() => `look ${looks++}`, 3);
    await eventually(() => expect(sent.length).to.be.above(3));
    expect(sent.join(' ')).not.to.contain('WATCHDOG');
    manager?.stop();
    const { length } = sent;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent.length).to.be.at.most(length + 1);
  });

  it('goes on after an obstacle that could not be found out', async () => {
    let looks = 0;
    const obstacle = (): undefined => {
      if (looks++ === 0) throw new Error('not now');
    };
    begin(obstacle).started();
    await eventually(() => expect(sent).to.deep.equal(['STATUS=Error: not now', 'READY=1 STATUS=ready']));
  });

  it('is there only for a process that a service manager asks, which no child inherits', () => {
    const asked = { obstacle: () => undefined, logger };
    expect(serviceManager({}, asked)).to.equal(undefined);
    const env = { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '3000000', WATCHDOG_PID: '1', LANG: 'C' };
    expect(serviceManager(env, asked)).to.be.instanceOf(ServiceManager);
    expect(env).to.deep.equal({ LANG: 'C' });
  });
});
