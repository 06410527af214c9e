import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A connection to the broker that can be cut and restored at once, unlike a broker, which takes seconds to start. */
export class BrokerSwitch {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #on = true;

  static async open(url: string): Promise<BrokerSwitch> {
    const one = new BrokerSwitch(url);
    one.#server.listen(0, '127.0.0.1');
    await once(one.#server, 'listening');
    return one;
  }

  private constructor(url: string) {
    this.#target = new URL(url);
    this.#server = createServer((socket) => this.#join(socket));
  }

  get url(): string {
    const url = new URL(this.#target);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  cut(): void {
    this.#on = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#on = true;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (!this.#on) return void near.destroy();
    const far = connect(Number(this.#target.port), this.#target.hostname);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      this.#sockets.add(from);
      from.setNoDelay(true).on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
