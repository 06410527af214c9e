import { once } from 'node:events';
import { createServer } from 'node:net';
import { type CheckItem, type Finding, failed, ok } from './check.ts';

export interface ListenedPort {
  readonly address: string;
  readonly port: number;
  /** The settings that choose the address and the port. */
  readonly settings: { readonly address: string; readonly port: string };
}

/** Whether a program could listen there. */
export const portItem = (name: string, wanted: ListenedPort): CheckItem => ({
  name,
  look: () => lookAtPort(wanted),
});

async function lookAtPort(wanted: ListenedPort): Promise<Finding> {
  const { address, port } = wanted;
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return ok(`${address} port ${port} is free`);
  } catch (error) {
    return failed(refusalOf(error as NodeJS.ErrnoException, wanted));
  } finally {
    server.close();
  }
}

function refusalOf(
  { code, message }: NodeJS.ErrnoException,
  { address, port, settings }: ListenedPort,
): string {
  switch (code) {
    case 'EADDRINUSE':
      return (
        `${address} port ${port} is taken, by this very service if it runs already: stop what "ss -ltnp sport = ` +
        `:${port}" shows, or set ${settings.port}`
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `no interface of this host has the address ${address}: set ${settings.address}`;
    case 'EACCES':
      return `this account may not listen on port ${port}: set ${settings.port} to one above 1023`;
    case undefined:
    default:
      return `${address} port ${port}: ${message}`;
  }
}
