import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { debianVersion } from '../../scripts/package/debian-version.ts';
import { newestRelease } from '../../scripts/releases/newest-release.ts';
import { previousRelease, releasePackages } from '../../scripts/releases/release-packages.ts';
import own from '../../package.json' with { type: 'json' };

const COMMIT = 'd6be1f704c6e885e54adbf0128e857b4ed59f4ee';
const OLDER = `## 0.1.0 (2026-01-02)\n\nCommit \`${COMMIT.replaceAll('d', 'e')}\`.\n`;

const isOlder = (one: string, other: string): boolean => {
  try {
    execFileSync('dpkg', ['--compare-versions', one, 'lt', other]);
    return true;
  } catch {
    return false;
  }
};

describe('versions', () => {
  it('are read from the changelog, the newest first', () => {
    const changelog = `# Changelog\n\n## Unreleased\n\n- x\n\n## 0.2.0 (2026-11-30)\n\nCommit \`${COMMIT}\`.\n\n${OLDER}`;
    expect(newestRelease(changelog)).to.deep.equal({ version: '0.2.0', commit: COMMIT });
    expect(() => newestRelease('# Changelog\n\n## Unreleased\n')).to.throw('no heading');
    expect(() => newestRelease('## 0.2.0 (2026-11-30)\n\n- x\n')).to.throw('no heading');
  });

  it('of packages sort as they were made: the one before, this tree, what it becomes', () => {
    const { version } = previousRelease();
    expect(isOlder(version, debianVersion(own.version)), `${version} < ${own.version}`).to.equal(true);
    expect(debianVersion('0.2.0-dev')).to.equal('0.2.0~dev');
    expect(isOlder('0.2.0~dev', '0.2.0')).to.equal(true);
  });

  it('need their history: a clone without it says so', async () => {
    const unknown = { version: '0.0.9', commit: 'f'.repeat(40) };
    const failure = await releasePackages(unknown).catch((error: Error) => error.message);
    expect(failure).to.match(/does not reach back to 0\.0\.9 \(f{40}\): git fetch --unshallow/);
  });
});
