import RouteIcon from '@patternfly/react-icons/icons/route-icon';
import { Link } from 'wouter';
import { ROUTERS, type Router } from '../../api/networks.ts';
import { createOne, deleteOne, updateOne } from '../../api/resources.ts';
import { type Act, type Field, changesOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { nameColumn } from './linked-columns.tsx';
import { createAttributes, updateAttributes } from './attributes.ts';
import type { Kind } from './kind.ts';
import { NetworkStatusLabel } from './network-status-label.tsx';
import { RouterInterfaces } from './router-interfaces.tsx';
import { useChangeGuard } from './use-change-guard.ts';
import { useNames } from './use-names.ts';
import { useRouterActs } from './use-router-acts.tsx';

export function useRouterKind(): Kind<Router> {
  const { common, networks: text } = useText();
  const names = useNames();
  const guard = useChangeGuard();
  const nameOf = ({ id, name }: Router): string => name || common.unnamed(id);
  const acts = useRouterActs(nameOf);
  const fields: readonly Field[] = [
    { name: 'name', label: common.name, kind: 'text' },
    { name: 'admin_state_up', label: text.adminUp, kind: 'switch' },
  ];
  const edit = (router: Router): Act => {
    const initial = { name: router.name, admin_state_up: String(router.admin_state_up) };
    return {
      title: text.edit(nameOf(router)),
      fields,
      initial,
      submitText: common.save,
      run: (values) => updateOne(ROUTERS, router.id, updateAttributes(changesOf(initial, values))),
      done: text.saved(nameOf(router)),
    };
  };
  const remove = (router: Router): Act => ({
    title: text.deleteTitle(nameOf(router)),
    intro: text.deleteRouter,
    submitText: common.delete,
    isDanger: true,
    run: () => deleteOne(ROUTERS, router.id),
    done: text.deleted(nameOf(router)),
  });
  return {
    resource: ROUTERS,
    path: '/networks/routers',
    title: text.routers,
    nameOf,
    sortKey: 'name',
    filter: { name: 'name', label: text.filterName },
    columns: [
      nameColumn({ title: common.name, path: '/networks/routers', nameOf }),
      {
        key: 'status',
        title: common.status,
        cell: (row) => (
          <NetworkStatusLabel status={row.status} description={row.status_description} name={nameOf(row)} />
        ),
      },
      {
        key: 'gateway',
        title: text.externalGateway,
        cell: ({ external_gateway_info: gateway }) =>
          gateway === null ? (
            common.none
          ) : (
            <>
              <Link to={`/networks/${gateway.network_id}`}>
                <bdi>{names.network(gateway.network_id)}</bdi>
              </Link>
              {gateway.external_fixed_ips?.map(({ ip_address: address }) => (
                <div key={address}>{address}</div>
              ))}
            </>
          ),
      },
      { key: 'project', title: text.project, cell: ({ tenant_id: project }) => <bdi>{project}</bdi> },
    ],
    details: [
      { key: 'interfaces', title: text.interfaces, cell: ({ id }) => <RouterInterfaces routerId={id} /> },
    ],
    create: {
      title: text.createRouter,
      act: {
        title: text.createRouter,
        fields,
        initial: { admin_state_up: 'true' },
        submitText: text.create,
        run: (values) => createOne(ROUTERS, createAttributes(values)),
        done: text.created(text.router),
      },
    },
    actions: (row, ask) => [
      { title: common.edit, onClick: () => ask(edit(row)), ...guard },
      row.external_gateway_info === null
        ? { title: text.setGateway, onClick: () => ask(acts.setGateway(row)), ...guard }
        : { title: text.clearGateway, onClick: () => ask(acts.clearGateway(row)), ...guard },
      { title: text.addInterface, onClick: () => ask(acts.addInterface(row)), ...guard },
      { title: text.removeInterface, onClick: () => acts.removeInterface(row, ask), ...guard },
      { title: common.delete, onClick: () => ask(remove(row)), isDanger: true, ...guard },
    ],
    empty: { title: text.noRouters, body: text.noRoutersBody, icon: RouteIcon },
  };
}
