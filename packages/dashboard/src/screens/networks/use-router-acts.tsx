import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { ROUTERS, type Router } from '../../api/networks.ts';
import { updateOne } from '../../api/resources.ts';
import { type Act, valueOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { useToasts } from '../../ui/toasts.tsx';
import { interfacesQuery } from './router-interfaces.tsx';
import { useNames } from './use-names.ts';

const change = (router: Router, what: 'add' | 'remove', subnet: string): Promise<unknown> =>
  call('PUT', `${ROUTERS.path}/${router.id}/${what}_router_interface`, { body: { subnet_id: subnet } });

/** What a router is joined to. */
export function useRouterActs(nameOf: (router: Router) => string) {
  const { common, networks: text } = useText();
  const names = useNames();
  const client = useQueryClient();
  const say = useToasts();
  const setGateway = (router: Router): Act => ({
    title: text.setGateway,
    intro: text.setGatewayBody,
    fields: [
      {
        name: 'network_id',
        label: text.network,
        kind: 'choice',
        isRequired: true,
        emptyText: text.choose,
        options: names.networks
          .filter((network) => network['router:external'])
          .map((network) => ({ value: network.id, text: names.nameOfNetwork(network) })),
      },
    ],
    submitText: text.setGateway,
    run: (values) =>
      updateOne(ROUTERS, router.id, { external_gateway_info: { network_id: valueOf(values, 'network_id') } }),
    done: text.gatewaySet(nameOf(router)),
  });
  const clearGateway = (router: Router): Act => ({
    title: text.clearGatewayTitle(nameOf(router)),
    intro: text.clearGatewayBody,
    submitText: text.clearGateway,
    isDanger: true,
    run: () => updateOne(ROUTERS, router.id, { external_gateway_info: null }),
    done: text.gatewayCleared(nameOf(router)),
  });
  const addInterface = (router: Router): Act => ({
    title: text.addInterface,
    intro: text.addInterfaceBody,
    fields: [
      {
        name: 'subnet_id',
        label: text.subnet,
        kind: 'choice',
        isRequired: true,
        emptyText: text.choose,
        options: names.subnets.map((subnet) => ({ value: subnet.id, text: names.nameOfSubnet(subnet) })),
      },
    ],
    submitText: text.addInterface,
    run: (values) => change(router, 'add', valueOf(values, 'subnet_id')),
    done: text.interfaceAdded(nameOf(router)),
  });
  const removeInterface = (router: Router, ask: (act: Act) => void): void =>
    void client.fetchQuery(interfacesQuery(router.id)).then(
      ({ items }) =>
        ask({
          title: text.removeInterface,
          intro: text.removeInterfaceBody,
          fields: [
            {
              name: 'subnet_id',
              label: text.subnet,
              kind: 'choice',
              isRequired: true,
              emptyText: text.choose,
              options: items
                .flatMap(({ fixed_ips: ips }) => ips)
                .map(({ subnet_id: id, ip_address: address }) => ({
                  value: id,
                  text: `${names.subnet(id)} · ${address}`,
                })),
            },
          ],
          submitText: text.removeInterface,
          isDanger: true,
          run: (values) => change(router, 'remove', valueOf(values, 'subnet_id')),
          done: text.interfaceRemoved(nameOf(router)),
        }),
      (error: unknown) => say.failure(common.errorTitle, error),
    );
  return { setGateway, clearGateway, addInterface, removeInterface };
}
