import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePlain } from '../../../base/files/files';
import { resolveLocalPath } from '../requirements/requirement-text';
import type { PlannedRequirement, RequirementPlan } from '../requirements/requirement-plan';
import type { InstallFiles } from '../environment/tool';

/** A path of the pack as an address: the only form both tools read whatever characters the path has. */
export async function toLine(packDir: string, requirement: PlannedRequirement): Promise<string> {
  const { localPath, text } = requirement;
  if (localPath === null) return text;
  const [, path = '', rest = ''] = /^([^[;]*)(.*)$/.exec(localPath.path) ?? [];
  const target = await resolveLocalPath(packDir, localPath.line, path.trim());
  return `${localPath.name}${pathToFileURL(target).href}${rest}`;
}

/** Writes what one install is asked into `folder`. Throws `path-outside-root` for a local path that leads out of the pack. */
export async function writeInstallFiles(packDir: string, plan: RequirementPlan, folder: string): Promise<InstallFiles> {
  const lines = await Promise.all(plan.wanted.map((requirement) => toLine(packDir, requirement)));
  const requirementsFile = join(folder, 'requirements.txt');
  await writePlain(requirementsFile, `${[...plan.options, ...lines].join('\n')}\n`);
  const constraintsFile = plan.constraints.length > 0 ? join(folder, 'constraints.txt') : null;
  if (constraintsFile !== null) await writePlain(constraintsFile, `${plan.constraints.join('\n')}\n`);
  const hasExtraIndex = plan.options.some((option) => option.startsWith('--extra-index-url'));
  return { requirementsFile, constraintsFile, allowsPrereleases: plan.allowsPrereleases, hasExtraIndex };
}
