import { join } from 'node:path';
import { hasSystemCode, listNames } from '../../base/files/files';
import { AppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { Asker } from './requirements/broken-needs';
import type { RequirementPlan } from './requirements/requirement-plan';
import { readRequirementTexts, type RequirementText } from './requirements/requirement-text';

type PlanTexts = (texts: readonly RequirementText[]) => RequirementPlan;

interface Source {
  name: string;
  dir: string;
  files: readonly string[];
}

/** Lines that nobody could install ask for nothing here; the pack's own tasks say what is wrong with them. */
async function readAsker({ name, dir, files }: Source, plan: PlanTexts): Promise<Asker> {
  try {
    const texts = (await Promise.all(files.map((file) => readRequirementTexts(dir, file)))).flat();
    return { name, lines: plan(texts).wanted };
  } catch (error) {
    // A folder of somebody else's that cannot be read must not fail the task of another pack.
    if (!(error instanceof AppError) && !hasSystemCode(error, 'EACCES', 'EPERM', 'EIO')) throw error;
    return { name, lines: [] };
  }
}

/** What ComfyUI loads: folders that are neither hidden nor marked as disabled. */
function isLoaded(name: string): boolean {
  return !name.startsWith('.') && !name.startsWith('__') && !name.toLowerCase().endsWith('.disabled');
}

/** ComfyUI and the enabled packs with the lines that count for them, read from their files now. */
export async function readAskers(
  { comfyDir, customNodesDir }: Installation,
  comfyFiles: readonly string[],
  plan: PlanTexts,
): Promise<Asker[]> {
  const packs = (await listNames(customNodesDir)).filter(isLoaded);
  const sources: Source[] = packs.map((name) => ({
    ...{ name, dir: join(customNodesDir, name), files: ['requirements.txt'] },
  }));
  if (comfyDir !== null) sources.push({ name: 'ComfyUI', dir: comfyDir, files: comfyFiles });
  const askers = await Promise.all(sources.map((source) => readAsker(source, plan)));
  return askers.filter(({ lines }) => lines.length > 0);
}
