import { type Cidr, overlap, trustedCidr } from './cidr.ts';

/** Addresses that no interface of a host may have as its own (RFC 1122 section 3.2.1.3, RFC 4291 section 2.4). */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/8', 'fe80::/10', 'ff00::/8'].map(
  trustedCidr,
);

/** The reserved prefix that a subnet would reach into. */
export const reservedWithin = (cidr: Cidr): Cidr | undefined =>
  RESERVED.find((reserved) => overlap(reserved, cidr));

/** A route to nothing but reserved addresses; a short one such as 0.0.0.0/1 may contain them. */
export const isUnroutable = (cidr: Cidr): boolean =>
  RESERVED.some((reserved) => overlap(reserved, cidr) && reserved.prefixLength <= cidr.prefixLength);
