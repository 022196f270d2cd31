import { join } from 'node:path';
import type { ChangeableSetting } from '../../contract/settings';
import { createComfyArguments, type ComfyArguments } from '../comfyui/arguments/comfy-arguments';
import { createComfyOptions, type ComfyOptions } from '../comfyui/arguments/comfy-options';
import { createBisect, type Bisect } from '../comfyui/bisect/bisect';
import type { ComfyProcessOptions } from '../comfyui/process/begin-run';
import { createComfyProcess, type ComfyProcess } from '../comfyui/process/process';
import { provePart } from '../comfyui/lean/prove-part';
import { openStoredStart } from '../comfyui/lean/stored-start';

interface ComfySources extends Omit<ComfyProcessOptions, 'stored' | 'provePart'> {
  changeSetting: (name: ChangeableSetting, value: string) => void;
  /** The commit of its code; null when it is no clone. */
  commit: () => string | null;
}

/** ComfyUI's process, and what its starts are made of. */
export interface OpenedComfy {
  comfy: ComfyProcess;
  comfyArguments: ComfyArguments;
  bisect: Bisect;
  /** What `main.py` can be started with. */
  options: ComfyOptions;
}

/** Those of the person, which stay when they are changed. */
function openArguments(
  { settings, changeSetting }: ComfySources,
  options: ReturnType<typeof createComfyOptions>,
): ComfyArguments {
  return createComfyArguments({
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
}

/** Takes charge of ComfyUI's process, with what stands on the arguments that it knows: those of the person, starts with some of the packs, and the search for one. */
export async function openComfy(sources: ComfySources): Promise<OpenedComfy> {
  const options = createComfyOptions(sources);
  const stored = await openStoredStart(join(sources.paths.desktopDir, 'start-profiles.json'));
  const comfy = createComfyProcess({ ...sources, stored, provePart: () => provePart(options) });
  await comfy.recall();
  const bisect = createBisect({ ...sources, comfy, options, usualStart: () => stored.current() });
  return { comfy, comfyArguments: openArguments(sources, options), bisect, options };
}
