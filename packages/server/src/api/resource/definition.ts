import type { Tx } from '../../persistence/index.ts';
import type { ErrorCode } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { AttributeMap } from './attribute.ts';
import type { JsonSchema } from '../http/json-schema.ts';
import type { Bind, View } from './view.ts';

/**
 * A resource: what the generic controller needs to serve it (`registerResource`). An action that is left out is not
 * routed (404). `Input` and `Changes` are the attribute map's values under their inside names (`fieldOf`).
 */
export interface ResourceDefinition<Input = never, Changes = never> {
  /** Body wrapper of one object, such as `pool`, and of a list, such as `pools`. */
  readonly singular: string;
  readonly collection: string;
  /** What the model calls it, where the dialect has another word. @default `singular` */
  readonly resource?: string;
  /** What the API reference calls one of it, and several. @default the names of the wrappers */
  readonly prose?: { readonly one: string; readonly many: string };
  /** Below the prefix of the dialect, such as `/lb/pools`. */
  readonly path: string;
  /** Its placeholder is `{id}`. */
  readonly notFound: ErrorCode;
  readonly attributes: AttributeMap;
  readonly view: View;
  /** What lists can be narrowed by beside their attributes. */
  readonly filters?: Readonly<Record<string, ListFilter>>;
  /** What its ids look like; default: a UUID in canonical form. */
  readonly isId?: (text: string) => boolean;
  /** A list is cut into pages even when nobody asks for a limit: it may be too long for one answer. */
  readonly alwaysPaged?: true;
  /** Nothing but the list is routed. */
  readonly listOnly?: true;
  /** Its writes take `dry_run`. */
  readonly dryRun?: true;
  /** Refuses callers who may not read any of it. @throws ApiError */
  readonly authorize?: (context: CallContext) => void;
  /** Writes one object and returns its id. Runs in a transaction that may be repeated. */
  readonly create?: (tx: Tx, context: CallContext, input: Input) => Promise<string>;
  /** Present = `{collection: [...]}` is accepted; all or nothing, ids in the order of the inputs. */
  readonly createMany?: (
    tx: Tx,
    context: CallContext,
    inputs: readonly Input[],
  ) => Promise<readonly string[]>;
  /** Changes only what is named. @throws ApiError notFound when the caller cannot see it */
  readonly update?: (tx: Tx, context: CallContext, id: string, changes: Changes) => Promise<void>;
  /** @throws ApiError notFound when the caller cannot see it */
  readonly remove?: (tx: Tx, context: CallContext, id: string) => Promise<void>;
}

/** A parameter of a list that is no attribute. */
export interface ListFilter {
  /** One line for the API reference. */
  readonly description: string;
  readonly schema: JsonSchema;
  /** A condition; `bind` gives the placeholder of a value. @throws ApiError InvalidInput */
  readonly condition: (values: readonly string[], bind: Bind) => string;
}

/** What the model calls a resource. */
export const modelWord = ({
  resource,
  singular,
}: Pick<ResourceDefinition, 'resource' | 'singular'>): string => resource ?? singular;
