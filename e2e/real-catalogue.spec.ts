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
test.use({ worldOptions: { name: 'real-catalogue', pythonTool: 'uv', catalogueDir: realCatalogue } });

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

/** The most used packs: a node class of each, and how people mistype their names; with a part of the address that tells the pack. */
const searches = {
  FaceDetailer: 'ltdrdata/ComfyUI-Impact-Pack',
  IPAdapterAdvanced: 'cubiq/ComfyUI_IPAdapter_plus',
  UltimateSDUpscale: 'ssitu/ComfyUI_UltimateSDUpscale',
  VHS_VideoCombine: 'Kosinkadink/ComfyUI-VideoHelperSuite',
  ADE_AnimateDiffLoaderGen1: 'Kosinkadink/ComfyUI-AnimateDiff-Evolved',
  DWPreprocessor: 'Fannovel16/comfyui_controlnet_aux',
  UnetLoaderGGUF: 'city96/ComfyUI-GGUF',
  'KSampler (Efficient)': 'jags111/efficiency-nodes-comfyui',
  WanVideoSampler: 'kijai/ComfyUI-WanVideoWrapper',
  GetImageSizeAndCount: 'kijai/ComfyUI-KJNodes',
  'easy fullLoader': 'yolain/ComfyUI-Easy-Use',
  SUPIR_Upscale: 'kijai/ComfyUI-SUPIR',
  Florence2Run: 'kijai/ComfyUI-Florence2',
  ReActorFaceSwap: 'Gourieff/ComfyUI-ReActor',
  'RIFE VFI': 'Fannovel16/ComfyUI-Frame-Interpolation',
  'WD14Tagger|pysssss': 'pythongosssss/ComfyUI-WD14-Tagger',
  'LayerUtility: ImageBlend': 'chflame163/ComfyUI_LayerStyle',
  ApplyInstantID: 'cubiq/ComfyUI_InstantID',
  ACN_AdvancedControlNetApply: 'Kosinkadink/ComfyUI-Advanced-ControlNet',
  'Anything Everywhere': 'chrisgoringe/cg-use-everywhere',
  ipadaptr: 'cubiq/ComfyUI_IPAdapter_plus',
  contolnet: 'Fannovel16/comfyui_controlnet_aux',
  animtediff: 'Kosinkadink/ComfyUI-AnimateDiff-Evolved',
  impactpack: 'ltdrdata/ComfyUI-Impact-Pack',
  regthree: 'rgthree/rgthree-comfy',
  vidoehelpersuite: 'Kosinkadink/ComfyUI-VideoHelperSuite',
  florance2: 'kijai/ComfyUI-Florence2',
  reacter: 'Gourieff/ComfyUI-ReActor',
  'efficency nodes': 'jags111/efficiency-nodes-comfyui',
  wanvidoe: 'kijai/ComfyUI-WanVideoWrapper',
} as const;

test('twenty node classes and ten misspellings have their pack among the first three', async ({ page }) => {
  // Until the whole catalogue is there, nothing is searched.
  await expect(page.getByTestId('row-count')).toContainText(/5,[89]\d\d/);
  const listed = await readCatalogue(page);
  const missed: string[] = [];
  for (const [typed, address] of Object.entries(searches)) {
    const key = listed.find(({ files }) => files.some((file) => file.endsWith(address)))?.key;
    expect(key, address).toBeDefined();
    await page.getByTestId('pack-search').fill(typed);
    await expect(page.getByTestId('pack-row').first()).toBeVisible();
    const shown = page.getByTestId('pack-row').filter({ visible: true });
    const first = await shown.evaluateAll((rows) => rows.slice(0, 3).map((row) => row.getAttribute('data-key')));
    if (!first.includes(key ?? '')) missed.push(`${typed}: ${first.join(', ')}`);
  }
  expect(missed).toEqual([]);

  await page.getByTestId('pack-search').fill('FaceDetailer');
  await expect(page.getByTestId('pack-row').first()).toContainText('provides FaceDetailer');
  await page.getByTestId('pack-search').fill('ipadaptr');
  await expect(page.getByTestId('search-meant')).toContainText('These match “ipadapter”');
  await page.getByTestId('pack-search').fill('ipadapter');
  await expect(page.getByTestId('search-meant')).toHaveCount(0);
});
