import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';

export interface FileWatchOptions {
  readonly directory: string;
  /** Files of the directory that are of interest. */
  readonly names: readonly string[];
  /** Something has happened to one of them, or to the directory itself; several events come together. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** A change is mostly some events: a file that is written, renamed, removed. */
const SETTLE_MS = 50;

/**
 * The kernel's word about files of one directory: an inotify watch, which costs nothing while nothing happens. It
 * belongs to the directory and not to its name, so it ends with what happens to the directory itself.
 */
export class FileWatch {
  readonly #options: FileWatchOptions;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FileWatchOptions) {
    this.#options = options;
  }

  /** Watches the directory that has the name now, unless it does already. */
  keep(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(this.#options.directory, { persistent: false }, (_, name) => this.#heard(name));
      this.#watcher.on('error', () => this.#heard(basename(this.#options.directory)));
    } catch (error) {
      this.#options.onError(error);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#end();
  }

  #heard(name: string | null): void {
    const { directory, names, onChange } = this.#options;
    const isItself = name === basename(directory);
    if (isItself) this.#end();
    if (!isItself && !names.includes(name ?? '')) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      onChange();
    }, SETTLE_MS).unref();
  }

  #end(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}
