export { type RoutingOptions, routingPart } from './routing-part.ts';
