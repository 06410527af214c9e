import type { RowOf, Tx, UnitOfWork } from '../persistence/index.ts';
import { idOfSecret, newSecret, seal, unseal } from './session-secret.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Whom a session stands for. */
export interface Identity {
  /** The headers that the authenticator of the API takes for this caller. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly user: Named;
  readonly project: Named;
}

export interface Session extends Identity {
  /** What the caller wants to look at; it gives no rights. */
  readonly allProjects: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

type Row = Pick<RowOf<'page_sessions'>, 'sealed' | 'all_projects' | 'expires_at'>;

const INSERT = `INSERT INTO page_sessions (id, user_id, project_id, sealed, all_projects, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)`;

const SELECT =
  'SELECT sealed, all_projects, expires_at FROM page_sessions WHERE id = $1 AND expires_at > now()';

const CHOOSE = 'UPDATE page_sessions SET all_projects = $2 WHERE id = $1 AND expires_at > now()';

const DELETE = 'DELETE FROM page_sessions WHERE id = $1 RETURNING 1';

/** What belongs to projects and is made through the API. */
const OWNERS = ['networks', 'subnets', 'pools', 'members', 'health_monitors', 'routers', 'floating_ips']
  .map((table) => `SELECT project_id FROM ${table}`)
  .join(' UNION ');

/** More than that are not for choosing from a list. */
const MAX_OWNERS = 1000;

/**
 * Those who are signed in at the web page, at all servers together. A row holds nothing that could be used without the
 * cookie: its id is derived from the secret there, and the credentials are sealed with it.
 */
export class Sessions {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /**
   * Returns the secret of a session that begins now. The one that it takes the place of ends in the same moment, so
   * that whoever knew its secret is out.
   */
  async begin(session: Session, formerSecret?: string): Promise<string> {
    const secret = newSecret();
    const { credentials, user, project, allProjects, expiresAtMs } = session;
    const sealed = seal(secret, { credentials, user, project } satisfies Identity);
    const row = [idOfSecret(secret), user.id, project.id, sealed, allProjects, new Date(expiresAtMs)];
    await this.#unitOfWork.transaction(async (tx) => {
      if (formerSecret !== undefined) await remove(tx, formerSecret);
      await tx.query(INSERT, row);
    });
    return secret;
  }

  /** undefined when it has ended, or has never been. */
  async find(secret: string): Promise<Session | undefined> {
    const id = idOfSecret(secret);
    if (id === undefined) return undefined;
    const [row] = await this.#unitOfWork.statements((tx) => tx.query<Row>(SELECT, [id]));
    // The cast: what a secret opens was sealed by begin().
    const identity = row === undefined ? undefined : (unseal(secret, row.sealed) as Identity | undefined);
    if (row === undefined || identity === undefined) return undefined;
    return { ...identity, allProjects: row.all_projects, expiresAtMs: row.expires_at.getTime() };
  }

  async chooseAllProjects(secret: string, allProjects: boolean): Promise<void> {
    await this.#unitOfWork.statements((tx) => tx.query(CHOOSE, [idOfSecret(secret), allProjects]));
  }

  /** At all servers. */
  async end(secret: string): Promise<void> {
    await this.#unitOfWork.transaction((tx) => remove(tx, secret));
  }

  /** Projects that something belongs to. */
  async owners(): Promise<readonly string[]> {
    const sql = `SELECT project_id FROM (${OWNERS}) owners ORDER BY project_id LIMIT ${MAX_OWNERS}`;
    const rows = await this.#unitOfWork.statements((tx) => tx.query<{ project_id: string }>(sql));
    return rows.map(({ project_id: projectId }) => projectId);
  }
}

async function remove(tx: Tx, secret: string): Promise<void> {
  const removed = await tx.query(DELETE, [idOfSecret(secret) ?? null]);
  if (removed.length > 0) tx.notifyAfterCommit('lbaas_sessions');
}
