import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from './app';
import { readCatalogue, singleClasses } from './listed-packs';
import { needsStandIn } from './stand-in';

const realCatalogue = resolve(import.meta.dirname, '../../shared/data');
const hasRealCatalogue = existsSync(realCatalogue);
const readFileOf = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(realCatalogue, name), 'utf8'));

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
// Before any world is made; catalogue.spec.ts shows the same on a small one.
test.skip(!hasRealCatalogue, '../shared/data with the public catalogue is not beside this project');
test.use({ worldOptions: { name: 'real-catalogue', pythonTool: 'pip', catalogueDir: realCatalogue } });

test('the whole real catalogue is listed, and node class searches find their packs', async ({ page }) => {
  const channel = (await readFileOf('custom-node-list.json')) as { custom_nodes: { files: string[] }[] };
  expect(channel.custom_nodes).toHaveLength(5_896);
  await expect(page.getByTestId('row-count')).toContainText(/5,[89]\d\d/);
  const listed = await readCatalogue(page);
  const addresses = new Set(listed.flatMap(({ files }) => files));
  expect(channel.custom_nodes.filter(({ files }) => !files.every((file) => addresses.has(file)))).toEqual([]);

  const classes = singleClasses(await readFileOf('extension-node-map.json'), /KSampler/);
  expect(classes).toHaveLength(8);
  for (const [name, url] of classes) {
    const pack = listed.find(({ files }) => files.includes(url));
    // A class of ComfyUI itself, or of a pack the list has dropped, has no row.
    if (!pack) continue;
    await page.getByTestId('pack-search').fill(`node:${name}`);
    await expect(page.locator(`[data-testid="pack-row"][data-key="${pack.key}"]`)).toContainText(name);
  }
});
