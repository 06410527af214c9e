import { eventually } from '@lbaas/common/runtime';
import { expect } from 'chai';
import { whoServes } from '../e2e/support/client.ts';
import { describeOnPage } from './support/page-world.ts';
import { useVisitor } from './support/use-visitor.ts';

const LB_SUBNET = 'lb-subnet (192.168.40.0/24)';
const FLOATING = /192\.168\.10\.\d+/;
const MEMBERS = ['10.0.0.11', '10.0.0.12'] as const;

describeOnPage('a newcomer at the web page', (world) => {
  const { visitor } = useVisitor(world, '/pools');

  /** The office is served by both members, one after the other. */
  const served = (port: number, address: string): Promise<void> =>
    eventually(
      async () => {
        const names = await whoServes(world.lab, `http://${address}:${port}/`, 4);
        expect([...new Set(names)].sort()).to.deep.equal(['web-1', 'web-2']);
      },
      { withinMs: 90_000, everyMs: 200 },
    );

  it('walks through the three tabs to a balancer that the office reaches by its floating IP', async () => {
    const { hands } = visitor;
    await hands.press('Add pool');
    await hands.answer({ Name: 'walked', Subnet: LB_SUBNET, Protocol: 'HTTP' });
    await hands.send('Add pool', 'Pool: created');
    await hands.do({
      action: 'Add VIP',
      of: 'walked',
      answers: { Name: 'walked-vip', 'Protocol port': '8081' },
      says: 'VIP: created',
    });

    await hands.walkTo('Members');
    for (const address of MEMBERS) {
      await hands.press('Add member');
      await hands.answer({ Pool: 'walked', 'IP address': address, 'Protocol port': '8080' });
      await hands.send('Add member', 'Member: created');
    }

    await hands.walkTo('Monitors');
    await hands.press('Add monitor');
    await hands.answer({ Timeout: '1', Delay: '1', 'Max retries': '2' });
    await hands.send('Add monitor', 'Monitor: created');

    await hands.walkTo('Pools');
    await hands.do({
      action: 'Associate monitor',
      of: 'walked',
      answers: { Monitor: 'HTTP: url:/ method:GET codes:200 delay:1 retries:2 timeout:1' },
      button: 'Associate',
      says: 'Monitor: associated',
    });
    await hands.do({
      action: 'Associate floating IP',
      of: 'walked',
      answers: { 'Floating IP': 'A new one from public-net' },
      button: 'Associate',
      says: 'Floating IP: associated',
    });
    const floating = hands.row('walked').getByText(FLOATING).first();
    await served(8081, await floating.innerText());
    await hands.row('walked').getByText('Active').waitFor();
  });

  it('makes a TCP balancer with the wizard, and the office is served through it', async () => {
    const { hands, page } = visitor;
    await hands.walkTo('Load balancers');
    await page.getByRole('link', { name: 'Create load balancer' }).click();
    await hands.answerOnScreen({
      Name: 'made-by-clicks',
      Subnet: LB_SUBNET,
      Protocol: 'TCP',
      'Protocol port': '9090',
      'How to name them': 'Paste a list',
      'One member a line': MEMBERS.map((address) => `${address}:8080`).join('\n'),
      'Floating IP': 'A new one from public-net',
    });
    await hands.press('Create load balancer');
    await page.getByText('Everything is there').waitFor();
    await page.getByRole('link', { name: 'Show the load balancer' }).click();
    await page.getByText('All 2 members serve.').waitFor();
    await served(
      9090,
      await page
        .locator('main')
        .getByText(new RegExp(`^${FLOATING.source}$`))
        .innerText(),
    );
  });
});
