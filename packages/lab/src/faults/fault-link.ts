import { rmSync } from 'node:fs';
import { type NetConnectOpts, type Server, type Socket, connect, createServer } from 'node:net';
import { HalfPipe } from './half-pipe.ts';
import { type LinkMode, OPEN, listens, swallows } from './link-mode.ts';

/** Where a link listens, or leads to: an address and a port, or the path of a Unix socket. */
export type LinkEnd = { readonly host: string; readonly port: number } | { readonly path: string };

interface Connection {
  readonly ends: readonly Socket[];
  readonly pipes: readonly HalfPipe[];
  /** Something was swallowed: nothing may arrive any more, or the peer would read a stream with a hole. */
  isDead: boolean;
}

/** One way from clients to a service, on which faults can be laid. States: listening or not, as its mode says. */
export class FaultLink {
  readonly #listen: LinkEnd;
  readonly #to: LinkEnd;
  readonly #connections = new Set<Connection>();
  #mode: LinkMode = OPEN;
  #server: Server | undefined;

  constructor(listen: LinkEnd, to: LinkEnd) {
    this.#listen = listen;
    this.#to = to;
  }

  start(): Promise<void> {
    return this.#open();
  }

  /** Connections that are there now. */
  get size(): number {
    return this.#connections.size;
  }

  /** Resolves when the mode is in force. */
  async setMode(mode: LinkMode): Promise<void> {
    this.#mode = mode;
    for (const connection of this.#connections) {
      if (swallows(mode)) this.#kill(connection);
      for (const pipe of connection.pipes) pipe.setMode(mode);
    }
    if (mode.kind === 'cut') this.#endAll((socket) => socket.destroy());
    if (listens(mode)) await this.#open();
    else this.#close();
  }

  /** Ends every connection with RST. */
  reset(): void {
    // A Unix socket has no RST: its end is what the peer sees of one.
    this.#endAll((socket) =>
      socket.remoteAddress === undefined ? socket.destroy() : socket.resetAndDestroy(),
    );
  }

  stop(): void {
    this.#close();
    this.#endAll((socket) => socket.destroy());
  }

  async #open(): Promise<void> {
    if (this.#server !== undefined) return;
    // Half-closed ends are passed on as such.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    this.#server = server;
    if ('path' in this.#listen) rmSync(this.#listen.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#listen, resolve);
    });
  }

  #close(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (swallows(this.#mode)) return this.#keep({ ends: [client], pipes: [], isDead: true });
    // The cast: both kinds of ends are what connect() takes.
    const service = connect({ ...this.#to, allowHalfOpen: true, noDelay: true } as NetConnectOpts);
    service.on('error', () => undefined);
    const pipes = [new HalfPipe(client, service, this.#mode), new HalfPipe(service, client, this.#mode)];
    this.#keep({ ends: [client, service], pipes, isDead: false });
  }

  #keep(connection: Connection): void {
    this.#connections.add(connection);
    if (connection.isDead) this.#kill(connection);
    for (const end of connection.ends) end.on('close', () => this.#forget(connection));
  }

  #kill(connection: Connection): void {
    connection.isDead = true;
    for (const pipe of connection.pipes) pipe.stop();
    for (const end of connection.ends) {
      end.removeAllListeners('data').removeAllListeners('end').resume();
      end.on('end', () => end.destroy());
    }
  }

  /** One end is gone. The other one hears of it, unless nothing arrives there. */
  #forget(connection: Connection): void {
    if (connection.isDead && connection.ends.some(({ destroyed }) => !destroyed)) return;
    if (!this.#connections.delete(connection)) return;
    for (const pipe of connection.pipes) pipe.stop();
    for (const end of connection.ends) end.destroy();
  }

  #endAll(end: (socket: Socket) => void): void {
    for (const connection of this.#connections) connection.ends.forEach(end);
  }
}
