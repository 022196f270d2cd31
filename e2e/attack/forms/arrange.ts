import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskBody } from '../../api';
import { playTask, type HostileForm, type Stage } from '../stage';

/** Two files of one content, and one that is like neither. */
async function placeOwn({ world }: Stage): Promise<void> {
  const own = { 'mine.safetensors': 'weights', 'twin.safetensors': 'weights', 'other.safetensors': 'others' };
  for (const [name, text] of Object.entries(own))
    await writeFile(join(world.comfyui.path, 'models', 'checkpoints', name), text);
}

type Place = (stage: Stage) => string;
const own =
  (name: string): Place =>
  ({ world }) =>
    join(world.comfyui.path, 'models', 'checkpoints', name);
const mine = own('mine.safetensors');

function arrangeForm(name: string, task: (stage: Stage) => TaskBody, more: Partial<HostileForm> = {}): HostileForm {
  const act = (stage: Stage) => playTask(stage, task(stage));
  return { name: `model: ${name}`, prepare: placeOwn, act, ends: 'failed', ...more };
}

const isListed = 'only what the core lists as a model is touched';
/** Files that are no models of this installation. */
const foreign: readonly [name: string, Place][] = [
  ['a file beside the installation', ({ world }) => join(world.root, 'sentinel.py')],
  ['a file of the packs', ({ world }) => join(world.comfyui.customNodesDir, 'sentinel.py')],
  ['a way out of the folder', ({ world }) => `${join(world.comfyui.path, 'models', 'checkpoints')}/../../sentinel.py`],
  ['a file that is not there', own('escape.safetensors')],
];

const arrangements: readonly HostileForm[] = [
  ...['../escape', '/tmp/escape', 'custom_nodes', '..', '__proto__'].map((folder) =>
    arrangeForm(`moved to the folder ${folder}`, (stage) => ({
      ...{ kind: 'move-model', params: { path: mine(stage), folder } },
    })),
  ),
  ...['../escape.safetensors', '/tmp/escape.safetensors', 'escape.py', 'escape\u0000.safetensors', '..'].map((name) =>
    arrangeForm(`renamed to ${JSON.stringify(name)}`, (stage) => ({
      ...{ kind: 'move-model', params: { path: mine(stage), new_name: name } },
    })),
  ),
  arrangeForm('renamed to what is there', (stage) => ({
    ...{ kind: 'move-model', params: { path: mine(stage), new_name: 'other.safetensors' } },
  })),
  ...foreign.flatMap(([name, place]) => [
    arrangeForm(
      `${name} is moved`,
      (stage) => ({ kind: 'move-model', params: { path: place(stage), folder: 'checkpoints' } }),
      { blockedBefore: isListed },
    ),
    arrangeForm(
      `${name} stays, and a model becomes its link`,
      (stage) => ({ kind: 'link-models', params: { path: place(stage), others: [mine(stage)] } }),
      { blockedBefore: isListed },
    ),
    arrangeForm(
      `${name} becomes a link of a model`,
      (stage) => ({ kind: 'link-models', params: { path: mine(stage), others: [place(stage)] } }),
      { blockedBefore: isListed },
    ),
  ]),
  arrangeForm('a file of other content becomes a link', (stage) => ({
    ...{ kind: 'link-models', params: { path: mine(stage), others: [own('other.safetensors')(stage)] } },
  })),
  {
    ...arrangeForm(
      'a link to the same content outside becomes a name',
      (stage) => ({ kind: 'link-models', params: { path: mine(stage), others: [own('linked.safetensors')(stage)] } }),
      // The link itself is the person's model, and goes to the trash; what it leads to stays.
      { ends: 'either', leaves: /models\/checkpoints\/linked\.safetensors$/ },
    ),
    prepare: async (stage) => {
      await placeOwn(stage);
      const outside = join(stage.world.root, 'home', 'elsewhere');
      await mkdir(outside, { recursive: true });
      await writeFile(join(outside, 'theirs.safetensors'), 'weights');
      await symlink(join(outside, 'theirs.safetensors'), own('linked.safetensors')(stage));
    },
  },
];

/** Folders of which ComfyUI would load something. */
const sharing: readonly HostileForm[] = (
  [
    ['the packs', ({ world }) => world.comfyui.customNodesDir],
    ['folders of the system', () => '/etc'],
    ['a path that is none', () => 'models/../escape'],
    ['a path with lines of its own', ({ world }) => `${world.root}/x\nescape:\n  custom_nodes: /`],
    ['a path with a variable', ({ world }) => `${world.root}/$HOME`],
  ] satisfies [string, Place][]
).map(([name, place]) =>
  arrangeForm(`used as models: ${name}`, (stage) => ({ kind: 'use-models-folder', params: { path: place(stage) } })),
);

/** Places that the folder of models cannot go to. */
const moving: readonly HostileForm[] = (
  [
    ['into itself', ({ world }) => join(world.comfyui.path, 'models', 'checkpoints', 'escape')],
    ['around itself', ({ world }) => world.comfyui.path],
    ['to the packs', ({ world }) => world.comfyui.customNodesDir],
    ['to a path that is none', () => 'models/../escape'],
    ['to a path with lines of its own', ({ world }) => `${world.root}/x\nescape:\n  custom_nodes: /`],
  ] satisfies [string, Place][]
).map(([name, place]) =>
  arrangeForm(`the folder of models moves ${name}`, (stage) => ({
    ...{ kind: 'move-models-folder', params: { to: place(stage), keep: true } },
  })),
);

/** What can be asked about the files of models that are here, and about folders elsewhere. */
export const arrangeForms: readonly HostileForm[] = [...arrangements, ...sharing, ...moving];
