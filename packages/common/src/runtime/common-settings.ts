import { Type } from 'typebox';
import { LOG_LEVELS } from './logger.ts';

/** The settings that every program has, with the same names and meanings. */
export const COMMON_SETTINGS = {
  amqp_url: Type.String({
    pattern: '^amqps?://',
    secret: true,
    description: 'RabbitMQ: amqp://user:password@host:port/vhost',
  }),
  amqp_prefix: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    default: 'lbaas',
    description: 'first part of the names of all exchanges and queues',
  }),
  log_level: Type.Enum([...LOG_LEVELS], {
    default: 'info',
    description: 'least severe level that is logged',
  }),
};
