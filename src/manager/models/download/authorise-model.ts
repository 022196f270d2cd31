import type { CatalogueModel, InstallModelParams } from '../../../contract/models';
import { orAborted } from '../../../base/async/abort';
import { inLimitedTime } from '../../../base/async/time-limit';
import type { LiveCatalogue } from '../../catalogue/catalogue';
import type { Authorise } from '../../installation/policy';
import type { PolicyOperation } from '../../installation/policy-table';
import { riskOf } from './listed';

type ModelLists = Pick<LiveCatalogue, 'models'>;

/** How long a question about the policy waits for a list that is not there yet. */
const listWaitMs = 5000;

/** The list for a question that cannot wait: the kept copy, then a newer one when it comes soon. */
async function* listsInTime(catalogue: ModelLists): AsyncGenerator<CatalogueModel[]> {
  yield (await catalogue.models('local')).models;
  yield await inLimitedTime(listWaitMs, undefined, ({ limit }) => orAborted(catalogue.models('cache'), limit)).then(
    ({ models }) => models,
    () => [],
  );
}

function isAllowed(authorise: Authorise, row: PolicyOperation): boolean {
  try {
    authorise(row);
    return true;
  } catch {
    return false;
  }
}

/** Asks the policy about an install; throws `policy-denied`. The list is read only where its answer matters. */
export async function authoriseModel(
  params: InstallModelParams,
  { catalogue, hubUrl }: { catalogue: ModelLists; hubUrl: string },
  authorise: Authorise,
): Promise<void> {
  authorise('install-model');
  const row = riskOf(params, [], hubUrl);
  if (isAllowed(authorise, row)) return;
  for await (const models of listsInTime(catalogue)) {
    if (riskOf(params, models, hubUrl) === 'install-model') return;
  }
  authorise(row);
}
