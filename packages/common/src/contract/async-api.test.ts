import { expect } from 'chai';
import { asyncApiDocument } from './async-api.ts';
import { METHODS, METHOD_NAMES } from './messages.ts';

interface Document {
  operations: Record<string, { channel: { $ref: string }; reply?: object }>;
}

/** Follows a local reference of a JSON document; undefined when it leads nowhere. */
function resolve(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : references(value),
  );
}

describe('asyncApiDocument', () => {
  const document = JSON.parse(JSON.stringify(asyncApiDocument())) as Document;

  it('has one operation per method, on the queue that the method travels on', () => {
    expect(Object.keys(document.operations)).to.have.members(METHOD_NAMES);
    for (const name of METHOD_NAMES) {
      expect(document.operations[name]?.channel.$ref).to.equal(`#/channels/${METHODS[name].queue}`);
      expect(document.operations[name]?.reply !== undefined).to.equal(METHODS[name].kind === 'call');
    }
  });

  it('has no reference that leads nowhere', () => {
    expect(references(document)).to.not.be.empty;
    for (const reference of references(document))
      expect(resolve(document, reference), reference).to.be.an('object');
  });
});
