import { posix } from 'node:path';
import { type Layers, OUTSIDE } from './layers.ts';
import { type SourceFile, roomOf } from './source-tree.ts';

interface ForbiddenPackage {
  readonly name: string;
  readonly message: string;
}
interface ForbiddenFiles {
  readonly group: readonly string[];
  readonly message: string;
}
export interface Override {
  readonly files: readonly string[];
  readonly rules: {
    readonly 'no-restricted-imports': readonly [
      'error',
      { readonly paths: readonly ForbiddenPackage[]; readonly patterns: readonly ForbiddenFiles[] },
    ];
  };
}

/**
 * One override for each folder of a package: a pattern is compared with the text of an import, so it depends on how
 * deep the importing file is.
 */
export function layerRules(name: string, layers: Layers, files: readonly SourceFile[]): readonly Override[] {
  const extension = files.some(({ path }) => path.endsWith('.tsx')) ? '{ts,tsx}' : 'ts';
  const folders = [...new Set(files.map(({ path }) => posix.dirname(path)))].sort();
  return folders.map((folder) => {
    const room = roomOf(layers, `${folder}/x.ts`) ?? '.';
    const glob = posix.join('packages', name, 'src', folder, `*.${extension}`);
    return {
      files: [glob],
      rules: {
        'no-restricted-imports': [
          'error',
          { paths: outside(name, folder), patterns: inside(layers, room, { folder, extension }) },
        ],
      },
    };
  });
}

function outside(name: string, folder: string): ForbiddenPackage[] {
  const path = `${name}/${folder}/`;
  return Object.entries(OUTSIDE)
    .filter(([, rooms]) => !rooms.some((room) => path.startsWith(`${room}/`)))
    .map(([library, rooms]) => ({ name: library, message: `only ${rooms.join(' and ')} may import it` }));
}

interface Place {
  readonly folder: string;
  readonly extension: string;
}

function inside(layers: Layers, room: string, place: Place): ForbiddenFiles[] {
  const allowed = new Set([room, ...(layers[room] ?? [])]);
  const rooms = Object.keys(layers);
  const forbidden = rooms
    .filter((other) => !allowed.has(other))
    .flatMap((other) => patterns(rooms, other, place));
  const packages = {
    group: ['**/dist/**', '**/packages/*/src/**'],
    message: 'packages talk through their exports',
  };
  const message = `${room} may import ${[...allowed].slice(1).join(', ') || 'no other room'} (scripts/layers/layers.ts)`;
  return forbidden.length === 0 ? [packages] : [packages, { group: forbidden, message }];
}

/** A room with rooms below it stands for its own files only. */
function patterns(rooms: readonly string[], room: string, { folder, extension }: Place): string[] {
  const path = posix.relative(folder, room) || '.';
  const hasRoomsBelow = room === '.' || rooms.some((other) => other.startsWith(`${room}/`));
  const prefix = path.startsWith('.') ? path : `./${path}`;
  return [`${prefix}/${hasRoomsBelow ? `*.${extension}` : '**'}`];
}
