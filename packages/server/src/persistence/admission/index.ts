export { CallerTurns } from './caller-turns.ts';
export { TurnRefused } from './fair-turns.ts';
