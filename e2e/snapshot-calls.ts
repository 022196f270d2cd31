import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { ask, getJson, waitForTask, type FinishedTask } from './api';
import { readTree, type Tree } from './tree';
import { git } from './world/git-repos';
import { listPackages } from './world/python-env';
import type { World } from './world/world';

/** A snapshot as scripts read it. */
export interface SnapshotDocument {
  comfyui: string | null;
  git_custom_nodes: Record<string, { hash: string; disabled: boolean }>;
  cnr_custom_nodes: Record<string, string>;
  file_custom_nodes: { filename: string; disabled: boolean }[];
  pips: Record<string, string>;
  disabled_cnr_custom_nodes: Record<string, string>;
}

interface Plan {
  target: string;
  changes: { subject: string; name: string; action: string; from: string | null; to: string | null }[];
}

export function readCurrent(api: string): Promise<SnapshotDocument> {
  return getJson<SnapshotDocument>(`${api}/v2/snapshot/get_current`);
}

export async function readNames(api: string): Promise<string[]> {
  return (await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`)).items;
}

/** What a restore would do. */
export function readPlan(api: string, target: string): Promise<Plan> {
  return getJson<Plan>(`${api}/v2/snapshot/restore?target=${encodeURIComponent(target)}&dry_run=true`);
}

/** What of a plan is not left as it is. */
export function changesOf({ changes }: Plan): Plan['changes'] {
  return changes.filter(({ action }) => action !== 'leave');
}

/** The file of a snapshot. */
export function snapshotFile(world: World, name: string): string {
  return join(world.comfyui.userDir, '__manager', 'snapshots', `${name}.json`);
}

/** Saves a snapshot and gives its name. */
export async function save(api: string): Promise<string> {
  const before = await readNames(api);
  const answer = await ask(`${api}/v2/snapshot/save`, {});
  expect(answer.status, answer.text).toBe(200);
  const [name, ...others] = (await readNames(api)).filter((one) => !before.includes(one));
  expect(others).toEqual([]);
  return name ?? '';
}

/** Restores without a `start`: the task begins by itself. */
export async function restore(api: string, target: string, query = ''): Promise<FinishedTask> {
  const answer = await ask(`${api}/v2/snapshot/restore?target=${encodeURIComponent(target)}${query}`, {});
  expect(answer.status, answer.text).toBe(200);
  return waitForTask(api, String(answer.body['ui_id']), 100_000);
}

/** What is there without asking the app: the files of the packs, and the words of git and pip. */
export interface Truth {
  packs: Tree;
  /** Its branch is not in a snapshot. */
  comfyCommit: string;
  /** Folder of a clone -> commit and branch. */
  heads: Record<string, string>;
  packages: string[];
}

async function readHead(folder: string): Promise<string> {
  return `${await git(['rev-parse', 'HEAD'], { cwd: folder })} ${await git(['branch', '--show-current'], { cwd: folder })}`;
}

async function findClones(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names
    .filter((name) => /^(\.disabled[\\/])?[^\\/]+[\\/]\.git$/.test(name))
    .map((name) => join(root, name, '..'));
}

/** Every file of every pack, `.tracking` included, and the Python packages: what an undo has to give back. */
export async function readDisk({ comfyui }: World): Promise<{ files: Tree; packages: string[] }> {
  return { files: await readTree(comfyui.customNodesDir), packages: await listPackages(comfyui.venvDir) };
}

/** Looks at an installation with other eyes than the app's. */
export async function readTruth({ comfyui }: World): Promise<Truth> {
  const { customNodesDir, path } = comfyui;
  const clones = (await findClones(customNodesDir)).sort();
  const heads = await Promise.all(clones.map(async (clone) => [clone, await readHead(clone)] as const));
  return {
    packs: await readTree(customNodesDir, /(^|\/)\.(git|tracking)$/),
    comfyCommit: await git(['rev-parse', 'HEAD'], { cwd: path }),
    heads: Object.fromEntries(heads),
    packages: await listPackages(comfyui.venvDir),
  };
}
