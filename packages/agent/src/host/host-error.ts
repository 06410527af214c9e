/**
 * What the host refused, in words for an operator. Callers match `code`.
 *
 * - `not_configured`: a setting of this agent is missing or wrong; trying again gives the same until it is changed.
 * - `refused`: the kernel does not take the change.
 * - `address_taken`: another host has the address; nothing of it was added.
 * - `silenced`: the port may not send, and the servers have not said yet that it may again.
 * - `name_taken`: another device of this host has the name of a link.
 * - `lost`: a program could not run or did not answer in time.
 */
export type HostErrorCode =
  'not_configured' | 'refused' | 'address_taken' | 'silenced' | 'name_taken' | 'lost';

export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
