import type { RpcClient } from '@lbaas/common/amqp';
import { METHOD_NAMES, type Message, type Method, RpcError } from '@lbaas/common/contract';
import { eventually } from '@lbaas/common/runtime';
import { sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import { RpcWorld } from '@lbaas/common/testing';
import { type Envelope, type ReplyEnvelope, fixturesOf, isCall, methodsFrom } from './fixtures.ts';
import { RawPeer } from './raw-peer.ts';

const HOST = 'agent-1';
const encode = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** Handlers of every method that record what they received and answer calls with `answer`. */
class Recorder {
  readonly seen: Message[] = [];
  answer: () => object = () => ({});

  handlers(): Record<Method, (message: Message) => Promise<never>> {
    const handle = async (message: Message): Promise<never> => {
      this.seen.push(message);
      return this.answer() as never;
    };
    return Object.fromEntries(METHOD_NAMES.map((name) => [name, handle])) as ReturnType<Recorder['handlers']>;
  }

  replyWith(reply: ReplyEnvelope): void {
    this.answer = () => {
      if (reply.ok) return reply.result;
      throw new RpcError(reply.error.code, reply.error.message);
    };
  }
}

describe('RPC contract over a real broker', function () {
  this.timeout(30_000);
  let world: RpcWorld;
  let peer: RawPeer;
  let recorder: Recorder;

  before(async function () {
    this.timeout(90_000);
    await sharedRabbitmq();
    world = await RpcWorld.open();
    recorder = new Recorder();
    await world.server(recorder.handlers());
    await world.agent(HOST, recorder.handlers());
    peer = await RawPeer.open(world);
  });
  after(() => world.close());
  beforeEach(() => {
    recorder.seen.length = 0;
    recorder.answer = () => ({});
  });

  const keyTo = (side: 'server' | 'agent'): string =>
    side === 'agent' ? world.names.agentKey(HOST) : world.names.workKey;

  async function expectSeen(message: Envelope): Promise<void> {
    await eventually(() => expect(recorder.seen).to.have.length(1), { withinMs: 30_000, everyMs: 5 });
    const { method, args, trace, sent_at: sentAt } = message;
    expect(recorder.seen[0]).to.deep.equal({ method, args, trace, sentAt });
  }

  async function expectDead(body: Buffer, code: string): Promise<void> {
    const dead = await world.take(world.names.deadQueue);
    expect(dead.content.equals(body)).to.equal(true);
    expect(dead.properties.headers).to.include({ 'x-error-code': code });
    expect(recorder.seen).to.deep.equal([]);
  }

  async function expectRefused(key: string, body: Buffer, code: string): Promise<void> {
    expect(await peer.call(key, body)).to.have.nested.property('error.code', code);
    expect(recorder.seen).to.deep.equal([]);
  }

  for (const [from, to] of [
    ['server', 'agent'],
    ['agent', 'server'],
  ] as const) {
    for (const method of methodsFrom(from)) {
      describe(`${method}, received by the ${to}`, () => {
        const { valid, invalid, results = [] } = fixturesOf(method);

        for (const { name, message } of valid) {
          it(`takes: ${name}`, async () => {
            const first = results.find(({ reply }) => reply.ok);
            if (first !== undefined) recorder.replyWith(first.reply);
            if (isCall(method))
              expect(await peer.call(keyTo(to), encode(message))).to.deep.equal(first?.reply);
            else peer.cast(keyTo(to), encode(message));
            await expectSeen(message);
          });
        }

        for (const { name, message, code } of invalid) {
          it(`refuses with ${code}: ${name}`, async () => {
            if (isCall(method)) return await expectRefused(keyTo(to), encode(message), code);
            peer.cast(keyTo(to), encode(message));
            await expectDead(encode(message), code);
          });
        }

        for (const { name, reply } of results) {
          it(`answers: ${name}`, async () => {
            recorder.replyWith(reply);
            expect(await peer.call(keyTo(to), encode(valid[0]?.message ?? {}))).to.deep.equal(reply);
          });
        }
      });
    }

    describe(`what no method of the contract is, received by the ${to}`, () => {
      const base = { version: 1, sent_at: '2026-01-02T03:04:05.678Z', trace: { request_id: null }, args: {} };
      const wrongWay = (): Envelope => {
        const cast = methodsFrom(to).find((method) => !isCall(method));
        return fixturesOf(cast ?? 'deploy_device').valid[0]?.message ?? { ...base, method: '' };
      };
      const cases: readonly [string, () => Buffer, string][] = [
        ['a body that is not JSON', () => Buffer.from('{"version":1,'), 'malformed_message'],
        ['an empty body', () => Buffer.alloc(0), 'malformed_message'],
        ['a body that is no object', () => Buffer.from('[1]'), 'malformed_message'],
        ['an unknown method', () => encode({ ...base, method: 'make_coffee' }), 'unknown_method'],
        ['a name that every object has', () => encode({ ...base, method: 'constructor' }), 'unknown_method'],
        ['a method of the other direction', () => encode(wrongWay()), 'unknown_method'],
        [
          'a version to come',
          () => encode({ ...base, method: 'make_coffee', version: 2 }),
          'unknown_version',
        ],
      ];
      for (const [name, body, code] of cases) {
        it(`moves a cast to the dead queue with ${code}: ${name}`, async () => {
          peer.cast(keyTo(to), body());
          await expectDead(body(), code);
        });
        it(`refuses a call with ${code}: ${name}`, () => expectRefused(keyTo(to), body(), code));
      }
    });
  }

  it('moves a call without an address for its reply to the dead queue', async () => {
    const body = encode(fixturesOf('get_ready_devices').valid[0]?.message ?? {});
    peer.cast(keyTo('server'), body);
    await expectDead(body, 'malformed_message');
  });

  describe('what the client sends and takes', () => {
    let client: RpcClient;
    before(async () => {
      client = await world.client();
    });

    for (const method of METHOD_NAMES) {
      const to = methodsFrom('server').includes(method) ? { agent: HOST } : 'server';
      const { valid, results = [] } = fixturesOf(method);
      // The compiler cannot follow which method each fixture file belongs to; the codec checks it.
      const send = async (args: object): Promise<unknown> => {
        const given: unknown = [to, method, args];
        return isCall(method)
          ? await client.call(...(given as Parameters<RpcClient['call']>))
          : await client.cast(...(given as Parameters<RpcClient['cast']>));
      };

      it(`${method} arrives as it was sent`, async () => {
        const result = results.find(({ reply }) => reply.ok);
        if (result !== undefined) recorder.replyWith(result.reply);
        for (const { message } of valid) await send(message.args);
        await eventually(() => expect(recorder.seen).to.have.length(valid.length), {
          withinMs: 30_000,
          everyMs: 5,
        });
        expect(recorder.seen.map(({ args }) => args)).to.have.deep.members(
          valid.map(({ message }) => message.args),
        );
      });

      for (const { name, reply } of results) {
        it(`${method} takes the answer: ${name}`, async () => {
          recorder.replyWith(reply);
          const answer = await send(valid[0]?.message.args ?? {}).catch((error: unknown) => error);
          if (reply.ok) expect(answer).to.deep.equal(reply.result);
          else expect(answer).to.be.instanceOf(RpcError).and.to.include(reply.error);
        });
      }
    }

    it('refuses an answer that does not fit the contract', async () => {
      const answers: readonly [Buffer, string][] = [
        [Buffer.from('{'), 'malformed_message'],
        [encode({ version: 1 }), 'malformed_message'],
        [encode({ version: 1, ok: true, result: {} }), 'malformed_message'],
        [encode({ version: 2, ok: true, result: {} }), 'unknown_version'],
        [encode({ version: 1, ok: false, error: { code: 'brand_new', message: 'x' } }), 'handler_failed'],
      ];
      let current: Buffer = Buffer.alloc(0);
      await peer.answerAs('impostor', () => current);
      const device_id = '0b0e8f5a-7c1d-4a52-9a55-0d8f6f2f3c01';
      for (const [body, code] of answers) {
        current = body;
        const call = client.call({ agent: 'impostor' }, 'inspect_device', { device_id });
        expect(await call.catch((error: unknown) => error)).to.include({ code });
      }
    });
  });
});
