import type { Page } from 'playwright';
import { expect, test } from './app';
import { launchApp } from './launch';
import { readCatalogue, singleClasses } from './listed-packs';
import { needsStandIn } from './stand-in';
import { oddCatalogue } from './world/odd-catalogue';
import type { ChannelFile } from './world/channel-host';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'catalogue', pythonTool: 'uv' } });

const files = oddCatalogue();
const list = files['custom-node-list.json'] as { custom_nodes: ({ files?: string[] } | null)[] };

test.beforeAll(({ world }) => {
  for (const [file, content] of Object.entries(files)) world.channel.write(file as ChannelFile, content);
});

async function search(page: Page, words: string) {
  await page.getByTestId('pack-search').fill(words);
  return page.getByTestId('pack-row');
}

test('a catalogue with odd entries is listed whole, and node class searches find their packs', async ({
  page,
  api,
}) => {
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
  const listed = await readCatalogue(page);
  await expect(page.getByTestId('row-count')).toContainText(String(listed.length));
  const addresses = new Set(listed.flatMap((pack) => pack.files));
  const named = list.custom_nodes.flatMap((entry) => entry?.files ?? []);
  const wanted = named.filter((file) => /^https?:/.test(file));
  expect(wanted.length).toBeGreaterThan(80);
  expect(wanted.filter((file) => !addresses.has(file))).toEqual([]);
  // A mistyped address is none: nothing could be fetched by it.
  expect(named.filter((file) => !wanted.includes(file))).toEqual(['htps://github.com/oddling/mistyped']);
  expect([...addresses].filter((file) => !/^https?:/.test(file))).toEqual([]);

  const classes = singleClasses(files['extension-node-map.json'], /KSampler/);
  expect(classes).toHaveLength(8);
  for (const [name, url] of classes) {
    const pack = listed.find((one) => one.files.includes(url));
    // A class of a pack that the list has dropped has no row.
    if (!pack) continue;
    await search(page, `node:${name}`);
    await expect(page.locator(`[data-testid="pack-row"][data-key="${pack.key}"]`)).toContainText(name);
  }
  await expect(await search(page, '画像')).toContainText('画像ツール');
  await expect(await search(page, 'blümchen')).toContainText('Jürgen Ångström');
  // Three entries name one repository; all are shown, each by its own words.
  await expect(await search(page, 'twice')).toHaveCount(3);

  const mappings = (await (await fetch(`${api}/v2/customnode/getmappings?mode=local`)).json()) as Record<
    string,
    unknown
  >;
  expect(mappings['https://github.com/oddling/pattern']).toMatchObject([
    [],
    { nodename_pattern: '^Oddling_\\d+ \\(new\\)' },
  ]);
});

test('without network the last good copy is shown with its date, and installed packs are still mapped', async ({
  world,
  launched,
}) => {
  const { page } = launched;
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
  const listed = await readCatalogue(page);
  // The first rows are painted before all are there.
  await expect(page.getByTestId('row-count')).toContainText(String(listed.length));
  const rows = await page.getByTestId('row-count').textContent();
  // Of two apps only one may have the folder.
  await launched.close();
  world.channel.faults.set('*', { kind: 'status', status: 503 });
  world.registry.apiFaults.set('*', { kind: 'status', status: 503 });
  const again = await launchApp({ world });
  try {
    await expect(again.page.getByTestId('row-count')).toHaveText(rows ?? '');
    await again.page.getByRole('button', { name: /Refresh the catalogue/ }).click();
    await expect(again.page.getByText(/Catalogue from .*could not be refreshed|could not refresh/i)).toBeVisible();
    const mappings = await fetch(`${again.api}/v2/customnode/getmappings?mode=local`);
    expect(mappings.status).toBe(200);
    expect(Object.keys((await mappings.json()) as Record<string, unknown>).length).toBeGreaterThan(10);
  } finally {
    world.channel.faults.clear();
    world.registry.apiFaults.clear();
    await again.close();
  }
});
