import { type Browser, chromium } from 'playwright-core';

export const BROWSER = '/usr/bin/chromium';
/** As root there is no sandbox; without a screen no graphics; and it calls nobody by itself. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: BROWSER, args: BROWSER_ARGS });
