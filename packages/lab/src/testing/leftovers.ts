import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What is left of the lab `id`: namespaces, running processes that mention it, its run directory. */
export function leftoversOf(run: { readonly id: string; readonly path: string }): string[] {
  const namespaces = readdirSync('/run/netns').filter((name) => name.startsWith(`${run.id}-`));
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => mentions(pid, run.path) || mentions(pid, `${run.id}-`))
    .map((pid) => `process ${pid}`);
  return [...namespaces, ...processes, ...(existsSync(run.path) ? [run.path] : [])];
}

/** A zombie has no command line, so it does not count. */
function mentions(pid: string, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
  } catch {
    return false;
  }
}
