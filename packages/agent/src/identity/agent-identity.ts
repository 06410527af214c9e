/** Who this agent is to the servers. */
export interface AgentIdentity {
  /** The name of the host, which may be given to two hosts by mistake. */
  readonly host: string;
  /** The state directory in this network stack; no two living agents share it. */
  readonly installationId: string;
}

/** How every message of the agent begins. */
export const senderOf = ({ host, installationId }: AgentIdentity) => ({
  host,
  installation_id: installationId,
});
