export { DISPATCH_DEFAULTS, Dispatcher } from './dispatcher.ts';
