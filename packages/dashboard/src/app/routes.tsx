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
];

export function Routes() {
  return (
    <Suspense fallback={<LoadingBlock />}>
      <Switch>
        <Route path="/">
          <Redirect to="/load-balancers" replace />
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
