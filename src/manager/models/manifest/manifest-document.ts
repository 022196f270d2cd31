import { ModelManifest, type ManifestModel, type WrittenManifest } from '../../../contract/library/model-manifest';
import {
  modelManifestFormat,
  modelManifestVersion,
  mostManifestModels,
} from '../../../contract/library/model-manifest-format';
import { msg } from '../../../contract/text/message';
import { readOwnDocument } from '../../installation/own-document';

/** A list of `wanted` models as a file; those that it cannot name are null, and counted. Pure. */
export function writeManifest(wanted: readonly (ManifestModel | null | undefined)[]): WrittenManifest {
  const models = wanted.filter((model) => model != null).slice(0, mostManifestModels);
  return {
    document: { format: modelManifestFormat, version: modelManifestVersion, models },
    leftOut: wanted.length - models.length,
  };
}

/** Reads such a file, as text or parsed. Throws `invalid-input` with what is wrong. Pure. */
export function readManifest(document: unknown): ModelManifest {
  return readOwnDocument(document, {
    ...{ format: modelManifestFormat, version: modelManifestVersion, schema: ModelManifest, code: 'invalid-input' },
    isNone: msg`The file is not a list of models.`,
    chooseOther: msg`Choose a file that this app saved as a list of models.`,
  });
}
