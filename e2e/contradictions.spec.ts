import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import {
  addTask,
  ask,
  getJson,
  installParams,
  runTask,
  startQueue,
  waitForTask,
  waitUntilIdle,
  writeConfig,
} from './api';
import { expect, test } from './app';
import { rebootComfy, readStatus, startComfy, stopComfy, waitForState } from './comfy-calls';
import { clearModels, install as installModel, modelsDir, paramsOf, readList } from './model-tasks';
import { anySource, clearPacks } from './pack-folder';
import { findContradictions } from './places-said';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { graph, node } from './workflow-files';
import { isNightly } from './world/nightly';
import { sitePackagesOf } from './world/python-env';
import type { World } from './world/world';

test.skip(...needsStandIn('starts ComfyUI a dozen times, which takes the stand-in a second'));
test.use({
  worldOptions: { name: 'contradictions', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  await clearModels(world);
  await writeConfig(world, [...anySource, 'allow_pip_install = True']);
});

interface Stories {
  /** One of a dozen that differ most. */
  story: Story;
  /** What leads from one to the next: only the nightly run looks after it. */
  way: Story;
  /** Left out but in the nightly run. */
  nightStory: Story;
}
type Story = (what: string, act: () => Promise<unknown>) => Promise<void>;

/** After a story every place is asked: no two of them may say different things of one fact. The nightly run tells all thirty-five. */
function tellStories(page: Page, api: string): Stories {
  const way: Story = (what, act) =>
    test.step(what, async () => {
      await act();
      await waitUntilIdle(api);
      if (isNightly) await look(what);
    });
  const look = (what: string) =>
    expect.poll(() => findContradictions(page, api), { message: what, intervals: [100] }).toEqual([]);
  const story: Story = async (what, act) => {
    await way(what, act);
    if (!isNightly) await look(what);
  };
  return { story, way, nightStory: (what, act) => (isNightly ? story(what, act) : Promise.resolve()) };
}

const install = (api: string, id: string, version?: string) =>
  runTask(api, { kind: 'install', params: installParams(id, version) });
const of = (kind: string, name: string) => ({ kind, params: { node_name: name, is_unknown: false } });

/** Takes the newest change of a kind back, as the window does. */
async function undo(page: Page, api: string, kind: string): Promise<void> {
  const { tasks } = (await callByWindow(page, 'undo.list')) as { tasks: { ui_id: string; kind: string }[] };
  const found = tasks.find((task) => task.kind === kind);
  expect(found, `a change of the kind ${kind}`).toBeDefined();
  const ordered = await callByWindow(page, 'undo.order', { ui_id: found?.ui_id });
  await waitForTask(api, ordered.ui_id);
}

async function removePackage(world: World, name: string): Promise<void> {
  const site = await sitePackagesOf(world.comfyui.venvDir);
  for (const entry of await readdir(site))
    if (entry === name || entry.startsWith(`${name}-`)) await rm(join(site, entry), { recursive: true });
}

async function startWith(page: Page, api: string, order: Record<string, unknown>): Promise<void> {
  const before = await readStatus(api);
  await callByWindow(page, 'comfyui.start', order);
  await expect.poll(async () => (await readStatus(api)).startedAt).not.toBe(before.startedAt);
  await waitForState(api, 'running');
}

test('no two places say different things of packs, updates and what was done', async ({ world, page, api }) => {
  const { story, way, nightStory } = tellStories(page, api);
  await nightStory('nothing was done', () => Promise.resolve());
  await story('a pack is installed that has an update', () => install(api, 'Demo-Upscaler', '1.0.0'));
  await story('it is held', () => callByWindow(page, 'packs.setHold', { key: 'Demo-Upscaler', reason: '' }));
  await way('it is released', () => callByWindow(page, 'packs.setHold', { key: 'Demo-Upscaler', reason: null }));
  await way('it is updated', () => runTask(api, of('update', 'Demo-Upscaler')));
  await way('the update is undone', () => undo(page, api, 'update'));
  await story('it is disabled', () => runTask(api, of('disable', 'Demo-Upscaler')));
  await nightStory('it is enabled', () => runTask(api, { kind: 'enable', params: { cnr_id: 'Demo-Upscaler' } }));
  await story('an install fails', () => install(api, 'broken-requirement'));
  await nightStory('an install.py fails', () => install(api, 'install-breaks'));
  await nightStory('two are installed in one batch', async () => {
    const ids = ['prompt-garden', 'wired-shapes'];
    const added = await Promise.all(ids.map((id) => addTask(api, { kind: 'install', params: installParams(id) })));
    await startQueue(api);
    for (const id of added) await waitForTask(api, id);
  });
  await nightStory('one is uninstalled', () => runTask(api, of('uninstall', 'wired-shapes')));
  await nightStory('the uninstall is undone', () => undo(page, api, 'uninstall'));
  await nightStory('a pack is put there by hand', () =>
    world.comfyui.placeFiles({ 'by-hand/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n' }),
  );
  await nightStory('it is taken away by hand', () =>
    rm(join(world.comfyui.customNodesDir, 'by-hand'), { recursive: true }),
  );
});

test('no two places say different things of the environment and of snapshots', async ({ world, page, api }) => {
  const { story, way, nightStory } = tellStories(page, api);
  await way('a pack brings a package', () => install(api, 'tidy-latents'));
  await story('the package is taken away by hand', () => removePackage(world, 'tinydep'));
  await nightStory('a pack asks for what nobody has', () =>
    world.comfyui.placeFiles({
      'hungry/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'hungry/requirements.txt': 'nowhere-dep>=3\n',
    }),
  );
  await nightStory('that one is taken away', () =>
    rm(join(world.comfyui.customNodesDir, 'hungry'), { recursive: true }),
  );
  await nightStory('the package comes back', () =>
    runTask(api, { kind: 'install-packages', params: { packages: ['tinydep'] } }),
  );
  await way('a snapshot is saved', () => ask(`${api}/v2/snapshot/save?name=saved`, {}));
  await way('a pack comes after it', () => install(api, 'prompt-garden'));
  await story('the snapshot is restored', async () => {
    const [saved] = (await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`)).items.filter((name) =>
      name.endsWith('saved'),
    );
    const answer = await ask(`${api}/v2/snapshot/restore?target=${saved ?? ''}`, {});
    await waitForTask(api, String(answer.body['ui_id']));
  });
});

test('no two places say different things of models', async ({ world, page, api }) => {
  const { story, nightStory } = tellStories(page, api);
  const [model] = await readList(api);
  if (model === undefined) throw new Error('The list of the world has no model.');
  await nightStory('none is there', () => Promise.resolve());
  await story('a model is downloaded', () => installModel(api, paramsOf(model)));
  await nightStory('the download is undone', () => undo(page, api, 'install-model'));
  await nightStory('the undo is undone', () => undo(page, api, 'undo'));
  await nightStory('a model is put there by hand', () =>
    writeFile(modelsDir(world, 'checkpoints', 'by-hand.pt'), 'weights'),
  );
  await nightStory('it is taken away by hand', () => rm(modelsDir(world, 'checkpoints', 'by-hand.pt')));
});

test('no two places say different things of a workflow that is open', async ({ page, api, world }) => {
  const { story, way, nightStory } = tellStories(page, api);
  const text = graph([
    node('DemoUpscaleTiled', { cnr_id: 'demo-upscaler', ver: '1.1.0' }),
    node('PromptGardenGrow', { cnr_id: 'prompt-garden' }),
    node('CheckpointLoaderSimple', { cnr_id: 'comfy-core' }, { widgets_values: ['faces.safetensors'] }),
  ]);
  await story('it misses two packs and a model', async () => {
    await page.getByTestId('place-home').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('open-workflow').click();
    const file = { name: 'portrait.json', mimeType: 'application/json', buffer: Buffer.from(text) };
    await (await chooser).setFiles(file);
    await expect(page.getByTestId('workflow-pack')).toHaveCount(2);
  });
  await way('one of them is installed', () => install(api, 'Demo-Upscaler'));
  await way('the other as well', () => install(api, 'prompt-garden'));
  await story('its model is put there by hand', async () => {
    const file = modelsDir(world, 'checkpoints', 'faces.safetensors');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'weights');
  });
  await page.getByTestId('place-workflow').click();
  await expect(page.getByTestId('workflow-outcome')).toHaveText(/^All there\./);
  await nightStory('a pack is disabled', () => runTask(api, of('disable', 'prompt-garden')));
  await nightStory('it is uninstalled', () => runTask(api, of('uninstall', 'prompt-garden')));
  await nightStory('its model is taken away by hand', () => clearModels(world));
});

test('no two places say different things of what ComfyUI has loaded', async ({ world, page, api }) => {
  const { story, way, nightStory } = tellStories(page, api);
  await install(api, 'Demo-Upscaler');
  await way('ComfyUI is started', () => startComfy(api));
  await story('a pack is installed while it runs', () => install(api, 'prompt-garden'));
  await way('it is restarted', () => rebootComfy(api));
  await way('a pack that does not load is installed', () => install(api, 'missing-module'));
  await story('it is restarted, and the pack does not load', () => rebootComfy(api));
  await story('it is started with some packs only', () =>
    startWith(page, api, { mode: 'lean', packs: ['Demo-Upscaler'], name: 'one' }),
  );
  await nightStory('it is started with all of them', () => startWith(page, api, { mode: 'normal' }));
  await nightStory('it is started in safe mode', () => startWith(page, api, { mode: 'bare' }));
  await nightStory('the pack that does not load is disabled', () => runTask(api, of('disable', 'missing-module')));
  await nightStory('it is started without it', () => startWith(page, api, { mode: 'normal' }));
  await nightStory('a file of a loaded pack is changed by hand', () =>
    writeFile(
      join(world.comfyui.customNodesDir, 'prompt-garden', 'pyproject.toml'),
      '[project]\nname = "prompt-garden"\nversion = "9.0.0"\n',
    ),
  );
  await way('ComfyUI is stopped', async () => {
    await stopComfy(api);
    await waitForState(api, 'stopped');
  });
});
