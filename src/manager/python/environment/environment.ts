import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import { listNames } from '../../../base/files/files';
import { cleanEnvironment, runProgram } from '../../../base/process/run';
import { isEmbeddedInterpreter, isProgram, programsDirOf, readKnownFacts, type KnownFacts } from './python-files';

/** The Python of one installation and the program that installs packages into it. */
export interface PythonEnvironment {
  interpreter: string;
  tool: 'uv' | 'pip';
  /** The uv program, when that is the tool. */
  uv: string | null;
  /** `3.11.7`; an embedded build may tell only `3.11`. */
  pythonVersion: string;
  sitePackagesDirs: readonly string[];
  isEmbedded: boolean;
  /** Environment variables that its programs get, as they are at the moment; none where only files tell of it. */
  variables?: () => Readonly<Record<string, string>>;
}

const probeTimeoutMs = 30_000;
const probeScript = [
  'import json, platform, sys',
  'dirs = [p for p in sys.path if p.replace("\\\\", "/").rstrip("/").endswith(("site-packages", "dist-packages"))]',
  'print(json.dumps({"pythonVersion": platform.python_version(), "sitePackagesDirs": dirs}))',
].join('\n');
const ProbeAnswer = z.object({ pythonVersion: z.string(), sitePackagesDirs: z.array(z.string()) });

async function probe(interpreter: string, isEmbedded: boolean): Promise<KnownFacts> {
  try {
    const flags = isEmbedded ? ['-s'] : [];
    const { stdout } = await runProgram(interpreter, [...flags, '-c', probeScript], { timeoutMs: probeTimeoutMs });
    return ProbeAnswer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    throw new AppError('environment-missing', msg`The Python at ${interpreter} does not run.`, {
      remedy: msg`Repair or recreate this environment, or name another interpreter in the setting python.interpreter.`,
      details: { interpreter, reason: error instanceof Error ? error.message : String(error) },
      cause: error,
    });
  }
}

/** The folders of PATH, in their order. */
export function searchPath(): string[] {
  const variables = Object.entries(cleanEnvironment());
  const path = variables.find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  return path.split(delimiter).filter((folder) => isAbsolute(folder));
}

/** Whether a program lies there that this process may start. */
export async function isExecutable(file: string): Promise<boolean> {
  return (
    (await isProgram(file)) &&
    access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
  );
}

/** uv of the environment itself, else the first one on PATH that answers (a pyenv shim of another Python does not). */
async function findUv(interpreter: string): Promise<string | null> {
  const name = process.platform === 'win32' ? 'uv.exe' : 'uv';
  const own = join(programsDirOf(interpreter, process.platform), name);
  return (await isExecutable(own)) ? own : findUvOnPath();
}

/** The first uv on PATH that answers; null: there is none. */
export async function findUvOnPath(): Promise<string | null> {
  const name = process.platform === 'win32' ? 'uv.exe' : 'uv';
  for (const folder of searchPath()) {
    const file = join(folder, name);
    if (!(await isExecutable(file))) continue;
    const answers = await runProgram(file, ['--version'], { timeoutMs: probeTimeoutMs }).then(
      () => true,
      () => false,
    );
    if (answers) return file;
  }
  return null;
}

/** Whether pip is installed there. */
export async function hasPip({ sitePackagesDirs }: Pick<KnownFacts, 'sitePackagesDirs'>): Promise<boolean> {
  const names = await Promise.all(sitePackagesDirs.map(listNames));
  return names.flat().some((name) => /^pip-.+\.(dist|egg)-info$/.test(name));
}

async function chooseTool(
  interpreter: string,
  facts: KnownFacts,
  setting: AppSettings['python.tool'],
): Promise<Pick<PythonEnvironment, 'tool' | 'uv'>> {
  const uv = setting === 'pip' ? null : await findUv(interpreter);
  if (uv !== null) return { tool: 'uv', uv };
  if (setting === 'uv') {
    throw new AppError(
      'environment-missing',
      msg`The setting python.tool requires uv, but uv was found neither in the environment nor on PATH.`,
      {
        remedy: msg`Install it with \`"${interpreter}" -m pip install uv\`, or set python.tool to auto.`,
        details: { interpreter },
      },
    );
  }
  if (await hasPip(facts)) return { tool: 'pip', uv: null };
  throw new AppError(
    'environment-missing',
    msg`The Python at ${interpreter} has neither uv nor pip, so nothing can be installed into it.`,
    {
      remedy: msg`Run \`"${interpreter}" -m ensurepip\`, or install uv and make sure it is on PATH.`,
      details: { interpreter },
    },
  );
}

/** What an interpreter is and what installs into it; starts Python only when no file tells its version and folders. Throws `environment-missing`. */
export async function openInterpreter(interpreter: string, settings: AppSettings): Promise<PythonEnvironment> {
  const isEmbedded = await isEmbeddedInterpreter(interpreter);
  const facts = (await readKnownFacts(interpreter)) ?? (await probe(interpreter, isEmbedded));
  const tool = await chooseTool(interpreter, facts, settings['python.tool']);
  return { interpreter, ...tool, ...facts, isEmbedded };
}
