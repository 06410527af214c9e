import { Type } from 'typebox';
import type { Cidr } from '../usecases/network/cidr.ts';
import { readPrefixes } from './prefixes.ts';

export const FORBIDDEN_MEMBERS_SETTING = Type.Array(Type.String(), {
  default: [],
  description:
    'prefixes such as 10.20.0.0/16 that no member may have an address in, for networks of the operator',
});

/** @throws ConfigError naming every text that is not a prefix */
export const readForbiddenMembers = (texts: readonly string[]): readonly Cidr[] =>
  readPrefixes('forbidden_member_networks', texts);
