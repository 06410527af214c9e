/** Asks for a full sync, whoever makes it: the inbox does, and the loop that waits for the inbox listens. */
export class SyncRequests {
  readonly #listeners = new Set<() => void>();

  request(): void {
    for (const listener of this.#listeners) listener();
  }

  onRequest(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
