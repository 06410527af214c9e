import { parseJson } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Inside } from './observe-inside.ts';

const TextsSchema = Type.Array(Type.String());
const LinkSchema = Type.Object({
  index: Type.Integer(),
  name: Type.String(),
  peerIndex: Type.Optional(Type.Integer()),
  kind: Type.Optional(Type.String()),
  macAddress: Type.String(),
  mtu: Type.Integer(),
  up: Type.Boolean(),
  carrier: Type.Boolean(),
  master: Type.Optional(Type.String()),
  mark: Type.Optional(Type.String()),
  peerNamespace: Type.Optional(Type.Integer()),
});
const InsideSchema = Type.Object({
  inside: LinkSchema,
  strangers: TextsSchema,
  addresses: TextsSchema,
  routes: Type.Array(Type.Object({ destination: Type.String(), via: Type.String() })),
  rules: TextsSchema,
  onLink: TextsSchema,
  loopback: Type.Boolean(),
});
const RecordSchema = Type.Object({
  boot: Type.String(),
  network: Type.String(),
  links: TextsSchema,
  fingerprint: Type.String(),
  ports: Type.Array(InsideSchema),
});
const record = Compile(RecordSchema);

/** How the kernel shows a namespace, and the links of the ports in it. */
export interface Sight {
  readonly boot: string;
  readonly network: string;
  readonly links: readonly string[];
  readonly fingerprint: string;
}

export type Recalled = Omit<Inside, 'neighbours'>;

/** What goes on record. Neighbours come and go, and are always read. Pure. */
export const recordOf = (sight: Sight, ports: readonly Inside[]): string =>
  JSON.stringify({ ...sight, ports: ports.map((port) => ({ ...port, neighbours: undefined })) });

/** What was read of the ports, if it was at the same sight; undefined for any other text. Pure. */
export function recall(text: string, { boot, network, links, fingerprint }: Sight): Recalled[] | undefined {
  const found = parseJson(text);
  if (!record.Check(found) || found.fingerprint !== fingerprint) return undefined;
  if (found.boot !== boot || found.network !== network) return undefined;
  if (found.links.join(' ') !== links.join(' ') || found.ports.length !== links.length) return undefined;
  return found.ports.map((port) => ({ ...port, inside: { ...NO_DETAILS, ...port.inside } }));
}

const NO_DETAILS = {
  peerIndex: undefined,
  kind: undefined,
  master: undefined,
  mark: undefined,
  peerNamespace: undefined,
  segment: undefined,
};
