/** A version that was given out, and the commit that it is. */
export interface Release {
  readonly version: string;
  readonly commit: string;
}

const HEADING = /^## (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)\n\nCommit `([0-9a-f]{40})`/m;

/** The newest one in CHANGELOG.md: tags may be missing in a clone. Pure. @throws Error when there is none */
export function newestRelease(changelog: string): Release {
  const [, version, commit] = HEADING.exec(changelog) ?? [];
  if (version === undefined || commit === undefined)
    throw new Error('CHANGELOG.md has no heading "## X.Y.Z (YYYY-MM-DD)" with a "Commit `...`." below it');
  return { version, commit };
}
