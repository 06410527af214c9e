import { sleep } from '@lbaas/common/runtime';
import { startLoad } from '@lbaas/lab';
import { median, report, round } from './support/figures.ts';
import { HAND_MADE, makeByHand, startRoutedLab } from './support/routed-lab.ts';

const ROUNDS = 7;
const SECONDS = 3;
const PAGES = [
  { what: 'small pages', path: '/', connections: 16, megabytes: 0 },
  { what: '1 MB pages', path: '/bytes/1000000', connections: 4, megabytes: 1 },
];

const routed = await startRoutedLab();
const { lab, example } = routed;
try {
  await makeByHand(routed, 'floor');
  const perSecond = async (address: string, { path, connections }: (typeof PAGES)[number]) => {
    const load = await startLoad(lab, `http://${address}:${example.port}${path}`, connections);
    await sleep(SECONDS * 1000);
    const { requests, failed, reasons } = await load.stop();
    if (failed > 0) throw new Error(`${failed} requests of ${address} failed: ${JSON.stringify(reasons)}`);
    return requests / SECONDS;
  };
  const rows = [];
  for (const page of PAGES) {
    const [ours, byHand, ratios]: [number[], number[], number[]] = [[], [], []];
    for (let n = 0; n < ROUNDS; n += 1) {
      // Whoever comes second may find a warmer machine.
      const order = n % 2 === 0 ? [example.address, HAND_MADE] : [HAND_MADE, example.address];
      for (const address of order)
        (address === HAND_MADE ? byHand : ours).push(await perSecond(address, page));
      ratios.push((ours.at(-1) ?? 0) / (byHand.at(-1) ?? Number.NaN));
    }
    rows.push({
      what: page.what,
      connections: page.connections,
      'ours per second': round(median(ours)),
      'by hand per second': round(median(byHand)),
      'ours MB/s': round(median(ours) * page.megabytes),
      'median of ratios': round(median(ratios)),
    });
  }
  report('routed-throughput', rows, { rounds: ROUNDS, 'seconds each': SECONDS });
} finally {
  await lab.stop();
}
