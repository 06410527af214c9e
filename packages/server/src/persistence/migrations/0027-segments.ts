import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE networks ADD COLUMN segmentation_id integer,
  DROP CONSTRAINT networks_type_check, DROP CONSTRAINT networks_flat_check,
  ADD CONSTRAINT networks_type_check CHECK (network_type IN ('flat', 'vlan', 'vxlan', 'local')),
  ADD CONSTRAINT networks_flat_check CHECK ((network_type IN ('flat', 'vlan')) = (physical_network IS NOT NULL)),
  ADD CONSTRAINT networks_segment_check CHECK ((network_type IN ('vlan', 'vxlan')) = (segmentation_id IS NOT NULL));
CREATE UNIQUE INDEX networks_vlan_key ON networks (physical_network, segmentation_id) WHERE network_type = 'vlan';
CREATE UNIQUE INDEX networks_vxlan_key ON networks (segmentation_id) WHERE network_type = 'vxlan';
ALTER TABLE agents ADD COLUMN tunnel_ip inet,
  ADD COLUMN network_types text[];
CREATE TABLE network_hosts (
  network_id uuid NOT NULL,
  device_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  physical_network text,
  segmentation_id integer NOT NULL,
  tunnel_ip inet,
  PRIMARY KEY (network_id, device_id, agent_id)
);
`;

const DOWN = `
DROP TABLE network_hosts;
ALTER TABLE agents DROP COLUMN tunnel_ip, DROP COLUMN network_types;
DROP INDEX networks_vlan_key;
DROP INDEX networks_vxlan_key;
ALTER TABLE networks DROP CONSTRAINT networks_segment_check,
  DROP CONSTRAINT networks_type_check, DROP CONSTRAINT networks_flat_check,
  ADD CONSTRAINT networks_type_check CHECK (network_type IN ('flat', 'local')),
  ADD CONSTRAINT networks_flat_check CHECK ((network_type = 'flat') = (physical_network IS NOT NULL)),
  DROP COLUMN segmentation_id;
`;

/**
 * Networks with a VLAN id or a VNI, and the hosts that carry them: a row stays until its host has confirmed that the
 * device is not on the network any more, even when network, device or agent are gone, so nothing is referenced.
 */
export class Segments1700000000027 implements MigrationInterface {
  readonly name = 'Segments1700000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
