import { z } from 'zod';
import { Notice } from '../text/notice';
import {
  InstallModelParams,
  LocalModel,
  ModelFolders,
  ModelHeader,
  ModelRemoval,
  ModelRemovalRequest,
  ModelRow,
  PlacedModel,
  PlaceModelParams,
  PlacingId,
  PlacingProgress,
  RemoteModel,
} from '../models';
import { CatalogueMode } from '../settings';
import { reads, changes, Nothing, Asker } from './shape';

/** Models. */
export const modelsOperations = {
  'models.install': changes(InstallModelParams.extend(Asker.shape), Nothing, 'install-model'),
  'models.list': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    z.object({ models: z.array(ModelRow), asOf: z.string().nullable(), notice: Notice.nullable() }),
  ),
  /** Where a model would go that is removed; throws `model-not-found` for what is not listed. */
  'models.removal': reads(ModelRemovalRequest, ModelRemoval),
  /** What a host says of a file before it is downloaded. Only Hugging Face and Civitai are asked, nobody that a stranger names. */
  'models.remote': reads(z.object({ url: InstallModelParams.shape.url }), RemoteModel),
  /** Puts a file of this machine into a folder of models. No address opens it: the window alone knows what a person has dropped on it. */
  'models.place': changes(PlaceModelParams, PlacedModel, 'install-model'),
  /** How far it is, by the id that was given with it. */
  'models.placing': reads(z.object({ placing_id: PlacingId }), PlacingProgress),
  /** Stops it: the one who placed it hears `cancelled`, and nothing has changed. */
  /** What the files on disk say of themselves, by their paths; those that say nothing are left out. */
  'models.headers': reads(Nothing, z.object({ headers: z.record(z.string(), ModelHeader) })),
  'models.local': reads(Nothing, z.object({ models: z.array(LocalModel), folders: ModelFolders })),
} as const;
