import { join } from 'node:path';
import type { AppSettings } from '../../contract/settings';
import type { Logger } from '../../base/log';
import { readNodeLists } from '../forecast/node-lists';
import { gitSettings } from '../installation/git-settings';
import { createPackDetails, type PackDetailsReader } from '../packs/details/details';
import type { Paths } from '../installation/paths';
import { describeRequirements } from '../python/requirements/describe-requirements';
import { readChosenGroups } from '../python/requirements/optional-groups';
import { readPipRules } from '../python/requirements/pip-rules';
import { readRequirementTexts } from '../python/requirements/requirement-text';
import type { Areas } from '../areas';
import { listEditedFiles } from '../packs/change/edited-files';
import { createGit } from '../../base/git/git';
import { unwatchedJob } from '../../base/async/job';
import type { ReadToken } from '../installation/tokens';

interface DetailParts extends Pick<Areas, 'packs' | 'catalogue' | 'python' | 'comfy' | 'config'> {
  settings: AppSettings;
  readToken: ReadToken;
  paths: Paths;
  log: Logger;
}

/** Opens the pack details on top of the areas that they ask. */
export function openPackDetails(parts: DetailParts): PackDetailsReader {
  const { packs, catalogue, python, comfy, config, settings, readToken, paths, log } = parts;
  const readRules = () => readPipRules(paths, config.current());
  const git = gitSettings(settings, () => config.current(), readToken);
  return createPackDetails({
    copies: packs.copies,
    catalogue,
    judgeRequirements: (lines) => describeRequirements(lines, { environment: python.environment, readRules }),
    readRequirementLines: readRequirementTexts,
    listEditedFiles: (copy) => listEditedFiles({ paths, git: createGit(git) }, copy, unwatchedJob()),
    readChosenGroups: () => readChosenGroups(paths),
    imports: () => comfy.status().imports,
    settings,
    networkMode: () => config.current().network_mode,
    git,
    registryUrl: () => settings['hosts.registry'],
    log,
    readNodeLists: async (archives, signal) => {
      const { interpreter } = await python.environment();
      return readNodeLists(archives, { interpreter, stagingDir: paths.stagingDir, signal });
    },
    folder: join(paths.desktopDir, 'pack-details'),
  });
}
