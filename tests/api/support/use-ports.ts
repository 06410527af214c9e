import {
  type Answer,
  type Client,
  type NetworkSuite,
  type Port,
  newNetwork,
  useNetworkApi,
} from './network-fixture.ts';

/** The network API, and for each test a network of alice's for ports. */
export interface PortSuite extends NetworkSuite {
  readonly networkId: string;
  /** Creates a port on the network, as alice. */
  readonly post: (fields: object) => Promise<Answer>;
  /** Changes a port, as alice or somebody else. */
  readonly put: (port: Port, fields: object, client?: Client) => Promise<Answer>;
}

export function usePorts(): PortSuite {
  const api = useNetworkApi();
  let networkId = '';
  beforeEach(async () => {
    networkId = (await newNetwork(api.alice)).id;
  });
  return {
    ...api,
    get networkId(): string {
      return networkId;
    },
    post: (fields) => api.alice.post('/ports', { port: { network_id: networkId, ...fields } }),
    put: (port, fields, client = api.alice) => client.put(`/ports/${port.id}`, { port: fields }),
  };
}
