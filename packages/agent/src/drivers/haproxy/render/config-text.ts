import { isIP, isIPv4, SocketAddress } from 'node:net';
import { HaproxyRefused } from '../model/errors.ts';
import { memoized } from './memoized.ts';

/** One line of a section: words that the writer quotes where HAProxy would give a character a meaning. */
export type Line = readonly (string | number)[];

/** One section: `['backend', id]` and its lines, in order. */
export interface Section {
  readonly header: Line;
  readonly lines: readonly Line[];
}

const PLAIN = /^[A-Za-z0-9._~!&()*+,;=:@%/?|{}[\]-]+$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
/** HAProxy reads lines of at most 2048 characters. */
const MAX_WORD = 1024;

/**
 * The only way for text to become part of a configuration. A word stays one word: strong quotes take every
 * printable character literally (configuration manual 2.2), anything else is refused.
 */
export function writeWord(word: string | number): string {
  if (typeof word === 'number') return String(word);
  const text = word;
  if (PLAIN.test(text) && text.length <= MAX_WORD) return text;
  if (!PRINTABLE.test(text) || text.length > MAX_WORD) {
    throw new HaproxyRefused(`not usable in a configuration: ${JSON.stringify(text.slice(0, 80))}`);
  }
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export const writeLine = (line: Line): string => line.map(writeWord).join(' ');

export function writeSections(sections: readonly Section[]): string {
  return sections
    .map(({ header, lines }) =>
      [writeLine(header), ...lines.map((line) => `\t${writeLine(line)}`)].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function uuid(value: string): string {
  return matching('id', UUID, value);
}

export function matching(what: string, pattern: RegExp, value: string): string {
  if (!pattern.test(value))
    throw new HaproxyRefused(`${what} is not usable: ${JSON.stringify(value.slice(0, 80))}`);
  return value;
}

export function integer(what: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new HaproxyRefused(`${what} is not an integer from ${min} to ${max}: ${String(value)}`);
  }
  return value;
}

/** The form in which HAProxy prints an address, so that desired and observed ones compare as text. */
export const ipAddress = memoized((value: string): string => {
  if (isIP(value) === 0 || value.includes('%')) {
    throw new HaproxyRefused(`not an IP address: ${JSON.stringify(value.slice(0, 80))}`);
  }
  return new SocketAddress({ address: value, family: isIPv4(value) ? 'ipv4' : 'ipv6' }).address;
});

/** `10.0.0.1:80` or `[2001:db8::1]:80`; what is already canonical. */
export const endpoint = (address: string, port: number): string =>
  isIPv4(address) ? `${address}:${port}` : `[${address}]:${port}`;
