import own from '../../package.json' with { type: 'json' };

/** Of the server's package; part of the program when it is built. */
export const serverVersion = (): string => own.version;
