import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

export interface ApiSocket {
  readonly descriptor: number;
  readonly port: number;
  /** Closes the copy of this process. A process that inherited the descriptor keeps listening. */
  close(): void;
}

const HOST = '127.0.0.1';

/** The port of the API is in use by another program. */
export class ApiPortTaken extends Error {
  override readonly name = 'ApiPortTaken';

  constructor(port: number) {
    super(`port ${port} on ${HOST} is in use; choose another one: LBAAS_API_PORT=${port + 1} npm start`);
  }
}

/**
 * A listening socket in the network namespace of this process, for a server that runs in another one. Port 0 is any
 * free port.
 * @throws ApiPortTaken
 */
export async function openApiSocket(port: number): Promise<ApiSocket> {
  const server = createServer((connection) => connection.destroy());
  server.listen({ host: HOST, port, backlog: 511 });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw isTaken(error) ? new ApiPortTaken(port) : error;
  }
  const address = server.address();
  const bound = typeof address === 'object' ? address?.port : undefined;
  return { descriptor: descriptorOf(server), port: bound ?? port, close: () => server.close() };
}

/** Node has no public way to hand a listening socket to a process that it does not fork itself. */
function descriptorOf(server: Server): number {
  const { _handle: handle } = server as Server & { readonly _handle?: { readonly fd: number } };
  if (handle === undefined || handle.fd < 0) throw new Error('the API socket has no file descriptor');
  return handle.fd;
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
