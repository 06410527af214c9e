import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { FaultLink } from './fault-link.ts';
import { OPEN } from './link-mode.ts';

/** An echo behind a link, on Unix sockets: no port of the machine is taken. */
describe('a link with faults', () => {
  const directory = mkdtempSync(join(tmpdir(), 'link-'));
  const [listen, to] = ['in', 'out'].map((name) => ({ path: join(directory, name) })) as [
    { path: string },
    { path: string },
  ];
  const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  const link = new FaultLink(listen, to);
  const sockets: Socket[] = [];

  before(async () => {
    await new Promise<void>((resolve) => void echo.listen(to, resolve));
    await link.start();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await link.setMode(OPEN);
    link.reset();
    await eventually(() => expect(link.size).to.equal(0), { withinMs: 20_000 });
  });
  after(async () => {
    link.stop();
    echo.close();
    await once(echo, 'close');
    rmSync(directory, { recursive: true });
  });

  interface Client {
    readonly socket: Socket;
    readonly heard: () => string;
  }

  async function connected(): Promise<Client> {
    const socket = connect(listen);
    sockets.push(socket);
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, heard: () => heard };
  }
  async function says({ socket, heard }: Client, word: string): Promise<number> {
    const begin = performance.now();
    const before = heard();
    socket.write(word);
    await eventually(() => expect(heard()).to.equal(before + word), { withinMs: 20_000, everyMs: 2 });
    return performance.now() - begin;
  }
  const ended = ({ socket }: Client): Promise<unknown> => once(socket, 'close');

  it('passes everything, and the end of it', async () => {
    const one = await connected();
    await says(one, 'hello');
    one.socket.end('bye');
    await ended(one);
    expect(one.heard()).to.equal('hellobye');
  });

  it('cut: ends what is connected, and lets nobody in until it is open', async () => {
    const one = await connected();
    await says(one, 'a');
    const gone = ended(one);
    await link.setMode({ kind: 'cut' });
    await gone;
    const error = await connected().catch((reason: NodeJS.ErrnoException) => reason.code);
    expect(error).to.be.oneOf(['ENOENT', 'ECONNREFUSED']);
    await link.setMode(OPEN);
    await says(await connected(), 'b');
  });

  it('refuse: lets nobody in, and what is connected goes on', async () => {
    const one = await connected();
    await says(one, 'a');
    await link.setMode({ kind: 'refuse' });
    expect(await connected().catch((reason: NodeJS.ErrnoException) => reason.code)).to.be.a('string');
    await says(one, 'b');
  });

  it('half-open: swallows without a word, for ever in those connections', async () => {
    const one = await connected();
    await says(one, 'a');
    await link.setMode({ kind: 'half-open' });
    const two = await connected();
    one.socket.write('lost');
    two.socket.write('lost');
    await link.setMode(OPEN);
    await says(await connected(), 'b');
    expect([one.heard(), two.heard(), one.socket.destroyed, two.socket.destroyed]).to.deep.equal([
      'a',
      '',
      false,
      false,
    ]);
  });

  it('stall: holds what is sent, and loses nothing', async () => {
    const one = await connected();
    await says(one, 'a');
    await link.setMode({ kind: 'stall' });
    one.socket.write('late');
    const two = await connected();
    two.socket.write('too');
    expect(one.heard()).to.equal('a');
    await link.setMode(OPEN);
    await eventually(() => expect([one.heard(), two.heard()]).to.deep.equal(['alate', 'too']), {
      withinMs: 20_000,
    });
  });

  it('delay and throttle: later, in both directions', async () => {
    const one = await connected();
    await link.setMode({ kind: 'delay', delayMs: 50 });
    expect(await says(one, 'a')).to.be.at.least(98);
    await link.setMode({ kind: 'throttle', bytesPerSecond: 1000 });
    expect(await says(one, 'x'.repeat(100))).to.be.at.least(98);
  });

  it('reset: ends what is connected, and lets the next in', async () => {
    const one = await connected();
    await says(one, 'a');
    const gone = ended(one);
    link.reset();
    await gone;
    await says(await connected(), 'b');
  });
});
