export * as steps from './steps.ts';
export {
  monitorName,
  nameOfPool,
  subnetName,
  subnetOptions,
  useFloatingIpOptions,
  useMemberPorts,
  useMonitors,
  usePools,
  useProviders,
  useSubnets,
} from './choices.ts';
export { useLoadBalancerActions } from './use-load-balancer-actions.ts';
export { useFields } from './use-fields.ts';
