/** What has passed, in both directions. */
export interface Passed {
  readonly packets: number;
  readonly bytes: number;
}

/** Since the rules of the router were made. */
export interface Traffic extends Passed {
  /** By address. */
  readonly floatingIps: ReadonlyMap<string, Passed>;
}
