import { type DeviceFiles, FILES } from '../files/device-files.ts';

/**
 * Which file the runtime socket was when the device's own HAProxy answered behind it. Reloads hand the socket over, so
 * it changes with starts only: another file under its name belongs to somebody else until that one has answered. It is
 * written down, for the next agent.
 */
export class SocketMark {
  readonly #files: DeviceFiles;
  #mark: string | undefined;

  constructor(files: DeviceFiles) {
    this.#files = files;
  }

  /** The device's own HAProxy has just answered. */
  async keep(): Promise<void> {
    const found = this.#files.identity(FILES.socket);
    if (found === undefined || found === (await this.#known())) return;
    this.#mark = found;
    await this.#files.write(FILES.socketMark, found);
  }

  /** Synchronous: false as long as nothing was read or kept. */
  get isReplaced(): boolean {
    return this.#mark !== undefined && this.#files.identity(FILES.socket) !== this.#mark;
  }

  async isForeign(): Promise<boolean> {
    await this.#known();
    return this.isReplaced;
  }

  async #known(): Promise<string | undefined> {
    return (this.#mark ??= await this.#files.read(FILES.socketMark));
  }
}
