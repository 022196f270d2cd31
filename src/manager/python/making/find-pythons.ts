import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { listNames } from '../../../base/files/files';
import { cleanEnvironment, runProgram } from '../../../base/process/run';
import { findUvOnPath, isExecutable, searchPath } from '../environment/environment';
import type { AppSettings } from '../../../contract/settings';

/** A Python of this machine that an environment can be made of. */
export interface FoundPython {
  /** `3.12.4`. */
  version: string;
  program: string;
}

/** What makes environments here, and of what. */
export interface MakingTools {
  /** Null: environments are made by the `venv` of a Python, and filled by pip. */
  uv: string | null;
  /** Newest first, one for each minor version. */
  pythons: readonly FoundPython[];
}

/** Versions that ComfyUI and most packs run on, the one that suits most first. */
export const suitingPythons = ['3.12', '3.13', '3.11', '3.10'] as const;

const probeTimeoutMs = 20_000;
const probeScript = [
  'import json, platform, sys',
  'try:',
  '    import ensurepip, venv',
  '    can = True',
  'except ImportError:',
  '    can = False',
  'print(json.dumps({"version": platform.python_version(), "program": sys.executable, "can": can}))',
].join('\n');
const ProbeAnswer = z.object({ version: z.string(), program: z.string().min(1), can: z.boolean() });
const UvList = z.array(z.object({ version: z.string(), path: z.string().nullable(), implementation: z.string() }));

/** `3.12` of `3.12.4`. */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function rank(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}

/** The first of each minor version, newest first, without those that are too old to matter. */
function sortPythons(found: readonly FoundPython[]): FoundPython[] {
  const byMinor = new Map<string, FoundPython>();
  for (const one of found) if (!byMinor.has(minorOf(one.version))) byMinor.set(minorOf(one.version), one);
  return [...byMinor.values()]
    .filter(({ version }) => version.startsWith('3.') && rank(version) >= 9)
    .sort((a, b) => rank(b.version) - rank(a.version));
}

/** Asks a Python what it is; null where it does not run, or cannot make environments. */
async function probe(program: string): Promise<FoundPython | null> {
  try {
    const { stdout } = await runProgram(program, ['-I', '-c', probeScript], { timeoutMs: probeTimeoutMs });
    const { version, program: executable, can } = ProbeAnswer.parse(JSON.parse(stdout.trim()));
    return can ? { version, program: executable } : null;
  } catch {
    return null;
  }
}

async function findOnPath(): Promise<FoundPython[]> {
  const names = [...suitingPythons.map((version) => `python${version}`), 'python3', 'python'];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const places = searchPath().flatMap((folder) => names.map((name) => join(folder, `${name}${suffix}`)));
  const there = (await Promise.all(places.map(async (place) => ((await isExecutable(place)) ? [place] : [])))).flat();
  return (await Promise.all(there.map(probe))).filter((one) => one !== null);
}

/** What uv knows to be on this machine, its own downloads included. */
async function askUv(uv: string): Promise<FoundPython[]> {
  const args = ['python', 'list', '--only-installed', '--output-format', 'json'];
  const { stdout } = await runProgram(uv, args, { timeoutMs: probeTimeoutMs });
  return UvList.parse(JSON.parse(stdout)).flatMap(({ version, path, implementation }) =>
    path !== null && implementation === 'cpython' && /^\d+\.\d+\.\d+$/.test(version)
      ? [{ version, program: path }]
      : [],
  );
}

/** The Pythons of pyenv, which has stand-ins on PATH that lead to the chosen ones alone; those of `known` minor versions are not asked. */
async function findOfPyenv(known: ReadonlySet<string>): Promise<FoundPython[]> {
  const isWindows = process.platform === 'win32';
  const { PYENV_ROOT: given = '' } = cleanEnvironment();
  const root = given === '' ? join(homedir(), '.pyenv', ...(isWindows ? ['pyenv-win'] : [])) : given;
  const names = (await listNames(join(root, 'versions')).catch(() => [])).filter((name) => /^3\.\d+\.\d+$/u.test(name));
  const places = names
    .filter((name) => !known.has(minorOf(name)))
    .map((name) => join(root, 'versions', name, ...(isWindows ? ['python.exe'] : ['bin', 'python3'])));
  const there = (await Promise.all(places.map(async (place) => ((await isExecutable(place)) ? [place] : [])))).flat();
  return (await Promise.all(there.map(probe))).filter((one) => one !== null);
}

/** Looks for what makes environments on this machine; `ownUv` is one that lies in no folder of PATH. Starts programs; changes nothing. */
export async function findMakingTools(
  tool: AppSettings['python.tool'],
  ownUv: string | null = null,
): Promise<MakingTools> {
  const uv = tool === 'pip' ? null : (ownUv ?? (await findUvOnPath()));
  // An older uv has no such list.
  const found = uv === null ? await findOnPath() : await askUv(uv).catch(findOnPath);
  const ofPyenv = await findOfPyenv(new Set(found.map(({ version }) => minorOf(version))));
  return { uv, pythons: sortPythons([...found, ...ofPyenv]) };
}

/** The version of Python that a new environment gets: the one that was asked for, or what suits best. Null: there is none. */
export function choosePython({ uv, pythons }: MakingTools, wanted: string | null): string | null {
  const here = pythons.map(({ version }) => minorOf(version));
  if (wanted !== null) return uv !== null || here.includes(wanted) ? wanted : null;
  const found = suitingPythons.find((version) => here.includes(version));
  return found ?? (uv === null ? null : suitingPythons[0]);
}
