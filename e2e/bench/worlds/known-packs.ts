import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { runProgram } from '../../world/python-env';
import type { World } from '../../world/world';

/**
 * `apart`: packs that could not live with the others on the day on which the lines were read, each by a line of its own. `withoutWheel`: packages
 * that would have to be built.
 */
const KnownPacks = z.object({
  apart: z.array(z.string()),
  withoutWheel: z.array(z.string()),
  packs: z.array(z.object({ repository: z.string(), lines: z.array(z.string()) })),
});

/** What a well-known pack asks for. Lines that lead to a host of repositories are left out: none is asked here. */
export interface KnownPack {
  repository: string;
  lines: string[];
}

function nameOf(line: string): string {
  return line.toLowerCase().replace(/[^a-z0-9._-].*$/u, '');
}

/** The well-known packs that live together; `wheelsAlone` leaves out the lines of packages that have no wheel. */
export async function readKnownPacks({ wheelsAlone }: { wheelsAlone: boolean }): Promise<KnownPack[]> {
  const text = await readFile(join(import.meta.dirname, 'known-packs.json'), 'utf8');
  const { apart, withoutWheel, packs } = KnownPacks.parse(JSON.parse(text));
  const isUsed = (line: string) => !line.includes('git+') && !(wheelsAlone && withoutWheel.includes(nameOf(line)));
  return packs
    .filter(({ repository }) => !apart.includes(repository))
    .map(({ repository, lines }) => ({ repository, lines: lines.filter(isUsed) }));
}

/** Writes what a pack asks for into its folder. */
export async function writeRequirements(packDir: string, lines: readonly string[]): Promise<void> {
  await mkdir(packDir, { recursive: true });
  await writeFile(join(packDir, 'requirements.txt'), `${lines.join('\n')}\n`);
}

/** Places packs by their requirements alone. */
export async function placeKnownPacks({ comfyui }: World, packs: readonly KnownPack[]): Promise<void> {
  for (const { repository, lines } of packs) {
    const folder = join(comfyui.customNodesDir, basename(repository));
    await writeRequirements(folder, lines);
    await writeFile(join(folder, '__init__.py'), '');
  }
}

/** Whether a package index answers; an empty text is that of this machine. */
export async function isIndexReached({ comfyui, env }: World, index: string): Promise<boolean> {
  const named = index === '' ? [] : ['--index-url', index];
  const args = ['-m', 'pip', 'download', '--no-deps', '--quiet', '--dest', join(comfyui.path, 'reached'), ...named];
  const { code } = await runProgram(comfyui.python, [...args, 'six'], { env: { ...process.env, ...env } });
  return code === 0;
}
