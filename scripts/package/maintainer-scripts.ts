import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEBIAN = fileURLToPath(new URL('../../deploy/debian/', import.meta.url));
const NAMES = ['preinst', 'postinst', 'prerm', 'postrm'] as const;

/** What differs between the programs in the files that they share. */
export interface Unit {
  readonly unit: string;
  readonly program: string;
  readonly settings: string;
}

/** A file of deploy/debian. */
export const debianFile = (name: string, unit: Unit): string =>
  readFileSync(join(DEBIAN, name), 'utf8')
    .replaceAll('@UNIT@', unit.unit)
    .replaceAll('@PROGRAM@', unit.program)
    .replaceAll('@SETTINGS@', unit.settings);

/**
 * Each is the part of the package, then the part that all units have; before a removal the unit is stopped first. After
 * debhelper's dh_installsystemd, except that an upgrade does not start what was stopped.
 */
export function maintainerScripts(unit: Unit): Record<string, string> {
  const scripts = NAMES.map((name) => {
    const own = existsSync(join(DEBIAN, unit.unit, name)) ? [debianFile(`${unit.unit}/${name}`, unit)] : [];
    const shared = [debianFile(`unit.${name}`, unit)];
    const parts = name === 'prerm' ? [...shared, ...own] : [...own, ...shared];
    return [name, ['#!/bin/sh\nset -e\n', ...parts].join('\n')] as const;
  });
  return Object.fromEntries(scripts);
}
