import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { inMain } from './in-main';
import { isNightly } from './world/nightly';

/** The smallest window there is, and a usual one, in pixels. */
export const windowSizes = [
  [880, 600],
  [1440, 900],
] as const;

const colorSchemes = ['light', 'dark'] as const;

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

/** What axe is asked for: all of its rules, all but the contrast of colours, which takes four fifths of its time, or nothing. */
type AxeScope = 'all' | 'structure' | 'nothing';

/**
 * Holds what is shown against the rules of every screen: nothing scrolls sideways, and nothing that axe is asked for is serious for assistive
 * technology. A screen that breaks one is attached to the test as a picture; with `PICTURES_DIR` set the picture of every screen is written into that folder.
 */
export async function judge(page: Page, name: string, scope: AxeScope = 'all'): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const violations = scope === 'nothing' ? [] : await findViolations(page, scope);
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

type Violations = AxeResults['violations'];

/** What passes, where it stands and what style sheets say is not looked for, which saves half of the work: a run of all specs looks at hundreds of screens. */
const axeOptions = (scope: AxeScope): RunOptions => ({
  ...{ resultTypes: ['violations'], selectors: false, preload: false },
  rules: { 'color-contrast': { enabled: scope === 'all' } },
});

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe has against the page. It is read into a page once, in its short form: what its package for Playwright reads into one, twice and
 * for each call, takes longer than most of its rules.
 */
async function findViolations(page: Page, scope: AxeScope): Promise<Violations> {
  for (const frame of page.frames())
    if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axeSource);
  return page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return (await axe.run(options)).violations;
  }, axeOptions(scope));
}

async function keepPicture(page: Page, { name, isFine }: { name: string; isFine: boolean }): Promise<void> {
  const folder = process.env['PICTURES_DIR'];
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name.replace(/[^a-z0-9]+/giu, '-')}.png`) });
  }
  if (!isFine) await test.info().attach(name, { body: await page.screenshot(), contentType: 'image/png' });
}

type Size = (typeof windowSizes)[number];

/** A look at a screen. */
interface View {
  title: string;
  size: Size;
  colorScheme: (typeof colorSchemes)[number];
  scope: AxeScope;
}

/**
 * The views of a screen that show it in each size and in each theme. A theme is colours and a size is room: nothing depends on both, so two views say
 * what four would. Axe is asked in one of them, and for the contrast of colours on every second screen. Which theme meets which size, and what axe is
 * asked, changes from screen to screen; the nightly run asks everything of every screen in all four.
 */
function viewsOf(name: string, sizes: readonly Size[]): View[] {
  const viewOf = (size: Size, colorScheme: View['colorScheme'], scope: AxeScope): View => ({
    title: `${name}, ${colorScheme} ${size.join(' x ')}`,
    size,
    colorScheme,
    scope,
  });
  if (isNightly || process.env['PICTURES_DIR'] !== undefined)
    return windowSizes.flatMap((size) => colorSchemes.map((colorScheme) => viewOf(size, colorScheme, 'all')));
  const turn = Buffer.from(name).reduce((sum, byte) => sum + byte, 0);
  const judged = Math.floor(turn / 2) % sizes.length;
  const scope = Math.floor(turn / 4) % 2 === 0 ? 'all' : 'structure';
  return sizes.map((size, at) => viewOf(size, turn % 2 === at ? 'light' : 'dark', at === judged ? scope : 'nothing'));
}

async function judgeViews(app: ElectronApplication, page: Page, views: readonly View[]): Promise<void> {
  for (const { title, size, colorScheme, scope } of views) {
    await resize(app, size);
    await page.emulateMedia({ colorScheme });
    await judge(page, title, scope);
  }
}

/** Judges the same screen at each size and in each theme. `name` says which screen and state. */
export function judgeEverywhere(app: ElectronApplication, page: Page, name: string): Promise<void> {
  return judgeViews(app, page, viewsOf(name, windowSizes));
}

/**
 * Judges a screen that is one of several states of a place, of which another is judged everywhere: where room lacks, in one of the themes. The nightly run
 * judges it everywhere as well.
 */
export function judgeWhereRoomLacks(app: ElectronApplication, page: Page, name: string): Promise<void> {
  return judgeViews(app, page, viewsOf(name, windowSizes.slice(0, 1)));
}
