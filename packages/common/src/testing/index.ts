export { RpcWorld } from '../amqp/testing/rpc-world.ts';
export { bundled } from './bundled.ts';
export { loadBalancerOf } from './load-balancer-of.ts';
