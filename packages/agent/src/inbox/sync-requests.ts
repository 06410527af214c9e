/** Requests for a full sync: the inbox makes them, the sync loop, which waits for the inbox, serves them. */
export class SyncRequests {
  readonly #listeners = new Set<() => void>();

  request(): void {
    for (const listener of this.#listeners) listener();
  }

  onRequest(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
