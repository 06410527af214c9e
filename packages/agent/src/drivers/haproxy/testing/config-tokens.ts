/**
 * Reads a configuration as HAProxy does (configuration manual 2.2): words, quotes, escapes and comments.
 * Written apart from the writer, so that a mistake there does not hide here.
 */
export function configTokens(text: string): string[][] {
  return text
    .split('\n')
    .map(lineTokens)
    .filter((words) => words.length > 0);
}

function lineTokens(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quote === '' && (char === ' ' || char === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && char === '#') {
      break;
    } else if (quote !== "'" && char === '\\') {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else if (quote === '' ? char === "'" || char === '"' : char === quote) {
      quote = quote === '' ? char : '';
      word ??= '';
    } else {
      word = (word ?? '') + char;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** What a configuration says apart from the values: each line's keyword and its number of words. */
export const configSkeleton = (text: string): string[] =>
  configTokens(text).map((words) => `${words[0]} ${words.length}`);
