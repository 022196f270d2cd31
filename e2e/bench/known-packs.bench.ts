import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { runProgram } from '../world/python-env';
import { createWorld, type World } from '../world/world';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const [coldTries, warmTries] = [2, 5];
/** `apart`: packs that could not live with the others on the day on which the lines were read, each by a line of its own. */
const KnownPacks = z.object({
  apart: z.array(z.string()),
  packs: z.array(z.object({ repository: z.string(), lines: z.array(z.string()) })),
});
const Plan = z.object({ outcome: z.string(), changes: z.array(z.unknown()) });

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Places the packs by their requirements alone. Lines that lead to a host of repositories are left out: none is asked here. */
async function placePacks({ comfyui }: World): Promise<number> {
  const text = await readFile(join(import.meta.dirname, '..', 'world', 'known-packs.json'), 'utf8');
  const { apart, packs } = KnownPacks.parse(JSON.parse(text));
  const together = packs.filter(({ repository }) => !apart.includes(repository));
  for (const { repository, lines } of together) {
    const folder = join(comfyui.customNodesDir, basename(repository));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '__init__.py'), '');
    await writeFile(join(folder, 'requirements.txt'), `${lines.filter((line) => !line.includes('git+')).join('\n')}\n`);
  }
  return together.length;
}

/** Whether the package index of this machine answers. */
async function isReached({ comfyui, env }: World, index: string): Promise<boolean> {
  const named = index === '' ? [] : ['--index-url', index];
  const args = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--dest', join(comfyui.path, 'reached'), ...named];
  const { code } = await runProgram(comfyui.python, [...args, 'six'], { env: { ...process.env, ...env } });
  return code === 0;
}

async function plan({ api }: OpenedApp): Promise<{ tookS: number; changes: number }> {
  const startedMs = performance.now();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${api}/v2/manager/packages/plan`, { method: 'POST', headers, body: '{}' });
  const text = await answer.text();
  const tookS = (performance.now() - startedMs) / 1000;
  if (!answer.ok) throw new Error(`The plan answered ${answer.status}: ${text}`);
  const { outcome, changes } = Plan.parse(JSON.parse(text));
  // Some of them ask for packages that have no wheel: what those bring is not known before they are built.
  if (outcome !== 'unknown' || changes.length === 0)
    throw new Error(`The plan of the known packs is "${outcome}" with ${changes.length} changes: ${text}`);
  return { tookS, changes: changes.length };
}

/** The plan of what well-known packs ask for together, with the package index that this machine reaches; `BENCH_INDEX` names another one. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-known-packs', pythonTool: 'uv' });
  const index = process.env['BENCH_INDEX'] ?? '';
  try {
    if (!(await isReached(world, index))) {
      print('known-packs: no package index is reached here (BENCH_INDEX names one); nothing was measured');
      return [];
    }
    const count = await placePacks(world);
    const app = await openApp(world, {}, { 'python.indexUrl': index });
    const cold: number[] = [];
    for (let at = 0; at < coldTries; at += 1) {
      await rm(world.env['UV_CACHE_DIR'] ?? '', { recursive: true, force: true });
      cold.push((await plan(app)).tookS);
    }
    const warm: number[] = [];
    for (let at = 0; at < warmTries; at += 1) {
      const { tookS, changes } = await plan(app);
      warm.push(tookS);
      if (at === 0) print(`known-packs: ${changes} packages for ${count} packs`);
    }
    await app.close();
    const claim = { unit: 's', judged: 'p95' } as const;
    return [
      toRow({ ...claim, name: `plan of ${count} real packs, nothing kept`, limit: 10 }, cold),
      toRow({ ...claim, name: `plan of ${count} real packs, again`, limit: 3 }, warm),
    ];
  } finally {
    await world.stop();
  }
}
