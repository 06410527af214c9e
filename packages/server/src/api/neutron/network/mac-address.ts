import { described } from '../../http/json-schema.ts';
import { quote } from '../../resource/quote.ts';
import { taking } from '../../resource/request-forms.ts';
import type { Validator } from '../../resource/validators.ts';

const ANY_CASE = /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/;
const SHAPE = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

export const toMacAddress = taking(
  () => [{ type: 'string', pattern: ANY_CASE.source }],
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
);

/**
 * Six octets that an interface can have: Linux refuses multicast addresses (lowest bit of the first octet) and zero.
 */
export const macAddress: Validator = described({ type: 'string', pattern: SHAPE.source }, (value) => {
  if (typeof value !== 'string' || !SHAPE.test(value)) return `${quote(value)} is not a valid MAC address`;
  const isMulticast = (Number.parseInt(value.slice(0, 2), 16) & 1) === 1;
  if (isMulticast || /^[0:]+$/.test(value)) return `${quote(value)} cannot be the address of a port`;
  return undefined;
});
