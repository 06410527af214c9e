import { mustRun } from './run.ts';

export type DebianRelease = 'bookworm' | 'trixie';

export interface DebianMirror {
  readonly url: string;
  /** Lines of a sources.list: the release with its updates, as this machine reaches them. */
  readonly sources: readonly string[];
}

/**
 * Where this machine gets Debian 12 from; undefined when its package sources have none. Another release is where that
 * one is.
 */
export async function debianMirror(release: DebianRelease = 'bookworm'): Promise<DebianMirror | undefined> {
  const format = '$(REPO_URI) $(RELEASE)';
  const targets = await mustRun(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const suites = [...new Set(targets.split('\n'))].map((line) => line.split(' '));
  const url = suites.find(([, suite]) => suite === 'bookworm')?.[0];
  if (url === undefined) return undefined;
  const sources = suites
    .filter(([, suite = '']) => suite.startsWith('bookworm'))
    .map(([uri, suite = '']) => `deb ${uri} ${suite.replace('bookworm', release)} main`);
  return { url, sources };
}
