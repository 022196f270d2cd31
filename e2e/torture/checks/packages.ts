import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { normaliseName } from '../../world/wheel';
import { listFiles } from './list-files';

/** What can be found wrong in an environment, one sentence each. */
export interface PackageFindings {
  problems: string[];
  /** `name version` of each distribution, sorted. */
  distributions: string[];
}

/** One line of a RECORD (PEP 376): a path from site-packages, `algorithm=digest`, a size. Both may be empty. */
interface Recorded {
  path: string;
  hash: string;
}

/** Commas in names are quoted, quotes doubled; nothing of the world uses line breaks in them. */
function parseRecord(text: string): Recorded[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, quoted, plain = '', hash = ''] = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*)/.exec(line) ?? [];
      return { path: quoted?.replaceAll('""', '"') ?? plain, hash };
    });
}

/** Byte code comes and goes by looking. */
const isByteCode = (path: string) => path.includes('__pycache__') || path.endsWith('.pyc');

async function digestOf(file: string, hash: string): Promise<string | null> {
  const algorithm = hash.split('=')[0] ?? '';
  try {
    const bytes = await readFile(file);
    if (hash === '') return '';
    return `${algorithm}=${createHash(algorithm).update(bytes).digest('base64url')}`;
  } catch {
    return null;
  }
}

async function checkDistribution(sitePackages: string, info: string, owned: Set<string>): Promise<string[]> {
  const text = await readFile(join(sitePackages, info, 'RECORD'), 'utf8').catch(() => null);
  if (text === null) return [`${info} has no RECORD`];
  const problems: string[] = [];
  for (const { path, hash } of parseRecord(text)) {
    const file = resolve(sitePackages, path);
    owned.add(file);
    if (isByteCode(path)) continue;
    const digest = await digestOf(file, hash);
    if (digest === null) problems.push(`${info}: ${path} is not there`);
    else if (digest !== hash) problems.push(`${info}: ${path} is not what its RECORD says`);
  }
  const installer = await readFile(join(sitePackages, info, 'INSTALLER'), 'utf8').catch(() => null);
  return installer === null ? [...problems, `${info} has no INSTALLER`] : problems;
}

/** `name-version.dist-info` as name and version; names as PEP 503 compares them. */
function readName(info: string): { name: string; version: string } {
  const [name = '', version = ''] = info.slice(0, -'.dist-info'.length).split('-');
  return { name: normaliseName(name), version };
}

function findTwins(infos: readonly string[]): string[] {
  const names = infos.map((info) => readName(info).name);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) => `${name} is there twice`);
}

/** Looks at every file of every distribution, and at what belongs to none. Starts no program of the environment. */
export async function inspectPackages(sitePackages: string): Promise<PackageFindings> {
  const names = await readdir(sitePackages);
  const infos = names.filter((name) => name.endsWith('.dist-info') && !name.startsWith('~')).sort();
  const owned = new Set<string>();
  const problems: string[] = names.filter((name) => name.startsWith('~')).map((name) => `${name} was left behind`);
  for (const info of infos) problems.push(...(await checkDistribution(sitePackages, info, owned)));
  const strays = (await listFiles(sitePackages)).filter((file) => !owned.has(file) && !isByteCode(file));
  const folders = new Set(strays.map((file) => `${relative(sitePackages, dirname(file))}/`));
  problems.push(...findTwins(infos), ...[...folders].sort().map((folder) => `${folder} holds files of no package`));
  const distributions = infos.map((info) => Object.values(readName(info)).join(' '));
  return { problems, distributions };
}
