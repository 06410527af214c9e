import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What operators take: a file of deploy/monitoring. */
export const monitoringFile = (name: string): string =>
  fileURLToPath(new URL(`../../../deploy/monitoring/${name}`, import.meta.url));

export const readMonitoringFile = (name: string): string => readFileSync(monitoringFile(name), 'utf8');

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
}

export const dashboard = (): Dashboard => JSON.parse(readMonitoringFile('grafana/lbaas.json')) as Dashboard;

/** Every metric that a query or a rule reads; `up` and ALERTS are Prometheus' own. */
export const metricsIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(/\b(?:lbaas|haproxy|process)_[a-z0-9_]+\b/g), ([name]) => name)),
];
