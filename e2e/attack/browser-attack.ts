import type { Browser, BrowserContext } from 'playwright';
import { expect, test } from 'playwright/test';
import { attemptsOf, type ChangingRow } from './changing-rows';
import { withContext } from './hostile-browser';
import type { HostileSite } from './hostile-site';
import type { Markup, Target } from './markup';
import type { Navigation } from './navigations';
import { differences, takePicture, type Picture } from './picture';
import type { Scene } from './scene';

/** From which page which name of the door is attacked. */
export interface Battlefield {
  browser: Browser;
  site: HostileSite;
  rows: readonly ChangingRow[];
  /** The name of the hostile page; its port is the site's. */
  source: string;
  /** The name by which the door is called. */
  target: string;
  scene: Scene;
}

/** One way of attacking every row. */
export interface Attack {
  name: string;
  mute?: string;
  muteToNames?: string;
  muteFromNames?: string;
  blockedOnLoopback?: string;
  blockedOnNames?: string;
  send: (field: Battlefield, context: BrowserContext) => Promise<void>;
}

/** What became of it; no changes is what is wanted. */
export interface Outcome {
  name: string;
  /** Whether the browser sent it at all, seen where the probe listens. */
  wasSent: boolean;
  changes: string[];
}

/** Only what the browser does not send, though it should, is waited for so long. */
const sendMs = 60_000;
/** Where a browser is silent, nobody waits long for it. */
const silentMs = 2_000;

/** Names under which a browser tells where a request comes from, being secure contexts. */
export const tellingNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

/** Whether a browser does not send it from that page to that name. */
export function isMute(
  { mute, muteToNames, muteFromNames }: Partial<Attack>,
  { source, target }: { source: string; target: string },
): boolean {
  const isPlainSource = !source.endsWith('.localhost');
  const isPlainTarget = !tellingNames.has(target);
  return (
    mute !== undefined || (isPlainTarget && muteToNames !== undefined) || (isPlainSource && muteFromNames !== undefined)
  );
}

function targetsOf(field: Battlefield, method: 'GET' | 'POST'): Target[] {
  const { rows, scene, target, site } = field;
  const { port } = new URL(scene.api);
  const door = attemptsOf(rows, scene, method).map((attempt) => ({
    url: `http://${target}:${port}${attempt.target}`,
    body: attempt.body,
  }));
  // The last of all: when it has come, the others were sent.
  return [...door, { url: `http://${target}:${site.probePort}${site.newProbe()}`, body: null }];
}

const originOf = ({ source, site }: Battlefield) => `http://${source}:${site.port}`;

/** One page that attacks every row at once. */
export function byMarkup(markup: Markup): Attack {
  const { html: _html, headers: _headers, method: _method, ...details } = markup;
  return {
    ...details,
    send: async (field, context) => {
      const origin = originOf(field);
      const targets = targetsOf(field, markup.method);
      field.site.show({ html: markup.html(targets, origin), headers: markup.headers?.(targets, origin) ?? {} });
      const tab = await context.newPage();
      await tab.goto(`${origin}/attack`, { waitUntil: 'commit' });
      await waitForProbe(field, details);
    },
  };
}

/** A tab that is led to every row, one after the other. */
export function byNavigation(navigation: Navigation): Attack {
  const { go: _go, method: _method, ...details } = navigation;
  return {
    ...details,
    send: async (field, context) => {
      const tab = await context.newPage();
      const way = { tab, site: field.site, origin: originOf(field) };
      for (const target of targetsOf(field, navigation.method)) await navigation.go(way, target);
      await waitForProbe(field, details);
    },
  };
}

async function waitForProbe(field: Battlefield, details: Partial<Attack>): Promise<void> {
  if (details.mute !== undefined) return;
  const isSent = () => field.site.probed() > 0;
  const timeout = isMute(details, field) ? silentMs : sendMs;
  await expect
    .poll(isSent, { timeout, intervals: [20] })
    .toBe(true)
    .catch(() => undefined);
}

/**
 * Makes all attacks and reads the state once: nothing has changed, or they are made again one by one, so that the outcome names those that got
 * through. What gets through always shows, whatever was changed before it: it saves one more snapshot.
 */
export async function attackWith(field: Battlefield, attacks: readonly Attack[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const attack of attacks) outcomes.push(await attackOnce(field, attack));
  if ((await readChanges(field, field.scene.picture)).length === 0) return outcomes;
  for (const [at, attack] of attacks.entries()) {
    const before = await takeSettledPicture(field);
    const outcome = await attackOnce(field, attack);
    outcomes[at] = { ...outcome, changes: await readChanges(field, before) };
  }
  return outcomes;
}

/** What got through before may still be at work; only a picture that stays tells what the next one does. */
async function takeSettledPicture({ scene }: Battlefield): Promise<Picture> {
  let last = await takePicture(scene.world);
  const readNext = async () => {
    const before = last;
    last = await takePicture(scene.world);
    return differences(before, last);
  };
  await expect.poll(readNext, { intervals: [500] }).toEqual([]);
  return last;
}

/**
 * Each attack has a profile of its own, which goes with all its tabs: nothing that an earlier one has loaded answers in the place of the door. A tab
 * alone is not closed: one that is told to close while its page is just taking its place stays open, and whoever closes it waits for ever.
 */
async function attackOnce(field: Battlefield, attack: Attack): Promise<Outcome> {
  await test.step(attack.name, () => withContext(field.browser, (context) => attack.send(field, context)));
  return { name: attack.name, wasSent: field.site.probed() > 0, changes: [] };
}

async function readChanges({ scene }: Battlefield, before: Picture): Promise<string[]> {
  // What was let in before is on disk when something later is answered.
  await fetch(`${scene.api}/v2/manager/version`);
  return differences(before, await takePicture(scene.world));
}
