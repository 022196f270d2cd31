import { z } from 'zod';
import { Displaced } from './disk';
import { carriesLogin } from './text/address-logins';
import { findFileNameProblem } from './file-names';
import { MachinePath } from './machine-path';

/** What stands in the place of a file name when `url` names a whole Hugging Face repository (docs/reference/on-disk.md 12). */
export const wholeRepository = '<huggingface>';

const ModelFileName = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (name) => name === wholeRepository || findFileNameProblem(name) === null,
    'A model file name is one plain name: no folders, drive letters, device names or control characters.',
  );

/** Where a model goes below the models folder: `default`, or a relative path. Absolute paths, drives and `..` are refused. */
const SavePath = z
  .string()
  .max(400)
  .refine(
    (path) => path === '' || path.split('/').every((part) => findFileNameProblem(part) === null),
    'A save path is relative to the models folder; absolute paths, drive letters, `\\` and `..` are refused.',
  );

const ModelUrl = z
  .string()
  .min(1)
  .max(2000)
  .refine(
    (url) => /^https?:\/\/[^\s]+$/i.test(url) || /^[\w.-]+\/[\w.-]+$/.test(url),
    'A model address is an http(s) address, or `owner/name` of a Hugging Face repository.',
  )
  .refine(
    (url) => !carriesLogin(url),
    'A model address with a user name or password inside is refused, because queue, history and log would show it: store a token under Settings > Accounts instead, or put the file into its folder yourself.',
  );

/** More of them help nobody. */
const mostMirrors = 7;

/** In hex; Civitai writes it in capitals. */
const Sha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/u, 'A SHA-256 is written in 64 hexadecimal digits.')
  .toLowerCase();

/** Parameters of kind `install-model` (specification: ModelMetadata). */
export const InstallModelParams = z.object({
  name: z.string().min(1).max(400),
  type: z.string().min(1).max(100),
  base: z.string().max(100).nullish(),
  save_path: SavePath.nullish(),
  url: ModelUrl,
  filename: ModelFileName,
  /** What the file has to be, as somebody else than its server says; what arrives is discarded where it is not that. A whole repository names the hashes of its files itself. */
  sha256: Sha256.nullish(),
  size_bytes: z.int().nonnegative().nullish(),
  /** Further addresses of the same file, the best first: the next one is asked where one has failed for good. Only with `sha256`, which proves the file whoever sends it. */
  mirrors: z.array(ModelUrl).max(mostMirrors).nullish(),
  ui_id: z.string().max(200).nullish(),
});
export type InstallModelParams = z.infer<typeof InstallModelParams>;

/** By what the caller asks how far a file is that it has placed, and stops it. */
export const PlacingId = z.string().min(1).max(200);

/** A model file of this machine, and the folder of the registry, by its key, that it goes into: as a copy, as the file itself, or as a second name of it (`link`), which is a copy where the disk cannot do that. */
export const PlaceModelParams = z.object({
  path: MachinePath,
  folder: z.string().min(1).max(200),
  how: z.enum(['copy', 'move', 'link']),
  placing_id: PlacingId.optional(),
});
export type PlaceModelParams = z.infer<typeof PlaceModelParams>;

/** How far the copy of a placed file is, in bytes; null when none is made. */
export const PlacingProgress = z.object({
  progress: z.object({ bytesDone: z.number(), bytesTotal: z.number() }).nullable(),
});

/** Where it lies now, how it came there, and the id by which that is taken back. */
export const PlacedModel = z.object({ path: z.string(), how: PlaceModelParams.shape.how, ui_id: z.string() });
export type PlacedModel = z.infer<typeof PlacedModel>;

/** Parameters of kind `remove-model`: the path of a model as `models.local` lists it. */
export const RemoveModelParams = z.object({ path: z.string().min(1).max(4096) });
export type RemoveModelParams = z.infer<typeof RemoveModelParams>;

/**
 * Why the trash of the installation cannot take a model. `too-large`: it would be the first to go. `not-kept`: nothing stays there. `elsewhere`: a
 * link or a mount inside of a model folder leads to it.
 */
const RemovalObstacle = z.enum(['too-large', 'not-kept', 'elsewhere']);
export type RemovalObstacle = z.infer<typeof RemovalObstacle>;

/** A model that a person would remove, and the bytes of others that would go with it. */
export const ModelRemovalRequest = RemoveModelParams.extend({ besidesBytes: z.number().nonnegative().optional() });

/** Where a model goes that a person removes. */
export const ModelRemoval = z.object({
  /** Null: into the trash of the installation, by a task that can be taken back. */
  obstacle: RemovalObstacle.nullable(),
  /** What that trash keeps at most, in bytes and in days. */
  trash: z.object({ maxBytes: z.number(), days: z.number() }),
  /** What of the things that lie there then goes for good, to make room for it. */
  displaces: Displaced,
});
export type ModelRemoval = z.infer<typeof ModelRemoval>;

/** What Hugging Face or Civitai says of a file ahead. `closed`: not given to this account, or to nobody without one. */
export const RemoteModel = z.object({
  sizeBytes: z.number().nullable(),
  access: z.enum(['open', 'closed', 'unknown']),
  /** Where a person accepts its terms. */
  page: z.string().nullable(),
});
export type RemoteModel = z.infer<typeof RemoteModel>;

/** One entry of `model-list.json` (docs/reference/on-disk.md 25). */
export const CatalogueModel = z.object({
  name: z.string(),
  type: z.string(),
  base: z.string(),
  savePath: z.string(),
  description: z.string(),
  reference: z.string(),
  filename: z.string(),
  url: z.string(),
  /** As the list writes it, e.g. `4.71MB`. */
  size: z.string(),
});
export type CatalogueModel = z.infer<typeof CatalogueModel>;

