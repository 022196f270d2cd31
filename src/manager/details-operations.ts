import { join } from 'node:path';
import type { ManagerOperations } from '../contract/operations';
import type { AppSettings } from '../contract/settings';
import { gitSettings } from './installation/git-settings';
import { createPackDetails, type PackDetailsRoom } from './packs/details/details';
import type { Paths } from './installation/paths';
import type { PolicyJudge } from './installation/policy-judge';
import type { PolicyOperation } from './installation/policy-table';
import { describeRequirements } from './python/requirements/describe-requirements';
import { readPipRules } from './python/requirements/pip-rules';
import { readRequirementTexts } from './python/requirements/requirement-text';
import type { Rooms } from './rooms';
import type { ReadToken } from './installation/tokens';

type DetailReads =
  'packs.versions' | 'packs.details' | 'packs.readme' | 'packs.requirements' | 'packs.nightly' | 'packs.changes';

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

/** What can be asked about one pack. */
export function createDetailReadings({ details }: Rooms, judge: PolicyJudge): Pick<ManagerOperations, DetailReads> {
  return {
    'packs.versions': ({ key }) => details.versions(key),
    'packs.details': ({ key }, context) => details.details(key, (row: PolicyOperation) => judge.explain(row, context)),
    'packs.readme': ({ key, fresh }) => details.readme(key, fresh ?? false),
    'packs.requirements': ({ key, fresh }) => details.requirements(key, fresh ?? false),
    'packs.nightly': ({ key, fresh }) => details.nightly(key, fresh ?? false),
    'packs.changes': ({ key, from, to }) => details.changes(key, { from: from ?? null, to: to ?? null }),
  };
}
