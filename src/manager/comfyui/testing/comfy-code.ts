import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addCommits, git, initBare, type CommitSpec } from '../../../../e2e/world/git-repos';
import { silentLogger } from '../../../base/log';
import type { UpdateComfyParams } from '../../../contract/comfyui/comfyui-versions';
import { wasDone } from '../../../contract/tasks/task-outcome';
import type { Installation } from '../../../contract/installation';
import { AppSettings, type UpdatePolicy } from '../../../contract/settings';
import { openConfig, type ConfigFile } from '../../installation/config';
import { createPaths, type Paths } from '../../installation/paths';
import { startRun } from '../../testing/task-run';
import { createPython, type Python } from '../../python/python';
import { openChangeRecords, type ChangeRecords } from '../../records/change-records';
import { createComfyCode, type ComfyCode } from '../code/comfy-code';

/** For tests only: a clone of a small ComfyUI whose remote is a real repository beside it. */
export interface CodePlace {
  root: string;
  remoteDir: string;
  /** ComfyUI's folder. */
  dir: string;
  paths: Paths;
  config: ConfigFile;
  python: Python;
  records: ChangeRecords;
  code: ComfyCode;
  /** Runs git in ComfyUI's folder. */
  git(...args: string[]): Promise<string>;
  /** Adds commits to a branch of the remote; gives the hash of the last one. */
  publish(commits: CommitSpec[], branch?: string): Promise<string>;
  write(name: string, content: string): Promise<void>;
  read(name: string): Promise<string | null>;
  /** HEAD and branch, what git thinks of the files, and every branch: all that must be as before after a failure. */
  picture(): Promise<Record<string, string>>;
  /** Makes the remote unreachable. */
  goOffline(): Promise<void>;
  remove(): Promise<void>;
}

const ignored = 'user/\nvenv/\n*.yaml\n/custom_nodes/\n/models/\n';

/** A commit that changes main.py and whatever else is given. */
export function commitOf(name: string, files: CommitSpec['files'] = {}, tags: string[] = []): CommitSpec {
  return { message: name, date: '2025-09-01T10:00:00Z', tags, files: { 'main.py': `print("${name}")\n`, ...files } };
}

const history: CommitSpec[] = [
  commitOf('one', { '.gitignore': ignored, 'nodes.py': 'A = 1\n', 'old.py': '' }, ['v0.3.9']),
  commitOf('two', { 'comfy/new.py': 'B = 2\n', 'old.py': null }, ['v0.3.10']),
  commitOf('three', { 'nodes.py': 'A = 3\n' }),
];

async function describePlace(dir: string): Promise<Record<string, string>> {
  const ask = (...args: string[]) => git(args, { cwd: dir });
  return {
    head: await ask('rev-parse', 'HEAD'),
    branch: await ask('rev-parse', '--abbrev-ref', 'HEAD'),
    status: await ask('status', '--porcelain', '--untracked-files=all'),
    staged: await ask('diff', '--cached'),
    edits: await ask('diff'),
    branches: await ask('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/stash'),
  };
}

/** Makes remote and clone; `baseDir` when an environment is there already. The clone stands at v0.3.9 on `main`. */
export async function openCodePlace(
  options: { root?: string; dir?: string; settings?: Record<string, string>; commits?: CommitSpec[] } = {},
): Promise<CodePlace> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'comfy cöde 工房-')));
  const remoteDir = await mkdtemp(join(root, 'remote-'));
  const dir = options.dir ?? join(root, 'Comfy ÜI');
  await initBare(remoteDir);
  await writeFile(join(remoteDir, 'HEAD'), 'ref: refs/heads/main\n');
  await addCommits(remoteDir, 'main', options.commits ?? history);
  await mkdir(dir, { recursive: true });
  await git(['init', '--quiet', '--initial-branch=main'], { cwd: dir });
  await git(['remote', 'add', 'origin', remoteDir], { cwd: dir });
  await git(['fetch', '--quiet', '--tags', 'origin'], { cwd: dir });
  await git(['checkout', '--quiet', '--force', '-B', 'main', '--track', 'origin/main'], { cwd: dir });
  await git(['reset', '--quiet', '--hard', 'v0.3.9'], { cwd: dir });
  const areas = await openCodeContexts(dir, options.settings ?? {});
  const inRepository = (...args: string[]) =>
    git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], { cwd: dir });
  return {
    ...{ root, remoteDir, dir, ...areas, git: inRepository },
    publish: (commits, branch = 'main') => addCommits(remoteDir, branch, commits),
    async write(name, content) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), content);
    },
    read: (name) => readFile(join(dir, name), 'utf8').catch(() => null),
    picture: () => describePlace(dir),
    async goOffline() {
      await git(['remote', 'set-url', 'origin', 'http://127.0.0.1:1/x/y'], { cwd: dir });
    },
    async remove() {
      await areas.code.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Opens the areas of a clone that is there, e.g. in another process. */
export async function openCodeContexts(dir: string, overrides: Record<string, string>) {
  const installation: Installation = {
    ...{ kind: 'git', rootDir: dir, comfyDir: dir, baseDir: dir, interpreter: null, version: null },
    ...{ customNodesDir: join(dir, 'custom_nodes'), userDir: join(dir, 'user') },
  };
  const settings = AppSettings.parse({ 'downloads.stallSeconds': '5', ...overrides });
  const paths = await createPaths(installation);
  const config = await openConfig(paths);
  await config.set({ security_level: 'weak', update_policy: 'stable-comfyui' satisfies UpdatePolicy });
  const base = { installation, settings, config: () => config.current(), paths, log: silentLogger };
  const python = createPython(base);
  const records = await openChangeRecords(paths.changesDir);
  return { paths, config, python, records, code: createComfyCode({ ...base, python, records }) };
}

/** Updates or switches with a job that nobody cancels; gives the message of a success. */
export async function updateTo(place: CodePlace, params: UpdateComfyParams): Promise<string> {
  const outcome = await place.code.update(params, startRun(place));
  if (!wasDone(outcome)) throw new Error(`It was ${outcome.status}.`);
  return outcome.message;
}
