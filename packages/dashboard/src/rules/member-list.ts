import * as checks from './checks.ts';
import type { Problem } from './problem.ts';

export interface TypedMember {
  readonly address: string;
  readonly port: string;
  readonly weight: string;
}

const FORM =
  /^(?:\[(?<six>[0-9a-fA-F:.]+)\]:(?<sixPort>\d+)|(?<four>[\d.]+)(?::(?<fourPort>\d+))?|(?<plain>[0-9a-fA-F:.]+))(?:[\s,;]+(?<rest>.*))?$/;

/**
 * A pasted list: one member a line, `10.0.0.11`, `10.0.0.11:8080`, `10.0.0.11 8080 5` or `[2001:db8::1]:80, 5`; the
 * weight comes last. Lines that are empty or begin with # are left out.
 */
export function membersOf(
  text: string,
  defaults: { readonly port: string; readonly weight: string },
): { readonly members: readonly TypedMember[]; readonly problems: readonly Problem[] } {
  const members: TypedMember[] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const member = memberOf(line, defaults);
    if (member === undefined) problems.push({ kind: 'memberLine', line: index + 1, text: line });
    else members.push(member);
  }
  const [twice] = repeated(members);
  return {
    members,
    problems: twice === undefined ? problems : [...problems, { kind: 'twice', text: twice }],
  };
}

function memberOf(
  line: string,
  defaults: { readonly port: string; readonly weight: string },
): TypedMember | undefined {
  const groups = FORM.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const address = groups['six'] ?? groups['four'] ?? groups['plain'] ?? '';
  const inAddress = groups['sixPort'] ?? groups['fourPort'];
  const rest = (groups['rest'] ?? '').split(/[\s,;]+/).filter((word) => word !== '');
  const [first, second, third] = inAddress === undefined ? rest : [inAddress, ...rest];
  const member = { address, port: first ?? defaults.port, weight: second ?? defaults.weight };
  const isFine =
    third === undefined &&
    checks.memberAddress(member.address) === undefined &&
    checks.port(member.port) === undefined &&
    checks.weight(member.weight) === undefined;
  return isFine ? member : undefined;
}

/** `address:port` of those that come more than once: the API takes each once in a pool. */
export function repeated(members: readonly TypedMember[]): readonly string[] {
  const seen = new Set<string>();
  return members
    .map(({ address, port }) => endpoint(address, port))
    .filter((each) => {
      const isAgain = seen.has(each);
      seen.add(each);
      return isAgain;
    });
}

/** `10.0.0.11:80`, `[2001:db8::1]:80`. */
export const endpoint = (address: string, port: string | number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
