import { Lab } from '@lbaas/lab';
import { BrowserPipe } from './support/browser-pipe.ts';
import { EventStreams } from './support/event-streams.ts';
import { type Row, median, percentile, report, round } from './support/figures.ts';
import { MadeEvents } from './support/made-events.ts';
import { PageProbe } from './support/page-probe.ts';
import { ownCpuSeconds } from './support/process-cpu.ts';
import { seedFleet } from './support/seed-fleet.ts';

const setting = (name: string, usual: number): number => Number(process.env[name] ?? usual);

const ROUNDS = setting('BENCH_PAGE_ROUNDS', 5);
const PAGINGS = setting('BENCH_PAGE_PAGINGS', 20);
/** With events; the budget is about 30. */
const MINUTES = setting('BENCH_PAGE_MINUTES', 2);
const OPEN_PAGES = setting('BENCH_PAGE_OPEN', 200);
const BALANCERS = setting('BENCH_PAGE_BALANCERS', 10_000);
/** Minutes after the beginning. */
const WEIGHED_AT = [0, 1, 5, 10, 20, 30];
const EVENTS_PER_S = 100;
const TYPING_S = 10;
const IDLE_S = 20;
/** A page asks for its list as often as this, for the traffic. */
const REFRESH_MS = 10_000;

/** How long each page is looked at. */
const READERS = [
  ['one after another', 0],
  ['a second each', 1000],
] as const;

const LIST = '/load-balancers';
const FIRST_PAGE = '/v2.0/lb/loadbalancers?sort_key=severity&sort_dir=desc&limit=50&tenant_id=admin';
const CALLER = { 'x-project-id': 'admin', 'x-roles': 'admin' };

const rows: Row[] = [];
const measured = (what: string, value: number, budget: string): void =>
  void rows.push({ what, measured: round(value), budget });

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const lab = await Lab.start({ agents: 2, webs: 2, networks: 'routed', example: true });
const browser = await BrowserPipe.start();
try {
  const settings = {
    LBAAS_EVENTS_MAX_STREAMS: String(OPEN_PAGES * 2),
    LBAAS_EVENTS_MAX_STREAMS_PER_PROJECT: String(OPEN_PAGES * 2),
  };
  const server = await lab.addServer('server-page', settings);

  await firstLoads(server.url);
  await openPages(server.url, server.pid ?? 0);
  await seedFleet(lab, { projectId: 'admin', pools: BALANCERS, membersPerPool: 10 });
  const probe = await PageProbe.enter(browser, server.url);
  await longList(probe);
  await withEvents(probe);
  report('page', rows, { balancers: BALANCERS, minutes: MINUTES, 'open pages': OPEN_PAGES, rounds: ROUNDS });
} finally {
  await browser.close();
  await lab.stop();
}

/** With nothing in the cache, in front of the example. */
async function firstLoads(origin: string): Promise<void> {
  const loads = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    const probe = await PageProbe.enter(browser, origin);
    loads.push(await probe.load(LIST));
    await probe.leave();
  }
  measured('first load, KB by gzip', median(loads.map(({ kb }) => kb)), '300');
  measured('first load, KB by brotli', (await byBrotli(loads[0]?.files ?? [])) / 1000, '-');
  measured('first contentful paint, ms', median(loads.map(({ paintMs }) => paintMs)), '1000');
  measured('usable, ms', median(loads.map(({ usableMs }) => usableMs)), '1000');
}

/** Bytes as a browser gets them behind TLS. */
async function byBrotli(files: readonly string[]): Promise<number> {
  const answers = await Promise.all(
    files.map((file) => fetch(file, { headers: { 'accept-encoding': 'br' } })),
  );
  const sizes = answers.map(({ headers }) => Number(headers.get('content-length')));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What they cost the server while hardly anything happens: their streams, and their lists every ten seconds. */
async function openPages(origin: string, pid: number): Promise<void> {
  const streams = await EventStreams.open(origin, CALLER, OPEN_PAGES);
  const refresh = setInterval(() => {
    void fetch(`${origin}${FIRST_PAGE}`, { headers: CALLER }).then((answer) => answer.arrayBuffer());
  }, REFRESH_MS / OPEN_PAGES);
  await pause(IDLE_S / 4);
  const before = ownCpuSeconds(pid);
  await pause(IDLE_S);
  measured(`CPU of ${OPEN_PAGES} open pages, %`, ((ownCpuSeconds(pid) - before) / IDLE_S) * 100, '15');
  clearInterval(refresh);
  streams.close();
}

async function longList(probe: PageProbe): Promise<void> {
  await probe.load(LIST);
  const warm = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) warm.push((await probe.load(LIST)).usableMs);
  measured('long list usable from a warm start, ms', median(warm), '1500');
  for (const order of ['sort_key=severity&sort_dir=desc', 'sort_key=name&sort_dir=asc']) {
    await probe.load(`${LIST}?${order}`);
    for (const [reader, readMs] of READERS) {
      const pagings = [];
      for (let n = 0; n < PAGINGS; n++) pagings.push(await probe.nextPageMs(readMs));
      measured(`next page, ${order}, ${reader}, p50 ms`, percentile(pagings, 0.5), '200');
    }
  }
}

async function withEvents(probe: PageProbe): Promise<void> {
  await probe.load(LIST);
  const events = new MadeEvents(lab, EVENTS_PER_S);
  const { delay, longTask } = await probe.typeFor(TYPING_S);
  measured(`a key waits at ${EVENTS_PER_S} events/s, ms at most`, delay, '50');
  measured('longest task meanwhile, ms', longTask, '-');
  const startMs = performance.now();
  for (const minute of [...WEIGHED_AT.filter((at) => at < MINUTES), MINUTES]) {
    await pause(minute * 60 - (performance.now() - startMs) / 1000);
    const { heapMb, nodes, listeners } = await probe.weight();
    measured(`heap after ${minute} minutes, MB`, heapMb, minute === 0 ? '-' : 'the same');
    measured(`nodes after ${minute} minutes`, nodes, minute === 0 ? '-' : 'the same');
    measured(`listeners after ${minute} minutes`, listeners, minute === 0 ? '-' : 'the same');
  }
  measured('events made', await events.stop(), '-');
}
