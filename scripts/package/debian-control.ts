/** The fields of a package in Debian's archive. */
export interface Control {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly section: string;
  readonly depends: readonly string[];
  readonly recommends?: readonly string[];
  readonly suggests?: readonly string[];
  readonly conflicts?: readonly string[];
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
}

export const MAINTAINER = 'LBaaS maintainers <maintainers@lbaas.invalid>';

/** deb-control(5). Pure. */
export function controlFile(control: Control, installedKib: number): string {
  const fields: Readonly<Record<string, string | undefined>> = {
    Package: control.package,
    Version: control.version,
    Section: control.section,
    Priority: 'optional',
    Architecture: control.architecture,
    Depends: list(control.depends),
    Recommends: list(control.recommends),
    Suggests: list(control.suggests),
    Conflicts: list(control.conflicts),
    'Installed-Size': String(installedKib),
    Maintainer: MAINTAINER,
    Description: [control.summary, ...paragraphs(control.description)].join('\n'),
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${lines.join('\n')}\n`;
}

const list = (names: readonly string[] = []): string | undefined =>
  names.length === 0 ? undefined : names.join(', ');

const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((text, index) => [...(index === 0 ? [] : [' .']), ...folded(text)]);

function folded(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length >= 76) lines.push(` ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The newest entry of a changelog in Debian's form: what has changed is told elsewhere. Pure. */
export function changelog(name: string, version: string, epoch: number): string {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium\n\n  * What has changed: CHANGELOG.md of the sources.\n\n -- ${MAINTAINER}  ${date}\n`;
}

export const copyrightFile = (thirdParty: string): string => `Load balancers as a service
Copyright: the LBaaS authors
License: Apache-2.0

On Debian systems, the text of the Apache License, version 2.0, is in
/usr/share/common-licenses/Apache-2.0.

${thirdParty}`;
