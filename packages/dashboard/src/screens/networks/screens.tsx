import { KindItemScreen, KindListScreen } from './kind-screen.tsx';
import { useFloatingIpKind } from './use-floating-ip-kind.tsx';
import { useNetworkKind } from './use-network-kind.tsx';
import { usePortKind } from './use-port-kind.tsx';
import { useRouterKind } from './use-router-kind.tsx';
import { useSubnetKind } from './use-subnet-kind.tsx';

export const NetworksScreen = () => <KindListScreen kind={useNetworkKind()} />;
export const NetworkScreen = () => <KindItemScreen kind={useNetworkKind()} />;
export const SubnetsScreen = () => <KindListScreen kind={useSubnetKind()} />;
export const SubnetScreen = () => <KindItemScreen kind={useSubnetKind()} />;
export const PortsScreen = () => <KindListScreen kind={usePortKind()} />;
export const PortScreen = () => <KindItemScreen kind={usePortKind()} />;
export const RoutersScreen = () => <KindListScreen kind={useRouterKind()} />;
export const RouterScreen = () => <KindItemScreen kind={useRouterKind()} />;
export const FloatingIpsScreen = () => <KindListScreen kind={useFloatingIpKind()} />;
export const FloatingIpScreen = () => <KindItemScreen kind={useFloatingIpKind()} />;
