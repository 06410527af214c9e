import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';

/** One event as a client of the stream receives it. */
export interface HeardEvent {
  readonly id: string;
  /** Such as `pool.update`. */
  readonly event: string;
  readonly data: EventData;
}

export interface EventData {
  readonly id: string;
  readonly at: string;
  readonly resource: string;
  readonly action: string;
  readonly tenant_id: string;
  readonly [resource: string]: unknown;
}

export type Headers = Readonly<Record<string, string>>;

/** A client of an event stream that reads the wire format as the HTML Standard has it. */
export class EventListener {
  readonly heard: HeardEvent[] = [];
  readonly comments: string[] = [];
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The id to resume from, as a browser would keep it. */
  lastId = '';
  /** How the connection ended; undefined while it is open. */
  end: 'in order' | 'cut' | undefined;
  readonly #call: ClientRequest;
  readonly #answer: IncomingMessage;
  #rest = '';

  /** Resolves with the head of the answer; the caller checks whether it is a refusal. */
  static open(base: string, path = '/v2.0/lb/events', headers: Headers = {}): Promise<EventListener> {
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, base), { agent: false, headers });
      call.on('error', reject);
      call.on('response', (answer) => resolve(new EventListener(call, answer)));
      call.end();
    });
  }

  private constructor(call: ClientRequest, answer: IncomingMessage) {
    this.#call = call;
    this.#answer = answer;
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => this.#read(text));
    answer.on('error', () => undefined);
    answer.on('close', () => (this.end = answer.complete ? 'in order' : 'cut'));
  }

  close(): void {
    this.#call.destroy();
  }

  /** Stops reading from the connection. */
  pause(): void {
    this.#answer.pause();
  }

  resume(): void {
    this.#answer.resume();
  }

  names(): string[] {
    return this.heard.map(({ event }) => event);
  }

  /** Waits until this many events have arrived and takes them. */
  async take(count: number, withinMs = 10_000): Promise<HeardEvent[]> {
    await eventually(() => expect(this.heard.length, this.names().join()).to.be.at.least(count), {
      withinMs,
    });
    return this.heard.splice(0, count);
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#readBlock(block);
  }

  #readBlock(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (name === '') this.comments.push(value);
      else fields.set(name, value);
    }
    this.lastId = fields.get('id') ?? this.lastId;
    const data = fields.get('data');
    if (data === undefined) return;
    this.heard.push({
      id: this.lastId,
      event: fields.get('event') ?? 'message',
      data: JSON.parse(data) as EventData,
    });
  }
}
