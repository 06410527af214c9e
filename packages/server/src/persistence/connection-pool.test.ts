import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { freshDatabase } from '@lbaas/lab';
import { expect } from 'chai';
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts';

/** A message of PostgreSQL's protocol: a letter, the length of the rest including itself, and the body. */
function message(type: string, body: Buffer | string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', 'I');
const ENDING = message('E', 'SFATAL\0C57P01\0Mterminating connection\0\0');

describe('createConnectionPool', () => {
  let server: Server;
  let pool: ConnectionPool;

  before(async () => {
    server = createServer((socket) => {
      socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, ENDING])));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    pool = createConnectionPool({
      url: `postgres://u@127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    });
  });
  after(async () => {
    await pool.end();
    server.close();
  });

  it('survives a database that ends with the last word of the handshake', async () => {
    const client = await pool.connect();
    const error: unknown = await client.query('SELECT 1').catch((reason: unknown) => reason);
    client.release(true);
    expect(error).to.be.instanceOf(Error);
  });

  it('has PostgreSQL compile nothing', async () => {
    const real = createConnectionPool({ url: await freshDatabase() });
    try {
      const { rows } = await real.query<{ jit: string }>('SHOW jit');
      expect(rows).to.deep.equal([{ jit: 'off' }]);
    } finally {
      await real.end();
    }
  });
});
