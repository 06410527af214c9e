import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';

/**
 * A way to a database that loses every connection on it when the client says a certain word, once; or that passes
 * another word of the same length on, as a proxy does that forgets what a session was set to.
 */
export class DatabaseSwitch {
  readonly #socketPath: string;
  readonly #database: string;
  readonly #instead: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cutAt: string | undefined;

  /** @param url of a database behind a unix socket, as the laboratory makes them */
  static async open(url: string, cutAt: string, instead?: string): Promise<DatabaseSwitch> {
    const one = new DatabaseSwitch(new URL(url.replace('@/', '@localhost/')), cutAt, instead);
    one.#server.listen(0, '127.0.0.1');
    await once(one.#server, 'listening');
    return one;
  }

  private constructor(url: URL, cutAt: string, instead: string | undefined) {
    this.#socketPath = join(url.searchParams.get('host') ?? '', '.s.PGSQL.5432');
    this.#database = url.pathname;
    this.#cutAt = cutAt;
    this.#instead = instead;
    this.#server = createServer((socket) => this.#join(socket));
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `postgres://lbaas@127.0.0.1:${port}${this.#database}`;
  }

  /** Whether the word has been said. */
  get wasCut(): boolean {
    return this.#cutAt === undefined;
  }

  close(): void {
    this.#cut();
    this.#server.close();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect(this.#socketPath);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      this.#sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (chunk) => {
      if (this.#cutAt === undefined || !chunk.includes(this.#cutAt)) return void far.write(chunk);
      const text = chunk.toString('latin1').replace(this.#cutAt, this.#instead ?? '');
      this.#cutAt = undefined;
      if (this.#instead === undefined) this.#cut();
      else far.write(text, 'latin1');
    });
  }
}
