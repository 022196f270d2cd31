import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Page } from 'playwright';
import { expect, test } from './app';
import { getJson } from './api';
import { findChromium, startChromium } from './web-ui/chromium';

/** As much of a `Preload.prefetchStatusUpdated` of Chromium as is looked at. */
interface PrefetchStatus {
  prefetchUrl: string;
  status: string;
  prefetchStatus: string;
}

const changes = [
  '/v2/manager/db_mode?value=remote',
  '/api/v2/manager/policy/update?value=nightly-comfyui',
  '/v2/snapshot/save',
  '/v2/comfyui_manager/start',
  '/v2/comfyui_manager/stop',
  '/v2/manager/reboot',
  '/v2/manager/queue/update_all?ui_id=x&client_id=y',
  '/v2/manager/queue/update_comfyui?ui_id=x&client_id=y',
];
const reads = '/v2/manager/version';

test('a page that lets the browser fetch ahead changes nothing, and neither does a typed address', async ({
  shared: { api },
}) => {
  const executable = await findChromium();
  test.skip(executable === null, 'No Chromium on this machine; `npm test` as root installs it on Debian and Ubuntu.');
  if (executable === null) return;
  const before = await stateOf(api);
  const browser = await startChromium(executable);
  const elsewhere = await servePage(pageThatPrefetches([...changes, reads].map((path) => api + path)));
  try {
    const page = await browser.newPage();
    const ends = await listenToPrefetches(await page.context().newCDPSession(page));
    await page.goto(elsewhere.address);
    await expect.poll(() => ends.size).toBe(changes.length + 1);
    // The one that reads shows that the browser really asks.
    expect(ends.get(api + reads)).toMatch(/PrefetchResponseUsed|PrefetchSuccessful|PrefetchNotFinishedInTime|Ready/);
    for (const path of changes) expect(ends.get(api + path), path).toBe('PrefetchFailedNon2XX');
    for (const path of changes)
      expect(await openTyped(page, api + path), path).toContain('a browser opens it as a page');
    expect(await stateOf(api)).toEqual(before);
  } finally {
    await browser.close();
    await elsewhere.close();
  }
});

/** What any of the changes would change. */
async function stateOf(api: string): Promise<unknown> {
  const readText = async (path: string) => (await fetch(api + path)).text();
  return {
    settings: await Promise.all(['/v2/manager/db_mode', '/v2/manager/policy/update'].map(readText)),
    snapshots: await getJson(`${api}/v2/snapshot/getlist`),
    queue: await getJson(`${api}/v2/manager/queue/status`),
    comfyui: await getJson<{ state: string; startedAt: string | null }>(`${api}/v2/comfyui_manager/status`),
  };
}

function pageThatPrefetches(urls: readonly string[]): string {
  const rules = JSON.stringify({ prefetch: [{ urls, eagerness: 'immediate' }] });
  return `<!doctype html><title>elsewhere</title><script type="speculationrules">${rules}</script>`;
}

async function servePage(html: string): Promise<{ address: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** How each prefetch ended, by its address. */
async function listenToPrefetches(session: CDPSession): Promise<ReadonlyMap<string, string>> {
  const ends = new Map<string, string>();
  session.on('Preload.prefetchStatusUpdated', ({ prefetchUrl, status, prefetchStatus }: PrefetchStatus) => {
    if (['Ready', 'Success', 'Failure'].includes(status)) ends.set(prefetchUrl, prefetchStatus);
  });
  await session.send('Preload.enable');
  return ends;
}

async function openTyped(page: Page, address: string): Promise<string> {
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(403);
  return (await answer?.text()) ?? '';
}
