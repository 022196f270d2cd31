import type { Page, Request } from 'playwright';
import { expect } from 'playwright/test';
import type { HostileSite } from './hostile-site';
import { crossSite, withOrigin, type Target } from './markup';

/** Where the hostile page lies for the browser, and the tab it is shown in. */
export interface HostileTab {
  tab: Page;
  site: HostileSite;
  /** Scheme, name and port of the hostile page. */
  origin: string;
}

/** A way to lead a tab, or a new one, to one target. */
export interface Navigation {
  name: string;
  method: 'GET' | 'POST';
  go: (tab: HostileTab, target: Target) => Promise<void>;
  mute?: string;
  blockedOnLoopback?: string;
  blockedOnNames?: string;
}

/** How long the browser may take for one step; only what it does not send is waited for so long. */
const stepMs = 5000;

/**
 * Acts, and waits until the target was asked. The answer may be a page, a refusal or a connection that ends: what counts is that it was sent, and
 * the next step must not take it back.
 */
async function arrive(tab: Page, { url }: Pick<Target, 'url'>, act: () => Promise<unknown>): Promise<void> {
  const [place = url] = url.split(/[?#]/, 1);
  const isTarget = (request: Request) => request.url().startsWith(place);
  const context = tab.context();
  const options = { predicate: isTarget, timeout: stepMs };
  const ends = [context.waitForEvent('requestfinished', options), context.waitForEvent('requestfailed', options)];
  const ended = Promise.any(ends).catch(() => null);
  await act().catch(() => undefined);
  await ended;
}

/** The page tells that it is there before the history of its tab knows: a step back would then lead one page too far. */
async function waitInHistory(tab: Page, url: string): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  const readCurrent = async () => {
    // While one page takes the place of another, the tab answers nobody.
    const history = await session.send('Page.getNavigationHistory').catch(() => null);
    return history?.entries[history.currentIndex]?.url;
  };
  await expect.poll(readCurrent, { intervals: [20] }).toBe(url);
  await session.detach();
}

/** Shows a page, and does in it what makes the tab leave; many leave by themselves before they are there. */
function from(
  html: (target: Target, origin: string) => string,
  act: (tab: Page, target: Target) => Promise<unknown>,
): Navigation['go'] {
  return async ({ tab, site, origin }, target) => {
    site.show({ html: html(target, origin) });
    await arrive(tab, target, async () => {
      await tab.goto(`${origin}/attack`, { waitUntil: 'commit' });
      await act(tab, target);
    });
  };
}

const quote = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const click = (tab: Page) => tab.click('#go', { timeout: stepMs });
const button = (code: string) => `<button id="go" onclick="${quote(code)}">go</button>`;
const link =
  (more: string) =>
  ({ url }: Target) =>
    `<a id="go" ${more} href="${quote(url)}">go</a>`;

/** A new tab is closed once its page has come; one whose page never comes goes with the profile. */
const inNewTab = async (tab: Page, { url }: Target) => {
  const [page] = await Promise.all([tab.context().waitForEvent('page', { timeout: stepMs }), click(tab)]);
  await page.waitForURL(({ href }) => href === new URL(url).href, { timeout: stepMs });
  await page.close();
};

const typed =
  (address: (target: Target, origin: string) => string): Navigation['go'] =>
  async ({ tab, origin }, target) => {
    await arrive(tab, target, () => tab.goto(address(target, origin), { waitUntil: 'commit' }));
  };

function topForm(encoding: string): Navigation {
  return {
    name: `form POST in the top window, ${encoding}`,
    method: 'POST',
    go: from(
      ({ url, body }) =>
        `<form method="POST" enctype="${encoding}" action="${quote(url)}"><input name="${quote(body?.slice(0, -1) ?? '{"a":1')},&quot;pad&quot;:&quot;" value="&quot;}"><button id="go">go</button></form>`,
      click,
    ),
    blockedOnLoopback: crossSite,
    blockedOnNames: withOrigin,
  };
}

/** Every way there is to make the address bar lead to us. */
export const navigations: readonly Navigation[] = [
  {
    name: 'location=',
    method: 'GET',
    go: from(
      ({ url }) => `<script>location = ${JSON.stringify(url)}</script>`,
      () => Promise.resolve(),
    ),
    blockedOnLoopback: crossSite,
  },
  { name: 'a link that was clicked', method: 'GET', go: from(link(''), click), blockedOnLoopback: crossSite },
  {
    name: 'a link without referrer',
    method: 'GET',
    go: from(link('rel="noreferrer"'), click),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'a link into a new tab',
    method: 'GET',
    go: from(link('target="_blank"'), inNewTab),
    blockedOnLoopback: crossSite,
  },
  { name: 'a download link', method: 'GET', go: from(link('download'), click), blockedOnLoopback: crossSite },
  {
    name: 'window.open',
    method: 'GET',
    go: from(({ url }) => button(`window.open(${JSON.stringify(url)})`), inNewTab),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'meta refresh',
    method: 'GET',
    go: from(
      ({ url }) => `<meta http-equiv="refresh" content="0;url=${quote(url)}">`,
      () => Promise.resolve(),
    ),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'a link to a redirect of the hostile site',
    method: 'GET',
    go: from(
      ({ url }, origin) => link('')({ url: `${origin}/redirect?to=${encodeURIComponent(url)}`, body: null }),
      click,
    ),
    blockedOnLoopback: crossSite,
  },
  topForm('application/x-www-form-urlencoded'),
  topForm('multipart/form-data'),
  topForm('text/plain'),
  { name: 'a typed address', method: 'GET', go: typed(({ url }) => url) },
  { name: 'a typed address, source shown', method: 'GET', go: typed(({ url }) => `view-source:${url}`) },
  {
    name: 'a typed address of the hostile site that redirects',
    method: 'GET',
    go: typed(({ url }, origin) => `${origin}/redirect?to=${encodeURIComponent(url)}`),
  },
  {
    name: 'a typed address of the hostile site that refreshes',
    method: 'GET',
    go: typed(({ url }, origin) => `${origin}/refresh?to=${encodeURIComponent(url)}`),
    blockedOnLoopback: crossSite,
  },
  {
    name: 'back in the history of the tab',
    method: 'GET',
    go: async ({ tab, site, origin }, target) => {
      await arrive(tab, target, () => tab.goto(target.url, { waitUntil: 'commit' }));
      site.show({ html: '' });
      await tab.goto(`${origin}/attack`, { waitUntil: 'commit' });
      await waitInHistory(tab, `${origin}/attack`);
      await arrive(tab, target, () => tab.goBack({ waitUntil: 'commit' }));
    },
  },
];

/** One of each kind, for names on which the kinds differ and the ways do not. */
export const someNavigations: readonly Navigation[] = navigations.filter(({ name }) =>
  [
    'location=',
    'a link without referrer',
    'a link to a redirect of the hostile site',
    'form POST in the top window, text/plain',
    'a typed address',
    'a typed address of the hostile site that redirects',
  ].includes(name),
);
