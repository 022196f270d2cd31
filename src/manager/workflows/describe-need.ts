import { ManifestModel } from '../../contract/library/model-manifest';
import type { WorkflowModel } from '../../contract/workflows';
import { shareableAddress } from '../models/ledger/source-address';
import type { RowsByPath } from '../models/manifest/describe-files';
import { rootOf } from './model-needs';

/**
 * A model of a workflow as a row of a list of models: where the workflow looks for it, with what is known of the file that it finds there. Null where nobody
 * knows its folder. Pure.
 */
export function describeNeed(model: WorkflowModel, rows: RowsByPath): ManifestModel | null {
  const { name, directory, listed, install, path, state } = model;
  const file = path === null ? undefined : rows.get(path);
  const isFound = file !== undefined && state === 'present';
  const named = install === null ? null : shareableAddress(install.url);
  const urls = [...new Set([...(isFound ? file.urls : []), ...(named === null ? [] : [named])])];
  if (isFound) return { ...file, urls };
  // A file of its name in another folder can be another one: only that it is a model of that kind is taken from it.
  const type = directory ?? (listed === null ? file?.type : rootOf(listed));
  return ManifestModel.safeParse({ name, type, urls, base: install?.base ?? '' }).data ?? null;
}
