import { createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { apiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { Caller } from '../auth/authenticator.ts';
import { CallerWatch } from './caller-watch.ts';

const CALLER: Caller = { projectId: 'one', roles: ['member'], isAdmin: false };
const away = () => Promise.reject(apiError('ServiceUnavailable', { reason: 'away' }));

describe('CallerWatch', () => {
  const watches: CallerWatch[] = [];
  let lines: readonly string[] = [];
  let refusals: readonly unknown[] = [];

  beforeEach(() => {
    lines = [];
    refusals = [];
  });
  afterEach(() => {
    for (const each of watches.splice(0)) each.stop();
  });

  /** Asks one after the other of these, then the last of them again and again. @returns how often it has asked */
  function watch(answers: readonly (() => Promise<Caller>)[], context: Partial<CallContext> = {}) {
    let asked = 0;
    const destination = { write: (line: string) => void (lines = [...lines, line]) };
    const created = new CallerWatch({
      authenticator: {
        authenticate: () => (answers[asked++] ?? answers.at(-1) ?? away)(),
        takenForMs: () => 1,
      },
      call: { context: { ...CALLER, requestId: 'req-1', ...context }, headers: {} },
      minPauseMs: 1,
      onRefused: (reason) => void (refusals = [...refusals, reason]),
      logger: createLogger({ name: 'test', level: 'info', destination }),
    });
    watches.push(created);
    created.start();
    created.start();
    return () => asked;
  }
  const isRefused = () => eventually(() => expect(refusals).to.have.length(1), { withinMs: 10_000 });

  it('asks again and again, whoever is away', async () => {
    const asked = watch([away, async () => CALLER, away, async () => CALLER]);
    await eventually(() => expect(asked()).to.be.above(6), { withinMs: 10_000 });
    expect(refusals).to.deep.equal([]);
  });

  it('refuses once, and asks no more', async () => {
    const refusal = apiError('HTTPUnauthorized', { reason: 'revoked' });
    const asked = watch([async () => CALLER, () => Promise.reject(refusal)]);
    await isRefused();
    expect(refusals).to.deep.equal([refusal]);
    expect(asked()).to.equal(2);
  });

  it('refuses a caller who has become somebody else, or less', async () => {
    watch([async () => ({ ...CALLER, projectId: 'two' })]);
    await isRefused();
    watch([async () => CALLER], { isAdmin: true });
    await eventually(() => expect(refusals).to.have.length(2), { withinMs: 10_000 });
  });

  it('refuses a caller whom it cannot judge, and says so', async () => {
    watch([() => Promise.reject(new TypeError('a bug'))]);
    await isRefused();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.contain('a bug');
  });

  it('refuses at the end of the token, whoever is away', async () => {
    watch([away], { expiresAtMs: Date.now() + 50 });
    await isRefused();
    expect(String(refusals[0])).to.contain('expired');
  });

  it('asks nothing once it is stopped', async () => {
    let answer = (_caller: Caller): void => undefined;
    const asked = watch([() => new Promise((resolve) => (answer = resolve))]);
    await eventually(() => expect(asked()).to.equal(1), { withinMs: 10_000 });
    watches[0]?.stop();
    answer({ ...CALLER, projectId: 'two' });
    await Promise.resolve();
    expect([asked(), refusals]).to.deep.equal([1, []]);
  });
});
