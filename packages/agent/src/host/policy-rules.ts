import { runCommand } from './command.ts';
import { enter } from './enter.ts';
import { HostError } from './host-error.ts';

/** A policy rule as `ip -j rule` shows it; other keys are what it asks for. */
export type Rule = Readonly<Record<string, string | number | null>>;

/** Those that the kernel gives every namespace, for IPv4 and for IPv6. */
const OWN_RULES = {
  ipv4: ['0 all local', '32766 all main', '32767 all default'],
  ipv6: ['0 all local', '32766 all main'],
} as const;
type Family = keyof typeof OWN_RULES;

/** What the kernel gives is there before the rest goes: traffic never finds no rule. */
const RESET = `
add() { ip $1 rule add pref $2 lookup $3 2>/dev/null || :; }
add -4 0 local; add -4 32766 main; add -4 32767 default
add -6 0 local; add -6 32766 main
for family in -4 -6; do
  ip $family rule show | while read -r pref words; do
    case "$pref $words" in
      "0: from all lookup local" | "32766: from all lookup main" | "32767: from all lookup default") ;;
      *) ip $family rule del pref "\${pref%:}" ;;
    esac
  done
done`;

/** What is amiss with the IPv6 rules of a namespace, in words; those of IPv4 are read with everything else. */
export async function ipv6RuleFaults(namespace: string): Promise<string[]> {
  const { code, stdout } = await runCommand(enter(namespace, ['ip', '-6', '-j', 'rule', 'show']));
  // Without IPv6 there are no rules.
  return code === 0 ? faultsOf('ipv6', JSON.parse(stdout) as Rule[]) : [];
}

/** Nobody but the kernel has rules in a namespace of ours. */
export async function resetRules(namespace: string): Promise<void> {
  const { code, stderr } = await runCommand(enter(namespace, ['sh', '-c', RESET]));
  if (code !== 0) throw new HostError('refused', `policy rules: ${stderr.trim()}`);
}

/** Pure. */
export function faultsOf(family: Family, rules: readonly Rule[]): string[] {
  const found = rules.map(inWords);
  const own: readonly string[] = OWN_RULES[family];
  const missing = own.filter((words) => !found.includes(words)).map((words) => `no ${family} rule ${words}`);
  const strange = found.filter((words) => !own.includes(words)).map((words) => `${family} rule ${words}`);
  return [...missing, ...strange];
}

/** The others are written with their names, except who has made the rule. */
const BARE = new Set(['priority', 'src', 'table', 'protocol']);

function inWords(rule: Rule): string {
  const others = Object.entries(rule).filter(([key]) => !BARE.has(key));
  const rest = others.map(([key, value]) => `${key} ${String(value)}`);
  return [rule['priority'], rule['src'], rule['table'], ...rest]
    .filter((word) => word !== undefined)
    .join(' ');
}
