import type { Metrics } from '@lbaas/common/runtime';
import type { FastifyInstance } from 'fastify';
import { sendJson } from './call.ts';
import { type Readiness, obstacleIn } from './readiness.ts';

export interface OperationsOptions {
  readonly metrics: Metrics;
  readonly readiness: () => Promise<Readiness>;
  /** More of the kind that is shown and does not count: what the server serves without, if less well. */
  readonly notes?: () => Readiness;
}

/** For whoever runs the server; outside of every dialect and without authentication. */
export function registerOperations(
  app: FastifyInstance,
  { metrics, readiness, notes = () => ({}) }: OperationsOptions,
): void {
  app.get('/healthz', async (_request, reply) => sendJson(reply, 200, { status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const parts = await readiness();
    const ready = obstacleIn(parts) === undefined;
    return sendJson(reply, ready ? 200 : 503, { ready, ...parts, ...notes() });
  });
  metrics.readSeries(
    {
      type: 'gauge',
      name: 'lbaas_ready',
      help: 'As /readyz: 1 for each part that is ok.',
      labelNames: ['part'],
    },
    async (set) => {
      for (const [part, state] of Object.entries(await readiness())) set({ part }, Number(state === 'ok'));
    },
  );
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.registry.contentType).send(await metrics.render()),
  );
}
