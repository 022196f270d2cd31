import type { AppSettings, ChangeableSetting } from '../contract/settings';
import { createComfyArguments, type ComfyArguments } from './comfyui/arguments/comfy-arguments';
import { createComfyOptions } from './comfyui/arguments/comfy-options';
import { createBisect, type Bisect, type BisectOptions } from './comfyui/bisect/bisect';

interface ComfySources extends Omit<BisectOptions, 'options' | 'hangMs'> {
  settings: AppSettings;
  changeSetting: (name: ChangeableSetting, value: string) => void;
  interpreter: () => Promise<string>;
  /** The commit of its code; null when it is no clone. */
  commit: () => string | null;
}

/** Opens what stands on the arguments that ComfyUI knows: those of the person, which stay when they are changed, and the search for a pack. */
export function openComfy(sources: ComfySources): { comfyArguments: ComfyArguments; bisect: Bisect } {
  const { settings, changeSetting } = sources;
  const options = createComfyOptions(sources);
  const comfyArguments = createComfyArguments({
    ...{ settings, options },
    keep(text) {
      settings['comfyui.arguments'] = text;
      changeSetting('comfyui.arguments', text);
    },
    keepPort(port) {
      settings['comfyui.port'] = port;
      changeSetting('comfyui.port', String(port));
    },
  });
  return { comfyArguments, bisect: createBisect({ ...sources, options }) };
}
