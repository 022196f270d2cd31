import type { JobContext } from '../../../base/async/job';
import { openTrees } from '../../../base/git/trees';
import type { ComfyRequest } from '../../../contract/comfyui/comfyui-versions';
import { AppError } from '../../../contract/errors';
import type { UpdatePolicy } from '../../../contract/settings';
import { comfyRequirementFiles } from '../../python/requirements/needed-packages';
import {
  readRequirementTexts,
  readTextsThrough,
  type RequirementText,
} from '../../python/requirements/requirement-text';
import type { Message } from '../../../contract/text/message';
import { chooseRequirementFiles } from './requirement-files';
import { findStepBack } from './step-back';
import { openClone, type CodeContext } from './switch-run';
import { chooseWanted, findTarget } from './switch-target';

/** What a version of ComfyUI asks of Python packages. */
export interface VersionNeeds {
  /** The folder of the clone, whose own lines these take the place of. */
  dir: string;
  commit: string;
  lines: readonly RequirementText[];
  /** Says that it is older than what is checked out; null where it is not. */
  stepBack: Message | null;
}

/**
 * What the version that a change would lead to asks for, out of git: nothing is checked out. Fetches what the change would. Throws what `findTarget`
 * throws, `comfyui-not-git`, `environment-missing`, and `requirements-failed` for files that name others which are not there.
 */
export async function readVersionNeeds(
  context: CodeContext,
  { request, policy }: { request: ComfyRequest; policy: UpdatePolicy },
  job: JobContext,
): Promise<VersionNeeds> {
  const clone = openClone(context, job);
  const wanted = chooseWanted(request, policy);
  const target = await findTarget(clone, wanted);
  const { commit } = target;
  const files = chooseRequirementFiles(context.settings, await context.python.listPackages());
  const trees = openTrees(context.gitOptions, clone.dir, job);
  const read = ({ name }: { name: string }) => trees.read(commit, name);
  const lines = await Promise.all(files.map((file) => readTextsThrough(read, file)));
  return {
    dir: clone.dir,
    commit,
    lines: lines.flat(),
    stepBack: await findStepBack(context, { wanted, target }, job),
  };
}

/** What lies in the folder of ComfyUI asks for, before another version takes its place; what nobody can read asks for nothing. */
export async function readFormerNeeds(dir: string): Promise<RequirementText[]> {
  const read = async (name: string): Promise<RequirementText[]> => {
    try {
      return await readRequirementTexts(dir, name);
    } catch (error) {
      if (error instanceof AppError) return [];
      throw error;
    }
  };
  return (await Promise.all(comfyRequirementFiles.map(read))).flat();
}
