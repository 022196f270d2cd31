import type { Browser } from 'playwright';
import { test as base, expect } from '../app';
import { isNightly } from '../world/nightly';
import { attackWith, byMarkup, byNavigation, isMute, tellingNames, type Attack } from './browser-attack';
import { readChangingRows, type ChangingRow } from './changing-rows';
import { selfSentForms } from './form-markup';
import { startHostileBrowser } from './hostile-browser';
import { startHostileSite, type HostileSite } from './hostile-site';
import { navigations, someNavigations } from './navigations';
import { arrangeScene } from './scene';
import { scripted } from './script-markup';
import { subresources } from './subresource-markup';

/** Specs of the attacker: a browser of the person's machine, and the site that person visits. */
export const test = base.extend<object, { attackBrowser: Browser | null; site: HostileSite }>({
  attackBrowser: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const browser = await startHostileBrowser();
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  site: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await startHostileSite();
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
});

/** A name of the hostile page, a name of the door, and what there is to change. */
export interface Front {
  source: string;
  target: string;
  comfyui: 'running' | 'stopped';
  /** How many ways a tab is led there; everything else is tried on every front. */
  navigations: 'all' | 'some';
}

const weaponsOf = (front: Front): readonly { what: string; attacks: readonly Attack[] }[] => [
  { what: 'what a page loads', attacks: subresources.map(byMarkup) },
  { what: 'what a script sends', attacks: scripted.map(byMarkup) },
  { what: 'forms that send themselves', attacks: selfSentForms.map(byMarkup) },
  // Each way in a test of its own: every row is a page of its own here, where one page sends all rows elsewhere.
  ...(front.navigations === 'all' ? navigations : someNavigations).map((way) => ({
    what: `navigation by ${way.name}`,
    attacks: [byNavigation(way)],
  })),
];

/** Why attacks of a front never succeeded, each reason once. */
function blockedBefore(attacks: readonly Attack[], { target }: Front): { type: string; description: string }[] {
  const namesByReason = new Map<string, string[]>();
  for (const { name, mute, blockedOnLoopback, blockedOnNames } of attacks) {
    const reason = mute ?? (tellingNames.has(target) ? blockedOnLoopback : blockedOnNames);
    if (reason !== undefined) namesByReason.set(reason, [...(namesByReason.get(reason) ?? []), name]);
  }
  return [...namesByReason].map(([reason, names]) => ({
    type: 'held before',
    description: `${reason}: ${names.join('; ')}`,
  }));
}

/** Outside of the nightly run each attack is sent to one row of so many. */
const sampled = 8;

/** Every row in the nightly run. Else a sample, which changes from attack to attack: each row is attacked in several ways, and the guards know no rows. */
export function sampleRows(rows: readonly ChangingRow[], turn: number): readonly ChangingRow[] {
  return isNightly ? rows : rows.filter((_row, at) => at % sampled === turn % sampled);
}

/** Declares a test for each kind of attack on each front. */
export function attackOn(fronts: readonly Front[]): void {
  const rows = readChangingRows();
  for (const [offset, front] of fronts.entries()) {
    for (const [at, { what, attacks }] of weaponsOf(front).entries())
      declareAttack({ front, what, attacks, rows: sampleRows(rows, at + offset) });
  }
}

interface Declared {
  front: Front;
  what: string;
  attacks: readonly Attack[];
  rows: readonly ChangingRow[];
}

function declareAttack({ front, what, attacks, rows }: Declared): void {
  const { source, target, comfyui } = front;
  const annotation = blockedBefore(attacks, front);
  test(
    `${what}, sent by a page of ${source}, changes nothing at ${target} while ComfyUI is ${comfyui}`,
    { annotation },
    async ({ world, served, attackBrowser, site }) => {
      test.skip(attackBrowser === null, noChromium);
      if (attackBrowser === null) return;
      test.setTimeout(900_000);
      const scene = await arrangeScene({ world, api: served.api }, comfyui);
      await site.refuseLike(scene.api);
      const outcomes = await attackWith({ browser: attackBrowser, site, rows, source, target, scene }, attacks);
      expect(
        outcomes.filter(({ changes }) => changes.length > 0),
        'these got through',
      ).toEqual([]);
      const mute = new Set(attacks.filter((attack) => isMute(attack, front)).map(({ name }) => name));
      const unsent = outcomes.filter(({ name, wasSent }) => !wasSent && !mute.has(name)).map(({ name }) => name);
      expect(unsent, 'these the browser never sent').toEqual([]);
    },
  );
}

/** Why a spec of the browser is skipped. */
export const noChromium = 'There is no Chromium on PATH.';

export { expect } from '../app';
