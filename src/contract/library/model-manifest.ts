import { z } from 'zod';
import { findFileNameProblem } from '../file-names';
import { InstallModelParams } from '../models';
import { carriesLogin } from '../text/address-logins';
import { isListedFile } from '../text/model-file';
import {
  maxManifestBytes,
  modelManifestFormat,
  modelManifestVersion,
  mostManifestModels,
} from './model-manifest-format';

const isPlain = (name: string): boolean => findFileNameProblem(name) === null;

/** More addresses of one file help nobody. */
const mostUrls = 8;

/** Where a file comes from: https alone, which nobody on the way can change, and without a login, which no file carries. */
const ManifestUrl = z
  .url({ protocol: /^https$/, error: 'An address begins with https://.' })
  .max(2000)
  .refine((url) => !carriesLogin(url), 'An address carries no user name and no password.');

/** One model: what it is called below the folder of its type, and what tells it from every other file. docs/model-manifest.md says it in words. */
export const ManifestModel = z.object({
  /** Path below its folder, with `/`: as `models.local` lists it. */
  name: z
    .string()
    .min(1)
    .max(400)
    .refine(
      (name) => name.split('/').every(isPlain),
      'A name is a path below its folder, without `..`, drives or `\\`.',
    )
    .refine(isListedFile, 'A name is that of a file with weights.'),
  /** Key of ComfyUI's folder registry, e.g. `checkpoints`. */
  type: z
    .string()
    .min(1)
    .max(100)
    .refine((type) => isPlain(type) && type.toLowerCase() !== 'custom_nodes', 'A type is the name of a model folder.'),
  size_bytes: z.int().nonnegative().nullable().default(null),
  sha256: InstallModelParams.shape.sha256.unwrap().unwrap().nullable().default(null),
  urls: z.array(ManifestUrl).max(mostUrls).default([]),
  /** What it is made for, as `SDXL`; empty where nobody said. */
  base: z.string().max(100).default(''),
  licence: z.string().max(200).default(''),
});
export type ManifestModel = z.infer<typeof ManifestModel>;

/** Models as a file: what an installation has, or a workflow needs. */
export const ModelManifest = z.object({
  format: z.literal(modelManifestFormat),
  version: z.literal(modelManifestVersion),
  // Counted before any of them is looked at.
  models: z
    .array(z.unknown())
    .max(mostManifestModels, `A list has ${mostManifestModels} models at most.`)
    .pipe(z.array(ManifestModel)),
});
export type ModelManifest = z.infer<typeof ModelManifest>;

/** Such a file, and how many models could not stand in it: their names are no names on every system, or nobody knows their folder. */
export const WrittenManifest = z.object({ document: ModelManifest, leftOut: z.int() });
export type WrittenManifest = z.infer<typeof WrittenManifest>;

/** The text of such a file. A text has no more UTF-16 units than its file has bytes. */
export const ManifestText = z.object({ document: z.string().min(1).max(maxManifestBytes) });

/**
 * How a model of a list stands here. `here`: its hash is the one of the file at its place. `elsewhere`: a file of that hash has another name or folder.
 * `other`: another file has its name. `unproven`: a file that can be the one is here, and nobody knows one of the two hashes. `missing`: none is.
 */
export const ManifestState = z.enum(['missing', 'other', 'unproven', 'elsewhere', 'here']);
export type ManifestState = z.infer<typeof ManifestState>;

export const ManifestRow = ManifestModel.extend({
  state: ManifestState,
  /** The file that is here. */
  path: z.string().nullable(),
  /** The same by its type and the path below its folder, as the list names models; null where it lies where the list has it. */
  place: z.string().nullable(),
  /** What downloads it; null unless it is missing and the list says where it comes from. */
  install: InstallModelParams.nullable(),
});
export type ManifestRow = z.infer<typeof ManifestRow>;

export const ManifestComparison = z.object({
  /** What is missing first. */
  rows: z.array(ManifestRow),
  /** What is free on the disk that downloads go to; null where that could not be asked. */
  freeBytes: z.number().nullable(),
});
export type ManifestComparison = z.infer<typeof ManifestComparison>;
