import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { type Lifecycle, LifecycleStack } from './lifecycle.ts';

class Part implements Lifecycle {
  readonly #name: string;
  readonly #log: string[];
  readonly #faults: { readonly start?: boolean; readonly stop?: 'throws' | 'hangs' };

  constructor(name: string, log: string[], faults: { start?: boolean; stop?: 'throws' | 'hangs' } = {}) {
    this.#name = name;
    this.#log = log;
    this.#faults = faults;
  }

  start(): void {
    this.#log.push(`+${this.#name}`);
    if (this.#faults.start === true) throw new Error(`${this.#name} does not start`);
  }

  stop(): Promise<void> {
    this.#log.push(`-${this.#name}`);
    if (this.#faults.stop === 'hangs') return new Promise(() => undefined);
    return this.#faults.stop === 'throws'
      ? Promise.reject(new Error(`${this.#name} fails`))
      : Promise.resolve();
  }
}

describe('LifecycleStack', () => {
  it('starts in order and stops in reverse, once', async () => {
    const log: string[] = [];
    const stack = new LifecycleStack();
    stack.add('a', new Part('a', log));
    stack.add('b', new Part('b', log));
    await stack.start();
    await stack.start();
    await Promise.all([stack.stop(), stack.stop()]);
    await stack.stop();
    expect(log).to.deep.equal(['+a', '+b', '-b', '-a']);
  });

  it('stops what was started when a part does not start', async () => {
    const log: string[] = [];
    const stack = new LifecycleStack();
    stack.add('a', new Part('a', log));
    stack.add('b', new Part('b', log, { start: true }));
    stack.add('c', new Part('c', log));
    expect(await stack.start()?.catch(String)).to.equal('Error: b does not start');
    expect(log).to.deep.equal(['+a', '+b', '-b', '-a']);
  });

  it('starts nothing more when it is stopped meanwhile, and leaves nothing started', async () => {
    const log: string[] = [];
    const stack = new LifecycleStack();
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const slow = { start: () => begun, stop: () => void log.push('-slow') };
    stack.add('a', new Part('a', log));
    stack.add('slow', slow);
    stack.add('c', new Part('c', log));
    const starting = stack.start();
    await setImmediate();
    await stack.stop();
    begin();
    await starting;
    expect(log).to.deep.equal(['+a', '-slow', '-a', '-slow']);
    await stack.start();
    expect(log.slice(4)).to.deep.equal(['+a', '+c']);
  });

  it('stops the others when one fails and one hangs, and says so', async () => {
    const log: string[] = [];
    const stack = new LifecycleStack({ stopDeadlineMs: 10 });
    stack.add('a', new Part('a', log));
    stack.add('b', new Part('b', log, { stop: 'throws' }));
    stack.add('c', new Part('c', log, { stop: 'hangs' }));
    await stack.start();
    const error = await stack.stop().catch((thrown: unknown) => thrown as AggregateError);
    expect(log.slice(3)).to.deep.equal(['-c', '-b', '-a']);
    expect((error as AggregateError).errors.map(String)).to.deep.equal([
      'DeadlineError: stop of c: not done within 10 ms',
      'Error: b fails',
    ]);
  });
});
