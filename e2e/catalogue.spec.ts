import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

const realCatalogue = resolve(import.meta.dirname, '../../shared/data');
const hasRealCatalogue = existsSync(realCatalogue);

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({
  worldOptions: { name: 'catalogue', pythonTool: 'pip', ...(hasRealCatalogue ? { catalogueDir: realCatalogue } : {}) },
});

interface Listed {
  key: string;
  title: string;
  files: string[];
  nodeClasses: string[];
}

async function readCatalogue(page: Page): Promise<Listed[]> {
  const { value } = await callByWindow(page, 'catalogue.packs', { mode: 'cache' });
  return (value as { packs: Listed[] }).packs;
}

/** Classes that read like the built-in sampler, each with the addresses that the channel's own file names for it. */
async function samplerClasses(): Promise<[name: string, urls: string[]][]> {
  const map = JSON.parse(await readFile(join(realCatalogue, 'extension-node-map.json'), 'utf8')) as Record<
    string,
    [string[]]
  >;
  const urlsOf = new Map<string, string[]>();
  for (const [url, [names]] of Object.entries(map)) {
    for (const name of names)
      if (/KSampler/.test(name) && /^\w+$/.test(name)) urlsOf.set(name, [...(urlsOf.get(name) ?? []), url]);
  }
  // Classes that exactly one pack provides, evenly over the alphabet.
  const single = [...urlsOf].filter(([, urls]) => urls.length === 1).sort();
  const step = Math.floor(single.length / 8);
  return single.filter((_, index) => index % step === 0).slice(0, 8);
}

test('the whole real catalogue is listed, and node class searches find their packs', async ({ page }) => {
  test.skip(!hasRealCatalogue, 'the real catalogue files are not beside this project');
  const channel = JSON.parse(await readFile(join(realCatalogue, 'custom-node-list.json'), 'utf8')) as {
    custom_nodes: { files: string[] }[];
  };
  expect(channel.custom_nodes).toHaveLength(5_896);
  await expect(page.getByTestId('row-count')).toContainText(/5,[89]\d\d/);
  const listed = await readCatalogue(page);
  const addresses = new Set(listed.flatMap(({ files }) => files));
  expect(channel.custom_nodes.filter(({ files }) => !files.every((file) => addresses.has(file)))).toEqual([]);

  const classes = await samplerClasses();
  expect(classes.length).toBe(8);
  for (const [name, [url = '']] of classes) {
    const pack = listed.find(({ files }) => files.includes(url));
    // A class of ComfyUI itself, or of a pack the list has dropped, has no row.
    if (!pack) continue;
    await page.getByTestId('pack-search').fill(`node:${name}`);
    await expect(page.locator(`[data-testid="pack-row"][data-key="${pack.key}"]`)).toContainText(name);
  }
});

test('without network the last good copy is shown with its date, and installed packs are still mapped', async ({
  world,
  launched,
}) => {
  const { page } = launched;
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
  const rows = await page.getByTestId('row-count').textContent();
  // Of two apps only one may have the folder.
  await launched.close();
  world.channel.faults.set('*', { kind: 'status', status: 503 });
  world.registry.apiFaults.set('*', { kind: 'status', status: 503 });
  const again = await launchApp({ world });
  await expect(again.page.getByTestId('row-count')).toHaveText(rows ?? '');
  await again.page.getByRole('button', { name: /Refresh the catalogue/ }).click();
  await expect(again.page.getByText(/Catalogue from .*could not be refreshed|could not refresh/i)).toBeVisible();
  const mappings = await fetch(`${again.api}/v2/customnode/getmappings?mode=local`);
  expect(mappings.status).toBe(200);
  expect(Object.keys((await mappings.json()) as Record<string, unknown>).length).toBeGreaterThan(10);
  world.channel.faults.clear();
  world.registry.apiFaults.clear();
  await again.close();
});
