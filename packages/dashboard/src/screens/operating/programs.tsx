import type { InstalledProgram } from '../../api/operating.ts';
import { useText } from '../../text/index.ts';

/** What is installed on a host, and which of it its devices do not run yet. */
export function Programs({ programs }: { readonly programs: readonly InstalledProgram[] }) {
  const { operating: text } = useText();
  return programs.map(({ name, version, others }) => (
    <div key={name}>
      {version === null ? text.programBroken(name) : text.programOf(name, version)}
      {others > 0 && <div className="lb-subtle">{text.programOthers(others)}</div>}
    </div>
  ));
}
