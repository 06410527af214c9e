import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of npm of which something is in a package of ours. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The texts that come with it, licence and notice. */
  readonly texts: readonly string[];
}

const IS_LEGAL = /^(?:licen[cs]e|copying|notice)/i;
const RULE = '-'.repeat(79);

/** The folders of the packages of npm that a bundle was made of. Pure. */
export const packagesIn = ({ inputs }: Pick<Metafile, 'inputs'>): string[] => [
  ...new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  ),
];

/** @param folder of the package, with its package.json */
export function thirdParty(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (license === undefined) throw new Error(`${name} ${version} does not say under which licence it is`);
  const files = readdirSync(folder).filter((file) => IS_LEGAL.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, licence: license, texts };
}

/** The file of licences. Pure. */
export function licenceText(parties: readonly ThirdParty[]): string {
  const byName = parties.toSorted(
    (one, other) => compare(one.name, other.name) || compare(one.version, other.version),
  );
  const parts = byName.map(({ name, version, licence, texts }) =>
    [RULE, `${name} ${version}: ${licence}`, RULE, '', ...texts.flatMap((text) => [text, ''])].join('\n'),
  );
  return `Packages of npm that are part of this one, and their licences.\n\n${parts.join('\n')}`;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The licence of the Node.js that runs this. */
export function nodeLicence(): string {
  const prefix = join(process.execPath, '..', '..');
  const candidates = [join(prefix, 'LICENSE'), join(prefix, 'share/doc/nodejs/LICENSE')];
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no licence of ${process.execPath} in ${candidates.join(' or ')}`);
  return readFileSync(found, 'utf8');
}
