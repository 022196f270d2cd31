import type { Installation } from '../../contract/installation';
import type { AppSettings } from '../../contract/settings';
import { readComfyArguments, splitCommandLine } from '../comfyui/arguments/command-line';
import type { PlacesSource } from '../models/places/places-now';

/** An installation, and what ComfyUI is started with in it. */
export interface Started {
  installation: Installation;
  settings: Pick<AppSettings, 'comfyui.arguments'>;
}

/** The folders of an installation are also said by the arguments of its ComfyUI, as the settings have them at each use. */
function placesOf({ installation, settings }: Started): PlacesSource {
  return {
    installation,
    launchArguments: () => readComfyArguments(splitCommandLine(settings['comfyui.arguments'])),
  };
}

/** What says where this installation has its models, and where others do, which are read anew at each use. */
export function openPlaces(
  started: Started & { otherInstallations?: () => Promise<readonly Started[]> },
): Pick<PlacesSource, 'launchArguments'> & { others: () => Promise<PlacesSource[]> } {
  const { launchArguments } = placesOf(started);
  return { launchArguments, others: async () => ((await started.otherInstallations?.()) ?? []).map(placesOf) };
}
