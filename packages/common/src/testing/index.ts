export { RpcWorld } from '../amqp/testing/rpc-world.ts';
