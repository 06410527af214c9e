export { eventsModule } from './events-module.ts';
