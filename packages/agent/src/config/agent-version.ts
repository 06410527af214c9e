import own from '../../package.json' with { type: 'json' };

/** Of the agent's package; part of the program when it is built. */
export const agentVersion = (): string => own.version;
