import type { JsonSchema } from '../http/json-schema.ts';
import type { RawQuery } from '../http/query.ts';
import type { AttributeMap } from './attribute.ts';

/** What a dialect decides about resources: how they are owned, listed and written. */
export interface ResourceDialect {
  /** Path of everything that it serves, such as `/v1`. */
  readonly prefix: string;
  /** The attribute that names the project of an object, in bodies, answers and queries. */
  readonly ownerAttribute: string;
  readonly successes: Successes;
  readonly lists: ListForm;
}

/** HTTP statuses of what is done. */
export interface Successes {
  readonly create: number;
  readonly update: number;
  readonly remove: number;
}

/** The words of lists: what a query may ask, and how an answer leads to the next page. */
export interface ListForm {
  /**
   * @param attributes of the resource, for a dialect that refuses filters by anything else
   * @throws ApiError
   */
  readonly read: (query: RawQuery, attributes: AttributeMap) => AskedList;
  /** What the answer has beside the objects when it is a page. */
  readonly links: (page: Page) => Readonly<Record<string, unknown>>;
  readonly docs: ListDocs;
}

/** What a query asks of a list, as sent. */
export interface AskedList {
  /** Attributes that are wanted; empty = all. */
  readonly fields: readonly string[];
  readonly limit: string | undefined;
  readonly marker: string | undefined;
  /** The page that ends before the marker. */
  readonly isReverse: boolean;
  readonly sort: readonly AskedSort[];
  /** All other names. */
  readonly filters: RawQuery;
}

export interface AskedSort {
  readonly key: string | undefined;
  /** `asc` or `desc`, unless the caller is wrong. */
  readonly direction: string | undefined;
}

/** A page that has been read. */
export interface Page {
  /** Name of the list in the answer. */
  readonly collection: string;
  /** Absolute address of this page, with its query. */
  readonly url: string;
  readonly limit: number;
  readonly isReverse: boolean;
  /** In the order of the answer. */
  readonly ids: readonly string[];
}

/** For the API reference. */
export interface ListDocs {
  /** The parameter that chooses attributes, of lists and of single objects. */
  readonly fields: JsonSchema;
  /** The other parameters, but for the filters. */
  readonly parameters: (sortable: readonly string[]) => readonly JsonSchema[];
  /** Schemas of what `links` gives, by name. */
  readonly links: (collection: string) => Readonly<Record<string, JsonSchema>>;
}
