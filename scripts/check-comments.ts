/** Fails on comment lines that are too long to read: prettier wraps code, but not comments. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_LENGTH = 120;

const FOLDERS = ['packages', 'bench', 'scripts', 'tests'];
/** Rooms whose comments still have longer lines. */
const UNCHECKED = [
  'packages/server/src/agents/',
  'packages/server/src/api/',
  'packages/server/src/devices/',
  'packages/server/src/dispatch/',
  'packages/server/src/events/',
  'packages/server/src/housekeeping/',
  'packages/server/src/persistence/migrations/',
  'packages/server/src/placement/',
  'packages/server/src/reports/',
  'packages/server/src/usecases/',
  'packages/server/src/wiring/',
];

const SOURCE = /\.(?:ts|mjs|py|sh)$/;
/** Of TypeScript, SQL or a shell script. A line that is one long word, such as an address, may stay. */
const COMMENT = /^\s*(?:\/\*\*?|\*|\/\/|--|#) \S+ \S/;

const isChecked = (file: string): boolean =>
  SOURCE.test(file) &&
  !/node_modules|\/dist\//.test(file) &&
  !UNCHECKED.some((room) => file.startsWith(room));

const sourcesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter(isChecked);

const tooLong = (line: string): boolean => line.length > MAX_LENGTH && COMMENT.test(line);

const findings = FOLDERS.flatMap(sourcesUnder).flatMap((file) =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => (tooLong(line) ? [`${file}:${index + 1}: ${line.length} characters`] : [])),
);

if (findings.length > 0) {
  process.stderr.write(
    `comment lines have at most ${MAX_LENGTH} characters:\n${findings.map((finding) => `  ${finding}\n`).join('')}`,
  );
  process.exitCode = 1;
}
