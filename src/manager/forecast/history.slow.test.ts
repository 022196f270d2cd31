import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { systemPython } from '../../../e2e/world/python-env';
import type { ReaderAnswer } from './facts';
import { findBreaks, type Break } from './find-breaks';
import { openLookup, type TreeLookup } from './resolve-path';
import { runReader } from './run-reader';

/**
 * The forecast against breaks of the past that people reported. With FORECAST_MIRROR=FOLDER, which holds bare clones as `owner+name/repo` (that of ComfyUI
 * and those of the packs in the list), it is counted how many are found, and what is told of packs that their authors kept up with ComfyUI. Without, the
 * list itself is looked at.
 */
const Known = z.object({
  taken: z.iso.date(),
  core: z.string(),
  breaks: z.array(
    z.object({
      pack: z.string().regex(/^[\w.-]+\/[\w.-]+$/u),
      commit: z.string().length(40),
      before: z.string().length(40),
      after: z.string().length(40),
      name: z.string(),
      source: z.string().regex(/#\d+$/u),
      reported: z.iso.date(),
    }),
  ),
});
const mirror = process.env['FORECAST_MIRROR'];
const run = promisify(execFile);

let known: z.infer<typeof Known>;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'forecast-history-'));
  known = Known.parse(JSON.parse(await readFile(join(import.meta.dirname, 'testing', 'known-breaks.json'), 'utf8')));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const repositoryOf = (name: string): string => join(mirror ?? '', name.replace('/', '+'), 'repo');

async function git(repository: string, ...args: string[]): Promise<string> {
  return (await run('git', ['-C', repository, ...args], { maxBuffer: 64 * 2 ** 20 })).stdout.trim();
}

async function commitAt(repository: string, date: string): Promise<string> {
  return git(repository, 'rev-list', '-1', `--before=${date}`, 'HEAD');
}

async function pack(repository: string, commit: string, file: string): Promise<void> {
  const args = ['-C', repository, 'archive', '--format=tar', `--output=${file}`, commit, '--', ':(glob)**/*.py'];
  // A mirror may lack large files, of which git tells although it does not need them.
  await run('git', args);
}

const ask = (request: Parameters<typeof runReader>[1]): Promise<ReaderAnswer> =>
  runReader(systemPython(), request, { stagingDir: root, signal: new AbortController().signal });

const trees = new Map<string, Promise<TreeLookup>>();

async function readTree(commit: string): Promise<TreeLookup> {
  const tar = join(root, `${commit}.tar`);
  await pack(repositoryOf('Comfy-Org/ComfyUI'), commit, tar);
  const [tree] = (await ask({ roots: [], trees: [{ key: commit, tar }], packs: [] })).trees;
  await rm(tar);
  if (tree === undefined) throw new Error(`${commit} was not read.`);
  return openLookup(tree);
}

function treeAt(commit: string): Promise<TreeLookup> {
  const found = trees.get(commit) ?? readTree(commit);
  trees.set(commit, found);
  return found;
}

let count = 0;

async function breaksOf(name: string, commit: string, [before, after]: readonly [string, string]): Promise<Break[]> {
  const folder = join(root, `pack-${(count += 1)}`);
  const tar = `${folder}.tar`;
  await mkdir(folder);
  await pack(repositoryOf(name), commit, tar);
  await run('tar', ['-xf', tar, '-C', folder]);
  const [installed, target] = [await treeAt(before), await treeAt(after)];
  const roots = [...new Set([...installed.roots, ...target.roots])];
  const { packs } = await ask({ roots, trees: [], packs: [{ key: name, folder }] });
  await Promise.all([rm(folder, { recursive: true }), rm(tar)]);
  return findBreaks({ files: packs[0]?.files ?? [] }, installed, target);
}

