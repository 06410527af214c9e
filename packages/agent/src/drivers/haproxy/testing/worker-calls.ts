import type { IncomingHttpHeaders } from 'node:http';

/** A back end: `tcp` says its port and ends, `echo` repeats, `http` and `https` answer what they were asked. */
export interface BackendSpec {
  readonly kind: 'tcp' | 'echo' | 'http' | 'https';
  readonly port: number;
  readonly host?: string;
  readonly status?: number;
  readonly cookie?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface WebRequest {
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly localAddress?: string;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a web back end was asked last. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly version: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: readonly string[];
}

export type WorkerCall =
  | { readonly do: 'listen'; readonly spec: BackendSpec }
  | { readonly do: 'unlisten'; readonly port: number }
  | { readonly do: 'lastRequest'; readonly port: number }
  | { readonly do: 'web'; readonly request: WebRequest }
  | { readonly do: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly do: 'echo';
      readonly name: string;
      readonly host: string;
      readonly port: number;
      readonly text: string;
    }
  | { readonly do: 'hangUp'; readonly name: string }
  | {
      readonly do: 'startLoad';
      readonly request: WebRequest;
      readonly concurrency: number;
      readonly keepAlive: boolean;
    }
  | { readonly do: 'stopLoad' };
