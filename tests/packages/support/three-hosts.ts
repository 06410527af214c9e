import { mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../scripts/hosts/host.ts';
import { SystemdHosts } from '../../../scripts/hosts/systemd-hosts.ts';
import { ShellSession } from '../../support/shell-session.ts';
import { sharedPackages } from './build-packages.ts';

/** The hosts of docs/deployment.md with their first addresses there, and where the reader sits. */
const NAMES = ['control', 'node-1', 'node-2'] as const;
const NETWORKS = ['10.20.0', '10.20.1'] as const;
const READER = 'your machine';
/** What the page installs by apt, with all that they need, openssl and python3 among it: the hosts reach no mirror. */
const FETCHED = ['postgresql', 'rabbitmq-server'];
/** `apt-get install` of a database and a broker on a machine with much else to do. */
const COMMAND_MS = 300_000;

/** Three bare hosts with a shell on each, and the reader's machine: a clone whose packages are built. */
export class ThreeHosts {
  readonly shells: ReadonlyMap<string, ShellSession>;
  readonly #hosts: SystemdHosts;
  readonly #clone: string;

  private constructor(hosts: SystemdHosts, clone: string) {
    this.#hosts = hosts;
    this.#clone = clone;
    const onHosts = hosts.hosts.map((host) => [host.name, shellIn((argv) => host.enter(argv))] as const);
    this.shells = new Map([...onHosts, [READER, shellIn((argv) => argv, clone)]]);
  }

  static async up(): Promise<ThreeHosts> {
    const packages = await sharedPackages();
    const hosts = await SystemdHosts.up({ names: NAMES, networks: NETWORKS, fetched: FETCHED });
    const clone = mkdtempSync(join(tmpdir(), 'lbaas-clone-'));
    mkdirSync(join(clone, 'dist'));
    symlinkSync(packages, join(clone, 'dist/packages'));
    const self = new ThreeHosts(hosts, clone);
    await self.shells.get(READER)?.run(remoteCopies(hosts.hosts));
    return self;
  }

  get nodes(): readonly Host[] {
    return this.#hosts.hosts.slice(1);
  }

  /** A command of a client in the tenant network, beside the hosts. */
  enter(argv: readonly string[]): string[] {
    return this.#hosts.enter(argv);
  }

  async down(): Promise<void> {
    await Promise.all([...this.shells.values()].map((shell) => shell.stop()));
    await this.#hosts.down();
    rmSync(this.#clone, { recursive: true, force: true });
  }
}

const shellIn = (enter: (argv: readonly string[]) => readonly string[], cwd?: string): ShellSession =>
  new ShellSession({ enter, commandMs: COMMAND_MS, ...(cwd === undefined ? {} : { cwd }) });

/** `scp` without ssh, straight into the home directory of root, and an `npm run package` that is done. */
const remoteCopies = (hosts: readonly Host[]): string => `
npm() { [ "$*" = 'run package' ]; }
place() {
  case $1 in
    ${hosts.map((host) => `root@${host.address()}:*) echo "/proc/${host.init}/root/root/\${1#*:}" ;;`).join('\n    ')}
    *) echo "$1" ;;
  esac
}
scp() {
  local word places=()
  for word; do if [ "$word" != -3 ]; then places+=("$(place "$word")"); fi; done
  cp -- "\${places[@]}"
}`;
