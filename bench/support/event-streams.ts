import { type ClientRequest, type IncomingMessage, get } from 'node:http';
import { once } from 'node:events';

/** Readers of the event stream that stay attached while something else is measured. */
export class EventStreams {
  readonly #requests: ClientRequest[] = [];
  #received = 0;

  static async open(url: string, headers: Record<string, string>, readers: number): Promise<EventStreams> {
    const streams = new EventStreams();
    for (let n = 0; n < readers; n++) await streams.#attach(url, headers);
    return streams;
  }

  /** Events received by all readers together. */
  get received(): number {
    return this.#received;
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
  }

  async #attach(url: string, headers: Record<string, string>): Promise<void> {
    const request = get(`${url}/v2.0/lb/events`, { headers, agent: false });
    this.#requests.push(request);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`the event stream answers ${response.statusCode}`);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text.split('\nevent:').length - 1;
    });
  }
}
