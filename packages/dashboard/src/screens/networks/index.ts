export {
  FloatingIpScreen,
  FloatingIpsScreen,
  NetworkScreen,
  NetworksScreen,
  PortScreen,
  PortsScreen,
  RouterScreen,
  RoutersScreen,
  SubnetScreen,
  SubnetsScreen,
} from './screens.tsx';
export { TopologyScreen } from './topology-screen.tsx';
