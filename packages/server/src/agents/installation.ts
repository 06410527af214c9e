/** What an agent counts as that does not say which installation it is: it is older than the ids. */
const UNKNOWN_INSTALLATION = '00000000-0000-0000-0000-000000000000';

interface Sender {
  readonly installation_id?: string;
}

export const installationOf = ({ installation_id }: Sender): string =>
  installation_id ?? UNKNOWN_INSTALLATION;

/** Whether a name that belongs to `holder` is not for `sender`. */
export const isForeign = (holder: string, sender: string): boolean =>
  holder !== UNKNOWN_INSTALLATION && holder !== sender;

/** isForeign in SQL; `agent` is an alias of the agents, `sender` a parameter. */
export const foreignSql = (agent: string, sender: string): string =>
  `(${agent}.installation_id NOT IN (${sender}::uuid, '${UNKNOWN_INSTALLATION}'))`;

/**
 * The agent's time of the last word on something. What came before the current run began is no newer than its start:
 * the clock of the host may have been set back between the runs. `told` is a row with both times, `agent` an agent.
 */
export const sinceRunSql = (told: string, agent: string): string =>
  `(CASE WHEN ${told}.received_at < ${agent}.run_since THEN least(${told}.reported_at, ${agent}.started_at)
    ELSE ${told}.reported_at END)`;

/** Whether a refusal can be addressed to it. */
export const isKnown = (installation: string): boolean => installation !== UNKNOWN_INSTALLATION;
