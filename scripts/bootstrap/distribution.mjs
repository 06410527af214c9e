import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Distribution packages and the programs that are used of each. */
const NEEDED = [
  { name: 'haproxy', programs: ['haproxy'] },
  { name: 'rabbitmq-server', programs: ['/usr/lib/rabbitmq/bin/rabbitmq-server'] },
  { name: 'nftables', programs: ['nft'] },
  { name: 'conntrack', programs: ['conntrack'] },
  { name: 'iproute2', programs: ['ip', 'bridge'] },
  { name: 'iputils-ping', programs: ['ping'] },
  { name: 'util-linux', programs: ['unshare', 'nsenter', 'setpriv', 'mount'] },
  { name: 'procps', programs: ['ps'] },
  { name: 'openssl', programs: ['openssl'] },
  { name: 'curl', programs: ['curl'] },
];

/**
 * The package `keystone` is not needed: it adds a unit, a system user and questions about a database to the programs,
 * which are in this one.
 */
const NEEDED_WITH_KEYSTONE = [{ name: 'python3-keystone', programs: ['/usr/bin/keystone-manage'] }];

/** A library: the list of its files shows that it is there. */
const library = (name, ...programs) => ({ name, programs: [...programs, `/var/lib/dpkg/info/${name}.list`] });

/** What only the tests use: clients that are not ours. Which commands a client has depends on the distribution. */
const NEEDED_BY_TESTS = [
  ...NEEDED_WITH_KEYSTONE,
  library('python3-neutronclient', '/usr/bin/python3'),
  { name: 'python3-openstackclient', programs: ['/usr/bin/openstack'] },
  library('ruby-fog-openstack', '/usr/bin/ruby'),
  // With its library, which sets the clock of one process.
  { name: 'faketime', programs: ['/usr/bin/faketime'] },
  { name: 'lintian', programs: ['lintian'] },
  { name: 'groff-base', programs: ['groff'] },
  // Ubuntu has it as a snap only: there the tests of the web page are skipped.
  { name: 'chromium', programs: ['/usr/bin/chromium'], isOptional: true },
];

/** Units that these packages would start now and at every boot. */
const UNITS = { haproxy: ['haproxy.service'], 'rabbitmq-server': ['rabbitmq-server.service', 'epmd.socket'] };

const DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];
const POLICY = '/usr/sbin/policy-rc.d';
const APT_LISTS = '/var/lib/apt/lists';

const isThere = (program) =>
  program.startsWith('/') ? existsSync(program) : DIRECTORIES.some((path) => existsSync(join(path, program)));

/** Names of the distribution packages whose programs are missing; those of Keystone and of the tests on request. */
export const missingPackages = ({ forTests = false, withKeystone = false } = {}) =>
  [...NEEDED, ...(forTests ? NEEDED_BY_TESTS : withKeystone ? NEEDED_WITH_KEYSTONE : [])]
    .filter(({ programs }) => !programs.every(isThere))
    .filter(({ name, isOptional = false }) => !isOptional || isOffered(name))
    .map(({ name }) => name);

/** Whether the distribution has such a package, as far as its lists are known. */
const isOffered = (name) =>
  isThere('apt-cache') &&
  /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout);

/** Installs packages without letting the distribution start their services, now or at the next boot. */
export async function installPackages(names) {
  if (!isThere('apt-get')) {
    throw new Failure(`Please install ${names.join(', ')}: this is no Debian or Ubuntu, apt-get is missing.`);
  }
  await withoutStarting(async () => {
    const hasLists =
      existsSync(APT_LISTS) && readdirSync(APT_LISTS).some((file) => file.includes('Packages'));
    if (!hasLists) await apt('update').catch(() => undefined);
    await apt('install', ...names).catch(async () => {
      // The package lists may be missing or name versions that the mirror has already replaced, or the mirror was
      // unreachable.
      await apt('update');
      await apt('install', ...names);
    });
  });
  await disableUnits(names.flatMap((name) => UNITS[name] ?? []));
}

function apt(verb, ...names) {
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];
  const env = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' };
  const argv = [
    'apt-get',
    verb,
    ...options,
    ...(verb === 'install' ? ['--no-install-recommends'] : []),
    ...names,
  ];
  return runQuietly(`apt-get ${verb}`, argv, { env });
}

/** A policy of the machine itself stays unchanged. */
async function withoutStarting(work) {
  if (existsSync(POLICY)) return work();
  const remove = () => rmSync(POLICY, { force: true });
  process.once('exit', remove);
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function disableUnits(units) {
  if (units.length === 0 || !isThere('systemctl')) return;
  for (const unit of units)
    await runQuietly('systemctl', ['systemctl', 'disable', unit]).catch(() => undefined);
}
