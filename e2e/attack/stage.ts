import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ask,
  getJson,
  startQueue,
  waitForTask,
  writeConfig,
  type Answered,
  type FinishedTask,
  type TaskBody,
} from '../api';
import type { Served } from '../launch-served';
import { findFiles, readTree, type Tree } from '../tree';
import type { World } from '../world/world';
import { startHostileHost, type HostileHost } from './hostile-host';

/** The five kinds of hosts the app asks, each in the attacker's hands, and one that is the attacker's own. */
export interface HostileHosts {
  registry: HostileHost;
  channel: HostileHost;
  index: HostileHost;
  models: HostileHost;
  git: HostileHost;
  /** Nobody has a reason to ask it anything. */
  evil: HostileHost;
}

/** Everything a form needs to be played. */
export interface Stage {
  world: World;
  hosts: HostileHosts;
  api: string;
  /** Where the environment keeps its packages. */
  packageFolder: string;
  /** A call of our own door that would change something: it saves a snapshot. */
  ownDoor: string;
}

/** How it ended for the person: whether it failed, and in which words. */
export interface Ending {
  hasFailed: boolean;
  words: string;
}

/** One form of a bad answer. */
export interface HostileForm {
  name: string;
  /** Puts the bad answer in place. */
  prepare: (stage: Stage) => Promise<void> | void;
  /** What the person does. */
  act: (stage: Stage) => Promise<Ending>;
  /** `either`: what is bad in it may be left out, as long as nothing comes of it. */
  ends: 'failed' | 'either';
  /** Files and folders below the installation that may be there afterwards, where it did not fail. */
  leaves?: RegExp;
  /** What the main index must have been asked for: without that, the form proves nothing. */
  fetches?: RegExp;
  /** It names an index, which a pack may as long as it is a line of its own to everybody: asked beside the main index, never instead of it. */
  namesIndex?: true;
  /** Why it never got through. */
  blockedBefore?: string;
}

/** The pack that the hostile registry answers for. */
export const servedPack = { id: 'prompt-garden', version: '1.2.0' };

/** Every name that a form tries to write has this in it. */
const escapeName = 'escape';
/** The file that a wheel would like to write elsewhere; nothing else has this name. */
export const escapingFile = `${escapeName}-of-a-wheel.py`;

/** Starts the hostile hosts in front of those of a world. */
export async function startHostileHosts(world: World): Promise<HostileHosts> {
  const [registry, channel, index, models, git, evil] = await Promise.all([
    startHostileHost(world.registry.url),
    startHostileHost(world.channel.url),
    startHostileHost(world.index.url),
    startHostileHost(world.models.url),
    startHostileHost(world.git.url),
    startHostileHost(null),
  ]);
  return { registry, channel, index, models, git, evil };
}

/** The settings that lead the app to them. */
export function settingsFor(hosts: HostileHosts): Record<string, string> {
  return {
    'hosts.registry': hosts.registry.url,
    'hosts.channel': hosts.channel.url,
    'hosts.github': hosts.git.url,
    'hosts.huggingface': hosts.models.url,
    'python.indexUrl': `${hosts.index.url}/simple/`,
    'downloads.stallSeconds': '2',
  };
}

/** Who takes part in every form of a spec. */
export interface Players {
  world: World;
  served: Served;
  hosts: HostileHosts;
  packageFolder: string;
}

/** An installation with one honest pack, and sentinels around and in it; every level of the policy would let the bad thing in. */
export async function setStage({ world, served, hosts, packageFolder }: Players): Promise<Stage> {
  const { comfyui } = world;
  for (const host of Object.values(hosts) as HostileHost[]) host.behave();
  world.registry.replaceZip(servedPack.id, servedPack.version, null);
  await writeConfig(world, ['security_level = weak', 'allow_git_url_install = true']);
  for (const name of await readdir(comfyui.customNodesDir)) {
    if (!name.startsWith('.comfyui')) await rm(join(comfyui.customNodesDir, name), { recursive: true });
  }
  await comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  // What one form has installed would let the next one find its package there, and ask nobody.
  for (const name of await readdir(packageFolder)) {
    if (name.includes(escapeName)) await rm(join(packageFolder, name), { recursive: true });
  }
  await rm(join(comfyui.path, 'models'), { recursive: true, force: true });
  await mkdir(join(comfyui.path, 'models', 'checkpoints'), { recursive: true });
  for (const place of [world.root, comfyui.path, comfyui.customNodesDir, join(comfyui.path, 'models')]) {
    await writeFile(join(place, 'sentinel.py'), 'untouched = True\n');
  }
  return { world, hosts, api: served.api, packageFolder, ownDoor: `${served.api}/v2/snapshot/save` };
}

/** What the app and its tools write where they may: their own records, caches and environment, and a snapshot before a batch. */
const ownPlaces =
  /^(git|home\/\.(cache|local|config|rustup))(\/|$)|^[^/]+\/(venv|user\/__manager\/(desktop|cache|batch_history))(\/|$)|_autosave\.json$|\.log$/;

/** Everything else, and what is installed in the environment. */
export async function pictureAround({ world, packageFolder }: Stage): Promise<Tree> {
  const tree = await readTree(world.root, ownPlaces);
  const packages = (await readdir(packageFolder)).filter((name) => name !== '__pycache__');
  return { ...tree, ...Object.fromEntries(packages.map((name) => [`packages/${name}`, 'installed'])) };
}

/** Escapes that left the world's folder altogether, and the file of a wheel wherever it lies: in the environment and the caches as well. */
export async function listEscapes({ world }: Stage): Promise<string[]> {
  const found = await findFiles(world.root, escapingFile);
  for (const folder of [tmpdir(), '/', process.cwd(), process.env['HOME'] ?? '/']) {
    for (const name of await readdir(folder)) if (name.includes(escapeName)) found.push(join(folder, name));
  }
  return found;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function messageOf({ body }: Answered): string {
  const { message } = body;
  return typeof message === 'string' ? message : '';
}

let count = 0;

/** Gives the task to the queue, and waits for its end; a refusal at the door is an end as well. */
export async function playTask({ api }: Stage, task: TaskBody): Promise<Ending> {
  const uiId = `form-${(count += 1)}`;
  const answer = await ask(`${api}/v2/manager/queue/task`, { client_id: 'attacker', ui_id: uiId, ...task });
  if (answer.status !== 200) return { hasFailed: true, words: messageOf(answer) };
  await startQueue(api);
  return endingOf(await waitForTask(api, uiId));
}

function endingOf({ outcome, result }: FinishedTask): Ending {
  if (outcome.status !== 'failed') return { hasFailed: false, words: outcome.message ?? result };
  return { hasFailed: true, words: `${outcome.error?.message ?? ''} ${outcome.error?.remedy ?? ''}`.trim() };
}

/** Reads a list of the app; a refusal in words is as good as a list. */
export async function playRead({ api }: Stage, path: string): Promise<Ending> {
  const answer = await ask(`${api}${path}`);
  return {
    hasFailed: answer.status >= 400,
    words: answer.status >= 400 ? messageOf(answer) : 'a list',
  };
}

/** Whether the app answers at all, and how far its queue is. */
export async function isAnswering({ api }: Stage): Promise<boolean> {
  const { is_processing: isProcessing } = await getJson<{ is_processing: boolean }>(`${api}/v2/manager/queue/status`);
  return !isProcessing;
}
