import { resolve } from 'node:path';
import { directoryAbove } from '@lbaas/common/runtime';
import { Type } from 'typebox';

/** Of the web page at /ui/. */
export const PAGE_SETTINGS = {
  page_directory: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'directory of the built web page; left out = the one built with it',
    }),
  ),
  session_lifetime: Type.Number({
    minimum: 0.01,
    maximum: 720,
    default: 8,
    description:
      'hours after which one has to sign in at the web page again, unless the token of the session expires before',
  }),
};

const HOUR_MS = 3_600_000;

export const sessionLifetimeMs = ({
  session_lifetime: hours,
}: {
  readonly session_lifetime: number;
}): number => hours * HOUR_MS;

/** Beside this package, whether it runs from its sources or built. */
const BUILT_PAGE = resolve(directoryAbove(import.meta.url, 'packages/server'), 'packages/dashboard/dist');

export const pageDirectory = ({ page_directory }: { readonly page_directory?: string }): string =>
  page_directory === undefined ? BUILT_PAGE : resolve(page_directory);
