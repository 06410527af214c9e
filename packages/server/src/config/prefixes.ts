import { ConfigError } from '@lbaas/common/runtime';
import { type Cidr, parseCidr } from '../usecases/network/cidr.ts';

/** @throws ConfigError naming every text of the setting that is not a prefix */
export function readPrefixes(setting: string, texts: readonly string[]): readonly Cidr[] {
  const wrong = texts.filter((text) => parseCidr(text) === undefined);
  if (wrong.length > 0) throw new ConfigError(wrong.map((text) => `${setting}: ${text} is not a prefix`));
  return texts.flatMap((text) => parseCidr(text) ?? []);
}
