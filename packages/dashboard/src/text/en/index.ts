import { balancing } from './balancing.ts';
import { common } from './common.ts';
import { forms } from './forms.ts';
import { layout } from './layout.ts';
import { loadBalancer } from './load-balancer.ts';
import { loadBalancers } from './load-balancers.ts';
import { networks } from './networks.ts';
import { operating } from './operating.ts';
import { search } from './search.ts';
import { signIn } from './sign-in.ts';
import { status } from './status.ts';
import { wizard } from './wizard.ts';

/** One file for each part of the page; add yours here. */
export const en = {
  balancing,
  common,
  forms,
  layout,
  loadBalancer,
  loadBalancers,
  networks,
  operating,
  search,
  signIn,
  status,
  wizard,
};
