import { NetworkAsker } from '../address-probe/network-asker.ts';
import { LinkReader } from '../links.ts';
import { serveCalls } from './serve-calls.ts';

const asker = new NetworkAsker(new LinkReader());

serveCalls({
  whoAnswers: (bridge: string, addresses: string[], probeMs: number) =>
    asker.whoAnswers({ bridge, addresses, probeMs }),
  release: () => asker.release(),
});
