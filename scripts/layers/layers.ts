/**
 * Who may import whom, room by room; what is not listed is forbidden, types included. A room is a folder of a package's
 * `src`; `.` is the files directly in `src`. `npm run gen` turns the table into rules of oxlint, and fails when a
 * folder is missing, an arrow is not used, or arrows form a circle.
 */
export type Layers = Readonly<Record<string, readonly string[]>>;

const COMMON: Layers = {
  domain: [],
  runtime: [],
  contract: ['domain'],
  amqp: ['contract', 'runtime'],
};

const SERVER: Layers = {};

const AGENT: Layers = {};

export const LAYERS: Readonly<Record<string, Layers>> = { common: COMMON, server: SERVER, agent: AGENT };

/** Packages from outside that only some rooms may import; the rooms are named with their package. */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  amqplib: ['common/amqp'],
  typeorm: ['server/persistence'],
  pg: ['server/persistence'],
  inversify: ['server/wiring', 'agent/wiring'],
};
