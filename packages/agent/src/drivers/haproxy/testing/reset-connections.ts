import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Accepts connections at a socket and resets them, as a process does that ends.
 * @returns what ends it
 */
export async function resetConnections(path: string): Promise<() => Promise<void>> {
  rmSync(path, { force: true });
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  server.listen(path);
  await once(server, 'listening');
  return async () => {
    server.close();
    await once(server, 'close');
  };
}
