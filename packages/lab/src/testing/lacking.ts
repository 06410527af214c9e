import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** What the distribution's packages do not have, in a sentence; undefined when they have it. */
export type Lack = string | undefined;

const NEUTRON = '/usr/bin/neutron';
const CLIENT = 'python3-neutronclient';

/** The command left the client with its release 10. What is not installed is no lack: the tests install it. */
export function lackOfNeutron(): Lack {
  if (existsSync(NEUTRON) || !existsSync(`/var/lib/dpkg/info/${CLIENT}.list`)) return undefined;
  const version = execFileSync('dpkg-query', ['--show', '--showformat=${Version}', CLIENT], {
    encoding: 'utf8',
  });
  return `${CLIENT} ${version} of this distribution has no neutron command`;
}

const CHROMIUM = '/usr/bin/chromium';

/** It is installed before the tests where the distribution has it as a package. */
export const lackOfChromium = (): Lack =>
  existsSync(CHROMIUM) ? undefined : `this distribution has no package chromium (${CHROMIUM})`;

/** The body of a suite, as mocha calls it. */
type Body = (this: { timeout(ms: number): unknown }) => void;

interface Describe {
  (title: string, body: Body): unknown;
  readonly skip: (title: string, body: Body) => unknown;
}

/** `describe`, but with a lack its tests are skipped, not failed: the reporter counts them and prints the reason. */
export const describeUnless =
  (lack: Lack, describe: Describe) =>
  (title: string, body: Body): void => {
    if (lack === undefined) describe(title, body);
    else Object.assign(describe.skip(title, body) as object, { lacking: lack });
  };
