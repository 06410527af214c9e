import { type ChannelModel, connect } from 'amqplib';
import {
  type CheckItem,
  type Finding,
  failed,
  networkRefusal,
  note,
  ok,
  tlsFault,
} from '../runtime/index.ts';
import {
  type BrokerAddress,
  type BrokerAddressSettings,
  brokerAddress,
  brokerUrls,
  tlsOptions,
} from './broker-address.ts';
import { NO_VHOST } from './broker-fault.ts';
import { topology } from './topology.ts';

export interface CheckedBroker extends BrokerAddressSettings {
  readonly amqp_prefix: string;
}

const CONNECT_DEADLINE_MS = 5_000;
const NOT_FOUND = 404;

/** Whether each broker can be reached, and takes the account. Nothing is declared there. */
export function brokerItems(settings: CheckedBroker): readonly CheckItem[] {
  const address = brokerAddress(settings);
  const urls = brokerUrls(address.url);
  return urls.map((url) => ({
    name: urls.length === 1 ? 'broker' : `broker ${url.host}`,
    look: () => lookAtBroker(url, address.tls, settings.amqp_prefix),
  }));
}

async function lookAtBroker(url: URL, tls: BrokerAddress['tls'], prefix: string): Promise<Finding> {
  let model: ChannelModel | undefined;
  try {
    model = await connect(url.href, {
      ...tlsOptions(url, tls),
      timeout: CONNECT_DEADLINE_MS,
      clientProperties: { connection_name: 'lbaas check' },
    });
    model.on('error', () => undefined);
    return await lookInside(model, url.host, prefix);
  } catch (error) {
    return failed(brokerRefusal(error as Error & { code?: string }, url));
  } finally {
    await model?.close().catch(() => undefined);
  }
}

async function lookInside(model: ChannelModel, host: string, prefix: string): Promise<Finding> {
  const { exchange } = topology(prefix);
  const { product, version } = model.connection.serverProperties;
  const words = `${product} ${version} at ${host} takes the account`;
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    await channel.checkExchange(exchange);
    return ok(words);
  } catch (error) {
    if ((error as { readonly code?: number }).code !== NOT_FOUND) throw error;
    return note(`${words}; no exchange "${exchange}" yet: the first server or agent that starts makes it`);
  }
}

/** In words that say what to do; without the password, which is in the URL. */
function brokerRefusal(error: Error & { readonly code?: string }, { host, pathname, username }: URL): string {
  const { code, message } = error;
  const ofTls = tlsFault(error, 'amqp');
  if (ofTls !== undefined) return `${host}: ${ofTls}`;
  const account = decodeURIComponent(username) || 'guest';
  if (/ACCESS.REFUSED|403/.test(message) && !NO_VHOST.test(message))
    return `${host} refuses the account "${account}": correct user and password in LBAAS_AMQP_URL, or "rabbitmqctl change_password"`;
  if (NO_VHOST.test(message)) {
    const vhost = decodeURIComponent(pathname.slice(1)) || '/';
    return `${host} has no virtual host "${vhost}" for "${account}": correct the path of LBAAS_AMQP_URL, or "rabbitmqctl add_vhost" and "set_permissions"`;
  }
  const ofNetwork = networkRefusal(code, { place: host, program: 'the broker', setting: 'LBAAS_AMQP_URL' });
  if (ofNetwork !== undefined) return ofNetwork;
  return /timeout|ETIMEDOUT/i.test(message)
    ? `${host} does not answer within ${CONNECT_DEADLINE_MS / 1000} s: look at the broker, and firewalls on the way`
    : `${host}: ${message}`;
}
