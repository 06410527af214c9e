import { compareVersions } from './compare-versions.ts';

/** How the schema of a database relates to a program. */
export type SchemaState =
  | { readonly kind: 'current' }
  | { readonly kind: 'pending'; readonly pending: readonly string[] }
  /** Made by a newer program, and good for this one. */
  | { readonly kind: 'newer'; readonly unknown: readonly string[] }
  /** A newer program has taken something away that this one uses. */
  | { readonly kind: 'too-new'; readonly needs: string };

export interface Migrations {
  /** That the database has had, by name, and those that the program has. */
  readonly applied: readonly string[];
  readonly known: readonly string[];
}

/**
 * A migration that only adds is good for the version before. One that takes away says in its name, which every program
 * finds in the database, from which version on programs do without: `UnusedTables_Needs_0_3_1700000000099` (ADR 37).
 */
const NEEDS = /_Needs_(\d+)_(\d+)_\d{13}$/;

/** @param version of the program, such as 0.2.0. Pure. */
export function stateOfSchema({ applied, known }: Migrations, version: string): SchemaState {
  const unknown = applied.filter((name) => !known.includes(name));
  const [needs] = unknown
    .flatMap((name) => NEEDS.exec(name)?.slice(1).join('.') ?? [])
    .filter((needed) => compareVersions(needed, version) > 0)
    .toSorted((one, other) => compareVersions(other, one));
  if (needs !== undefined) return { kind: 'too-new', needs };
  const pending = known.filter((name) => !applied.includes(name));
  if (pending.length > 0) return { kind: 'pending', pending };
  return unknown.length > 0 ? { kind: 'newer', unknown } : { kind: 'current' };
}
