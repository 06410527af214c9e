import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadBalancerDevice } from '@lbaas/common/contract';
import { type Clock, Metrics, createLogger, eventually, systemClock } from '@lbaas/common/runtime';
import type { MemberHealthReport, PoolTotals } from '../../figures.ts';
import { HaproxyDriver } from '../driver.ts';
import { planHaproxy } from '../plan/plan.ts';
import type { HaproxyStep, HaproxyTuning } from '../model/types.ts';
import { DEFAULT_HAPROXY_TUNING } from '../render/tuning.ts';
import { plannedStep } from '../steps.ts';
import { TestNamespace } from './test-namespace.ts';

export const VIP = '10.99.0.1';
export const VIP6 = '2001:db8:99::1';

/** A namespace with both VIPs, a driver whose devices run in it, and a state directory of its own. */
export class HaproxyBench {
  readonly namespace = new TestNamespace();
  readonly directory = mkdtempSync(join(tmpdir(), 'lbaas-haproxy-'));
  readonly #scriptsDir = `/run/${this.namespace.name}`;
  readonly #tuning: HaproxyTuning;
  driver: HaproxyDriver;

  constructor(tuning: Partial<HaproxyTuning> = {}) {
    this.#tuning = { ...DEFAULT_HAPROXY_TUNING, ...tuning };
    this.driver = this.newDriver();
  }

  async open(): Promise<void> {
    await this.namespace.open([`${VIP}/32`, `${VIP6}/128`, '10.99.0.2/32', '10.99.0.3/32']);
  }

  async close(): Promise<void> {
    for (const id of await this.driver.listDeviceIds()) await this.driver.cleanup(id);
    await this.driver.close();
    await this.namespace.close();
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.#scriptsDir, { recursive: true, force: true });
  }

  /** A driver that knows nothing of what another one did. */
  newDriver(tuning: Partial<HaproxyTuning> = {}, clock: Clock = systemClock): HaproxyDriver {
    return new HaproxyDriver({
      stateDir: join(this.directory, 'state'),
      scriptsDir: this.#scriptsDir,
      netns: this.namespace,
      clock,
      metrics: new Metrics(),
      logger: createLogger({ name: 'test', level: 'silent' }),
      tuning: { ...this.#tuning, ...tuning },
      namespaceOf: () => this.namespace.name,
    });
  }

  async health(deviceId: string): Promise<readonly MemberHealthReport[]> {
    return (await this.driver.figures(deviceId, undefined)).health;
  }

  async totals(deviceId: string, epoch: number): Promise<readonly PoolTotals[]> {
    return (await this.driver.figures(deviceId, epoch)).totals;
  }

  /** The configuration that a later start gives. */
  async configText(deviceId: string): Promise<string | undefined> {
    return (await this.driver.inspect(deviceId))['haproxy.cfg'];
  }

  /** Waits until only the newest process is left. */
  settled(deviceId: string): Promise<void> {
    return eventually(
      async () => {
        const observed = await this.driver.observe(deviceId);
        if (!observed.running || observed.oldPids.length > 0) throw new Error('old processes are left');
      },
      { withinMs: 30_000 },
    );
  }

  /** Brings the device about and returns the steps that it took. */
  async apply(device: LoadBalancerDevice): Promise<HaproxyStep[]> {
    const steps = planHaproxy(this.driver.render(device), await this.driver.observe(device.device_id));
    for (const step of steps) await this.driver.execute(device, plannedStep(step));
    return steps;
  }
}

let pair: { key: string; cert: string } | undefined;

/** A self-signed certificate, made once per run. */
export function selfSigned(): { key: string; cert: string } {
  if (pair !== undefined) return pair;
  const directory = mkdtempSync(join(tmpdir(), 'lbaas-tls-'));
  const [key, cert] = [join(directory, 'key'), join(directory, 'cert')];
  const subject = ['-subj', '/CN=test', '-days', '1', '-nodes', '-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...subject],
    {
      stdio: 'ignore',
    },
  );
  pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(directory, { recursive: true });
  return pair;
}
