import { AppError } from '../../../contract/errors';
import type { MakingOffer } from '../../../contract/python/making';
import type { AppSettings } from '../../../contract/settings';
import { msg } from '../../../contract/text/message';
import { choosePython, minorOf, suitingPythons, type MakingTools } from './find-pythons';
import { findGraphicsCards } from './graphics-cards';
import { buildsFor, neededBytes, suitingBuild } from './torch-builds';

function listPythons({ uv, pythons }: MakingTools): MakingOffer['pythons'] {
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

/** What a new environment can be made of on this machine. */
export async function offerMaking(tools: MakingTools, platform: NodeJS.Platform, arch: string): Promise<MakingOffer> {
  const cards = await findGraphicsCards(platform, arch);
  const builds = buildsFor(platform, arch);
  const hasTool = tools.uv !== null || tools.pythons.length > 0;
  return {
    ...{ cards, torch: suitingBuild(cards, builds), pythons: listPythons(tools), python: choosePython(tools, null) },
    builds: builds.map((kind) => ({ kind, neededBytes: neededBytes[kind] })),
    tool: hasTool ? (tools.uv === null ? 'pip' : 'uv') : null,
  };
}

/** What speaks against making an environment with the tools of this machine. */
export function checkTools(tools: MakingTools, python: string | null, setting: AppSettings['python.tool']): AppError[] {
  if (setting === 'uv' && tools.uv === null) {
    return [
      new AppError('environment-missing', msg`The setting python.tool requires uv, but uv was not found on PATH.`, {
        remedy: msg`Install uv, or set python.tool to auto.`,
      }),
    ];
  }
  if (choosePython(tools, python) !== null) return [];
  if (python !== null && tools.pythons.length > 0) {
    return [
      new AppError('environment-missing', msg`Python ${python} is not on this machine.`, {
        remedy: msg`Choose another version, or install uv, which downloads the requested one.`,
      }),
    ];
  }
  return [
    new AppError('environment-missing', msg`Neither uv nor a Python that ComfyUI runs on was found on this machine.`, {
      remedy: msg`Install uv, or Python 3.12 with its venv module, and start the app again.`,
    }),
  ];
}
