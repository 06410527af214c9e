/** A fenced block of commands on a Markdown page. */
export interface PageBlock {
  /** `console`: commands behind a prompt, with what they print. */
  readonly language: 'sh' | 'console';
  readonly text: string;
}

const BLOCK = /^```(sh|console)\n(.*?)^```$/gms;

/** Those of the section whose heading is `## title`, in their order. */
export const blocksIn = (page: string, title: string): readonly PageBlock[] =>
  // The cast: the expression matches no other language.
  [...sectionOf(page, title).matchAll(BLOCK)].map(([, language, text = '']) => ({
    language: language as PageBlock['language'],
    text,
  }));

/** The page with other texts in the blocks of a section. */
export function withBlocks(page: string, title: string, change: (block: PageBlock) => string): string {
  const section = sectionOf(page, title);
  const written = section.replaceAll(BLOCK, (block, language: PageBlock['language'], text: string) =>
    block.replace(text, () => change({ language, text })),
  );
  return page.replace(section, () => written);
}

function sectionOf(page: string, title: string): string {
  const [, after] = page.split(`\n## ${title}\n`);
  if (after === undefined) throw new Error(`the page has no section "${title}"`);
  return after.split(/^## /m)[0] ?? '';
}
