export interface ManPage {
  readonly name: string;
  readonly section: 5 | 8;
  /** What follows the name in lists of manuals. */
  readonly summary: string;
  readonly version: string;
  /** When it was written, in seconds since 1970. */
  readonly epoch: number;
  readonly sections: Readonly<Record<string, readonly Block[]>>;
}

/** A paragraph, or a term with its explanation. Words between backquotes are set in bold. */
export type Block = string | { readonly term: string; readonly text: string };

/** A manual page in the macros of man(7). Pure. */
export function manPage({ name, section, summary, version, epoch, sections }: ManPage): string {
  const date = new Date(epoch * 1000).toISOString().slice(0, 10);
  const title = [name.toUpperCase(), section, date, `lbaas ${version}`, 'Load balancers as a service'];
  return [
    `.TH ${title.map((word) => `"${escaped(String(word))}"`).join(' ')}`,
    '.SH NAME',
    `${escaped(name)} \\- ${escaped(summary)}`,
    ...Object.entries(sections).flatMap(([heading, blocks]) => [`.SH ${heading}`, ...blocks.flatMap(lines)]),
    '',
  ].join('\n');
}

const lines = (block: Block): string[] =>
  typeof block === 'string' ? ['.PP', marked(block)] : ['.TP', marked(block.term), marked(block.text)];

const marked = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? escaped(part) : `\\fB${escaped(part)}\\fR`))
    .join('')
    // A line that begins with one of these would be a request.
    .replace(/^(?=[.'])/gm, '\\&');

/** A hyphen is a minus sign here, so that it can be searched for and copied. */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
