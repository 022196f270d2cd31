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
  const file = model.path === null ? undefined : rows.get(model.path);
  const named = addressesOf(model);
  if (file !== undefined && model.state === 'present') return { ...file, urls: [...new Set([...file.urls, ...named])] };
  const row = { name: model.name, type: folderOf(model, file), urls: named, base: model.install?.base ?? '' };
  return ManifestModel.safeParse(row).data ?? null;
}

function addressesOf({ install }: WorkflowModel): string[] {
  const url = install === null ? null : shareableAddress(install.url);
  return url === null ? [] : [url];
}

/** A file of its name in another folder can be another one: only that it is a model of that kind is taken from it. */
function folderOf({ directory, listed }: WorkflowModel, file: ManifestModel | undefined): string | null | undefined {
  if (directory !== null) return directory;
  return listed === null ? file?.type : rootOf(listed);
}
