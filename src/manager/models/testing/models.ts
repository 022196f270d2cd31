import { createHash } from 'node:crypto';
import { formatStep, type TestStep } from '../../testing/task-run';
import { lstatSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { channelContent, worldModels } from '../../../../e2e/world/catalogue';
import { startChannel, type ChannelHost } from '../../../../e2e/world/channel-host';
import type { ModelFile } from '../../../../e2e/world/models/model-bytes';
import { startModelHost, type ModelHost } from '../../../../e2e/world/models/model-host';
import { suspend } from '../../../base/async/job';
import { silentLogger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import { InstallModelParams } from '../../../contract/models';
import { AppSettings, type NetworkMode, type SecurityLevel } from '../../../contract/settings';
import { createCatalogue } from '../../catalogue/catalogue';
import { openConfig } from '../../installation/config';
import { createPaths } from '../../installation/paths';
import { createPolicyJudge } from '../../installation/policy-judge';
import { createModelTrash } from '../trash/model-trash';
import type { ModelRun } from '../places/model-run';
import { createModels, type Models } from '../models';

/** For tests only: the models room of an empty installation, with a real model host and a real channel. */
export interface TestModels {
  models: Models;
  host: ModelHost;
  channel: ChannelHost;
  baseDir: string;
  network: { mode: NetworkMode };
  /** Folders of other installations of this machine. */
  others: string[];
  /** What was written down as put into its place. */
  noted: string[];
  /** Below the models folder. */
  place(...names: string[]): string;
  /** Writes a file below the base folder; makes its folders. */
  write(path: string, content: string | Buffer): Promise<string>;
  link(path: string, to: string): Promise<void>;
  /** Everything below the base folder but the manager's own files: path to size, or `dir`, or `link`. */
  tree(): Record<string, number | 'dir' | 'link'>;
  /** What lies in staging. */
  staged(): string[];
  /** The parts of downloads that can be gone on with. */
  downloads(): string[];
  run(level?: SecurityLevel): TestModelRun;
  stop(): Promise<void>;
}

export interface TestModelRun extends ModelRun {
  steps: TestStep[];
  cancel(): void;
  /** As a quit does: the job is gone on with later. */
  stop(): void;
  /** Called at each step. */
  onStep: (step: TestStep) => void;
}

function installationAt(baseDir: string): Installation {
  return {
    kind: 'git',
    rootDir: baseDir,
    comfyDir: baseDir,
    baseDir,
    customNodesDir: join(baseDir, 'custom_nodes'),
    userDir: join(baseDir, 'user'),
    interpreter: null,
    version: null,
  };
}

function readTree(dir: string, prefix = ''): Record<string, number | 'dir' | 'link'> {
  const tree: Record<string, number | 'dir' | 'link'> = {};
  for (const name of readdirSync(dir).sort()) {
    const path = `${prefix}${name}`;
    if (path === 'user') continue;
    const found = lstatSync(join(dir, name));
    if (found.isDirectory()) Object.assign(tree, { [path]: 'dir' }, readTree(join(dir, name), `${path}/`));
    else tree[path] = found.isSymbolicLink() ? 'link' : found.size;
  }
  return tree;
}

function createRun(level: SecurityLevel = 'normal'): TestModelRun {
  const abort = new AbortController();
  const flags = { allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false };
  const judge = createPolicyJudge(() => ({ level, networkMode: 'public', isLoopback: true, flags }));
  const run: TestModelRun = {
    steps: [],
    onStep: () => undefined,
    cancel: () => abort.abort(),
    stop: () => suspend(abort),
    authorise: judge.authoriseFor({ caller: 'program' }),
    job: {
      signal: abort.signal,
      report: (step) => {
        const formatted = formatStep(step);
        run.steps.push(formatted);
        run.onStep(formatted);
      },
      log: () => undefined,
      warn: () => undefined,
    },
  };
  return run;
}

/** Starts the hosts and opens the room in a folder with blanks and umlauts. */
export async function openTestModels(
  overrides: Record<string, string> = {},
  launchArguments: () => Record<string, unknown> = () => ({}),
): Promise<TestModels> {
  const baseDir = mkdtempSync(join(tmpdir(), 'cmd modelle ü-'));
  const host = await startModelHost(worldModels);
  const channel = await startChannel({ files: channelContent([]) });
  const settings = AppSettings.parse({
    'hosts.huggingface': host.url,
    'hosts.channel': channel.url,
    'hosts.registry': channel.url,
    'downloads.stallSeconds': '1',
    ...overrides,
  });
  const installation = installationAt(baseDir);
  const paths = await createPaths(installation);
  const config = await openConfig(paths);
  const catalogue = await createCatalogue({ settings, config, paths, log: silentLogger, comfyVersion: null });
  const noted: string[] = [];
  const others: string[] = [];
  const network = { mode: 'public' as NetworkMode };
  const models = createModels({
    ...{ installation, paths, settings, catalogue, launchArguments, log: silentLogger },
    config: () => ({ network_mode: network.mode }),
    isPackEnabled: (name) => Promise.resolve(name === 'enabled-pack'),
    trash: createModelTrash({ installation, launchArguments, paths }),
    change: () => Promise.reject(new Error('Changes are made by the swap of a whole core.')),
    whenIdle: () => Promise.resolve(),
    others: () =>
      Promise.resolve(
        others.map((rootDir) => ({ installation: installationAt(rootDir), launchArguments: () => ({}) })),
      ),
    note: async ({ moves }) => void noted.push(...moves.map(({ to }) => to)),
  });
  await mkdir(join(baseDir, 'models'), { recursive: true });
  const write = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(join(baseDir, path)), { recursive: true });
    await writeFile(join(baseDir, path), content);
    return join(baseDir, path);
  };
  return {
    ...{ models, host, channel, baseDir, write, noted, others, network },
    place: (...names) => join(baseDir, 'models', ...names),
    link: async (path, to) => {
      await mkdir(dirname(join(baseDir, path)), { recursive: true });
      await symlink(to, join(baseDir, path));
    },
    tree: () => readTree(baseDir),
    staged: () => readdirSync(paths.stagingDir),
    downloads: () => readdirSync(paths.downloadsDir),
    run: createRun,
    stop: async () => {
      await Promise.all([models.close(), host.stop(), channel.stop()]);
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

/** The file of the world with this name. */
export function worldFile(name: string): ModelFile {
  const found = worldModels.find(({ file }) => file === name);
  if (found === undefined) throw new Error(`The world has no model ${name}`);
  return found;
}

/** Parameters as a web UI sends them for a file of the world. */
export function paramsFor(name: string, rest: Partial<InstallModelParams> = {}): InstallModelParams {
  const { org, repo, file } = worldFile(name);
  const url = `https://huggingface.co/${org}/${repo}/resolve/main/${file}`;
  return InstallModelParams.parse({ name, type: 'checkpoint', base: 'Demo', filename: file, url, ...rest });
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
