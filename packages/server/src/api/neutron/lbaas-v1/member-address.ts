import ipaddr from 'ipaddr.js';
import { parseAddress } from '../../../usecases/network/address.ts';
import { type Cidr, contains, formatCidr } from '../../../usecases/network/cidr.ts';
import { described } from '../../http/json-schema.ts';
import { quote } from '../../resource/quote.ts';
import { type Validator, ipAddress } from '../../resource/validators.ts';

/** Ranges that are the agent host itself, or no single host. */
const REFUSED: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'linkLocal',
  'multicast',
  'broadcast',
  'ipv4Mapped',
]);

/** An address that another host can have, outside the networks that the operator keeps to itself. */
export const memberAddress = (forbidden: readonly Cidr[] = []): Validator =>
  described(ipAddress.schema, (value) => {
    const reason = ipAddress(value);
    if (reason !== undefined) return reason;
    const range = ipaddr.parse(String(value)).range();
    if (REFUSED.has(range)) return `${quote(value)} is a ${range} address, no member can have it`;
    const address = parseAddress(String(value));
    const prefix = forbidden.find((each) => address !== undefined && contains(each, address));
    return prefix === undefined
      ? undefined
      : `${quote(value)} is in ${formatCidr(prefix)}, where no member may be`;
  });
