/**
 * Records an event for agents. Agents belong to no project: only admins are told.
 * @param which a condition on `agents`
 */
export const tellOfAgentsSql = (which: string): string => `
INSERT INTO events (project_id, action, resource_type, resource_id)
SELECT '', 'status', 'agent', id FROM agents WHERE ${which} ORDER BY id`;
