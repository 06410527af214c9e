import type { RowOf } from '../../persistence/index.ts';

/** Exactly one of the two. */
export type InterfaceRequest = { readonly subnetId: string } | { readonly portId: string };

/** An interface that has come or gone. */
export interface ChangedInterface {
  readonly routerId: RowOf<'router_interfaces'>['router_id'];
  readonly projectId: RowOf<'routers'>['project_id'];
  readonly portId: RowOf<'router_interfaces'>['port_id'];
  readonly subnetId: RowOf<'router_interfaces'>['subnet_id'];
}
