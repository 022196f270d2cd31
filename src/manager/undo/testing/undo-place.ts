import { AppSettings } from '../../../contract/settings';
import { silentLogger } from '../../../base/log';
import { createComfyCode, type ComfyCode } from '../../comfyui/code/comfy-code';
import { createModels, type Models } from '../../models/models';
import { measureOne } from '../../disk/leftovers';
import { openEnvironments } from '../../environments/environments';
import { openChosenEnvironment } from '../../python/making/chosen-environment';
import { openPackPlace, type PackPlace } from '../../packs/testing/pack-place';
import { createUndo, type Undo } from '../undo';

/** For tests only: every place that makes changes which can be taken back, on a real world. */
export interface UndoPlace extends PackPlace {
  code: ComfyCode;
  models: Models;
  undo: Undo;
}

/** Opens the rooms. The world's environment is laid over that of this process. */
export async function openUndoPlace(name: string): Promise<UndoPlace> {
  const launchArguments = () => ({});
  const place = await openPackPlace(name);
  Object.assign(process.env, place.world.env);
  const { paths, packs, python, records, catalogue, world, installation } = place;
  const settings = AppSettings.parse({ ...world.settings, 'downloads.stallSeconds': '10' });
  const log = silentLogger;
  const code = createComfyCode({
    ...{ installation, settings, python, records, paths, log },
    config: () => place.config.current(),
  });
  const models = createModels({
    ...{ installation, paths, settings, catalogue, launchArguments, log },
    isPackEnabled: () => Promise.resolve(true),
    config: () => place.config.current(),
    ...{ trash: place.modelTrash, note: packs.note, change: packs.change },
    ...{ whenIdle: () => Promise.resolve(), others: () => Promise.resolve([]) },
  });
  const environments = await openEnvironments({
    ...{ installation, paths, settings, log, records, environment: python.environment },
    ...{ config: () => place.config.current(), chosen: await openChosenEnvironment(paths.desktopDir) },
    ...{ variables: () => ({}), changeSetting: () => undefined, runningSince: () => null, measure: measureOne },
  });
  const undo = createUndo({ records, packs, python, code, environments, paths });
  return {
    ...{ ...place, code, models, undo },
    stop: async () => {
      await code.close();
      await place.stop();
    },
  };
}
