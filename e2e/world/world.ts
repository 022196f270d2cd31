/**
 * The world: everything a user's machine would talk to, on loopback, in one temporary folder, made of real parts.
 *
 *     const world = await createWorld({ name: 'install' });
 *     // start the app with  --comfyui world.comfyui.path  --set <every pair of world.settings>  and world.env in its environment
 *     world.registry.zipFaults.set('Demo-Upscaler', { kind: 'stall', afterBytes: 500 });
 *     expect(world.requests()).toEqual([]);   // nothing asked for since forgetRequests()
 *     await world.stop();                     // servers, children and the folder are gone
 *
 * Parts: comfy-folder.ts (installation), git-host.ts (github.com), registry/registry-host.ts, channel-host.ts, python-index.ts,
 * model-host.ts (huggingface.co). Faults on the wire: wire.ts. Hostile archives: hostile-zip.ts. Packs: packs-small.ts, packs-demo.ts.
 * Nothing here imports from src/, so that the world cannot agree with our mistakes.
 */
import { access, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelContent, civitaiModels, publishPacks, worldModels } from './catalogue';
import { startChannel, type ChannelHost } from './channel-host';
import { createComfyFolder, type ComfyFolder } from './comfy-folder';
import { startGitHost, type GitHost } from './git-host';
import type { ComfyCore } from './comfy-source';
import type { RealComfyUi } from './real-comfyui';
import type { Host, SeenRequest } from './host';
import { startCivitaiHost, type CivitaiHost } from './models/civitai-host';
import { startModelHost, type ModelHost } from './models/model-host';
import type { PackSeed } from './pack-seed';
import { demoPacks } from './packs-demo';
import { smallPacks } from './packs-small';
import { startPythonIndex, type PythonIndexHost } from './python-index';
import { startRegistry, type RegistryHost } from './registry/registry-host';

/** A running world. */
export interface World {
  /** The temporary folder everything lies in. */
  root: string;
  comfyui: ComfyFolder;
  registry: RegistryHost;
  git: GitHost;
  channel: ChannelHost;
  index: PythonIndexHost;
  models: ModelHost;
  civitai: CivitaiHost;
  /** The packs that were published. */
  packs: PackSeed[];
  /** Every `--set` pair. */
  settings: Record<string, string>;
  /** What to lay over the environment of the app under test: a home of its own, caches inside the folder, no proxy. */
  env: Record<string, string>;
  /** Sentences worth showing, e.g. that uv could not be had. */
  notes: string[];
  /** Requests all hosts have seen since the start or the last `forgetRequests`. */
  requests(): SeenRequest[];
  forgetRequests(): void;
  /** Runs work while every host is down: nobody listens at any of their addresses. */
  offline<T>(work: () => Promise<T>): Promise<T>;
  /** Ends every server and child and removes the folder. Can be called twice. */
  stop(): Promise<void>;
}

/** Choices for a world; the defaults suit a spec. */
export interface WorldOptions {
  /** Shows up in the folder's name. */
  name?: string;
  /** The folder to make and live in; left out, a new one below the system's temporary folder. */
  root?: string;
  /** `small`: one pack per behaviour, none installed. `demo`: about sixty packs more, some of them installed. */
  packs?: 'demo' | 'small';
  comfyFolderName?: string;
  /** Folder with real catalogue files to serve as the channel. */
  catalogueDir?: string;
  pythonTool?: 'uv' | 'pip';
  /** `newer` knows `--enable-manager`; the default is `old`. */
  core?: ComfyCore;
  /** A clone of this ComfyUI instead of the stand-in; see `givenComfyUi`. */
  real?: RealComfyUi | null;
  /** Gives up between two steps of building. */
  signal?: AbortSignal;
  /** Told what is being made, in short lines. */
  report?: (text: string) => void;
}

async function makeRoot({ root, name = 'spec' }: WorldOptions): Promise<string> {
  if (root === undefined) return realpath(await mkdtemp(join(tmpdir(), `comfy-world-${name}-`)));
  await mkdir(root, { mode: 0o700 });
  return realpath(root);
}

/** Builds and starts a world; what was started is stopped again when a step fails. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const root = await makeRoot(options);
  const hosts: Host[] = [];
  const stop = async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    return await buildWorld({ options, root, hosts, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Build {
  options: WorldOptions;
  root: string;
  hosts: Host[];
  stop: () => Promise<void>;
}

/** What packs, lists, packages and models come from. */
async function startHosts({ options, root, hosts, packs }: Omit<Build, 'stop'> & { packs: PackSeed[] }) {
  const keep = <T extends Host>(host: T): T => {
    hosts.push(host);
    return host;
  };
  return {
    registry: keep(await startRegistry()),
    git: keep(await startGitHost(join(root, 'git'))),
    channel: keep(await startChannel({ files: channelContent(packs), catalogueDir: options.catalogueDir })),
    index: keep(await startPythonIndex()),
    models: keep(await startModelHost(worldModels)),
    civitai: keep(await startCivitaiHost(civitaiModels)),
  };
}

