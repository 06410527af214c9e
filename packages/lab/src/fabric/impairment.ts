/** What is wrong with a cable that still carries something; without both, nothing is. */
export interface Impairment {
  /** Of the frames that the host sends. */
  readonly lossPercent?: number;
  /** Of what the host receives. */
  readonly kbitPerSecond?: number;
}

/** More than this in the queue of a slow cable is dropped, as a switch does. */
const QUEUE_MS = 500;

/** For `nft -f -` in the fabric: one table for each port, so that one does not disturb another. */
export function lossRules(port: string, { lossPercent = 0 }: Impairment): string {
  const name = `loss_${port.replaceAll(/\W/g, '_')}`;
  const table = `table netdev ${name}`;
  const chain = `chain from_host { type filter hook ingress device "${port}" priority 0; policy accept;`;
  const drop = `numgen random mod 100 < ${lossPercent} drop`;
  // Made first, so that there is one to delete.
  const fresh = `${table} {}\ndelete ${table}\n`;
  return lossPercent === 0 ? fresh : `${fresh}${table} {\n${chain} ${drop}\n}\n}\n`;
}

/** Arguments of `tc` in the fabric. */
export function rateCommand(port: string, { kbitPerSecond }: Impairment): string[] {
  if (kbitPerSecond === undefined) return ['qdisc', 'del', 'dev', port, 'root'];
  const rate = ['rate', `${kbitPerSecond}kbit`, 'burst', '10kb', 'latency', `${QUEUE_MS}ms`];
  return ['qdisc', 'replace', 'dev', port, 'root', 'tbf', ...rate];
}
