import { freshPrefix, sharedRabbitmq } from '@lbaas/lab';
import { expect } from 'chai';
import type { Finding } from '../runtime/index.ts';
import { brokerItems } from './broker-item.ts';

describe('brokerItems', function () {
  this.timeout(90_000);
  let url: URL;

  before(async () => {
    url = new URL((await sharedRabbitmq()).url);
  });

  const lookAt = (amqp_url: string, amqp_prefix: string): Promise<Finding[]> =>
    Promise.all(brokerItems({ amqp_url, amqp_prefix }).map(async (item) => await item.look()));

  const look = (changes: Partial<URL>, amqp_prefix = freshPrefix()) => {
    const changed = Object.assign(new URL(url), changes);
    return lookAt(changed.href, amqp_prefix).then(([finding]) => finding);
  };

  it('names the broker, and what is not there yet', async () => {
    const finding = await look({});
    expect(finding?.verdict).to.equal('note');
    expect(finding?.words).to.match(/^RabbitMQ \d.* takes the account; no exchange "t\w+" yet/);
    expect(await look({}, 'amq.topic')).to.deep.include({ verdict: 'ok' });
  });

  it('looks at each of several', async () => {
    const other = Object.assign(new URL(url), { port: '1' });
    const findings = await lookAt(`${url.href},${other.href}`, 'amq.topic');
    expect(findings.map(({ verdict }) => verdict)).to.deep.equal(['ok', 'failed']);
  });

  it('says what is wrong with the account, the virtual host, the port and the name', async () => {
    for (const [changes, words] of [
      [{ password: 'wrong' }, 'refuses the account'],
      [{ username: 'nobody' }, 'refuses the account "nobody"'],
      [{ pathname: '/nowhere' }, 'has no virtual host "nowhere"'],
      [{ port: '1' }, 'nobody listens at 127.0.0.1:1'],
      [{ hostname: 'broker.invalid' }, 'is not known'],
    ] as const) {
      const finding = await look(changes);
      expect(finding?.verdict).to.equal('failed');
      expect(finding?.words, finding?.words).to.contain(words).and.not.to.contain('wrong');
    }
  });
});
