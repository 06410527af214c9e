export * as steps from './steps.ts';
export {
  monitorName,
  nameOfPool,
  subnetName,
  subnetOptions,
  useExternalNetworks,
  useFloatingIpOptions,
  useFloatingIps,
  useMemberPorts,
  useMonitors,
  useNetworks,
  usePools,
  useProviders,
  useSubnets,
} from './choices.ts';
export { useFields } from './use-fields.ts';
