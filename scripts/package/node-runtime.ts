import { mustRun } from '../engine/run.ts';
import type { Packed } from './archives.ts';
import { changelog, copyrightFile } from './debian-control.ts';
import { compressed } from './documents.ts';
import { nodeLicence } from './licences.ts';

/** In packages that every Debian has; another library would be one of the distribution that built this Node.js. */
const LIBRARIES =
  /^(?:linux-vdso|libdl|libstdc\+\+|libm|libgcc_s|libpthread|libc|libatomic|ld-linux[^.]*)\.so/;

const OVERRIDES = `# A Node.js as its makers build it: with its own copies of libraries, and with its symbols.
lbaas-runtime: embedded-library
lbaas-runtime: unstripped-binary-or-object
`;

/**
 * lbaas-runtime: the Node.js that runs this, for distributions that have an older one.
 * @throws Error when that is one of a distribution, with libraries of its own
 */
export async function nodeRuntime({ version, epoch }: { version: string; epoch: number }): Promise<Packed> {
  const linked = (await mustRun(['ldd', process.execPath])).trim().split('\n');
  const foreign = linked
    .map((line) => line.trim().replace(/^.*\//, ''))
    .filter((name) => !LIBRARIES.test(name));
  if (foreign.length > 0) {
    const what = foreign.map((line) => line.split(' ')[0]).join(', ');
    throw new Error(
      `${process.execPath} needs ${what}: packages are built with a Node.js of nodejs.org or nodesource`,
    );
  }
  const name = 'lbaas-runtime';
  const documents = `usr/share/doc/${name}`;
  return {
    control: {
      package: name,
      version: `${version}+node${process.versions.node}`,
      architecture: (await mustRun(['dpkg', '--print-architecture'])).trim(),
      section: 'javascript',
      depends: ['libc6 (>= 2.28)', 'libgcc-s1', 'libstdc++6 (>= 8)'],
      summary: 'Node.js for lbaas-server and lbaas-agent',
      description: [
        `Node.js ${process.versions.node}, for distributions that have one older than 20.19. Only lbaas-server and ` +
          'lbaas-agent use it.',
      ],
    },
    files: [
      { path: 'usr/lib/lbaas-runtime/licences.txt', content: nodeLicence() },
      { path: 'usr/lib/lbaas-runtime/node', content: { copyOf: process.execPath }, mode: 0o755 },
      {
        path: `${documents}/copyright`,
        content: copyrightFile('The licences of Node.js: /usr/lib/lbaas-runtime/licences.txt\n'),
      },
      { path: `${documents}/changelog.gz`, content: compressed(changelog(name, version, epoch)) },
      { path: `usr/share/lintian/overrides/${name}`, content: OVERRIDES },
    ],
    conffiles: [],
    scripts: {},
    isLarge: true,
  };
}
