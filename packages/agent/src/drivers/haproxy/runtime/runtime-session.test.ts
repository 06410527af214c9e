import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { HaproxyError } from '../model/errors.ts';
import { RuntimeSession, nobodyListens } from './runtime-session.ts';
import { failure } from '../../../testing/failure.ts';

describe('RuntimeSession', () => {
  const directory = mkdtempSync(join(tmpdir(), `lbaas-${'long'.repeat(30)}-`));
  let server: Server | undefined;
  const descriptor = openSync(directory, 'r');
  after(() => {
    closeSync(descriptor);
    rmSync(directory, { recursive: true });
  });
  afterEach(() => void server?.close());

  /** A socket that answers each line by what `answer` writes. */
  const serve = (answer: (socket: Socket, line: string) => void): Promise<unknown> => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) =>
        String(chunk)
          .split('\n')
          .filter(Boolean)
          .forEach((line) => answer(socket, line)),
      );
    });
    const listening = once(server, 'listening');
    server.listen(`/proc/self/fd/${descriptor}/sock`);
    return listening;
  };
  const run = async (
    commands: string[],
    deadlineMs = 10_000,
    socket = 'sock',
    at = directory,
  ): Promise<string[]> => {
    const session = RuntimeSession.open({ directory: at, socket, deadlineMs });
    try {
      return await session.run(commands);
    } finally {
      session.close();
    }
  };

  it('tells answers apart, empty ones and ones in pieces too', async () => {
    await serve((socket, line) => {
      if (line === 'prompt') socket.write('\n> ');
      if (line === 'empty') socket.write('\n> ');
      if (line === 'many') ['a\n', 'b\n', '\n', '> '].forEach((part) => socket.write(part));
    });
    expect(await run(['many', 'empty', 'many'])).deep.equal(['a\nb', '', 'a\nb']);
  });

  it('fails when HAProxy closes before it has answered', async () => {
    await serve((socket, line) => (line === 'prompt' ? socket.write('\n> ') : socket.end('half')));
    expect(await failure(run(['show stat']))).property('code', 'unreachable');
  });

  it('fails at the deadline', async () => {
    await serve((socket, line) => void (line === 'prompt' && socket.write('\n> ')));
    const error = await failure(run(['show stat'], 50));
    expect(error).instanceOf(HaproxyError).property('message').include('no answer within 50 ms');
    expect(nobodyListens(error)).equal(false);
  });

  it('can tell that nobody listens', async () => {
    const error = await failure(run(['show info'], 10_000, 'other'));
    expect(nobodyListens(error)).equal(true);
    const missing = run(['show info'], 10_000, 'sock', join(directory, 'none'));
    expect(nobodyListens(await failure(missing))).equal(true);
  });

  it('follows an answer that goes on, to its end', async () => {
    let connection: Socket | undefined;
    await serve((socket, line) => {
      connection = socket;
      if (line === 'prompt') socket.write('\n> ');
      if (line === 'show events health -w') socket.write('first\n');
    });
    const heard: string[] = [];
    const follow = (): RuntimeSession => {
      const session = RuntimeSession.open({ directory, socket: 'sock' });
      session.follow('show events health -w', {
        onData: () => heard.push('data'),
        onEnd: () => heard.push('end'),
      });
      return session;
    };
    const becomes = (...expected: string[]): Promise<unknown> =>
      eventually(() => expect(heard).deep.equal(expected), { withinMs: 2_000, everyMs: 5 });
    follow();
    await becomes('data');
    connection?.write('second\n');
    await becomes('data', 'data');
    connection?.end();
    await becomes('data', 'data', 'end');
    const closed = follow();
    await becomes('data', 'data', 'end', 'data');
    closed.close();
    if (connection !== undefined) await once(connection, 'close');
    await becomes('data', 'data', 'end', 'data');
  });

  for (const command of ['a;b', 'a\nb', 'a <<', 'a\\b', '']) {
    it(`refuses ${JSON.stringify(command)}`, async () => {
      await serve((socket) => void socket.write('\n> '));
      expect(await failure(run([command]))).property('code', 'command_failed');
    });
  }
});
