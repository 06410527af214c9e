/** Rows of a table as the client draws it, by column heading. Lines of one cell are joined by `\n`. */
export function readTable(text: string): Record<string, string>[] {
  const [head = [], ...body] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const rows: string[][] = [];
  for (const cells of body) {
    const above = rows.at(-1);
    if (cells[0] === '' && above !== undefined) cells.forEach((cell, at) => extend(above, at, cell));
    else rows.push(cells);
  }
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
}

/** The table of one object: values by field. */
export const readFields = (text: string): Record<string, string> =>
  Object.fromEntries(readTable(text).map(({ Field = '', Value = '' }) => [Field, Value]));

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function extend(cells: string[], at: number, more: string): void {
  if (more !== '') cells[at] = `${cells[at] ?? ''}\n${more}`;
}
