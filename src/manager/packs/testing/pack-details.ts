import { join } from 'node:path';
import { AppSettings } from '../../../contract/settings';
import type { ComfyStatus } from '../../../contract/comfyui/comfyui-status';
import { removeInside } from '../../../base/files/move-files';
import { silentLogger } from '../../../base/log';
import { readNodeLists } from '../../forecast/node-lists';
import { gitSettings } from '../../installation/git-settings';
import { describeRequirements } from '../../python/requirements/describe-requirements';
import { readChosenGroups } from '../../python/requirements/optional-groups';
import { readPipRules } from '../../python/requirements/pip-rules';
import { readRequirementTexts } from '../../python/requirements/requirement-text';
import { createPackDetails, type PackDetailsReader } from '../details/details';
import { createGit } from '../../../base/git/git';
import { unwatchedJob } from '../../../base/async/job';
import { listEditedFiles } from '../change/edited-files';
import { openPackPlace, type PackPlace } from './pack-place';

/** For tests only: the details over a packs room on a real world. */
export interface DetailsTest {
  packPlace: PackPlace;
  /** What ComfyUI's last start says. */
  imports: ComfyStatus['imports'];
  details: PackDetailsReader;
  /** Where answers are kept. */
  cachePath(...names: string[]): string;
  /** Opens the details as after a start of the app. */
  open(): PackDetailsReader;
  /** Forgets everything that was kept. */
  reset(): Promise<void>;
}

function openDetails(test: Pick<DetailsTest, 'packPlace' | 'cachePath' | 'imports'>): PackDetailsReader {
  const { packPlace } = test;
  const settings = AppSettings.parse({ ...packPlace.world.settings, 'downloads.stallSeconds': '10' });
  const readRules = () => readPipRules(packPlace.paths, packPlace.config.current());
  const git = gitSettings(settings, () => packPlace.config.current());
  return createPackDetails({
    copies: packPlace.packs.copies,
    catalogue: packPlace.catalogue,
    judgeRequirements: (lines) => describeRequirements(lines, { environment: packPlace.python.environment, readRules }),
    readRequirementLines: readRequirementTexts,
    listEditedFiles: (copy) => listEditedFiles({ paths: packPlace.paths, git: createGit(git) }, copy, unwatchedJob()),
    readChosenGroups: () => readChosenGroups(packPlace.paths),
    imports: () => test.imports,
    settings,
    networkMode: () => packPlace.config.current().network_mode,
    git,
    registryUrl: () => settings['hosts.registry'],
    log: silentLogger,
    readNodeLists: async (archives, signal) => {
      const { interpreter } = await packPlace.python.environment();
      return readNodeLists(archives, { interpreter, stagingDir: packPlace.paths.stagingDir, signal });
    },
    folder: test.cachePath(),
  });
}

/** Starts a world and opens the details on it, with the catalogue read. */
export async function openDetailsTest(name: string): Promise<DetailsTest> {
  const packPlace = await openPackPlace(name);
  Object.assign(process.env, packPlace.world.env);
  await packPlace.catalogue.load('remote');
  const cachePath = (...names: string[]) => join(packPlace.paths.desktopDir, 'pack-details', ...names);
  const own = { packPlace, cachePath, imports: [] as ComfyStatus['imports'] };
  const test: DetailsTest = {
    ...own,
    details: openDetails(own),
    open: () => openDetails(test),
    async reset() {
      await packPlace.reset();
      await packPlace.config.set({ network_mode: 'public' });
      await removeInside(packPlace.paths.desktopDir, 'pack-details');
      test.imports = [];
      test.details = openDetails(test);
    },
  };
  return test;
}
