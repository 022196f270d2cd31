import type { Installation } from '../../../contract/installation';
import { AppError } from '../../../contract/errors';
import { readPlaces, type ModelPlaces } from './folders';
import { joinMessages } from '../../../contract/text/message';

/** What the places of models are read from. */
export interface PlacesSource {
  installation: Installation;
  /** The arguments ComfyUI is started with, as it names them inside; throws `invalid-input` when the settings have none that can be read. */
  launchArguments: () => Readonly<Record<string, unknown>>;
}

/** Where models live now; arguments that cannot be read are told like a broken paths file, and count as none. */
export async function readPlacesNow({ installation, launchArguments }: PlacesSource): Promise<ModelPlaces> {
  try {
    return await readPlaces(installation, launchArguments());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const places = await readPlaces(installation);
    return { ...places, problem: joinMessages([error.words.message, places.problem ?? '']) };
  }
}
