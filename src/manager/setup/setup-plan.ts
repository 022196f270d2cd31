import { dirname, join, resolve } from 'node:path';
import { pathExists } from '../../base/files/files';
import { toWordedBody, type AppError } from '../../contract/errors';
import type { SetupCheck, SetupChoice, SetupOffer } from '../../contract/operations/setup';
import type { AppSettings } from '../../contract/settings';
import { choosePython, findMakingTools, type MakingTools } from '../python/making/find-pythons';
import { findGraphicsCards } from '../python/making/graphics-cards';
import { checkTools, offerMaking } from '../python/making/making-offer';
import { checkRoom, freeBytesAt } from '../python/making/room';
import { buildsFor, neededBytes, suitingBuild } from '../python/making/torch-builds';
import { checkGit, checkTarget, targetOf } from './check-target';
import type { SetupRecord } from './staging';

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

/** What can be chosen on this machine. */
export async function offerSetup({ settings, homeDir, platform, arch }: PlanSources): Promise<SetupOffer> {
  const [tools, name] = await Promise.all([findMakingTools(settings['python.tool']), freeName(homeDir)]);
  return { parent: homeDir, name, ...(await offerMaking(tools, platform, arch)) };
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
    ...checkTools(tools, choice.python, settings['python.tool']),
    ...checkRoom(folder, room),
  ];
  const resolved = { ...choice, parent: resolve(choice.parent) };
  const python = choosePython(tools, choice.python) ?? '';
  return { record: { version: 1, choice: resolved, folder, python, torch, done: [] }, tools, problems, room };
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
