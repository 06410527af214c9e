import { basename } from 'node:path';

const KNOWN: Record<string, string> = { 'beam.smp': 'RabbitMQ', postgres: 'PostgreSQL' };

/** The name of a process in a list: its program, or for programs of this repository which one it is. */
export function programName(command: readonly string[]): string {
  const [file = '', script] = command;
  const ours = /packages\/(\w+)\/dist\/(?:(\w+)\/)?main\.js$/.exec(script ?? '');
  if (ours === null) return KNOWN[basename(file)] ?? basename(file);
  return ours[2] === 'backends' ? 'web back end' : (ours[1] ?? '');
}
