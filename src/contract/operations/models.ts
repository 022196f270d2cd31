import { z } from 'zod';
import { FoundModel, ModelQuery } from '../found-models';
import { ManifestComparison, ManifestText, WrittenManifest } from '../library/model-manifest';
import { Notice } from '../text/notice';
import {
  DuplicateGroup,
  HashingProgress,
  KnownModel,
  InstallModelParams,
  LocalModel,
  ModelFolders,
  ModelHeader,
  ModelLocations,
  ModelRemoval,
  ModelRemovalRequest,
  ModelRow,
  MoveModelParams,
  PlacedModel,
  PlaceModelParams,
  PlacingId,
  PlacingProgress,
  RemoteModel,
} from '../models';
import {
  ModelsFolderPlan,
  MoveModelsFolderParams,
  MoveModelsFolderPlan,
  UseModelsFolderParams,
} from '../models-folder';
import { CatalogueMode } from '../settings';
import { reads, changes, Nothing, Asker } from './shape';

/** Models. */
export const modelsOperations = {
  'models.install': changes(InstallModelParams.extend(Asker.shape), Nothing, 'install-model'),
  'models.list': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    z.object({ models: z.array(ModelRow), asOf: z.string().nullable(), notice: Notice.nullable() }),
  ),
  /** What Hugging Face and Civitai find, and whether it is on disk. `notice`: which of them did not answer, and why. */
  'models.find': reads(ModelQuery, z.object({ models: z.array(FoundModel), notice: Notice.nullable() })),
  /** Where a model would go that is removed; throws `model-not-found` for what is not listed. */
  'models.removal': reads(ModelRemovalRequest, ModelRemoval),
  /** What a host says of a file before it is downloaded. Only Hugging Face and Civitai are asked, nobody that a stranger names. */
  'models.remote': reads(z.object({ url: InstallModelParams.shape.url }), RemoteModel),
  /** Puts a file of this machine into a folder of models. The window alone knows what a person has dropped on it: by an address only what was sent here is placed (uploads.ts). */
  'models.place': changes(PlaceModelParams, PlacedModel, 'install-model'),
  /** How far it is, by the id that was given with it. */
  'models.placing': reads(z.object({ placing_id: PlacingId }), PlacingProgress),
  /** What the files on disk say of themselves, by their paths; those that say nothing are left out. */
  'models.headers': reads(Nothing, z.object({ headers: z.record(z.string(), ModelHeader) })),
  /** What lies on disk more than once, by SHA-256. What has none yet is read in the background from then on, unless the setting `models.hashInBackground` is off; `hashing` says how much that is. `trashBytes`: what the trash keeps of copies that are linked; the rest goes for good. */
  'models.duplicates': reads(
    Nothing,
    z.object({
      groups: z.array(DuplicateGroup),
      hashing: HashingProgress.nullable(),
      isHashingOff: z.boolean(),
      trashBytes: z.number(),
    }),
  ),
  /** Which disks models lie on, with what can be cleaned there, and which other installations that the app knows on this machine read models of this one where they lie, by links, shared folders and paths files: what is moved, renamed or removed, those lack as well. */
  'models.locations': reads(Nothing, ModelLocations),
  /** What Civitai calls a file on disk, by its hash: asked on the press of a person alone. Throws `model-not-found`, `invalid-input` for one that has no hash yet, `download-failed`, `network-failed`. */
  'models.lookup': reads(z.object({ path: MoveModelParams.shape.path }), z.object({ known: KnownModel.nullable() })),
  /** Models on disk as a file for elsewhere: all, or those of these paths. Asks no host. */
  'models.manifest': reads(
    z.object({ paths: z.array(MoveModelParams.shape.path).max(50_000).optional() }),
    WrittenManifest,
  ),
  /** How the models of such a file stand here. Nothing is changed, and no host is asked. Throws `invalid-input` for what is none. */
  'models.compare': reads(ManifestText, ManifestComparison),
  /** What ComfyUI would read of a folder of this machine. Throws `folder-unreadable`, `invalid-input` where nothing would be read. */
  'models.folderPlan': reads(UseModelsFolderParams.pick({ path: true }), ModelsFolderPlan),
  /** What moving a folder of models to another one would do. Throws what the task `move-models-folder` would refuse. */
  'models.movePlan': reads(MoveModelsFolderParams.omit({ keep: true }), MoveModelsFolderPlan),
  /** `shared`: folders outside of this installation that the app has named to ComfyUI, which the task `use-models-folder` adds and takes out. */
  'models.local': reads(
    Nothing,
    z.object({ models: z.array(LocalModel), folders: ModelFolders, shared: z.array(z.string()) }),
  ),
} as const;
