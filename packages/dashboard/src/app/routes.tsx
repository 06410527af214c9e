import { type ComponentType, Suspense, lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { LoadBalancersScreen } from '../screens/load-balancers/load-balancers-screen.tsx';
import { useText } from '../text/index.ts';
import { Screen } from '../ui/screen.tsx';
import { EmptyBlock, LoadingBlock } from '../ui/states.tsx';

interface ScreenRoute {
  readonly path: string;
  readonly screen: ComponentType<Record<string, never>> | ComponentType;
}

const horizon = () => import('../screens/horizon/index.ts');
const wizard = () => import('../screens/wizard/index.ts');
const operating = () => import('../screens/operating/index.ts');
const OPERATING: readonly ScreenRoute[] = [
  { path: '/operating/agents', screen: lazy(async () => ({ default: (await operating()).AgentsScreen })) },
  { path: '/operating/agents/:id', screen: lazy(async () => ({ default: (await operating()).AgentScreen })) },
  { path: '/operating/devices', screen: lazy(async () => ({ default: (await operating()).DevicesScreen })) },
  { path: '/operating/quotas', screen: lazy(async () => ({ default: (await operating()).QuotasScreen })) },
  { path: '/operating/audit-log', screen: lazy(async () => ({ default: (await operating()).AuditScreen })) },
  {
    path: '/operating/diagnostics',
    screen: lazy(async () => ({ default: (await operating()).DiagnosticsScreen })),
  },
  {
    path: '/operating/service-providers',
    screen: lazy(async () => ({ default: (await operating()).ProvidersScreen })),
  },
];

const networks = () => import('../screens/networks/index.ts');
/** What has a name comes before what has an id. */
const NETWORKS: readonly ScreenRoute[] = [
  { path: '/networks', screen: lazy(async () => ({ default: (await networks()).NetworksScreen })) },
  { path: '/networks/subnets', screen: lazy(async () => ({ default: (await networks()).SubnetsScreen })) },
  { path: '/networks/subnets/:id', screen: lazy(async () => ({ default: (await networks()).SubnetScreen })) },
  { path: '/networks/ports', screen: lazy(async () => ({ default: (await networks()).PortsScreen })) },
  { path: '/networks/ports/:id', screen: lazy(async () => ({ default: (await networks()).PortScreen })) },
  { path: '/networks/routers', screen: lazy(async () => ({ default: (await networks()).RoutersScreen })) },
  { path: '/networks/routers/:id', screen: lazy(async () => ({ default: (await networks()).RouterScreen })) },
  {
    path: '/networks/floating-ips',
    screen: lazy(async () => ({ default: (await networks()).FloatingIpsScreen })),
  },
  {
    path: '/networks/floating-ips/:id',
    screen: lazy(async () => ({ default: (await networks()).FloatingIpScreen })),
  },
  { path: '/networks/topology', screen: lazy(async () => ({ default: (await networks()).TopologyScreen })) },
  { path: '/networks/:id', screen: lazy(async () => ({ default: (await networks()).NetworkScreen })) },
];

/** The first screen comes with the page; load the others with `lazy`. */
const ROUTES: readonly ScreenRoute[] = [
  { path: '/load-balancers', screen: LoadBalancersScreen },
  {
    path: '/load-balancers/:id',
    screen: lazy(async () => {
      const { LoadBalancerScreen } = await import('../screens/load-balancer/load-balancer-screen.tsx');
      return { default: LoadBalancerScreen };
    }),
  },
  { path: '/create', screen: lazy(async () => ({ default: (await wizard()).WizardScreen })) },
  { path: '/pools', screen: lazy(async () => ({ default: (await horizon()).PoolsScreen })) },
  { path: '/pools/:id', screen: lazy(async () => ({ default: (await horizon()).PoolScreen })) },
  { path: '/vips/:id', screen: lazy(async () => ({ default: (await horizon()).VipScreen })) },
  { path: '/members', screen: lazy(async () => ({ default: (await horizon()).MembersScreen })) },
  { path: '/members/:id', screen: lazy(async () => ({ default: (await horizon()).MemberScreen })) },
  { path: '/monitors', screen: lazy(async () => ({ default: (await horizon()).MonitorsScreen })) },
  { path: '/monitors/:id', screen: lazy(async () => ({ default: (await horizon()).MonitorScreen })) },
  ...NETWORKS,
  ...OPERATING,
];

export function Routes() {
  return (
    <Suspense fallback={<LoadingBlock />}>
      <Switch>
        <Route path="/">
          <Redirect to="/load-balancers" replace />
        </Route>
        <Route path="/operating">
          <Redirect to="/operating/agents" replace />
        </Route>
        {ROUTES.map(({ path, screen: Found }) => (
          <Route key={path} path={path}>
            <Found />
          </Route>
        ))}
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  );
}

function NotFound() {
  const { common } = useText();
  return (
    <Screen title={common.notFoundTitle}>
      <EmptyBlock title={common.notFoundTitle} body={common.notFoundBody} />
    </Screen>
  );
}
