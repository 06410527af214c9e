import { posix } from 'node:path';
import type { Layers } from './layers.ts';
import { type SourceFile, roomOf } from './source-tree.ts';

/** What is wrong with a table, in words; empty when it describes the sources. */
export function judgeLayers(layers: Layers, files: readonly SourceFile[]): readonly string[] {
  return [...missingRooms(layers, files), ...unusedArrows(layers, files), ...circles(layers)];
}

function missingRooms(layers: Layers, files: readonly SourceFile[]): string[] {
  const homeless = files.filter(({ path }) => roomOf(layers, path) === undefined);
  const folders = new Set(homeless.map(({ path }) => posix.dirname(path)));
  const used = new Set(files.map(({ path }) => roomOf(layers, path)));
  const empty = Object.keys(layers).filter((room) => !used.has(room));
  return [
    ...[...folders].map((folder) => `folder ${folder} is in no room of the table`),
    ...empty.map((room) => `room ${room} has no files`),
  ];
}

function unusedArrows(layers: Layers, files: readonly SourceFile[]): string[] {
  const used = new Set(
    files.flatMap(({ path, imports }) =>
      imports.map((target) => `${roomOf(layers, path)} -> ${roomOf(layers, target)}`),
    ),
  );
  return Object.entries(layers)
    .flatMap(([room, targets]) => targets.map((target) => `${room} -> ${target}`))
    .filter((arrow) => !used.has(arrow))
    .map((arrow) => `${arrow} is allowed, but not used`);
}

/** Takes away rooms without arrows until none is left; what remains is in circles, or above one. */
function circles(layers: Layers): string[] {
  const rest = new Map(Object.entries(layers));
  for (let size = -1; size !== rest.size;) {
    size = rest.size;
    for (const [room, targets] of rest) if (!targets.some((target) => rest.has(target))) rest.delete(room);
  }
  return rest.size === 0 ? [] : [`a circle among ${[...rest.keys()].join(', ')}`];
}
