import { cleanEnvironment } from '../../../base/process/run';
import type { AppSettings } from '../../../contract/settings';
import { comfyRequirementFiles } from '../../python/requirements/needed-packages';

/** The pip package of ComfyUI-Manager, as PEP 503 compares names. */
const managerPackage = 'comfyui-manager';
const managerFile = 'manager_requirements.txt';
/** The reference obeys it as well (docs/reference/on-disk.md 1). */
const skipVariable = 'COMFYUI_MANAGER_SKIP_MANAGER_REQUIREMENTS';

/** `--enable-manager`, or `--enable-manager-legacy-ui`, with which newer versions of ComfyUI switch it on too. */
function asksForManager(text: string): boolean {
  return /(?:^|\s)["']?--enable-manager(?:-legacy-ui)?["']?(?:\s|$)/.test(text);
}

/**
 * Which of ComfyUI's requirements files count for this installation (decision 18). `manager_requirements.txt` names nothing but
 * ComfyUI-Manager, which ComfyUI loads with `--enable-manager` alone: it counts where it is installed already or the arguments ask for it.
 */
export function chooseRequirementFiles(
  settings: Pick<AppSettings, 'comfyui.arguments'>,
  installed: ReadonlyMap<string, string>,
): readonly string[] {
  const isSkipped = /^(?:1|true|yes)$/i.test(cleanEnvironment()[skipVariable] ?? '');
  const isWanted = installed.has(managerPackage) || asksForManager(settings['comfyui.arguments']);
  return comfyRequirementFiles.filter((name) => name !== managerFile || (isWanted && !isSkipped));
}
