import { join } from 'node:path';
import type { AppSettings } from '../contract/settings';
import { gitSettings } from './installation/git-settings';
import { createPackDetails, type PackDetailsRoom } from './packs/details/details';
import type { Paths } from './installation/paths';
import { describeRequirements } from './python/requirements/describe-requirements';
import { readPipRules } from './python/requirements/pip-rules';
import { readRequirementTexts } from './python/requirements/requirement-text';
import type { Rooms } from './rooms';
import type { ReadToken } from './installation/tokens';

interface DetailParts extends Pick<Rooms, 'packs' | 'catalogue' | 'python' | 'comfy' | 'config'> {
  settings: AppSettings;
  readToken: ReadToken;
  paths: Paths;
}

/** Opens the room of pack details over those it asks. */
export function openPackDetails(parts: DetailParts): PackDetailsRoom {
  const { packs, catalogue, python, comfy, config, settings, readToken, paths } = parts;
  const readRules = () => readPipRules(paths, config.current());
  return createPackDetails({
    copies: packs.copies,
    catalogue,
    judgeRequirements: (lines) => describeRequirements(lines, { environment: python.environment, readRules }),
    readRequirementLines: readRequirementTexts,
    imports: () => comfy.status().imports,
    networkMode: () => config.current().network_mode,
    git: gitSettings(settings, () => config.current(), readToken),
    registryUrl: () => settings['hosts.registry'],
    folder: join(paths.desktopDir, 'pack-details'),
  });
}
