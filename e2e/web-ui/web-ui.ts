/**
 * ComfyUI's own web UI in a real browser, driven as a person does.
 *
 *     const browser = await startChromium(path);
 *     const ui = await openWebUi({ browser, address: api, registryUrl: world.registry.url });
 *     const manager = await openManager(ui.page);
 *     await manager.install('Prompt Garden');
 *     await ui.toast.waitUntilIdle();
 *
 * What differs between the generations of the web UI (docs/reference/web-ui.md 1) is hidden here, in manager-dialog.ts and progress-toast.ts.
 */
import { expect } from 'playwright/test';
import type { Browser, BrowserContext, Page } from 'playwright';
import { keepInside } from './outside-hosts';
import { progressToast, type ProgressToast } from './progress-toast';
import { watchTraffic, type TabTraffic } from './tab-traffic';

/** One tab with the web UI. */
export interface WebUi {
  page: Page;
  toast: ProgressToast;
  traffic: TabTraffic;
  /** Foreign addresses the browser asked for in vain; shared by the tabs of one browser profile. */
  refused: string[];
  /** Session id of the tab's socket. */
  sid(): string;
  /** Texts of the notices at the upper edge, e.g. why a task failed (newest generation only). */
  notices(): Promise<string[]>;
  /** Closes them, as they lie over the dialog's own buttons. */
  closeNotices(): Promise<void>;
  /** Goes to this tab: a browser draws those behind it once a second. */
  show(): Promise<void>;
  /** A second tab in the same browser profile; it lies in front. */
  openTab(): Promise<WebUi>;
  reload(): Promise<void>;
  close(): Promise<void>;
}

export interface WebUiOptions {
  browser: Browser;
  /** Where ComfyUI is reached, e.g. `http://127.0.0.1:48188`. */
  address: string;
  registryUrl: string;
}

/** Opens the web UI in a fresh browser profile, waits until it is usable, and closes what greets a new user. */
export async function openWebUi({ browser, address, registryUrl }: WebUiOptions): Promise<WebUi> {
  // Its spinners and fades cost a seventh of what these tests compute, and nothing is asked of them.
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const refused = await keepInside(context, registryUrl);
  return openTab({ context, address, refused });
}

/** So high that the unfolded toast covers nothing of the dialog that is clicked. */
const viewport = { width: 1600, height: 1400 };
const actionMs = 120_000;

/** Newest generation, and those before it. */
const notice = '[data-testid="toast"], .p-toast-message';

interface Tab {
  context: BrowserContext;
  address: string;
  refused: string[];
}

async function openTab(tab: Tab): Promise<WebUi> {
  const page = await tab.context.newPage();
  page.setDefaultTimeout(actionMs);
  const traffic = watchTraffic(page);
  await dismissGreeting(page);
  await page.goto(tab.address, { waitUntil: 'domcontentloaded' });
  await becomeUsable(page);
  return {
    page,
    traffic,
    refused: tab.refused,
    toast: progressToast(page),
    sid: () => traffic.sids.at(-1) ?? '',
    notices: () => page.locator(notice).allInnerTexts(),
    closeNotices: async () => {
      const close = page.locator(notice).locator('button');
      // A notice goes by itself after a while as well: one that is gone by now is not waited for.
      while ((await close.count()) > 0)
        await close.evaluateAll(([first]) => (first instanceof HTMLElement ? first.click() : undefined));
    },
    show: () => page.bringToFront(),
    openTab: () => openTab(tab),
    reload: async () => {
      await page.reload();
      await becomeUsable(page);
    },
    close: () => (tab.context.pages().length > 1 ? page.close() : tab.context.close()),
  };
}

/** Some megabytes of somebody else's scripts are fetched and run before anything is there: on a busy machine that takes longer than what our own window does. */
const loadWithinMs = 120_000;

/** The button of the manager is there when the web UI has loaded and found a manager. */
async function becomeUsable(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Extensions', exact: true })).toBeVisible({ timeout: loadWithinMs });
}

/** A new user is shown templates over everything. */
async function dismissGreeting(page: Page): Promise<void> {
  const templates = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: 'Templates' }) });
  await page.addLocatorHandler(templates, async () => {
    await templates.getByRole('button', { name: 'Close dialog' }).first().click();
  });
}
