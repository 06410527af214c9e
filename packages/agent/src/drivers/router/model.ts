import type { Traffic } from '../traffic.ts';

/** What a router must be, in the words of nft. */
export interface RenderedRouter {
  /** The commands that make the rules, in the order of execution; what is there already may stay there. */
  readonly rules: readonly string[];
  /** A digest of the rules: what carries it was made by them. */
  readonly digest: string;
  readonly floatingIps: FloatingIps;
}

/** The inside address of each floating IP, both in the canonical form. */
export type FloatingIps = ReadonlyMap<string, string>;

/** What the kernel shows of a router. */
export type ObservedRouter =
  | { readonly running: false }
  | {
      readonly running: true;
      /** Of the nft that is in the namespace. */
      readonly insider: number | undefined;
      /** Of the last change that was made here. */
      readonly generation: number;
      /** Whether packets pass between the links of the namespace, IPv4 and IPv6. */
      readonly forwards: boolean;
      /** Of the rules that were applied last. */
      readonly digest: string;
      /** Whether they are as they were after that; nobody has changed them by hand. */
      readonly intact: boolean;
      readonly floatingIps: FloatingIps;
      readonly traffic: Traffic;
      /** The names of the chains that carry the facts above. */
      readonly markers: readonly string[];
    };
