/** Why the devices of an agent that is silent are not moved to others; NULL when they are, or will be. */
export const whyNotMovedSql = (agent: string): string => `(CASE
  WHEN NOT ${agent}.admin_state_up THEN 'the agent is administratively down: its devices stay'
  WHEN ${agent}.lease_s IS NULL THEN 'its host holds no lease, so nothing says that it has stopped answering'
  WHEN ${agent}.id = ANY ((SELECT b.agents FROM failover_brake b WHERE b.lifted_at IS NULL)::uuid[])
    THEN 'too many agents have fallen silent at once: nothing is moved until they are back, or the brake is lifted'
  END)`;
