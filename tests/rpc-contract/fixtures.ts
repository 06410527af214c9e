import { readFileSync } from 'node:fs';
import {
  type CallMethod,
  METHODS,
  METHOD_NAMES,
  type Method,
  type RpcErrorCode,
} from '@lbaas/common/contract';

const FOLDER = new URL('../../packages/common/src/contract/fixtures/v1/', import.meta.url);

/** One message as it travels. */
export interface Envelope {
  readonly version: number;
  readonly method: string;
  readonly sent_at: string;
  readonly trace: { readonly request_id: string | null };
  readonly args: object;
}

export type ReplyEnvelope =
  | { readonly version: number; readonly ok: true; readonly result: object }
  | {
      readonly version: number;
      readonly ok: false;
      readonly error: { readonly code: RpcErrorCode; readonly message: string };
    };

/** The examples of one method that both ends are held to. */
export interface Fixtures {
  readonly valid: readonly { readonly name: string; readonly message: Envelope }[];
  readonly invalid: readonly {
    readonly name: string;
    readonly message: object;
    readonly code: RpcErrorCode;
  }[];
  readonly results?: readonly { readonly name: string; readonly reply: ReplyEnvelope }[];
}

export const fixturesOf = (method: Method): Fixtures =>
  JSON.parse(readFileSync(new URL(`${method}.json`, FOLDER), 'utf8')) as Fixtures;

export const isCall = (method: Method): method is CallMethod => METHODS[method].kind === 'call';

export const methodsFrom = (side: 'server' | 'agent'): Method[] =>
  METHOD_NAMES.filter((method) => METHODS[method].from === side);
