export { RpcWorld } from '../amqp/testing/rpc-world.ts';
export { loadBalancerOf } from './load-balancer-of.ts';
