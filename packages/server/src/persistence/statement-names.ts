const names = new Map<string, string>();

/** Limit of prepared statements per connection; any further text is planned each time. */
const MAX_STATEMENTS = 500;

/** The name under which a fixed SQL text stays prepared on a connection; undefined when there are too many. */
export function statementName(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}
