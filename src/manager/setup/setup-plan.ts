import { dirname, join, resolve } from 'node:path';
import { pathExists } from '../../base/files/files';
import { AppError, toWordedBody } from '../../contract/errors';
import type { SetupCheck, SetupChoice, SetupOffer } from '../../contract/operations/setup';
import type { AppSettings } from '../../contract/settings';
import { say } from '../../contract/text/said';
import {
  choosePython,
  findMakingTools,
  minorOf,
  suitingPythons,
  type MakingTools,
} from '../python/making/find-pythons';
import { checkGit, checkRoom, checkTarget, freeBytesAt, targetOf } from './check-target';
import { findGraphicsCards } from './graphics-cards';
import type { SetupRecord } from './staging';
import { buildsFor, neededBytes, suitingBuild } from './torch-builds';

export interface PlanSources {
  settings: AppSettings;
  homeDir: string;
  platform: NodeJS.Platform;
  arch: string;
}

const usualName = 'ComfyUI';
const mostNames = 50;

/** The first name in a folder that nothing has: ComfyUI, ComfyUI 2 and so on. */
async function freeName(parent: string): Promise<string> {
  for (let number = 1; number <= mostNames; number += 1) {
    const name = number === 1 ? usualName : `${usualName} ${number}`;
    if (!(await pathExists(join(parent, name)))) return name;
  }
  return usualName;
}

function listPythons({ uv, pythons }: MakingTools): SetupOffer['pythons'] {
  const here = pythons
    .map(({ version }) => minorOf(version))
    .filter((version) => suitingPythons.some((one) => one === version));
  const others = uv === null ? [] : suitingPythons.filter((version) => !here.includes(version));
  const all = [
    ...here.map((version) => ({ version, isHere: true })),
    ...others.map((version) => ({ version, isHere: false })),
  ];
  return all.sort((a, b) => Number(b.version.slice(2)) - Number(a.version.slice(2)));
}

/** What can be chosen on this machine. */
export async function offerSetup({ settings, homeDir, platform, arch }: PlanSources): Promise<SetupOffer> {
  const [cards, tools, name] = await Promise.all([
    findGraphicsCards(platform, arch),
    findMakingTools(settings['python.tool']),
    freeName(homeDir),
  ]);
  const builds = buildsFor(platform, arch);
  const hasTool = tools.uv !== null || tools.pythons.length > 0;
  return {
    ...{ parent: homeDir, name, cards, torch: suitingBuild(cards, builds) },
    builds: builds.map((kind) => ({ kind, neededBytes: neededBytes[kind] })),
    pythons: listPythons(tools),
    python: choosePython(tools, null),
    tool: hasTool ? (tools.uv === null ? 'pip' : 'uv') : null,
  };
}

function checkTools(tools: MakingTools, choice: SetupChoice, setting: AppSettings['python.tool']): AppError[] {
  if (setting === 'uv' && tools.uv === null) {
    return [
      new AppError('environment-missing', say`The setting python.tool asks for uv, but uv was not found on PATH.`, {
        remedy: say`Install uv, or set python.tool to auto.`,
      }),
    ];
  }
  if (choosePython(tools, choice.python) !== null) return [];
  if (choice.python !== null && tools.pythons.length > 0) {
    return [
      new AppError('environment-missing', say`Python ${choice.python} is not on this machine.`, {
        remedy: say`Choose another version, or install uv, which downloads the one that is asked for.`,
      }),
    ];
  }
  return [
    new AppError('environment-missing', say`Neither uv nor a Python that ComfyUI runs on was found on this machine.`, {
      remedy: say`Install uv, or Python 3.12 with its venv module, and start the app again.`,
    }),
  ];
}

function buildOf(choice: SetupChoice, suiting: SetupOffer['torch']): SetupOffer['torch'] {
  return choice.torch ?? suiting;
}

interface Plan {
  record: SetupRecord;
  tools: MakingTools;
  problems: AppError[];
  room: { needed: number; free: number | null };
}

async function readPlan(choice: SetupChoice, { settings, platform, arch }: PlanSources): Promise<Plan> {
  const folder = targetOf(choice);
  const [cards, tools, byTarget, byGit, free] = await Promise.all([
    choice.torch === null ? findGraphicsCards(platform, arch) : [],
    findMakingTools(settings['python.tool']),
    checkTarget(choice, platform),
    checkGit(),
    freeBytesAt(dirname(folder)),
  ]);
  const torch = buildOf(choice, suitingBuild(cards, buildsFor(platform, arch)));
  const room = { needed: neededBytes[torch], free };
  const problems = [
    ...byTarget,
    ...byGit,
    ...checkTools(tools, choice, settings['python.tool']),
    ...checkRoom(folder, room),
  ];
  const kept = { ...choice, parent: resolve(choice.parent) };
  const python = choosePython(tools, choice.python) ?? '';
  return { record: { version: 1, choice: kept, folder, python, torch, done: [] }, tools, problems, room };
}

/** What speaks against it, and the room that it takes. */
export async function checkSetup(choice: SetupChoice, sources: PlanSources): Promise<SetupCheck> {
  const { record, problems, room } = await readPlan(choice, sources);
  return {
    folder: record.folder,
    problems: problems.map(toWordedBody),
    neededBytes: room.needed,
    freeBytes: room.free,
  };
}

/** What an installation is begun with. Throws the first thing that speaks against it. */
export async function planSetup(choice: SetupChoice, sources: PlanSources): Promise<Pick<Plan, 'record' | 'tools'>> {
  const { record, tools, problems } = await readPlan(choice, sources);
  const [problem] = problems;
  if (problem) throw problem;
  return { record, tools };
}
