import { createHash } from 'node:crypto';

/** Lines whose content the runtime socket can change, or that only name the generation. */
const RUNTIME_LINE = /^\t(?:server|description) /;

/** 64 bits: a change goes unnoticed with a chance of 5 * 10^-20. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Hash of each section of a configuration text, by header line, without what can change at run time. */
export function sectionHashes(text: string): Record<string, string> {
  const bodies = new Map<string, string[]>();
  let body: string[] = [];
  for (const line of text.split('\n')) {
    if (line !== '' && !line.startsWith('\t')) bodies.set(line, (body = []));
    else if (line !== '' && !RUNTIME_LINE.test(line)) body.push(line);
  }
  return Object.fromEntries([...bodies].map(([header, lines]) => [header, digest(lines.join('\n'))]));
}

export const structureHash = (sections: Readonly<Record<string, string>>): string =>
  digest(JSON.stringify(Object.entries(sections).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** The text apart from the number of the generation that it was rendered for. */
export const withoutGeneration = (text: string): string =>
  text.replace(/^\tdescription gen=\d+/m, '\tdescription');

export const describe = (generation: number, structure: string): string =>
  `gen=${generation} structure=${structure}`;

/** The names of the servers in a configuration text. */
export const serverNames = (text: string): Set<string> =>
  new Set(Array.from(text.matchAll(/^\tserver (\S+) /gm), ([, name = '']) => name));

/** What `description` in a running HAProxy says; undefined when it is not one of ours. */
export function parseDescription(text: string): { generation: number; structure: string } | undefined {
  const match = /^gen=(\d{1,15}) structure=([0-9a-f]{16})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { generation: Number(match[1]), structure: match[2] };
}
