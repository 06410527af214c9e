import { createLogger, loadConfig } from '@lbaas/common/runtime';
import { API_GATE, API_SERVER } from './wiring/api.ts';
import { ServerConfigSchema } from './config/server-config.ts';
import { createContainer } from './wiring/container.ts';

/** Nothing connects to them: the server is put together, not started. */
const NOWHERE = { LBAAS_DATABASE_URL: 'postgres://nowhere/', LBAAS_AMQP_URL: 'amqp://nowhere/' };

/** The OpenAPI document that a server with default settings serves. */
export async function apiReference(): Promise<unknown> {
  const config = loadConfig(ServerConfigSchema, { env: NOWHERE });
  const container = createContainer(config, createLogger({ name: 'api-reference', level: 'silent' }));
  container.get(API_GATE).open();
  const { status, body } = await container.get(API_SERVER).read('/v2.0/openapi.json');
  if (status !== 200) throw new Error(`the API answers ${status}: ${body}`);
  return JSON.parse(body) as unknown;
}
