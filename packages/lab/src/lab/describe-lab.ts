import type { LabHost } from '../hosts/lab-host.ts';
import type { HostDescription, LabDescription } from './lab-description.ts';
import type { LabParts } from './lab-parts.ts';

export function describeLab({ run, machine, auth, servers, example }: LabParts): LabDescription {
  const apiUrls = servers.map(({ url }) => url);
  return {
    id: run.id,
    pid: process.pid,
    apiUrl: apiUrls[0] ?? '',
    apiUrls,
    admin: auth.admin,
    hosts: machine.hosts.map(describeHost),
    ...(example === undefined ? {} : { example }),
  };
}

function describeHost({ plan, namespace, init }: LabHost): HostDescription {
  const address = plan.ipv4 ?? plan.management;
  const { name, kind } = plan;
  return { name, kind, namespace, ...(address === undefined ? {} : { address }), init };
}
