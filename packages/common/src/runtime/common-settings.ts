import { Type } from 'typebox';
import { LOG_LEVELS } from './logger.ts';

/** The settings that every program has, with the same names and meanings. */
export const COMMON_SETTINGS = {
  amqp_url: Type.String({
    pattern: '^amqps?://[^,]+(, *amqps?://[^,]+)*$',
    secret: true,
    description:
      'RabbitMQ: amqp://user:password@host:port/vhost, or amqps: for TLS; the members of a cluster are separated by ' +
      'commas and tried in turn',
  }),
  amqp_ca_file: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'PEM file with the authority that has signed the certificate of RabbitMQ; without it those that Node.js trusts',
    }),
  ),
  amqp_cert_file: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'PEM file with the certificate that is shown to RabbitMQ, if that asks for one',
    }),
  ),
  amqp_key_file: Type.Optional(
    Type.String({
      minLength: 1,
      privateKey: true,
      description: 'PEM file with the key of amqp_cert_file; not readable by everyone',
    }),
  ),
  amqp_prefix: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    default: 'lbaas',
    description: 'first part of the names of all exchanges and queues',
  }),
  amqp_queues: Type.Enum(['local', 'replicated'], {
    default: 'local',
    description:
      'replicated = for a cluster of three or more: what must not be lost is in quorum queues, and the other queues ' +
      'move when their broker stops. The same for servers and agents',
  }),
  log_level: Type.Enum([...LOG_LEVELS], {
    default: 'info',
    description: 'least severe level that is logged',
  }),
};
