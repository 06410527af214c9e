import { expect } from 'chai';
import { ApiDocument, type DocumentedCall } from './api-document.ts';

export interface CheckedAnswer {
  readonly method: string;
  /** Including the query. */
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
  /** The request body; undefined if there was none, or if it was not JSON. */
  readonly request?: unknown;
}

/** Where the document comes from: an application, or a server. */
export interface DocumentSource {
  inject(path: string): PromiseLike<{ readonly body: string }>;
}

const documents = new WeakMap<DocumentSource, Promise<ApiDocument>>();
const compiled = new Map<string, ApiDocument>();

/**
 * Expects that the API's own OpenAPI document describes an answer: an accepted body is valid for it, and a body
 * refused for its form is not.
 */
export async function checkAnswer(app: DocumentSource, answer: CheckedAnswer): Promise<void> {
  const known = documents.get(app) ?? load(app);
  documents.set(app, known);
  check(await known, answer);
}

/** Applications with the same modules share the compiled document. */
async function load(app: DocumentSource): Promise<ApiDocument> {
  const { body } = await app.inject('/v2.0/openapi.json');
  const document = compiled.get(body) ?? new ApiDocument(JSON.parse(body) as Record<string, unknown>);
  compiled.set(body, document);
  return document;
}

function check(document: ApiDocument, { method, url, status, body, request }: CheckedAnswer): void {
  const { pathname, searchParams } = new URL(url, 'http://api');
  const path = pathOf(pathname);
  if (!DOCUMENTED.test(path)) return;
  const call = document.find(method, path);
  if (call === undefined) {
    expect([401, 404, 429, 503], `${method} ${path} is not in the document`).to.include(status);
    return;
  }
  const verdict = call.answer(status, !searchParams.has('fields'));
  expect(verdict, `${call.name}: ${status} is not in the document`).to.not.equal(undefined);
  const problem = verdict?.(body);
  expect(problem, `${call.name}: ${status}\n${JSON.stringify(body)}`).to.equal(undefined);
  if (call.takesBody && request !== undefined) checkRequest(call, { status, body, request });
}

function checkRequest(
  call: DocumentedCall,
  { status, body, request }: Omit<CheckedAnswer, 'method' | 'url'>,
): void {
  const problem = call.request(request);
  const isValid = problem === undefined;
  const isExpected = status < 300 ? isValid : !isValid || !isAboutForm(status, body);
  if (isExpected) return;
  const outcome = isValid ? 'was refused for its form, but is valid' : `was taken, but ${problem}`;
  expect.fail(`${call.name}: ${JSON.stringify(request)} ${outcome}\n${status} ${JSON.stringify(body)}`);
}

/** Refusals by the attribute maps, as far as a schema can express their rules. */
function isAboutForm(status: number, body: unknown): boolean {
  if (status !== 400) return false;
  const { message = '' } = (body as { NeutronError?: { message?: string } }).NeutronError ?? {};
  return FORM.test(message) && !BEYOND_SCHEMAS.test(message);
}

const FORM =
  /^(?:Unrecognized attribute|Attribute '\w+' not allowed|Cannot update read-only|Failed to parse request|Unable to find '|Invalid input for \S+ Reason)|(?:is not an integer|cannot be converted to boolean)\.$/;

/** What a schema cannot express: storable texts, usable addresses, comparisons of two numbers, texts out of range. */
const BEYOND_SCHEMAS =
  /cannot be stored|no member can have it|no member may be|cannot be the address of a port|empty range|is not in range|is not in \[4, 6\]/;

/** The rest is for operators: health, readiness, metrics and the page that shows the document. */
const DOCUMENTED = /^\/$|^\/v2\.0(\/|$)/;

/** As the server sees it: `..` has been resolved on arrival. */
const pathOf = (pathname: string): string =>
  pathname
    .replace(/\.json$/, '')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '');
