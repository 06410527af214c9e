import { Lab, type LabOptions } from '@lbaas/lab';
import { deleteBalancers } from '../../e2e/support/balancer.ts';
import { type SuiteOnLab, describeOn } from '../../support/describe-on.ts';
import { Shared } from '../../support/shared.ts';

/** A suite on a laboratory of its own with more than one of something, which nobody else needs. */
export const describeOnClusterLab = (options: LabOptions): SuiteOnLab =>
  describeOn(
    new Shared<Lab>({
      what: 'the laboratory with a cluster',
      start: () => Lab.start({ agents: 2, webs: 2, servers: 2, ...options }),
      stop: (lab) => lab.stop(),
    }),
    deleteBalancers,
  );

/** For the table of docs/credentials-and-clusters.md. */
export const measured = (text: string): unknown => process.stdout.write(`      ${text}\n`);
