export { Earshot } from './earshot.ts';
export { KernelLease } from './kernel-lease.ts';
export { type SilenceRules, SilentPorts } from './silent-ports.ts';
