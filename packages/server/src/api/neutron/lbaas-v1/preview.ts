import type { Tx } from '../../../persistence/index.ts';
import { associateHealthMonitors } from '../../../usecases/balancing/associate-health-monitors.ts';
import type { CallContext } from '../../../usecases/call-context.ts';
import type { DevicePreview, DryRuns } from '../../../usecases/dry-run/index.ts';
import { ApiError } from '../../../usecases/errors.ts';
import type { Quotas } from '../../../usecases/quota/quotas.ts';
import { createFloatingIp } from '../../../usecases/routing/create-floating-ip.ts';
import type { Call, CallDefinition } from '../../http/call.ts';
import { type JsonSchema, TEXT_SCHEMA, exactly, listOf, orNull } from '../../http/json-schema.ts';
import { wireError } from '../../http/wording.ts';
import { modelWord } from '../../resource/definition.ts';
import { EFFECT_SCHEMA, PLAN_SCHEMA } from '../../resource/dry-run.ts';
import { ERROR_FORM } from '../refusals.ts';
import {
  type JudgedBody,
  type Mistake,
  type Part,
  type Resources,
  judgeBody,
  pathOf,
} from './preview-body.ts';

export interface PreviewOptions {
  readonly dryRuns: DryRuns;
  /** @default none */
  readonly quotas?: Quotas | undefined;
}

const OBJECT: JsonSchema = { type: 'object' };

const REQUEST = exactly({
  loadbalancer: {
    type: 'object',
    properties: {
      pool: { ...OBJECT, description: 'as in POST /lb/pools' },
      vip: { ...orNull(OBJECT), description: 'as in POST /lb/vips, without pool_id' },
      members: { ...listOf(OBJECT), description: 'as in POST /lb/members, without pool_id' },
      health_monitors: { ...listOf(OBJECT), description: 'as in POST /lb/health_monitors' },
      floating_network_id: { ...orNull(TEXT_SCHEMA), description: 'the external network of a floating IP' },
    },
    required: ['pool'],
  },
});

const ANSWER = exactly({
  preview: exactly({
    errors: listOf(exactly({ path: TEXT_SCHEMA, type: TEXT_SCHEMA, message: TEXT_SCHEMA })),
    files: listOf(exactly({ name: TEXT_SCHEMA, text: TEXT_SCHEMA })),
    steps: PLAN_SCHEMA,
    effect: EFFECT_SCHEMA,
    refusal: orNull(TEXT_SCHEMA),
    reason: orNull(TEXT_SCHEMA),
  }),
});

const EXAMPLE = {
  loadbalancer: {
    pool: {
      name: 'web',
      subnet_id: '8b2c0d4e-1f3a-4b5c-8d7e-9f0a1b2c3d4e',
      protocol: 'HTTP',
      lb_method: 'ROUND_ROBIN',
    },
    vip: { subnet_id: '8b2c0d4e-1f3a-4b5c-8d7e-9f0a1b2c3d4e', protocol: 'HTTP', protocol_port: 80 },
    members: [{ address: '10.0.0.11', protocol_port: 8080 }],
    health_monitors: [{ type: 'HTTP', delay: 5, timeout: 3, max_retries: 3 }],
  },
};

/** POST /lb/loadbalancers/preview: what a whole load balancer that is not there would be, and what is wrong with it. */
export const previewCall = (options: PreviewOptions, resources: Resources): CallDefinition => ({
  method: 'POST',
  path: '/lb/loadbalancers/preview',
  docs: {
    summary: 'Preview a load balancer that does not exist yet',
    tag: 'lb',
    request: REQUEST,
    example: EXAMPLE,
    answer: ANSWER,
  },
  run: (call) => preview(options, resources, call),
});

async function preview(options: PreviewOptions, resources: Resources, call: Call): Promise<unknown> {
  const judged = judgeBody(resources, call.context, call.body);
  if (judged.mistakes.length > 0) return answer(judged.mistakes);
  const creation = new Creation(options.quotas, call.context, judged);
  try {
    const { result: poolId, devices } = await options.dryRuns.run(call.context, (writes) =>
      writes.transaction((tx) => creation.run(tx)),
    );
    return answer(
      [],
      devices.find(({ device_id }) => device_id === poolId),
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.retryable || error.status >= 500) throw error;
    return answer([{ path: pathOf(creation.path, error), error }]);
  }
}

/** All parts of a load balancer, one after the other. It may run again. */
class Creation {
  readonly #quotas: Quotas | undefined;
  readonly #context: CallContext;
  readonly #body: JudgedBody;
  /** Of the part that is being created. */
  path = '';

  constructor(quotas: Quotas | undefined, context: CallContext, body: JudgedBody) {
    this.#quotas = quotas;
    this.#context = context;
    this.#body = body;
  }

  /** @returns the id of the pool */
  async run(tx: Tx): Promise<string> {
    const [pool, ...others] = this.#body.parts;
    if (pool === undefined) throw new Error('a body without a pool is a mistake');
    const poolId = await this.#create(tx, pool);
    for (const part of others) {
      const id = await this.#create(tx, { ...part, input: { ...part.input, ...ofPool(part, poolId) } });
      if (modelWord(part.definition) !== 'health_monitor') continue;
      await associateHealthMonitors(tx, this.#context, { poolId, monitorIds: [id] });
    }
    const { floatingNetworkId } = this.#body;
    if (floatingNetworkId !== undefined) await this.#createFloatingIp(tx, floatingNetworkId, pool, poolId);
    return poolId;
  }

  async #create(tx: Tx, { path, definition, input }: Part): Promise<string> {
    this.path = path;
    this.#quotas?.charge(tx, modelWord(definition), [String(input['projectId'])]);
    const { create, createMany } = definition;
    if (create !== undefined) return await create(tx, this.#context, input);
    const [id = ''] = (await createMany?.(tx, this.#context, [input])) ?? [];
    return id;
  }

  async #createFloatingIp(tx: Tx, floatingNetworkId: string, pool: Part, poolId: string): Promise<void> {
    this.path = 'floating_network_id';
    const projectId = String(pool.input['projectId']);
    this.#quotas?.charge(tx, 'floatingip', [projectId]);
    const [balancer] = await tx.query<{ port: string }>(VIP_PORT, [poolId]);
    await createFloatingIp(tx, this.#context, { projectId, floatingNetworkId, portId: balancer?.port });
  }
}

const VIP_PORT = 'SELECT vip_port_id AS port FROM load_balancers WHERE id = $1';

const ofPool = ({ definition }: Part, poolId: string): { readonly poolId?: string } =>
  'pool_id' in definition.attributes ? { poolId } : {};

const answer = (mistakes: readonly Mistake[], device?: DevicePreview) => ({
  preview: {
    errors: mistakes.map(({ path, error }) => {
      const { type, message } = wireError(ERROR_FORM.wordings, error);
      return { path, type, message };
    }),
    files: (device?.files ?? []).flatMap(({ name, after }) =>
      after === null ? [] : [{ name, text: after }],
    ),
    steps: device?.plan ?? [],
    effect: device === undefined ? 'none' : device.effect,
    refusal: device?.refusal ?? null,
    reason: device?.reason ?? null,
  },
});
