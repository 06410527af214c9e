export { routingPart } from './routing-part.ts';
