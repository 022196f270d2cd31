import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { inMain } from './in-main';

/** The smallest window there is, and a usual one, in pixels. */
export const windowSizes = [
  [880, 600],
  [1440, 900],
] as const;

export const colorSchemes = ['light', 'dark'] as const;

/** Gives the window's content a size, in pixels, and waits until the page has it: what is judged next is of that size. */
export async function resize(app: ElectronApplication, [width, height]: readonly [number, number]): Promise<void> {
  const set = () =>
    app.evaluate(
      ({ BrowserWindow }, [w, h]) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
      },
      [width, height] as const,
    );
  const sizeOfPage = () =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return window?.webContents.executeJavaScript('[innerWidth, innerHeight]') as Promise<unknown> | undefined;
    });
  await inMain(set);
  await expect.poll(() => inMain(sizeOfPage), { intervals: [20] }).toEqual([width, height]);
}

/** Shows everything that many times as large, as a person's choice in the menu does. */
export function zoom(app: ElectronApplication, factor: number): Promise<void> {
  const set = () =>
    app.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(wanted);
    }, factor);
  return inMain(set);
}

/** Whether all of a text is seen, and nothing of it cut off. */
export const isWhole = (text: Locator): Promise<boolean> =>
  text.evaluate(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth <= clientWidth);

/**
 * Holds what is shown against the rules of every screen: nothing scrolls sideways, nothing serious for assistive technology. A screen that
 * breaks one is attached to the test as a picture; with `PICTURES_DIR` set the picture of every screen is written into that folder.
 */
export async function judge(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const violations = await findViolations(page);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  // A soft assertion that failed before has not ended the test, and wants its picture too.
  const isFine = overflow <= 0 && serious.length === 0 && test.info().errors.length === 0;
  await keepPicture(page, { name, isFine });
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    name,
  ).toEqual([]);
}

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/** Of what passes, and of where it stands, nothing is asked, which saves half of the work: a run of all specs looks at some five hundred screens. */
const axeOptions = { resultTypes: ['violations'], selectors: false } satisfies Parameters<AxeBuilder['options']>[0];

/** Runs in the page: waits for what is still coming into sight, whose colours are not its own yet; what turns for ever is not waited for. */
async function endAnimations(): Promise<void> {
  const coming = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(coming.map(({ finished }) => finished.catch(() => undefined)));
}

/** What axe has against the page. */
async function findViolations(page: Page): Promise<Violations> {
  await page.evaluate(endAnimations);
  // A page that it was read into before is asked in one call; a frame would want its own.
  const again = page.frames().length === 1 ? await page.evaluate(askAgain, axeOptions) : null;
  // Electron has no second window to open for a new context, which axe's default mode wants.
  return again ?? (await new AxeBuilder({ page }).setLegacyMode().options(axeOptions).analyze()).violations;
}

/** Runs in the page; null where axe was not read into it yet. */
async function askAgain(options: typeof axeOptions): Promise<Violations | null> {
  const { axe } = globalThis as { axe?: { run(options: object): Promise<{ violations: Violations }> } };
  return axe === undefined ? null : (await axe.run(options)).violations;
}

async function keepPicture(page: Page, { name, isFine }: { name: string; isFine: boolean }): Promise<void> {
  const folder = process.env['PICTURES_DIR'];
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name.replace(/[^a-z0-9]+/giu, '-')}.png`) });
  }
  if (!isFine) await test.info().attach(name, { body: await page.screenshot(), contentType: 'image/png' });
}

/**
 * The looks at a screen that show it in each size and in each theme. A theme is colours and a size is room: nothing depends on both, so two looks say
 * what four would. Which theme meets which size changes from screen to screen, and the picture of every screen is taken in all four.
 */
function looksAt(name: string): (readonly [(typeof windowSizes)[number], (typeof colorSchemes)[number]])[] {
  const all = windowSizes.flatMap((size) => colorSchemes.map((scheme) => [size, scheme] as const));
  if (process.env['PICTURES_DIR'] !== undefined) return all;
  const parity = name.length % 2;
  return all.filter((_look, at) => at % colorSchemes.length === (Math.floor(at / colorSchemes.length) + parity) % 2);
}

/** Judges the same screen at each size and in each theme. `name` says which screen and state. */
export async function judgeEverywhere(app: ElectronApplication, page: Page, name: string): Promise<void> {
  for (const [size, colorScheme] of looksAt(name)) {
    await resize(app, size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await judge(page, `${name}, ${colorScheme} ${size.join(' x ')}`);
  }
}
