import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { decodeMessage, decodeReply, encodeFailure, encodeMessage, encodeResult } from './codec.ts';
import { type CallMethod, METHODS, METHOD_NAMES, type Method } from './messages.ts';
import { RpcError } from './rpc-errors.ts';

interface Fixtures {
  valid: { name: string; message: { args: object; trace: { request_id: string | null } } }[];
  invalid: { name: string; message: object; code: string }[];
  results?: { name: string; reply: { ok: boolean; result?: object; error?: { code: string } } }[];
}

const fixturesOf = (method: Method): Fixtures =>
  JSON.parse(readFileSync(new URL(`./fixtures/v1/${method}.json`, import.meta.url), 'utf8')) as Fixtures;
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RpcError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('contract codec', () => {
  for (const method of METHOD_NAMES) {
    const fixtures = fixturesOf(method);
    describe(method, () => {
      it('has fixtures of both kinds, and of results when it is a call', () => {
        expect(fixtures.valid).to.not.be.empty;
        expect(fixtures.invalid).to.not.be.empty;
        expect(fixtures.results !== undefined).to.equal(METHODS[method].kind === 'call');
      });
      for (const { name, message } of fixtures.valid) {
        it(`takes ${name}, and writes it again as it was`, () => {
          const decoded = decodeMessage(bytes(message));
          expect(decoded.args).to.deep.equal(message.args);
          const again = encodeMessage(method, decoded.args as never, { trace: decoded.trace });
          expect(decodeMessage(again)).to.deep.include({ method, args: decoded.args, trace: message.trace });
        });
      }
      for (const { name, message, code } of fixtures.invalid) {
        it(`refuses ${name} as ${code}`, () => {
          expect(codeOf(() => decodeMessage(bytes(message)))).to.equal(code);
        });
      }
      for (const { name, reply } of fixtures.results ?? []) {
        it(`reads the reply: ${name}`, () => {
          const call = method as CallMethod;
          if (!reply.ok) expect(codeOf(() => decodeReply(call, bytes(reply)))).to.equal(reply.error?.code);
          else expect(decodeReply(call, bytes(reply))).to.deep.equal(reply.result);
        });
      }
    });
  }

  it('refuses what is not JSON, and a method that nobody has', () => {
    expect(codeOf(() => decodeMessage(Buffer.from('{')))).to.equal('malformed_message');
    const unknown = {
      version: 1,
      method: 'reboot_host',
      sent_at: '2026-01-02T03:04:05.678Z',
      trace: { request_id: null },
      args: {},
    };
    expect(codeOf(() => decodeMessage(bytes(unknown)))).to.equal('unknown_method');
    expect(codeOf(() => decodeMessage(bytes({ ...unknown, method: 'constructor' })))).to.equal(
      'unknown_method',
    );
  });

  it('never sends what the other end would refuse', () => {
    expect(codeOf(() => encodeMessage('undeploy_device', { device_id: 'x', epoch: 1 }))).to.equal(
      'invalid_args',
    );
    expect(codeOf(() => encodeResult('get_logical_device', { device: {} as never }))).to.equal(
      'handler_failed',
    );
  });

  it('carries an error across, and treats an unknown code as a failure of the other side', () => {
    const body = encodeFailure(new RpcError('not_found', 'gone'));
    expect(() => decodeReply('inspect_device', body))
      .to.throw(RpcError, 'gone')
      .with.property('code', 'not_found');
    const odd = bytes({ version: 1, ok: false, error: { code: 'from_the_future', message: 'x' } });
    expect(codeOf(() => decodeReply('inspect_device', odd))).to.equal('handler_failed');
  });

  it('answers any bytes with a message or a typed error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((text) => Buffer.from(text)),
          fc.uint8Array().map((raw) => Buffer.from(raw)),
        ),
        (body) => {
          expect(codeOf(() => decodeMessage(body))).to.be.oneOf([
            'malformed_message',
            'unknown_version',
            'unknown_method',
            'invalid_args',
          ]);
        },
      ),
    );
  });
});
