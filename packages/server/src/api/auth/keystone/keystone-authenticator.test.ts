import { ManualClock, Metrics, createLogger, eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { ApiError, type ErrorCode } from '../../../usecases/errors.ts';
import { KeystoneAuthenticator } from './keystone-authenticator.ts';
import type { KeystoneOptions } from './keystone-options.ts';
import {
  type FakeAnswer,
  type FakeKeystone,
  goodLogin,
  goodToken,
  noSuchToken,
  startFakeKeystone,
  tokenBody,
} from './testing/fake-keystone.ts';

const TTL_MS = 60_000;

describe('KeystoneAuthenticator', () => {
  let fake: FakeKeystone;
  let clock: ManualClock;
  let lines: string[];

  beforeEach(async () => {
    fake = await startFakeKeystone();
    clock = new ManualClock(new Date());
    lines = [];
  });
  afterEach(() => fake.stop());

  function authenticator(changes: Partial<KeystoneOptions> = {}): KeystoneAuthenticator {
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ name: 'test', level: 'info', destination });
    return new KeystoneAuthenticator(
      { ...optionsFor(fake.url), ...changes },
      { logger, metrics: new Metrics(), clock },
    );
  }
  const ask = (subject: KeystoneAuthenticator, token = 'theirs') =>
    subject.authenticate({ 'x-auth-token': token });
  const outcome = async (subject: KeystoneAuthenticator, token?: string): Promise<ErrorCode | 'in'> => {
    try {
      await ask(subject, token);
      return 'in';
    } catch (error) {
      if (error instanceof ApiError) return error.code;
      throw error;
    }
  };

  describe('lets nobody in unchecked when a validation is answered with', () => {
    const wrong: Readonly<Record<string, FakeAnswer>> = {
      '500': { status: 500, body: { error: { code: 500 } } },
      '502 of a proxy': { status: 502, body: '<html>' },
      '503': { status: 503 },
      'a redirect': { status: 302, headers: { location: '/elsewhere' } },
      'a 404 that is not of Keystone': { status: 404, body: '<html>not here</html>' },
      nothing: { status: 200 },
      'no JSON': { status: 200, body: 'ok' },
      null: { status: 200, body: 'null' },
      'a list': { status: 200, body: [] },
      'no expiry': { status: 200, body: tokenBody({ expires_at: undefined }) },
      'an expiry that is none': { status: 200, body: tokenBody({ expires_at: 'tomorrow' }) },
      'an expiry on no day': { status: 200, body: tokenBody({ expires_at: '2026-13-45T00:00:00Z' }) },
      'no user': { status: 200, body: tokenBody({ user: undefined }) },
      'an empty project': { status: 200, body: tokenBody({ project: { id: '' } }) },
      'roles that are none': { status: 200, body: tokenBody({ roles: 'admin' }) },
      'two megabytes': { status: 200, body: JSON.stringify(tokenBody({ x: 'x'.repeat(2_000_000) })) },
    };
    for (const [what, answer] of Object.entries(wrong))
      it(what, async () => {
        fake.validation = () => answer;
        const subject = authenticator();
        expect(await outcome(subject)).to.equal('ServiceUnavailable');
        fake.validation = goodToken();
        expect(await outcome(subject)).to.equal('in');
        expect(lines).to.have.length(2);
      });
  });

  it('takes no status for a verdict that is none', async () => {
    const isVerdict = (status: number) => [200, 401].includes(status);
    for (let status = 200; status < 600; status += 1) {
      if (isVerdict(status)) continue;
      const answer = { status, body: { error: { code: 0, message: 'of something in between' } } };
      fake.validation = () => answer;
      expect(await outcome(authenticator()), `validation ${status}`).to.equal('ServiceUnavailable');
      fake.validation = goodToken();
      if (status === 201) continue;
      fake.login = () => answer;
      expect(await outcome(authenticator()), `login ${status}`).to.equal('ServiceUnavailable');
      fake.login = goodLogin();
    }
  });

  it('gives up when there is no answer in time, for logins and for validations', async () => {
    const subject = authenticator({ timeoutMs: 500 });
    fake.login = () => 'hang';
    expect(await outcome(subject)).to.equal('ServiceUnavailable');
    fake.login = goodLogin();
    fake.validation = () => 'hang';
    expect(await outcome(subject)).to.equal('ServiceUnavailable');
    expect(subject.state).to.equal('Keystone does not answer as it should');
    expect(lines.at(-1)).to.contain('no answer within 500 ms');
    fake.validation = goodToken();
    await eventually(async () => expect(await outcome(subject)).to.equal('in'), { withinMs: 10_000 });
  });

  it('says once what is wrong, not for every caller', async () => {
    const subject = authenticator();
    fake.validation = () => ({ status: 500 });
    for (const token of ['a', 'b', 'c']) await outcome(subject, token);
    expect(lines).to.have.length(1);
    fake.validation = () => ({ status: 403 });
    for (const token of ['a', 'b', 'c']) await outcome(subject, token);
    expect(lines).to.have.length(2);
    expect(lines[1]).to.contain('does not let user lbaas validate tokens');
    expect(subject.state).to.equal('Keystone does not let the server validate tokens');
  });

  it('repeats a request once whose connection has gone away', async () => {
    const subject = authenticator();
    let resets = 1;
    fake.validation = (request) => (resets-- > 0 ? 'reset' : goodToken()(request));
    expect(await outcome(subject)).to.equal('in');
    resets = 2;
    expect(await outcome(subject, 'another')).to.equal('ServiceUnavailable');
  });

  it('asks once for requests that come together', async () => {
    const subject = authenticator();
    const callers = await Promise.all(Array.from({ length: 50 }, () => ask(subject)));
    expect(new Set(callers.map(({ projectId }) => projectId))).to.deep.equal(new Set(['p1']));
    expect(fake.asked).to.deep.equal({ POST: 1, GET: 1 });
  });

  it('asks again when its memory is too old', async () => {
    const subject = authenticator();
    await ask(subject);
    clock.advance(TTL_MS - 1);
    await ask(subject);
    expect(fake.asked.GET).to.equal(1);
    clock.advance(1);
    fake.validation = noSuchToken;
    expect(await outcome(subject)).to.equal('HTTPUnauthorized');
  });

  it('takes no token beyond its expiry, whatever it remembers', async () => {
    const subject = authenticator();
    const expiresAt = new Date(clock.now().getTime() + 10_000).toISOString();
    fake.validation = goodToken({ expires_at: expiresAt });
    expect(await outcome(subject)).to.equal('in');
    clock.advance(10_000);
    // A Keystone whose clock is behind still takes it.
    expect(await outcome(subject)).to.equal('HTTPUnauthorized');
  });

  it('remembers for a short time which tokens nobody knows', async () => {
    const subject = authenticator();
    fake.validation = noSuchToken;
    for (let n = 0; n < 20; n += 1) expect(await outcome(subject)).to.equal('HTTPUnauthorized');
    expect(fake.asked.GET).to.equal(1);
    fake.validation = goodToken();
    clock.advance(5000);
    expect(await outcome(subject)).to.equal('in');
  });

  it('lets no flood of bad tokens through to Keystone', async () => {
    const subject = authenticator({ timeoutMs: 60_000 });
    await ask(subject);
    let [running, most] = [0, 0];
    fake.validation = (request) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => (running -= 1));
      return noSuchToken(request);
    };
    const flood = Array.from({ length: 1500 }, (_, n) => outcome(subject, `bad-${n}`));
    const codes = new Set(await Promise.all(flood));
    expect(codes).to.deep.equal(new Set(['HTTPUnauthorized', 'ServiceUnavailable']));
    expect(most).to.be.at.most(16);
    const before = fake.asked.GET;
    expect(await outcome(subject)).to.equal('in');
    expect(fake.asked.GET).to.equal(before);
    expect(subject.state).to.equal('ok');
  }).timeout(60_000);

  it('renews its own token before it expires, and keeps it when that fails', async () => {
    const subject = authenticator({ cacheTtlMs: 0 });
    const lifeMs = 100_000;
    const expiresAt = new Date(clock.now().getTime() + lifeMs).toISOString();
    fake.login = goodLogin('first', tokenBody({ expires_at: expiresAt }));
    await ask(subject);
    clock.advance(lifeMs * 0.79);
    await ask(subject);
    expect(fake.asked.POST).to.equal(1);
    clock.advance(lifeMs * 0.02);
    fake.login = () => ({ status: 500 });
    expect(await outcome(subject)).to.equal('in');
    fake.login = goodLogin('second');
    let used: unknown;
    fake.validation = (request) => {
      used = request.headers['x-auth-token'];
      return goodToken()(request);
    };
    await ask(subject);
    expect(used).to.equal('second');
  });

  it('does not repeat a refused login for every caller', async () => {
    const subject = authenticator();
    fake.login = () => ({ status: 401, body: { error: { code: 401 } } });
    subject.start();
    await eventually(() => expect(subject.state).to.equal('Keystone refuses the login of the server'), {
      withinMs: 10_000,
    });
    for (const token of ['a', 'b', 'c']) expect(await outcome(subject, token)).to.equal('ServiceUnavailable');
    expect(fake.asked.POST).to.equal(1);
    fake.login = goodLogin();
    clock.advance(5000);
    expect(await outcome(subject)).to.equal('in');
  });

  it('does not wait for a login when it stops', async () => {
    const subject = authenticator({ timeoutMs: 60_000 });
    fake.login = () => 'hang';
    subject.start();
    await eventually(() => expect(fake.asked.POST).to.equal(1), { withinMs: 10_000 });
    subject.stop();
    subject.stop();
    await eventually(() => expect(lines.at(-1)).to.contain('the server stops'), { withinMs: 10_000 });
    fake.login = goodLogin();
    expect(await outcome(subject)).to.equal('in');
  });

  it('logs in again when its token is refused, and once only', async () => {
    const subject = authenticator({ cacheTtlMs: 0 });
    await ask(subject);
    fake.login = goodLogin('fresh');
    fake.validation = (request) =>
      request.headers['x-auth-token'] === 'fresh' ? goodToken()(request) : { status: 401 };
    expect(await outcome(subject)).to.equal('in');
    expect(fake.asked.POST).to.equal(2);
    fake.validation = () => ({ status: 401 });
    expect(await outcome(subject)).to.equal('ServiceUnavailable');
    expect(fake.asked.POST).to.equal(3);
  });

  it('says nothing of tokens and passwords', async () => {
    const subject = authenticator();
    const answers: FakeAnswer[] = [{ status: 500 }, { status: 403 }, { status: 200, body: 'x' }];
    for (const answer of answers) {
      fake.validation = () => answer;
      expect(await outcome(subject, 'very-secret-token')).to.equal('ServiceUnavailable');
    }
    expect(lines).to.have.length(3);
    for (const secret of ['very-secret-token', 'pass-word', 'ours'])
      expect(lines.join('')).to.not.contain(secret);
  });
});

const optionsFor = (url: string): KeystoneOptions => ({
  url,
  publicUrl: url,
  credentials: {
    username: 'lbaas',
    password: 'pass-word',
    userDomainName: 'Default',
    projectName: 'service',
    projectDomainName: 'Default',
  },
  roles: { admin: ['admin'], member: ['member'], reader: ['reader'] },
  cacheTtlMs: TTL_MS,
  timeoutMs: 5000,
});
