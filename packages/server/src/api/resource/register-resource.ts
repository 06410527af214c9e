import type { FastifyInstance } from 'fastify';
import { type Tx, type UnitOfWork, expectRevision } from '../../persistence/index.ts';
import type { ApiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import type { DryRuns, Writes } from '../../usecases/dry-run/index.ts';
import type { Quotas } from '../../usecases/quota/quotas.ts';
import { Answer, type Call, type CallDefinition, registerCall } from '../http/call.ts';
import { createOnce } from './create-once.ts';
import { dryRun } from './dry-run.ts';
import { type ResourceDefinition, modelWord } from './definition.ts';
import { type Precondition, preconditionOf, requireMatch } from './if-match.ts';
import { type ListQuery, parseListQuery } from './list-query.ts';
import { type BodyDefinition, type Input, type Prepared, preparePost, preparePut } from './prepare-body.ts';
import type { ResourceDialect } from './resource-dialect.ts';
import { ResourceReader } from './resource-reader.ts';
import { answerWith, entityTag } from './revision.ts';
import { isUuid } from './validators.ts';
import type { Row } from './view.ts';

export interface ControllerOptions {
  readonly unitOfWork: UnitOfWork;
  /** Caps `limit`; undefined = no cap. */
  readonly maxPageSize?: number;
  /** What projects may have; undefined = no limits. */
  readonly quotas?: Quotas;
  /** Without it nothing has a dry run. */
  readonly dryRuns?: DryRuns;
}

export interface ResourceOptions extends ControllerOptions {
  readonly dialect: ResourceDialect;
}

/** For lists that are always cut into pages. */
const DEFAULT_PAGE_SIZE = 1000;

/** The inputs fit the definition: they went through its own attribute map. */
type Served = ResourceDefinition<Input, Input>;

/** GET list, POST, GET, PUT, DELETE of one resource. Every write answers with what its own transaction reads back. */
export function registerResource(
  app: FastifyInstance,
  definition: ResourceDefinition,
  options: ResourceOptions,
): void {
  for (const call of resourceCalls(definition, options)) registerCall(app, call);
}

/** The routes of a definition; actions that it leaves out have none. */
function resourceCalls(definition: ResourceDefinition, options: ResourceOptions): readonly CallDefinition[] {
  const served = definition as Served;
  const { path } = served;
  const one = `${path}/:id`;
  const { create, update, remove } = options.dialect.successes;
  const dry = served.dryRun === true && options.dryRuns !== undefined ? ({ dryRun: true } as const) : {};
  const controller = new ResourceController(served, options);
  const calls: CallDefinition[] = [{ method: 'GET', path, run: (call) => controller.list(call) }];
  if (!served.listOnly) calls.push({ method: 'GET', path: one, run: (call) => controller.show(call) });
  if (served.create)
    calls.push({ method: 'POST', path, status: create, ...dry, run: (call) => controller.create(call) });
  if (served.update)
    calls.push({ method: 'PUT', path: one, status: update, ...dry, run: (call) => controller.update(call) });
  if (served.remove)
    calls.push({
      method: 'DELETE',
      path: one,
      status: remove,
      ...dry,
      run: (call) => controller.remove(call),
    });
  return calls;
}

interface Target {
  readonly precondition: Precondition | undefined;
  readonly context: CallContext;
  readonly id: string;
}

class ResourceController {
  readonly #definition: Served;
  readonly #body: BodyDefinition;
  readonly #unitOfWork: UnitOfWork;
  readonly #reader: ResourceReader;
  readonly #dialect: ResourceDialect;
  readonly #maxPageSize: number | undefined;
  readonly #quotas: Quotas | undefined;
  readonly #dryRuns: DryRuns | undefined;

  constructor(definition: Served, options: ResourceOptions) {
    const { unitOfWork, dialect, maxPageSize, quotas, dryRuns } = options;
    const { ownerAttribute } = dialect;
    this.#definition = definition;
    this.#body = { ...definition, ownerAttribute, bulk: definition.createMany !== undefined };
    this.#dialect = dialect;
    this.#unitOfWork = unitOfWork;
    this.#reader = new ResourceReader(definition);
    this.#maxPageSize = maxPageSize;
    this.#quotas = quotas;
    this.#dryRuns = dryRuns;
  }

  async list({ context, query, url }: Call): Promise<unknown> {
    const { collection, authorize } = this.#definition;
    authorize?.(context);
    const { lists } = this.#dialect;
    const asked = lists.read(query, this.#definition.attributes);
    const wanted = this.#paged(parseListQuery(this.#definition, context, asked, this.#maxPageSize));
    const { objects, ids } = await this.#unitOfWork.statements((tx) =>
      this.#reader.list(tx, context, wanted),
    );
    const { limit, reverse: isReverse } = wanted;
    if (limit === undefined) return { [collection]: objects };
    return { [collection]: objects, ...lists.links({ collection, url, limit, isReverse, ids }) };
  }

  async show({ context, params, query }: Call): Promise<unknown> {
    this.#definition.authorize?.(context);
    const { fields } = this.#dialect.lists.read(query, this.#definition.attributes);
    const id = this.#existingId(params);
    const object = await this.#unitOfWork.statements((tx) => this.#reader.show(tx, context, id, fields));
    return answerWith(this.#definition.singular, object);
  }

  create(call: Call): Promise<unknown> {
    return this.#write(call, (writes) => this.#create(writes, call));
  }

  update(call: Call): Promise<unknown> {
    return this.#write(call, (writes) => this.#update(writes, call));
  }

  remove(call: Call): Promise<unknown> {
    return this.#write(call, (writes) => this.#remove(writes, call));
  }

  /** Calls are dry runs only where there are some. */
  #write(call: Call, write: (writes: Writes) => Promise<unknown>): Promise<unknown> {
    if (!call.isDryRun || this.#dryRuns === undefined) return write(this.#unitOfWork);
    return dryRun(this.#dryRuns, call, write);
  }

  async #create(writes: Writes, call: Call): Promise<unknown> {
    const { singular, collection, path, create, createMany } = this.#definition;
    const { context, body } = call;
    const prepared = preparePost(this.#body, context, body);
    const work = async (tx: Tx): Promise<() => Promise<Row>> => {
      this.#charge(tx, prepared);
      if (prepared.kind === 'many') {
        const ids = (await createMany?.(tx, context, prepared.inputs)) ?? [];
        return async () => ({ [collection]: await this.#reader.showMany(tx, context, ids) });
      }
      const id = (await create?.(tx, context, prepared.input)) ?? '';
      return async () => ({ [singular]: await this.#reader.show(tx, context, id) });
    };
    const { prefix, successes } = this.#dialect;
    const creation = { path: `${prefix}${path}`, status: successes.create, work };
    const { body: made, headers } = await createOnce(writes, call, creation);
    return new Answer(made, { ...headers, ...entityTag(made[singular]) });
  }

  async #update(writes: Writes, { context, params, body, headers }: Call): Promise<unknown> {
    const { singular, update } = this.#definition;
    const { changes, refusal } = preparePut(this.#body, context, body);
    const id = this.#existingId(params);
    const object = await this.#writeIf(
      writes,
      { precondition: preconditionOf(headers), context, id },
      async (tx) => {
        if (refusal !== undefined) throw await this.#unlessForeign(tx, { context, id }, refusal);
        await update?.(tx, context, id, changes);
        return tx.finish(() => this.#reader.show(tx, context, id));
      },
    );
    return answerWith(singular, object);
  }

  /** Only to its own project an object shows that it may not be changed so. */
  async #unlessForeign(
    tx: Tx,
    { context, id }: { readonly context: CallContext; readonly id: string },
    refusal: ApiError,
  ): Promise<ApiError> {
    const { ownerAttribute } = this.#dialect;
    const object = await this.#reader.show(tx, context, id, [ownerAttribute]);
    return object[ownerAttribute] === context.projectId ? refusal : this.#reader.notFound(id);
  }

  async #remove(writes: Writes, { context, params, headers }: Call): Promise<undefined> {
    const id = this.#existingId(params);
    await this.#writeIf(writes, { precondition: preconditionOf(headers), context, id }, async (tx) =>
      this.#definition.remove?.(tx, context, id),
    );
    return undefined;
  }

  /** Whoever changes the object meanwhile makes all of it run again, and then the revision is another one. */
  async #writeIf<T>(
    writes: Writes,
    { precondition, context, id }: Target,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    return writes.transaction(async (tx) => {
      if (precondition !== undefined) {
        const revision = await this.#reader.revision(tx, context, id);
        expectRevision(tx, id, requireMatch(precondition, revision));
      }
      return work(tx);
    });
  }

  #charge(tx: Tx, prepared: Prepared): void {
    const inputs = prepared.kind === 'one' ? [prepared.input] : prepared.inputs;
    const projectIds = inputs.map((input) => String(input['projectId']));
    this.#quotas?.charge(tx, modelWord(this.#definition), projectIds);
  }

  #paged(wanted: ListQuery): ListQuery {
    if (this.#definition.alwaysPaged !== true || wanted.limit !== undefined) return wanted;
    return { ...wanted, limit: this.#maxPageSize ?? DEFAULT_PAGE_SIZE };
  }

  /** Any other text names nothing, and is no business of the use cases. */
  #existingId(params: Call['params']): string {
    const id = params['id'] ?? '';
    if (!(this.#definition.isId ?? isUuid)(id)) throw this.#reader.notFound(id);
    return id;
  }
}
