import { FILE_HEADERS_ONLY, createTwoFilesPatch } from 'diff';

/** Two long texts that have little in common take seconds. */
const TIMEOUT_MS = 200;

/** Unified; empty for equal texts. One that takes too long shows one text go and the other come. */
export function textDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const patch = (from: string, to: string, timeout: number) =>
    createTwoFilesPatch(name, name, from, to, undefined, undefined, { ...options, timeout });
  return patch(before, after, TIMEOUT_MS) ?? `${patch(before, '', Infinity)}${patch('', after, Infinity)}`;
}
