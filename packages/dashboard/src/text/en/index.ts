import { common } from './common.ts';
import { layout } from './layout.ts';
import { loadBalancer } from './load-balancer.ts';
import { loadBalancers } from './load-balancers.ts';
import { search } from './search.ts';
import { signIn } from './sign-in.ts';
import { status } from './status.ts';

/** One file for each part of the page; add yours here. */
export const en = { common, layout, loadBalancer, loadBalancers, search, signIn, status };
