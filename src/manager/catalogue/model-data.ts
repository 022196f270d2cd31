import { findFileNameProblem } from '../../contract/file-names';
import { wholeRepository, type CatalogueModel } from '../../contract/models';
import { addressOf, readEntries, shownText, type OnLeftOut } from './sources/entry-fields';
import { arrayOf, isLooseObject, objectOf, textOf } from './sources/loose-json';

const hubRepository = /^[\w.-]{1,200}\/[\w.-]{1,200}$/u;

function isPlainPath(path: string): boolean {
  return path.length <= 400 && path.split('/').every((part) => findFileNameProblem(part) === null);
}

function readModel(value: unknown): CatalogueModel | null {
  if (!isLooseObject(value)) return null;
  const filename = textOf(value['filename']);
  const savePath = textOf(value['save_path']) || 'default';
  const named = textOf(value['url']);
  const url = hubRepository.test(named) ? named : addressOf(named);
  const isName = filename === wholeRepository || findFileNameProblem(filename) === null;
  if (!isName || url === '' || !isPlainPath(savePath)) return null;
  return {
    name: shownText(value['name'], 300) || filename,
    type: shownText(value['type'], 100),
    base: shownText(value['base'], 100),
    savePath,
    description: shownText(value['description'], 10_000),
    reference: addressOf(value['reference']),
    filename,
    url,
    size: shownText(value['size'], 100),
  };
}

/** The entries of `model-list.json` (docs/reference/on-disk.md 25); those without a name for a file, an address or a place below the models are left out. */
export function readModelList(data: unknown, onLeftOut?: OnLeftOut): CatalogueModel[] {
  return readEntries(arrayOf(objectOf(data)['models']), readModel, onLeftOut);
}

/** Whether a document is a model list at all. */
export function isModelList(data: unknown): boolean {
  return isLooseObject(data) && Array.isArray(data['models']);
}
