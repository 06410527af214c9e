import { type PageBlock, blocksIn, withBlocks } from '../../support/page-blocks.ts';

/** A command of the tutorial, and what it prints according to the tutorial. */
export interface Exchange {
  readonly command: string;
  readonly output: string;
}

/** What the reader does in a section. A block of `sh` is one command that prints nothing. */
export const exchangesIn = (page: string, title: string): readonly Exchange[] =>
  blocksIn(page, title).flatMap(exchangesOf);

/** The page with other outputs in a section, in the order of its commands. */
export function withOutputs(page: string, title: string, outputs: readonly string[]): string {
  const left = [...outputs];
  return withBlocks(page, title, (block) =>
    exchangesOf(block)
      .map(({ command }) => (block.language === 'sh' ? command : `$ ${command}\n`) + (left.shift() ?? ''))
      .join(''),
  );
}

const exchangesOf = ({ language, text }: PageBlock): Exchange[] =>
  language === 'sh' ? [{ command: text, output: '' }] : dialogue(text);

/** A line that begins with `$ ` is a command; the lines that follow are what it prints. */
const dialogue = (text: string): Exchange[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((each) => {
      const end = each.indexOf('\n') + 1;
      return { command: each.slice(0, end).trimEnd(), output: each.slice(end) };
    });

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
