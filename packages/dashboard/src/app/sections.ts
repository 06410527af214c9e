import type { Texts } from '../text/index.ts';

/** An entry of the navigation. */
export interface Section {
  readonly path: string;
  readonly name: keyof Texts['layout'] &
    ('loadBalancers' | 'pools' | 'members' | 'monitors' | 'networks' | 'operating');
  readonly forAdmins?: boolean;
}

/** In the order of the navigation; add a section here and its screens in `routes.tsx`. */
export const SECTIONS: readonly Section[] = [
  { path: '/load-balancers', name: 'loadBalancers' },
  { path: '/pools', name: 'pools' },
  { path: '/members', name: 'members' },
  { path: '/monitors', name: 'monitors' },
  { path: '/networks', name: 'networks' },
  { path: '/operating', name: 'operating', forAdmins: true },
];
