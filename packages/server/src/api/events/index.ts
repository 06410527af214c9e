export { eventsPart } from './events-part.ts';
