/**
 * Which course of events this database has, as a UUID. It is read, not stored: a dump that is restored makes its tables
 * anew, in this cluster or another one, so nothing has to notice that. What copies the files of the cluster (a standby,
 * which is to go on with the same history, and a backup of them) changes neither; for the backup an administrator
 * raises `restores` (ADR 35).
 */
export const HISTORY_ID = `(
  SELECT md5(c.system_identifier || ' ' || d.oid || ' ' || 'devices'::regclass::oid || ' ' || coalesce(h.restores, 0))::uuid
  FROM pg_control_system() c JOIN pg_database d ON d.datname = current_database() LEFT JOIN database_history h ON true)`;
