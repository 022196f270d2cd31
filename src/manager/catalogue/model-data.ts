import type { CatalogueModel } from '../../contract/models';
import { arrayOf, isLooseObject, objectOf, textOf } from './loose-json';

function readModel(value: unknown): CatalogueModel | null {
  if (!isLooseObject(value)) return null;
  const filename = textOf(value['filename']);
  const url = textOf(value['url']);
  if (filename === '' || url === '') return null;
  return {
    name: textOf(value['name']) || filename,
    type: textOf(value['type']),
    base: textOf(value['base']),
    savePath: textOf(value['save_path']) || 'default',
    description: textOf(value['description']),
    reference: textOf(value['reference']),
    filename,
    url,
    size: textOf(value['size']),
  };
}

/** The entries of `model-list.json` (operations.md 7.3); those without a file name or an address are left out. */
export function readModelList(data: unknown): CatalogueModel[] {
  return arrayOf(objectOf(data)['models'])
    .map(readModel)
    .filter((model) => model !== null);
}

/** Whether a document is a model list at all. */
export function isModelList(data: unknown): boolean {
  return isLooseObject(data) && Array.isArray(data['models']);
}
