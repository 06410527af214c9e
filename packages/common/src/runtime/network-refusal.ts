interface Wanted {
  /** Host and port, or a directory. */
  readonly place: string;
  /** What should listen there. */
  readonly program: string;
  /** The setting that names the place. */
  readonly setting: string;
}

/** Why a place cannot be connected to, in words that say what to do; undefined = it is something else. Pure. */
export function networkRefusal(
  code: string | undefined,
  { place, program, setting }: Wanted,
): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
    // Of a unix socket.
    case 'ENOENT':
      return `nobody listens at ${place}: start ${program}, or correct host and port in ${setting}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of ${place} is not known: correct ${setting}, or the name service of this host`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${place} cannot be reached: look at routes and firewalls between here and there`;
    case undefined:
    default:
      return undefined;
  }
}
