import { AsyncResource } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { apiError } from '../../usecases/errors.ts';

export interface OpenStreamsOptions {
  /** Streams of this server at once. */
  readonly maxStreams: number;
  readonly maxStreamsPerProject: number;
  /** How long a client may leave what is sent to it unread. */
  readonly slowMs: number;
  readonly onChange?: (open: number) => void;
}

export interface StreamRequest {
  readonly projectId: string;
  /** What is sent, until the signal fires. */
  readonly frames: (signal: AbortSignal) => AsyncGenerator<string, void>;
  readonly onClose: () => void;
}

export interface EndableStream extends Readable {
  /** In order where the client reads, else at once. @param reason what the signal of the frames fires with */
  finish(reason: Error): void;
}

/**
 * The streams that are open, counted and bounded. Ends each when its client is gone or too slow, and all at the stop.
 */
export class OpenStreams {
  readonly #options: OpenStreamsOptions;
  readonly #open = new Map<OpenStream, string>();
  #isStopped = false;

  constructor(options: OpenStreamsOptions) {
    this.#options = options;
  }

  /** @throws ApiError TooManyEventStreams, ServiceUnavailable */
  refuseMore(projectId: string): void {
    const { maxStreams, maxStreamsPerProject } = this.#options;
    if (this.#isStopped) throw apiError('ServiceUnavailable', { reason: 'the server is stopping' });
    if (this.#open.size >= maxStreams) {
      throw apiError('ServiceUnavailable', { reason: `${maxStreams} event streams are open already` });
    }
    const own = [...this.#open.values()].filter((each) => each === projectId).length;
    if (own >= maxStreamsPerProject) throw apiError('TooManyEventStreams', { count: maxStreamsPerProject });
  }

  /** @throws what refuseMore throws */
  open({ projectId, frames, onClose }: StreamRequest): EndableStream {
    this.refuseMore(projectId);
    const stream = new OpenStream(frames, this.#options.slowMs);
    this.#open.set(stream, projectId);
    this.#options.onChange?.(this.#open.size);
    stream.once('close', () => {
      this.#open.delete(stream);
      this.#options.onChange?.(this.#open.size);
      onClose();
    });
    return stream;
  }

  /** Ends all of them and takes no more. */
  stop(): void {
    this.#isStopped = true;
    for (const stream of this.#open.keys()) stream.finish(new Error('the server stops'));
  }
}

/** For what has been sent already to be taken at the end. */
const FINISH_MS = 1000;

/**
 * A generator as a stream: pulled when there is room, aborted at the end, destroyed when nothing is taken for too long.
 */
class OpenStream extends Readable implements EndableStream {
  readonly #frames: AsyncGenerator<string, void>;
  readonly #ending = new AbortController();
  readonly #slowMs: number;
  /** It is pulled from the events of a socket: what it reads is read for the caller all the same. */
  readonly #request = new AsyncResource('EventStream');
  #finishing: NodeJS.Timeout | undefined;
  #slow: NodeJS.Timeout | undefined;

  constructor(frames: StreamRequest['frames'], slowMs: number) {
    super({ encoding: 'utf8' });
    this.#slowMs = slowMs;
    this.#frames = frames(this.#ending.signal);
  }

  finish(reason: Error): void {
    this.#ending.abort(reason);
    if (this.#slow !== undefined) this.destroy();
    else this.#finishing ??= setTimeout(() => this.destroy(), FINISH_MS);
  }

  override _read(): void {
    clearTimeout(this.#slow);
    this.#slow = undefined;
    void this.#take();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#slow);
    clearTimeout(this.#finishing);
    this.#ending.abort(new Error('the stream is closed'));
    done(error);
  }

  async #take(): Promise<void> {
    try {
      const { done, value } = await this.#request.runInAsyncScope(() => this.#frames.next());
      if (this.destroyed) return;
      // No more room: _read comes when the client has taken something.
      if (!this.push(done === true ? null : value) && done !== true) this.#waitForReader();
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #waitForReader(): void {
    this.#slow = setTimeout(() => this.destroy(new Error('the client reads too slowly')), this.#slowMs);
  }
}
