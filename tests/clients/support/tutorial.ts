/** A command of the tutorial, and what it prints according to the tutorial. */
export interface Exchange {
  readonly command: string;
  readonly output: string;
}

/** The fenced blocks of the section of a Markdown page whose heading is `## title`, in their order. */
const BLOCK = /^```(sh|console)\n(.*?)^```$/gms;

/** What the reader does in a section. A block of `sh` is one command that prints nothing. */
export const exchangesIn = (page: string, title: string): readonly Exchange[] =>
  [...sectionOf(page, title).matchAll(BLOCK)].flatMap(([, language, text = '']) =>
    language === 'sh' ? [{ command: text, output: '' }] : dialogue(text),
  );

/** The page with other outputs in a section, in the order of its commands. */
export function withOutputs(page: string, title: string, outputs: readonly string[]): string {
  const left = [...outputs];
  const section = sectionOf(page, title);
  const written = section.replaceAll(BLOCK, (block, language: string, text: string) => {
    const commands = language === 'sh' ? [text] : dialogue(text).map(({ command }) => `$ ${command}\n`);
    const lines = commands.map((command) => command + (left.shift() ?? ''));
    return block.replace(text, () => lines.join(''));
  });
  return page.replace(section, () => written);
}

/** A line that begins with `$ ` is a command; the lines that follow are what it prints. */
const dialogue = (text: string): Exchange[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((each) => {
      const end = each.indexOf('\n') + 1;
      return { command: each.slice(0, end).trimEnd(), output: each.slice(end) };
    });

function sectionOf(page: string, title: string): string {
  const [, after] = page.split(`\n## ${title}\n`);
  if (after === undefined) throw new Error(`the page has no section "${title}"`);
  return after.split(/^## /m)[0] ?? '';
}

const VARYING = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{2}(?::[0-9a-f]{2}){5}|agent-\d+/g;

/**
 * Commands and outputs as one text. An id, a MAC address or an agent is written as its number in the order of their
 * first appearance, so two texts are alike when the same things are named in the same places.
 */
export function transcript(exchanges: readonly Exchange[]): string {
  const text = exchanges.map(({ command, output }) => `$ ${command}\n${output}`).join('');
  const known = [...new Set(text.match(VARYING))];
  return text.replaceAll(VARYING, (value) => {
    const name = `<${known.indexOf(value) + 1}>`;
    // Of the same width, as in the tables of clients.
    return name.padEnd(value.length);
  });
}
