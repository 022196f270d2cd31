import { extname } from 'node:path';
import type { CatalogueModel, InstallModelParams } from '../../../contract/models';
import type { PolicyOperation } from '../../installation/policy-table';
import { isTensorsOnly } from '../places/model-content';

/** Where the addresses of the list lead. */
export const publicHub = 'https://huggingface.co';

/** An address of the public hub, led to the configured one: a mirror, or the hub itself (as HF_ENDPOINT does). */
export function toHub(url: string, hubUrl: string): string {
  return url.startsWith(`${publicHub}/`) ? hubUrl.replace(/\/+$/, '') + url.slice(publicHub.length) : url;
}

function hasUrl(model: CatalogueModel, url: string, hubUrl: string): boolean {
  return model.url === url || toHub(model.url, hubUrl) === toHub(url, hubUrl);
}

/**
 * The policy row of an install (weak point W2): formats that hold no code, and addresses that the list names, are `install-model`; all
 * others can carry code. Each address that may be asked counts. A listed address vouches for its own format only: `weights.ckpt` must not arrive as `nodes.py`.
 */
export function riskOf(
  params: Pick<InstallModelParams, 'filename' | 'url' | 'mirrors'>,
  models: readonly CatalogueModel[],
  hubUrl: string,
): PolicyOperation {
  if (isTensorsOnly(params.filename)) return 'install-model';
  const ending = (name: string) => extname(name).toLowerCase();
  const isListed = (url: string) =>
    models.some((model) => hasUrl(model, url, hubUrl) && ending(model.filename) === ending(params.filename));
  return [params.url, ...(params.mirrors ?? [])].every(isListed) ? 'install-model' : 'install-model-unsafe';
}

/** The entry of the list that an install is about: by address, else by where it goes (save path, base and file name). */
export function findListed(
  params: InstallModelParams,
  models: readonly CatalogueModel[],
  hubUrl: string,
): CatalogueModel | null {
  const savePath = params.save_path ?? 'default';
  const isPlace = (model: CatalogueModel) => model.savePath === savePath && model.filename === params.filename;
  const sameUrl = models.filter((model) => hasUrl(model, params.url, hubUrl));
  return (
    sameUrl.find(isPlace) ??
    sameUrl.find((model) => model.filename === params.filename) ??
    models.find((model) => isPlace(model) && model.base === (params.base ?? '')) ??
    null
  );
}
