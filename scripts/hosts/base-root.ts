import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type DebianMirror, type DebianRelease, debianMirror } from '../engine/debian-mirror.ts';
import { mustRun } from '../engine/run.ts';
import { installHelpers } from '../engine/engine-programs.ts';

/** What a server has, and what a test needs. */
const INCLUDED = `systemd systemd-sysv dbus libpam-systemd iproute2 iputils-ping procps kmod mount adduser
  ca-certificates curl netbase`.split(/\s+/);
/** They are only fetched: the packages under test depend on them, and hosts install them without a network. */
const FETCHED = ['haproxy', 'nftables', 'conntrack'];
/** No hardware, no clock, no terminals; nothing that wakes up by itself. */
const MASKED = `console-getty.service getty@.service serial-getty@.service systemd-udevd.service
  systemd-timesyncd.service systemd-modules-load.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer
  e2scrub_all.timer fstrim.timer`.split(/\s+/);
/** Of how a root is made, besides what is in it. */
const VERSION = 2;
const NEVER_START = '#!/bin/sh\nexit 101\n';

export interface RootOptions {
  /** @default Debian 12 */
  readonly release?: DebianRelease;
  /** Packages that are there besides those of every host, with their services. */
  readonly installed?: readonly string[];
  /** Packages that hosts can install without a network, besides those that ours depend on. */
  readonly fetched?: readonly string[];
}

const cache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lbaas', 'hosts');

/**
 * A Debian that hosts share as the lower layer of their disks, made once and kept. @returns its path
 * @throws Error when this machine knows no mirror
 */
export async function baseRoot({
  release = 'bookworm',
  installed = [],
  fetched = [],
}: RootOptions = {}): Promise<string> {
  const packages = [...INCLUDED, ...installed];
  const archives = [...FETCHED, ...fetched];
  const recipe = JSON.stringify([packages, archives, MASKED, VERSION]);
  const root = join(cache(), `${release}-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`);
  if (existsSync(root)) return root;
  const mirror = await debianMirror(release);
  if (mirror === undefined) throw new Error('no mirror of Debian is known to apt');
  await installHelpers();
  mkdirSync(cache(), { recursive: true });
  const work = mkdtempSync(join(cache(), 'part-'));
  try {
    const made = join(work, 'root');
    await bootstrap(made, { release, mirror, packages });
    await fetch(made, archives);
    await mustRun(['chroot', made, 'systemctl', '--quiet', 'mask', ...MASKED]);
    // Each host makes its own at its first boot, and keeps its journal over boots.
    for (const file of ['etc/machine-id', 'var/lib/dbus/machine-id'])
      rmSync(join(made, file), { force: true });
    writeFileSync(join(made, 'etc/machine-id'), '');
    mkdirSync(join(made, 'var/log/journal'), { recursive: true });
    // Another run may have been faster.
    if (!existsSync(root)) renameSync(made, root);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return root;
}

interface Bootstrap {
  readonly release: DebianRelease;
  readonly mirror: DebianMirror;
  readonly packages: readonly string[];
}

async function bootstrap(root: string, { release, mirror, packages }: Bootstrap): Promise<void> {
  const options = [
    '--quiet',
    '--variant=minbase',
    `--include=${packages.join(',')}`,
    '--dpkgopt=force-unsafe-io',
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
  ];
  await mustRun(['mmdebstrap', ...options, release, root, ...mirror.sources]);
  rmSync(join(root, 'etc/dpkg/dpkg.cfg.d/99mmdebstrap'), { force: true });
  rmSync(join(root, 'etc/apt/apt.conf.d/99mmdebstrap'), { force: true });
}

async function fetch(root: string, archives: readonly string[]): Promise<void> {
  // The disk is thrown away with the host: dpkg need not wait for it after every file.
  writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/90hosts'), 'force-unsafe-io\n');
  const policy = join(root, 'usr/sbin/policy-rc.d');
  writeFileSync(policy, NEVER_START);
  chmodSync(policy, 0o755);
  appendFileSync(
    join(root, 'etc/apt/apt.conf.d/90hosts'),
    'APT::Install-Recommends "false";\nDPkg::Lock::Timeout "120";\n',
  );
  await mustRun(['cp', '/etc/resolv.conf', join(root, 'etc/resolv.conf')]);
  // What this machine trusts: its mirror may have a certificate of its own.
  await mustRun([
    'cp',
    '/etc/ssl/certs/ca-certificates.crt',
    join(root, 'etc/ssl/certs/ca-certificates.crt'),
  ]);
  const apt = ['chroot', root, 'apt-get', '-qq', '-o', 'Acquire::Retries=3'];
  await mustRun([...apt, '-o', 'APT::Update::Error-Mode=any', 'update']);
  await mustRun([...apt, 'install', '-y', '--download-only', ...archives]);
  rmSync(policy);
}
