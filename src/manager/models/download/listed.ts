import { extname } from 'node:path';
import type { CatalogueModel, InstallModelParams } from '../../../contract/models';
import type { PolicyOperation } from '../../installation/policy-table';
import { isFreeOfCode } from '../gate/formats';

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
  if (isFreeOfCode(params.filename)) return 'install-model';
  const ending = (name: string) => extname(name).toLowerCase();
  const isListed = (url: string) =>
    models.some((model) => hasUrl(model, url, hubUrl) && ending(model.filename) === ending(params.filename));
  return [params.url, ...(params.mirrors ?? [])].every(isListed) ? 'install-model' : 'install-model-unsafe';
}

/** What the list says of the size of a model: by its address, else by where it goes (save path, base and file name). */
export function listedSizes(params: InstallModelParams, models: readonly CatalogueModel[], hubUrl: string): string[] {
  const savePath = params.save_path ?? 'default';
  const named = models.filter(({ filename }) => filename === params.filename);
  const sameUrl = named.filter((model) => hasUrl(model, params.url, hubUrl));
  const samePlace = named.filter((model) => model.savePath === savePath && model.base === (params.base ?? ''));
  const found = sameUrl.length > 0 ? sameUrl : samePlace;
  return [...new Set(found.map(({ size }) => size))];
}
