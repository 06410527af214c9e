/** The wire form of server-sent events (HTML Standard, 9.2 "Server-sent events"). */
export const EVENT_STREAM = 'text/event-stream';

export interface ServerSentEvent {
  /** undefined leaves the client at the id that it has. */
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** JSON holds no line break, so one `data` line takes it. */
export const eventText = ({ id, event, data }: ServerSentEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Nothing that a client sees, but it will resume from `id`: without data there is no event, yet the id counts.
 * The comment is for those who look at the stream.
 */
export const markText = (id: string, comment: string): string => `: ${comment}\nid: ${id}\n\n`;

/** The last one. It has no id: whoever comes back goes on from the one before. */
export const endText = (data: unknown): string => `event: end\ndata: ${JSON.stringify(data)}\n\n`;

/** How long a client waits before it connects again. */
export const retryText = (ms: number): string => `retry: ${ms}\n`;
