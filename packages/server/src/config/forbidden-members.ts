import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import { type Cidr, parseCidr } from '../usecases/network/cidr.ts';

/**
 * Where public clouds answer their virtual machines, of which agent hosts may be some: metadata with credentials,
 * outside the link-local addresses that no member can have anyway.
 */
export const METADATA_OF_CLOUDS = [
  // Azure: WireServer.
  '168.63.129.16/32',
  // Alibaba.
  '100.100.100.200/32',
  // Oracle.
  '192.0.0.192/32',
  // AWS.
  'fd00:ec2::254/128',
  // Google.
  'fd20:ce::254/128',
];

export const FORBIDDEN_MEMBERS_SETTING = Type.Array(Type.String(), {
  default: METADATA_OF_CLOUDS,
  description:
    'prefixes such as 10.20.0.0/16 that no member may have an address in: networks of the operator; default: the ' +
    'metadata services of public clouds, which a value of your own replaces',
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
