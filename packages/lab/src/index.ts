export type { Postgres, PostgresOptions } from './services/postgres.ts';
export { startPostgres } from './services/postgres.ts';
export type { Rabbitmq, RabbitmqOptions } from './services/rabbitmq.ts';
export { startRabbitmq } from './services/rabbitmq.ts';
export { freshDatabase, freshPrefix, sharedPostgres, sharedRabbitmq } from './testing/shared-services.ts';
