import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../comfy-calls';
import { readTree, type Tree } from '../tree';
import type { World } from '../world/world';

/** The state of an installation, read from the disk and the process table: what the app itself says of it is no proof. */
export interface Picture {
  packs: Tree;
  models: Tree;
  snapshots: Tree;
  batches: Tree;
  settings: Record<string, string>;
  /** What a person settled for starts and updates: packs, environment variables, holds. */
  settled: Record<string, string>;
  /** What waits and what was done, as the journals keep it. */
  tasks: Record<string, string>;
  /** Commit and local changes of ComfyUI's code. */
  code: string;
  /** ComfyUI's processes. */
  processes: number[];
}

const missing = () => '';

/** Takes the picture. */
export async function takePicture(world: World): Promise<Picture> {
  const { path, customNodesDir, userDir } = world.comfyui;
  const managerDir = join(userDir, '__manager');
  const read = (...names: string[]) => readFile(join(managerDir, ...names), 'utf8').catch(missing);
  const tree = (folder: string) => readTree(folder).catch((): Tree => ({}));
  const [packs, models, snapshots, batches] = await Promise.all(
    [customNodesDir, join(path, 'models'), join(managerDir, 'snapshots'), join(managerDir, 'batch_history')].map(tree),
  );
  return {
    ...{ packs: packs ?? {}, models: models ?? {}, snapshots: snapshots ?? {}, batches: batches ?? {} },
    settings: { 'config.ini': await read('config.ini'), 'channels.list': await read('channels.list') },
    settled: {
      ...{ start: await read('desktop', 'start-profiles.json'), variables: await read('desktop', 'variables.json') },
      holds: await read('desktop', 'holds.json'),
    },
    tasks: { queue: await read('desktop', 'queue.jsonl'), history: await read('desktop', 'history.jsonl') },
    code: `${git(path, 'rev-parse', 'HEAD')}${git(path, 'status', '--porcelain', '--untracked-files=no')}`,
    processes: await listProcesses(path),
  };
}

function git(folder: string, ...words: string[]): string {
  return execFileSync('git', words, { cwd: folder, encoding: 'utf8' });
}

/** The ids of every living process whose command line, in its words, is of this kind. */
async function findProcesses(isMeant: (words: readonly string[]) => boolean): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const words = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(missing)).split('\0');
    if (isMeant(words) && (await isAlive(Number(name)))) found.push(Number(name));
  }
  return found.sort((a, b) => a - b);
}

/** Every `main.py` that runs in this folder. */
function listProcesses(folder: string): Promise<number[]> {
  return findProcesses(
    (words) => words.some((word) => word.endsWith('main.py')) && words.some((word) => word.startsWith(folder)),
  );
}

/** git's helpers for http that still talk to a host; one that was left alone reads on for ever. */
export function listGitHelpers(host: string): Promise<number[]> {
  return findProcesses(
    ([program = '', ...words]) => program.includes('git-remote-http') && words.some((word) => word.startsWith(host)),
  );
}

/** What differs between two pictures, in the words of a failure: the part, and where it is small what it was and is. */
export function differences(before: Picture, after: Picture): string[] {
  const parts = Object.keys(before) as (keyof Picture)[];
  return parts.flatMap((part) => {
    const [was, is] = [before[part], after[part]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [`${part}: ${describe(was, is)}`];
  });
}

function describe(was: unknown, is: unknown): string {
  if (typeof was !== 'object' || typeof is !== 'object' || was === null || is === null || Array.isArray(was)) {
    return `${JSON.stringify(was)} became ${JSON.stringify(is)}`;
  }
  const [first, second] = [new Map(Object.entries(was)), new Map(Object.entries(is))];
  const names = [...new Set([...first.keys(), ...second.keys()])];
  return names.filter((name) => first.get(name) !== second.get(name)).join(', ');
}
