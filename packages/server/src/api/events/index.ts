export type { EventsPartOptions } from './events-part.ts';
export { eventsPart } from './events-part.ts';
