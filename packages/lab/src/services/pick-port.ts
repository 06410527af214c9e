import { createServer } from 'node:net';

/** Below the kernel's range of ports for outgoing connections, so a port stays free while its server restarts. */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;

/** A TCP port that nobody listens on at `host` at the moment. */
export async function pickPort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (await isFree(host, port)) return port;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
