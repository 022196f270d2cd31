import { readFileSync } from 'node:fs';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { parse } from 'yaml';
import { expect, test } from './app';
import { publishedFile } from './conformance/specification';
import { inMain } from './in-main';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'api-page', pythonTool: 'uv' } });

/** A window of its own on an address, as a browser would open it: without preload and without anything of the app. */
async function openWindow(app: ElectronApplication, address: string): Promise<Page> {
  const opened = app.waitForEvent('window');
  const open = () =>
    app.evaluate(({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ width: 1280, height: 1000, webPreferences: { partition: 'api-page' } });
      void window.loadURL(url);
    }, address);
  await inMain(open);
  const page = await opened;
  await page.waitForURL(address);
  return page;
}

async function openOperation(page: Page, id: string): Promise<Locator> {
  const operation = page.locator(`[id$="-${id}"]`);
  await operation.locator('.opblock-summary-control').click();
  return operation;
}

/** Presses the buttons of the page, and answers the status that it shows. */
async function execute(operation: Locator): Promise<string> {
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  return operation.locator('.live-responses-table tbody .response-col_status').first().innerText();
}

test('the page of the API lists every operation, tries them out, and asks nobody else', async ({ shared }, info) => {
  const page = await openWindow(shared.app, `${shared.api}/v2/docs`);
  const complaints: string[] = [];
  const requestedOrigins = new Set<string>();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requestedOrigins.add(new URL(request.url()).origin));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.reload();

  const { paths } = parse(readFileSync(publishedFile, 'utf8')) as { paths: Record<string, object> };
  const count = Object.values(paths).flatMap((item) => Object.keys(item)).length;
  await expect(page.locator('.opblock')).toHaveCount(count);
  await page.screenshot({ path: info.outputPath('api-page.png') });

  const mappings = await openOperation(page, 'getCustomnodeGetmappings');
  await expect(mappings.getByText('Differs from the reference.')).toBeVisible();
  await mappings.screenshot({ path: info.outputPath('operation.png') });
  expect(await execute(mappings)).toBe('200');

  // As the web UI calls it, and with what the page offers: a change, whose guards see a page of this server.
  await page.locator('.servers select').selectOption('/api');
  const reset = await openOperation(page, 'postManagerQueueReset');
  expect(await execute(reset)).toBe('200');
  await expect(reset.locator('.request-url')).toContainText('/api/v2/manager/queue/reset');

  const refused = await openOperation(page, 'getPolicyExplain');
  await refused.getByRole('button', { name: 'Try it out' }).click();
  await refused.getByPlaceholder('operation').fill('nothing-known');
  await refused.getByRole('button', { name: 'Execute' }).click();
  await expect(refused.locator('.live-responses-table')).toContainText('The policy has no row');

  expect([...requestedOrigins]).toEqual([shared.api]);
  // Chromium itself notes an answer of 400; the page has nothing to say.
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  await page.close();
});

test('a page of another site cannot show it in a frame', async ({ shared }) => {
  const page = await openWindow(shared.app, 'data:text/html,<title>elsewhere</title>');
  await page.setContent(`<iframe src="${shared.api}/v2/docs"></iframe>`);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('body')).toContainText('origin-refused');
  await expect(frame.locator('#api')).toHaveCount(0);
  await page.close();
});
