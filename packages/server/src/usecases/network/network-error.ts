/** Errors of networks, subnets and ports (reference 1.3 and 1.8): type -> HTTP status. */
export const NETWORK_ERRORS = {
  NetworkNotFound: 404,
  SubnetNotFound: 404,
  PortNotFound: 404,
  NetworkInUse: 409,
  SubnetInUse: 409,
  ServicePortInUse: 409,
  L3PortInUse: 409,
  IpAddressInUse: 409,
  MacAddressInUse: 409,
  IpAddressGenerationFailure: 409,
  MacAddressGenerationFailure: 503,
  InvalidIpForNetwork: 400,
  InvalidInput: 400,
} as const;

export type NetworkErrorType = keyof typeof NETWORK_ERRORS;

export class NetworkError extends Error {
  readonly type: NetworkErrorType;
  readonly status: number;

  constructor(type: NetworkErrorType, message: string) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = NETWORK_ERRORS[type];
  }
}
