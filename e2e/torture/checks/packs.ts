import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packFiles } from '../../world/pack-seed';
import { listFiles } from './list-files';
import { notes, type TorturePack } from '../torture-packs';

/** One copy of a pack on disk. */
export interface FoundPack {
  id: string;
  version: string;
  isEnabled: boolean;
}

export interface PackFindings {
  problems: string[];
  packs: FoundPack[];
}

async function compareFiles(folder: string, { seed }: TorturePack, version: string): Promise<string[]> {
  const wanted = packFiles(seed, version);
  const differing = await Promise.all(
    Object.entries(wanted).map(async ([name, content]) => {
      const found = await readFile(join(folder, name)).catch(() => null);
      if (found === null) return [`${name} is not there`];
      return found.equals(Buffer.from(content)) ? [] : [`${name} is not that of ${version}`];
    }),
  );
  const own = (name: string) => name === '.tracking' || name in wanted || name.includes('__pycache__');
  const names = (await listFiles(folder)).map((file) => relative(folder, file).replaceAll('\\', '/'));
  const strays = names.filter((name) => !own(name) && name !== notes.file);
  const tracking = await readFile(join(folder, '.tracking'), 'utf8').catch(() => null);
  return [
    ...differing.flat(),
    ...strays.map((name) => `${name} belongs to no file of ${version}`),
    ...(tracking === null ? ['.tracking is not there'] : []),
  ];
}

async function readVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'pyproject.toml'), 'utf8').catch(() => '');
  return /^version = "(.+)"$/m.exec(text)?.[1] ?? '';
}

async function inspectFolder(folder: string, pack: TorturePack, isEnabled: boolean): Promise<PackFindings> {
  const version = await readVersion(folder);
  const problems = await compareFiles(folder, pack, version);
  const name = `${pack.seed.id}${isEnabled ? '' : ' (disabled)'} ${version}`;
  return {
    packs: [{ id: pack.seed.id, version, isEnabled }],
    problems: problems.map((problem) => `${name}: ${problem}`),
  };
}

/** What lies in `custom_nodes` and is no pack. */
const ownOfComfy = new Set(['.disabled', '__pycache__', 'example_node.py.example']);

/** Compares every pack on disk with what was published of its version, file by file. */
export async function inspectPacks(customNodesDir: string, packs: readonly TorturePack[]): Promise<PackFindings> {
  const found: PackFindings = { problems: [], packs: [] };
  const places = [
    { folder: customNodesDir, isEnabled: true },
    { folder: join(customNodesDir, '.disabled'), isEnabled: false },
  ];
  for (const { folder, isEnabled } of places) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (ownOfComfy.has(name)) continue;
      const pack = packs.find(({ seed }) => name === seed.id || (!isEnabled && name.startsWith(`${seed.id}@`)));
      if (pack === undefined) found.problems.push(`${name} lies among the packs and is none`);
      else {
        const one = await inspectFolder(join(folder, name), pack, isEnabled);
        found.problems.push(...one.problems);
        found.packs.push(...one.packs);
      }
    }
  }
  return found;
}
