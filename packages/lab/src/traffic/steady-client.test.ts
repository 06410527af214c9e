import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { expect } from 'chai';
import { askSteadily } from './steady-client.ts';
import type { Asked } from './steady-plan.ts';

const ENOUGH = new Error('enough');

describe('a steady client of lines', () => {
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(() => {
    sockets.length = 0;
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Greets, and echoes what comes; `serve` may do more. */
  async function plan(serve: (socket: Socket, connection: number) => void) {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.write('hello\n');
      socket.on('data', (line) => socket.write(line));
      serve(socket, sockets.length);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { kind: 'tcp', host: '127.0.0.1', port, pauseMs: 100 } as const;
  }

  async function firstOf(steady: Awaited<ReturnType<typeof plan>>, count: number): Promise<Asked[]> {
    const asked: Asked[] = [];
    const going = askSteadily(steady, (one) => {
      if (asked.length === count) throw ENOUGH;
      asked.push(one);
    });
    await going.catch((error: unknown) => expect(error).to.equal(ENOUGH));
    return asked;
  }

  it('counts a connection that is reset between two lines, and makes the next one', async () => {
    const steady = await plan((socket, connection) => {
      if (connection === 1) socket.once('data', () => setTimeout(() => socket.resetAndDestroy(), 20));
    });
    const [first, second, third] = await firstOf(steady, 3);
    expect(first?.failure).to.equal(undefined);
    expect(second?.failure).to.equal('ECONNRESET');
    expect(third?.failure).to.equal(undefined);
  });

  it('takes a new connection after five lines', async () => {
    const asked = await firstOf(await plan(() => undefined), 7);
    expect(asked.map(({ failure }) => failure)).to.deep.equal(Array(7).fill(undefined));
    expect(sockets).to.have.length(2);
  });
});
