import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Authority,
  type IssuedCertificate,
  type Postgres,
  type Rabbitmq,
  startPostgres,
  startRabbitmq,
} from '@lbaas/lab';
import { createConnectionPool } from '@lbaas/server/persistence';

const ADDRESS = '127.0.0.1';
export const PASSWORD = 'right';

/** A broker and a database that are reached by TLS only, by clients with a certificate and a password. */
export class SecuredServices {
  readonly directory: string;
  readonly authority: Authority;
  readonly client: IssuedCertificate;
  readonly #served: IssuedCertificate;
  readonly #ports: { readonly broker: number; readonly database: number };
  #broker!: Rabbitmq;
  #database!: Postgres;

  static async start(ports: {
    readonly broker: number;
    readonly database: number;
  }): Promise<SecuredServices> {
    const services = new SecuredServices(ports);
    await services.#start();
    return services;
  }

  private constructor(ports: { readonly broker: number; readonly database: number }) {
    this.#ports = ports;
    this.directory = mkdtempSync(join(tmpdir(), 'lbaas-secured-'));
    this.authority = new Authority(join(this.directory, 'authority'));
    this.client = this.authority.issue({ name: 'lbaas' });
    this.#served = this.authority.issue({ name: 'backing.example', addresses: [ADDRESS] });
  }

  brokerUrl(password = 'lbaas', host = ADDRESS): string {
    return `amqps://lbaas:${password}@${host}:${this.#ports.broker}/`;
  }

  databaseUrl(password = PASSWORD, host = ADDRESS): string {
    return `postgres://lbaas:${password}@${host}:${this.#ports.database}/lbaas`;
  }

  /** Settings of whoever is let in. */
  get settings(): Record<string, string> {
    const { ca } = this.authority;
    const { cert, key } = this.client;
    return {
      LBAAS_AMQP_URL: this.brokerUrl(),
      LBAAS_AMQP_CA_FILE: ca,
      LBAAS_AMQP_CERT_FILE: cert,
      LBAAS_AMQP_KEY_FILE: key,
      LBAAS_DATABASE_URL: this.databaseUrl(),
      LBAAS_DATABASE_CA_FILE: ca,
      LBAAS_DATABASE_CERT_FILE: cert,
      LBAAS_DATABASE_KEY_FILE: key,
    };
  }

  /** What both show to whoever connects from now on. */
  async show(certificate: IssuedCertificate = this.#own): Promise<void> {
    copyFileSync(certificate.cert, this.#served.cert);
    copyFileSync(certificate.key, this.#served.key);
    await this.#broker.ctl(['eval', 'ssl:clear_pem_cache().']);
    copyFileSync(certificate.cert, join(this.#database.dataDir, 'tls-cert.pem'));
    copyFileSync(certificate.key, join(this.#database.dataDir, 'tls-key.pem'));
    await this.#asAdmin('SELECT pg_reload_conf()');
  }

  #own!: IssuedCertificate;

  async close(): Promise<void> {
    await Promise.all([this.#broker.stop(), this.#database.stop()]);
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    this.#own = this.authority.issue({ name: 'backing.example', addresses: [ADDRESS] });
    const tls = { ca: this.authority.ca, ...this.#served };
    const { broker, database } = this.#ports;
    const dir = (name: string): string => join(this.directory, name);
    [this.#broker, this.#database] = await Promise.all([
      startRabbitmq({ dir: dir('rabbitmq'), tls: { ...tls, port: broker }, dieWithParent: true }),
      startPostgres({
        dir: dir('postgres'),
        tls: { ...tls, port: database },
        durable: false,
        dieWithParent: true,
      }),
    ]);
    await this.#database.createDatabase('lbaas');
    await this.#asAdmin(`ALTER ROLE lbaas PASSWORD '${PASSWORD}'`);
  }

  async #asAdmin(sql: string): Promise<void> {
    const pool = createConnectionPool({ url: this.#database.adminUrl, poolSize: 1 });
    await pool.query(sql);
    await pool.end();
  }
}
