import { chromium, type Browser, type BrowserContext } from 'playwright';
import { findChromium } from '../web-ui/chromium';

/** Names that all lead to this machine: one that the person allowed, and two that an attacker owns. */
export const allowedName = 'comfy.test';
export const foreignName = 'evil.example';
export const reboundName = 'rebound.example';

const names = [allowedName, foreignName, reboundName].map((name) => `MAP ${name} 127.0.0.1`).join(', ');

/** A real Chromium as a person has it, or null where there is none. */
export async function startHostileBrowser(): Promise<Browser | null> {
  const executablePath = await findChromium();
  if (executablePath === null) return null;
  return chromium.launch({
    executablePath,
    // Speculation and preloading stay on: they are what is tried here.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    // The last list of features wins, so that Playwright's own, which makes a browser tamer, counts for nothing. What a newer browser forbids by
    // itself (a page of the internet asks this machine) an older one lets through.
    args: [
      '--disable-features=LocalNetworkAccessChecks',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-sync',
      '--disable-component-update',
    ].concat([`--host-resolver-rules=${names}`, '--disable-popup-blocking']),
  });
}

/** A profile of its own, which nothing kept from before answers in. */
export async function withContext<T>(browser: Browser, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    return await work(context);
  } finally {
    // A failure to close would hide why the work has failed; the browser closes what is left.
    await context.close().catch(() => undefined);
  }
}