/** Whether a catalogue model is on disk: `other`: a file of its name is there, but its size is another one. */
const ModelPresence = z.enum(['absent', 'present', 'other']);

/** A catalogue model and where it is, or would be, on this machine. */
export const ModelRow = CatalogueModel.extend({
  presence: ModelPresence,
  /** Absolute path of the file that is there; null when none is. */
  file: z.string().nullable(),
  /** Absolute folder an install would write to; null when its target is refused. */
  targetDir: z.string().nullable(),
});
export type ModelRow = z.infer<typeof ModelRow>;

/** A model file on disk (specification: InstalledModelInfo). */
export const LocalModel = z.object({
  /** Path below its folder, with `/`. */
  name: z.string(),
  path: z.string(),
  /** Key of ComfyUI's folder registry, e.g. `checkpoints`. */
  type: z.string(),
  size_bytes: z.int(),
  /** SHA-256 in hex when it is known without reading the file, else null. */
  hash: z.string().nullable(),
  install_date: z.string().nullable(),
  /** The path of another model of the list that is the very same file: this one is a link, or a second name of it, and takes no space. */
  nameOf: z.string().optional(),
});
export type LocalModel = z.infer<typeof LocalModel>;

/** Another installation of this machine that reads models of this one where they lie. */
export const ModelReader = z.object({
  /** Its folder. */
  folder: z.string(),
  /** The models that it reads, as `models.local` lists them. */
  paths: z.array(z.string()),
});
export type ModelReader = z.infer<typeof ModelReader>;

/** A disk that models or leftovers of the app lie on. */
export const ModelDisk = z.object({
  /** Where it begins. */
  path: z.string(),
  /** What the models on it take. */
  bytes: z.number(),
  freeBytes: z.number().nullable(),
  /** What lies there in the trash, and was prepared or begun and is not needed any more. */
  leftoverBytes: z.number(),
  /** The models on it, as `models.local` lists them. */
  paths: z.array(z.string()),
});
export type ModelDisk = z.infer<typeof ModelDisk>;

/** Which disks the models of an installation lie on, and who reads them there beside itself. */
export const ModelLocations = z.object({ installations: z.array(ModelReader), disks: z.array(ModelDisk) });
export type ModelLocations = z.infer<typeof ModelLocations>;

/** A model file that lies on disk more than once. */
const DuplicateFile = z.object({
  path: z.string(),
  /** Path below its folder, with `/`. */
  name: z.string(),
  type: z.string(),
  /** Files of one number share their content already: they take the space once. */
  copy: z.int(),
  /** Files of one number lie on one disk, and can share their content. */
  disk: z.int(),
});
export type DuplicateFile = z.infer<typeof DuplicateFile>;

/** Files of one content, as their SHA-256 tells. */
export const DuplicateGroup = z.object({
  hash: z.string(),
  size_bytes: z.int(),
  /** What linking those of one disk frees, once the trash is emptied. */
  freeable_bytes: z.int(),
  files: z.array(DuplicateFile),
});
export type DuplicateGroup = z.infer<typeof DuplicateGroup>;

/** What Civitai calls a file, by its SHA-256. */
export const KnownModel = z.object({
  name: z.string(),
  version: z.string(),
  base: z.string().nullable(),
  page: z.string(),
  /** Words that wake a LoRA. */
  triggers: z.array(z.string()),
});
export type KnownModel = z.infer<typeof KnownModel>;

/** How many files are still to be hashed in the background, and their bytes. */
export const HashingProgress = z.object({ files: z.int(), bytes: z.int() });
export type HashingProgress = z.infer<typeof HashingProgress>;

/** Parameters of kind `link-models`: the model that stays, and others of the same content that become further names of it. Paths as `models.local` lists them. */
export const LinkModelsParams = z.object({
  path: z.string().min(1).max(4096),
  others: z.array(z.string().min(1).max(4096)).min(1).max(100),
});
export type LinkModelsParams = z.infer<typeof LinkModelsParams>;

/** Parameters of kind `move-model`: a model as `models.local` lists it, the folder of the registry that it goes to, by its key, and its new name; null leaves that as it is. */
export const MoveModelParams = z.object({
  path: z.string().min(1).max(4096),
  folder: z.string().min(1).max(200).nullish(),
  new_name: ModelFileName.nullish(),
});
export type MoveModelParams = z.infer<typeof MoveModelParams>;

/** What makers of models write into them for people. */
export const modelNotes = ['title', 'author', 'license', 'trigger'] as const;
export type ModelNote = (typeof modelNotes)[number];

/** What a file of weights says of itself, in front of them. */
export const ModelHeader = z.object({
  /** What it is made for, in the words of the model list: `SDXL`. Null where the file does not tell. */
  base: z.string().nullable(),
  /** The kind of number that most of its weights are: `fp16`. */
  precision: z.string().nullable(),
  /** Its title, who made it, its licence, and the words that wake a LoRA; those that the file has. */
  notes: z.partialRecord(z.enum(modelNotes), z.string()),
  /** Its header takes more time or memory to read than any real one does, so nothing is known of it; absent for all others. */
  isTooDear: z.boolean().optional(),
});
export type ModelHeader = z.infer<typeof ModelHeader>;

/** Folders by key of ComfyUI's folder registry; the first is the download target. Absolute paths. */
export const ModelFolders = z.record(z.string(), z.array(z.string()));
export type ModelFolders = z.infer<typeof ModelFolders>;