async function buildWorld({ options, root, hosts, stop }: Build): Promise<World> {
  const report = (text: string) => {
    options.signal?.throwIfAborted();
    options.report?.(text);
  };
  const packs = options.packs === 'demo' ? [...smallPacks, ...demoPacks] : smallPacks;
  report('starting the hosts');
  const started = await startHosts({ options, root, hosts, packs });
  const { registry, git, channel, index, models, civitai } = started;
  report(`publishing ${packs.length} packs`);
  await publishPacks(packs, { registry, git });
  report(
    options.real
      ? `cloning ComfyUI ${options.real.version} of ${options.real.folder}`
      : 'building ComfyUI and its Python environment',
  );
  const notes: string[] = [];
  const pythonTool = options.pythonTool ?? 'pip';
  const path = join(root, options.comfyFolderName ?? 'ComfyUI Wörld 工房');
  const comfyui = await createComfyFolder({
    ...{ path, git, registry, pythonTool, core: options.core, real: options.real },
    note: (text) => {
      notes.push(text);
      report(text);
    },
  });
  if (options.packs === 'demo') await installDemoPacks(comfyui, packs);
  const env = await createEnv(root);
  const all = Object.values(started);
  return {
    ...{ ...started, root, comfyui, packs, env, notes, stop },
    settings: {
      'hosts.registry': registry.url,
      'hosts.channel': channel.url,
      'hosts.github': git.url,
      'hosts.huggingface': models.url,
      'hosts.civitai': civitai.url,
      'python.indexUrl': index.indexUrl,
      ...Object.fromEntries(['cuda', 'rocm', 'xpu', 'cpu'].map((kind) => [`torch.${kind}Index`, index.indexUrl])),
      'python.tool': comfyui.pythonTool,
      // Not every machine has a graphics card that the real one can use.
      ...(comfyui.real ? { 'comfyui.arguments': '--cpu' } : {}),
    },
    requests: () => all.flatMap((host) => host.requests()),
    forgetRequests: () => all.forEach((host) => host.forgetRequests()),
    async offline(work) {
      await Promise.all(all.map((host) => host.goDown()));
      try {
        return await work();
      } finally {
        await Promise.all(all.map((host) => host.comeUp()));
      }
    },
  };
}

/** Something for the window to show: old versions, a disabled pack, one that cannot import, clones, a plain folder, a single file. */
async function installDemoPacks(comfyui: ComfyFolder, packs: PackSeed[]): Promise<void> {
  const versionOf = (id: string, at: number) => packs.find((seed) => seed.id === id)?.releases.at(at)?.version ?? '';
  await comfyui.placeRegistryPack('Demo-Upscaler', versionOf('Demo-Upscaler', 0));
  await comfyui.placeRegistryPack('velvet-masks', versionOf('velvet-masks', 0));
  await comfyui.placeRegistryPack('aurora-relight', versionOf('aurora-relight', -1));
  await comfyui.placeRegistryPack('missing-module', versionOf('missing-module', -1));
  await comfyui.placeRegistryPack('quiet-tiles', versionOf('quiet-tiles', 0), { disabled: true });
  await comfyui.placeClone('petrasund', 'ComfyUI-acorn-animate', { cnrId: 'acorn-animate', behind: 1 });
  await comfyui.placeClone('livaasen', 'ComfyUI-Rope-Bridge');
  await comfyui.placeFiles({
    'my own nodes/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
    'lone_file_demo.py': 'NODE_CLASS_MAPPINGS = {}\n',
  });
}

/** An empty value switches a setting of this machine off; pip, uv and git read it as "not set". */
async function createEnv(root: string): Promise<Record<string, string>> {
  const home = join(root, 'home');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.gitconfig'), '[user]\n\tname = World User\n\temail = user@example.invalid\n');
  const xauthority = process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority');
  const hasXauthority = await access(xauthority).then(
    () => true,
    () => false,
  );
  return {
    HOME: home,
    ...(hasXauthority ? { XAUTHORITY: xauthority } : {}),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    PIP_CACHE_DIR: join(home, '.cache', 'pip'),
    UV_CACHE_DIR: join(home, '.cache', 'uv'),
    HF_HOME: join(home, '.cache', 'huggingface'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    ...Object.fromEntries(switchedOff.filter((name) => process.env[name] !== undefined).map((name) => [name, ''])),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

const switchedOff = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].concat(
  ['PIP_FIND_LINKS', 'PIP_EXTRA_INDEX_URL', 'PIP_INDEX_URL', 'UV_FIND_LINKS', 'UV_EXTRA_INDEX_URL', 'UV_INDEX_URL'],
  ['UV_DEFAULT_INDEX', 'UV_INDEX'],
);
