import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { createCertificate } from '@lbaas/lab';

export interface TlsProxy {
  /** `https://localhost:PORT/...`, with the path of the address behind the proxy. */
  readonly url: string;
  /** Its self-signed certificate (PEM). */
  readonly ca: readonly string[];
  /** Ends its connections, too. */
  stop(): Promise<void>;
}

/** TLS in front of a plain HTTP service of this machine, with a certificate that nobody else knows. */
export async function startTlsProxy(behind: string): Promise<TlsProxy> {
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-tls-'));
  const { key, cert } = createCertificate('localhost', directory);
  rmSync(directory, { recursive: true });
  const { hostname, port, pathname } = new URL(behind);
  const open = new Set<Socket>();
  const server = createServer({ key, cert }, (outer) => {
    const inner = connect(Number(port), hostname);
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
      open.add(one);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}${pathname}`,
    ca: [cert.toString()],
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
