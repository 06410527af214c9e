import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A hierarchy of control groups of this machine, and the group in it that the hosts are below. */
export interface Hierarchy {
  readonly kind: 'v1' | 'named' | 'v2';
  /** Of the mount. */
  readonly options: string;
  readonly name: string;
  readonly group: string;
}

/**
 * Below the group of this process, so that what limits it limits the hosts too. Only where version 2 is alone, at the
 * top: a group of it with processes cannot hand on its controllers.
 */
export function hierarchies(own: string): Hierarchy[] {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return lines.flatMap((line): Hierarchy[] => {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const mount = mounts.find(([, , type = '', options = '']) =>
      controllers === ''
        ? type === 'cgroup2'
        : type === 'cgroup' && `,${options},`.includes(`,${controllers},`),
    );
    const at = mount?.[1];
    if (at === undefined) return [];
    const group = join(at, controllers === '' && at === '/sys/fs/cgroup' ? '/' : path, own);
    const name = basename(at);
    if (controllers === '') return [{ kind: 'v2', options: '-', name, group }];
    return controllers.startsWith('name=')
      ? [{ kind: 'named', options: `none,${controllers}`, name, group }]
      : [{ kind: 'v1', options: controllers, name, group }];
  });
}

/** Makes a group in every hierarchy. @returns the files that a process joins it by */
export function makeGroup(all: readonly Hierarchy[], name: string): string[] {
  return all.map(({ group }) => {
    const at = join(group, name);
    mkdirSync(at, { recursive: true });
    handOnProcessors(group, at);
    return join(at, 'cgroup.procs');
  });
}

/** In version 1 a new group has no processor and no memory until it is given some. */
function handOnProcessors(group: string, at: string): void {
  if (!existsSync(join(at, 'cpuset.cpu_exclusive'))) return;
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    writeFileSync(join(group, file), readFileSync(join(dirname(group), file)));
    writeFileSync(join(at, file), readFileSync(join(group, file)));
  }
}
