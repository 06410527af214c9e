import { type CheckItem, type Finding, failed, ok } from '@lbaas/common/runtime';
import { runCommand } from '../host/index.ts';

interface WantedProgram {
  /** What it is called in the list. */
  readonly name: string;
  readonly argv: readonly string[];
  /** How to get it. */
  readonly remedy: string;
  /** The version in what it prints. */
  readonly version: RegExp;
  /** Major and minor number. */
  readonly oldest?: readonly [number, number];
}

/** Those without a version that matters are asked for together. */
const PLAIN = ['findmnt', 'nsenter', 'ping', 'setpriv', 'unshare'] as const;

/** The programs of a host that the agent runs. */
export const programItems = (settings: { readonly haproxy_binary: string }): readonly CheckItem[] => [
  programItem({
    name: 'haproxy',
    argv: [settings.haproxy_binary, '-vv'],
    remedy: 'install the package haproxy, or set LBAAS_HAPROXY_BINARY',
    version: /^HA-?Proxy version (\d+)\.(\d+)\S*/m,
    oldest: [2, 4],
  }),
  programItem({
    name: 'nft',
    argv: ['nft', '--version'],
    remedy: 'install the package nftables',
    version: /^nftables v(\d+)\.(\d+)\S*/m,
    oldest: [1, 0],
  }),
  programItem({
    name: 'ip',
    argv: ['ip', '-V'],
    remedy: 'install the package iproute2',
    version: /iproute2-(\d+)\.(\d+)[^\s,]*/m,
  }),
  { name: 'programs', look: lookForPlain },
];

const programItem = (wanted: WantedProgram): CheckItem => ({
  name: wanted.name,
  look: () => lookAtProgram(wanted),
});

async function lookAtProgram({ argv, remedy, version, oldest }: WantedProgram): Promise<Finding> {
  const [path = ''] = argv;
  const answer = await runCommand(argv).catch(() => undefined);
  if (answer === undefined) return failed(`${path} is not there, or cannot be run: ${remedy}`);
  const found = version.exec(answer.stdout + answer.stderr);
  if (answer.code !== 0 || found === null) {
    const words = (answer.stderr || answer.stdout).trim().split('\n')[0] ?? '';
    return failed(`${argv.join(' ')} ended with ${answer.code} (${words}): ${remedy}`);
  }
  const [text, major, minor] = found;
  if (oldest !== undefined && isOlder([Number(major), Number(minor)], oldest))
    return failed(`${path}: ${text} is too old, ${oldest.join('.')} or newer is needed: ${remedy}`);
  return ok(`${path}: ${text}`);
}

export const isOlder = (
  [major, minor]: readonly [number, number],
  [oldestMajor, oldestMinor]: readonly [number, number],
): boolean => major < oldestMajor || (major === oldestMajor && minor < oldestMinor);

async function lookForPlain(): Promise<Finding> {
  const found = await Promise.all(PLAIN.map((name) => runCommand(['sh', '-c', `command -v ${name}`])));
  const missing = PLAIN.filter((_, index) => found[index]?.code !== 0);
  if (missing.length === 0) return ok(`${PLAIN.join(', ')} are there`);
  return failed(`${missing.join(', ')} not found: install the packages util-linux and iputils-ping`);
}