it('the list holds at least twenty breaks that somebody reported, each with its place', () => {
  expect(known.breaks.length).toBeGreaterThanOrEqual(20);
  expect(new Set(known.breaks.map(({ pack: of, name }) => `${of} ${name}`)).size).toBe(known.breaks.length);
});

it('most breaks of the past are found', { timeout: 1_800_000 }, async () => {
  if (mirror === undefined) return;
  const missed: string[] = [];
  for (const { pack: of, commit, before, after, name } of known.breaks) {
    const found = await breaksOf(of, commit, [before, after]);
    if (!found.some(({ path }) => path === name || name.startsWith(`${path}.`))) missed.push(`${of} ${name}`);
  }
  console.info(`found ${known.breaks.length - missed.length} of ${known.breaks.length}; missed:\n${missed.join('\n')}`);
  expect(known.breaks.length - missed.length).toBeGreaterThanOrEqual(20);
});

/** A pack as its author left it on a day, with the ComfyUI of that day and with the one of ninety days before: what broke in between was mended. */
it('of packs that were kept up little is told that is not so', { timeout: 3_600_000 }, async () => {
  if (mirror === undefined) return;
  const packs = [...new Set(known.breaks.map(({ pack: of }) => of))].concat(maintained);
  const core = repositoryOf('Comfy-Org/ComfyUI');
  let rounds = 0;
  const reports: string[] = [];
  for (const day of days) {
    const after = await commitAt(core, day);
    const before = await commitAt(core, new Date(Date.parse(day) - 90 * 86_400_000).toISOString());
    for (const of of packs) {
      const commit = await commitAt(repositoryOf(of), day);
      const age =
        commit === ''
          ? Infinity
          : Date.parse(day) - Date.parse(await git(repositoryOf(of), 'show', '-s', '--format=%cI', commit));
      if (age > 45 * 86_400_000) continue;
      rounds += 1;
      for (const one of await breaksOf(of, commit, [before, after]))
        reports.push([day, of, one.effect, one.path, one.parameter ?? '', `${one.file}:${one.line}`].join(' '));
    }
  }
  console.info(`asked ${rounds} times; told:\n${reports.join('\n')}`);
  expect(reports.filter((line) => / (?:pack|part) /u.test(line)).length / rounds).toBeLessThan(0.05);
});

const days = [
  '2023-09-15',
  '2023-12-15',
  '2024-03-15',
  '2024-06-15',
  '2024-09-15',
  '2024-12-15',
  '2025-03-15',
  '2025-06-15',
  '2025-09-15',
];
/** Well-known packs beside those of the list. */
const maintained = [
  'ltdrdata/ComfyUI-Impact-Pack',
  'cubiq/ComfyUI_IPAdapter_plus',
  'rgthree/rgthree-comfy',
  'kijai/ComfyUI-KJNodes',
  'city96/ComfyUI-GGUF',
  'ltdrdata/ComfyUI-Inspire-Pack',
  'WASasquatch/was-node-suite-comfyui',
  'jags111/efficiency-nodes-comfyui',
  'Fannovel16/comfyui_controlnet_aux',
  'crystian/ComfyUI-Crystools',
  'Acly/comfyui-tooling-nodes',
  'huchenlei/ComfyUI-layerdiffuse',
  'kijai/ComfyUI-HunyuanVideoWrapper',
  'Extraltodeus/ComfyUI-AutomaticCFG',
  'pythongosssss/ComfyUI-Custom-Scripts',
  'Suzie1/ComfyUI_Comfyroll_CustomNodes',
  'ssitu/ComfyUI_UltimateSDUpscale',
  'chrisgoringe/cg-use-everywhere',
  'kijai/ComfyUI-WanVideoWrapper',
  'nullquant/ComfyUI-BrushNet',
  'asagi4/comfyui-prompt-control',
  'pamparamm/sd-perturbed-attention',
  'lldacing/ComfyUI_PuLID_Flux_ll',
  'BlenderNeko/ComfyUI_Noise',
];
