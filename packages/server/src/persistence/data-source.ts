import pg from 'pg';
import { DataSource } from 'typeorm';
import { ENTITIES } from './entities/index.ts';
import { Initial1700000000001 } from './migrations/0001-initial.ts';
import { QuotasAndAudit1700000000002 } from './migrations/0002-quotas-and-audit.ts';
import { RevisionsAndIdempotency1700000000003 } from './migrations/0003-revisions-and-idempotency.ts';
import { Events1700000000004 } from './migrations/0004-events.ts';
import { ReadPaths1700000000006 } from './migrations/0006-read-paths.ts';
import { AgentIdentity1700000000005 } from './migrations/0005-agent-identity.ts';
import { EventsOfIncidents1700000000007 } from './migrations/0007-events-of-incidents.ts';
import { EventsOfTime1700000000010 } from './migrations/0010-events-of-time.ts';
import { TimesOfStatuses1700000000011 } from './migrations/0011-times-of-statuses.ts';
import { IdlePlacements1700000000012 } from './migrations/0012-idle-placements.ts';
import { EventsPerDevice1700000000013 } from './migrations/0013-events-per-device.ts';
import { WordsOfTheModel1700000000014 } from './migrations/0014-words-of-the-model.ts';
import { DeletedAgents1700000000015 } from './migrations/0015-deleted-agents.ts';
import { UnusedColumns1700000000016 } from './migrations/0016-unused-columns.ts';
import { HostCapacity1700000000019 } from './migrations/0019-host-capacity.ts';
import { Routers1700000000021 } from './migrations/0021-routers.ts';
import { HeartbeatEchoes1700000000022 } from './migrations/0022-heartbeat-echoes.ts';
import { TimesOfShown1700000000023 } from './migrations/0023-times-of-shown.ts';
import { EventsOfService1700000000024 } from './migrations/0024-events-of-service.ts';
import { FormerHosts1700000000025 } from './migrations/0025-former-hosts.ts';
import { AddressesOfMembers1700000000026 } from './migrations/0026-addresses-of-members.ts';
import { Segments1700000000027 } from './migrations/0027-segments.ts';
import { PortSecurity1700000000030 } from './migrations/0030-port-security.ts';
import { EventsOfHealth1700000000033 } from './migrations/0033-events-of-health.ts';
import { MomentsOfAgents1700000000034 } from './migrations/0034-moments-of-agents.ts';
import { PageSessions1700000000035 } from './migrations/0035-page-sessions.ts';
import { MembersDown1700000000036 } from './migrations/0036-members-down.ts';
import { Traffic1700000000037 } from './migrations/0037-traffic.ts';
import { Failover1700000000039 } from './migrations/0039-failover.ts';
import { Drains1700000000040 } from './migrations/0040-drains.ts';
import { DatabaseHistory1700000000045 } from './migrations/0045-database-history.ts';
import { RunsOfAgents1700000000046 } from './migrations/0046-runs-of-agents.ts';
import { ProgramsAndClocks1700000000047 } from './migrations/0047-programs-and-clocks.ts';
import { MembersThatTake1700000000048 } from './migrations/0048-members-that-take.ts';
import { connectionSettings, memberOf } from './connection-pool.ts';
import { type DatabaseAddress, DatabaseHosts } from './database-hosts.ts';

export interface DataSourceOptions extends DatabaseAddress {
  readonly poolSize?: number;
}

/**
 * TypeORM's view of one host of the database: schema, migrations and simple access. It is not initialised.
 * Requests go through UnitOfWork, on a pool of its own.
 */
export function createDataSource({ poolSize = 2, ...address }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    // It would look for it by name, beside the program: a bundle has it in itself.
    driver: pg,
    url: address.url,
    poolSize,
    extra: { ...connectionSettings(address.url), Client: memberOf(new DatabaseHosts(address)) },
    entities: [...ENTITIES],
    migrations: [
      Initial1700000000001,
      QuotasAndAudit1700000000002,
      RevisionsAndIdempotency1700000000003,
      Events1700000000004,
      AgentIdentity1700000000005,
      ReadPaths1700000000006,
      EventsOfIncidents1700000000007,
      EventsOfTime1700000000010,
      TimesOfStatuses1700000000011,
      IdlePlacements1700000000012,
      EventsPerDevice1700000000013,
      WordsOfTheModel1700000000014,
      DeletedAgents1700000000015,
      UnusedColumns1700000000016,
      HostCapacity1700000000019,
      Routers1700000000021,
      HeartbeatEchoes1700000000022,
      TimesOfShown1700000000023,
      EventsOfService1700000000024,
      FormerHosts1700000000025,
      AddressesOfMembers1700000000026,
      Segments1700000000027,
      PortSecurity1700000000030,
      EventsOfHealth1700000000033,
      MomentsOfAgents1700000000034,
      PageSessions1700000000035,
      MembersDown1700000000036,
      Traffic1700000000037,
      Failover1700000000039,
      Drains1700000000040,
      DatabaseHistory1700000000045,
      RunsOfAgents1700000000046,
      ProgramsAndClocks1700000000047,
      MembersThatTake1700000000048,
    ],
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    logging: false,
  });
}
