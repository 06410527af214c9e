import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import { type Cidr, parseCidr } from '../usecases/network/cidr.ts';

export const FORBIDDEN_MEMBERS_SETTING = Type.Array(Type.String(), {
  default: [],
  description:
    'prefixes such as 10.20.0.0/16 that no member may have an address in, for networks of the operator',
});

/** @throws ConfigError naming every text that is not a prefix */
export const readForbiddenMembers = (texts: readonly string[]): readonly Cidr[] =>
  readPrefixes('forbidden_member_networks', texts);

/** @throws ConfigError naming every text of the setting that is no prefix */
export function readPrefixes(setting: string, texts: readonly string[]): readonly Cidr[] {
  const wrong = texts.filter((text) => parseCidr(text) === undefined);
  if (wrong.length > 0) throw new ConfigError(wrong.map((text) => `${setting}: ${text} is not a prefix`));
  return texts.flatMap((text) => parseCidr(text) ?? []);
}
