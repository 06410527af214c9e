import type { Bind, ServiceIdentifier } from 'inversify';

/** Names a part of a program, with the type of the part. */
export type Token<T> = ServiceIdentifier<T>;

/** One token per part, each under the name that the maker knows the part by. */
export type Tokens<Parts> = { readonly [Name in keyof Parts]: Token<Parts[Name]> };

/** Two tokens of one name are two tokens: the name is for messages. */
export const token = <T>(name: string): Token<T> => Symbol(name);

/**
 * Binds a token to what is made of other parts, once per container. Parts are named, not counted: two parts of one type
 * cannot change places unnoticed.
 */
export function bindWith<T, Parts extends object>(
  bind: Bind,
  target: Token<T>,
  tokens: Tokens<Parts>,
  make: (parts: Parts) => T,
): void {
  const names = Object.keys(tokens);
  const inOrder = Object.values<Token<unknown>>(tokens);
  bind(target)
    // The cast: each name of Parts has a token, and the container answers them in their order.
    .toResolvedValue((...parts: unknown[]) => make(named(names, parts) as Parts), inOrder)
    .inSingletonScope();
}

const named = (names: readonly string[], parts: readonly unknown[]): object =>
  Object.fromEntries(names.map((name, index) => [name, parts[index]]));
