import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../contract/errors';
import type { CreateEnvironmentParams, EnvironmentRow } from '../../contract/python/environments';
import type { TorchKind } from '../../contract/python/making';
import type { AppSettings } from '../../contract/settings';
import { msg, type Message } from '../../contract/text/message';
import { choosePython, type MakingTools } from '../python/making/find-pythons';
import { findGraphicsCards } from '../python/making/graphics-cards';
import { checkTools } from '../python/making/making-offer';
import { checkRoom, freeBytesAt } from '../python/making/room';
import { buildsFor, neededBytes, suitingBuild } from '../python/making/torch-builds';
import { makingPrefix } from './environment-folders';

/** A refusal: why, and what to do. */
export function refused(message: Message, remedy: Message): AppError {
  return new AppError('environment-refused', message, { remedy });
}

/** The error for a name that no environment has. */
export function noSuchEnvironment(name: string): AppError {
  return new AppError('not-found', msg`There is no environment "${name}".`, {
    remedy: msg`Read the list of environments again.`,
  });
}

/** What one environment is made of, and where. */
export interface MakingPlan {
  name: string;
  /** The environment to copy; null: it is made of nothing. */
  copyOf: EnvironmentRow | null;
  /** `3.12`; of no account for a copy. */
  python: string;
  torch: TorchKind;
  tools: MakingTools;
  /** A folder of our own, for all that is made and needed meanwhile. */
  workDir: string;
  /** Where it is made, below that. */
  makingDir: string;
  /** Where it belongs. */
  dir: string;
}

export interface PlanSources {
  root: string;
  settings: AppSettings;
  rows: readonly EnvironmentRow[];
  /** The room that an environment takes, in bytes. */
  measure: (row: EnvironmentRow) => Promise<number | null>;
  findTools: () => Promise<MakingTools>;
  platform: NodeJS.Platform;
  arch: string;
}

/** File systems of Windows and macOS do not tell case apart. */
const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function findSource(name: string, rows: readonly EnvironmentRow[]): EnvironmentRow {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw noSuchEnvironment(name);
  if (row.python === null) throw brokenEnvironment(name);
  if (row.pythonKind === 'venv') return row;
  throw refused(
    msg`This environment cannot be copied: its Python is a full installation, not a virtual environment (${row.pythonKind}).`,
    msg`Create a new environment instead. It gets the packages that ComfyUI and its packs need.`,
  );
}

/** The error for an environment that is there and does not run. */
export function brokenEnvironment(name: string): AppError {
  return new AppError('environment-missing', msg`The environment "${name}" no longer runs.`, {
    remedy: msg`Create a new one, and remove this one.`,
  });
}

async function planNew({ python, torch }: CreateEnvironmentParams, sources: PlanSources) {
  const { settings, platform, arch, findTools, root } = sources;
  const [tools, cards] = await Promise.all([findTools(), torch === undefined ? findGraphicsCards(platform, arch) : []]);
  const builds = buildsFor(platform, arch);
  const kind = torch ?? suitingBuild(cards, builds);
  if (!builds.includes(kind))
    throw refused(msg`There is no build of PyTorch for ${kind} on this system.`, msg`Choose another build.`);
  const room = { needed: neededBytes[kind], free: await freeBytesAt(root) };
  const [problem] = [...checkTools(tools, python ?? null, settings['python.tool']), ...checkRoom(root, room)];
  if (problem !== undefined) throw problem;
  return { tools, torch: kind, python: choosePython(tools, python ?? null) ?? '', copyOf: null };
}

async function planCopy(name: string, { rows, measure, root }: PlanSources) {
  const copyOf = findSource(name, rows);
  const [problem] = checkRoom(root, { needed: (await measure(copyOf)) ?? 0, free: await freeBytesAt(root) });
  if (problem !== undefined) throw problem;
  const torch: TorchKind = copyOf.torch?.accelerator === 'cpu' ? 'cpu' : 'cuda';
  return { copyOf, torch, python: '', tools: { uv: null, pythons: [] } };
}

/** What an environment is made of. Changes nothing. Throws `environment-refused`, `environment-missing`, `disk-full` with the first thing that speaks against it. */
export async function planMaking(request: CreateEnvironmentParams, sources: PlanSources): Promise<MakingPlan> {
  const { root, rows } = sources;
  const taken = rows.find(({ name }) => isSameName(name, request.name));
  if (taken !== undefined)
    throw refused(msg`There is already an environment "${taken.name}".`, msg`Choose another name.`);
  const made =
    request.copy_of === undefined ? await planNew(request, sources) : await planCopy(request.copy_of, sources);
  const workDir = join(root, `${makingPrefix}${randomUUID().slice(0, 8)}`);
  return {
    name: request.name,
    ...made,
    workDir,
    makingDir: join(workDir, 'environment'),
    dir: join(root, request.name),
  };
}
