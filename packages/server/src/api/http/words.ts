/** What a dialect calls the resources of the model, such as `{ listener: 'frontend' }`; the others have the model's names. */
export type Words = Readonly<Record<string, string>>;

export const wordOf = (words: Words, resource: string): string =>
  Object.hasOwn(words, resource) ? (words[resource] ?? resource) : resource;
